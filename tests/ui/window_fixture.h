// SPDX-License-Identifier: GPL-3.0-or-later
// The window over a history that has runs, opened as a user meets it: with the first snapshot on
// its pages.
#pragma once

#include "core/report/report_fixture.h"
#include "ui/shell/main_window.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui::test {

inline std::unique_ptr<MainWindow> openWindow(
    const std::filesystem::path& history, const Session& session = {})
{
    auto window = std::make_unique<MainWindow>(history, Theme::light());
    QSignalSpy shown(window.get(), &MainWindow::shown);
    window->restore(session);
    window->show();
    window->activateWindow();
    EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
    EXPECT_TRUE(shown.count() > 0 || shown.wait(10'000));
    return window;
}

class WindowTest : public store::test::HistoryTest
{
protected:
    explicit WindowTest(int runs = 1)
    {
        auto history = writer();
        history.database().sqlite().exec("PRAGMA synchronous = OFF"); // nothing outlives the test
        for (int i = 0; i < runs; ++i)
            m_runs.push_back(report::test::SyntheticRun(history, {}).run());
    }
    std::unique_ptr<MainWindow> openWindow(const Session& session = {}) const
    {
        return test::openWindow(m_file, session);
    }

    std::vector<store::RunId> m_runs; // oldest first
};

} // namespace autokernel::ui::test
