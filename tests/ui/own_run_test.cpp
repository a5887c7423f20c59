// SPDX-License-Identifier: GPL-3.0-or-later
// The window's own run in the real window, with a worker that waits in its experiment until it may
// go on.
#include "core/engine/engine_fixture.h"
#include "ui/shell/evening.h"
#include "ui/shell/main_window.h"
#include "ui/text.h"

#include <QApplication>
#include <QDialog>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <atomic>
#include <chrono>
#include <thread>

namespace autokernel::ui {
namespace {

class OwnRun : public engine::test::EngineTest
{
protected:
    OwnRun()
    {
        m_config.withLadder = false;
        m_config.experiments = 2;
        m_window = std::make_unique<MainWindow>(
            m_options.history, Theme::light(), [this](const engine::WorkerCommand&) {
                auto worker = std::make_unique<support::FakeWorker>(timeOf);
                worker->onCall = [this](const std::string& op) { waitIn(op); };
                return worker;
            });
        m_window->show();
        m_window->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
    }
    ~OwnRun() override
    {
        m_mayGoOn = true; // the window's end waits for the engine
        m_window.reset();
    }

    void waitIn(const std::string& op) // engine thread
    {
        while (op == "compile" && !m_mayGoOn)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    void start()
    {
        emit m_window->evening().startWanted(m_config);
        ASSERT_TRUE(comesTrue([&] { return state().endsWith("Optimising"); }));
    }
    template <typename Condition> static bool comesTrue(Condition condition)
    {
        return QTest::qWaitFor(condition, 20'000);
    }
    void look(const std::filesystem::path& history)
    {
        emit m_window->evening().historyWanted(text(history.string()));
    }

    QString state() const
    {
        const auto* pill = m_window->findChild<QLabel*>("pill");
        return pill->isVisible() ? pill->text() : QString();
    }
    QPushButton* button(const QString& text) const // that is shown
    {
        for (auto* each : m_window->findChild<RunHeader*>()->findChildren<QPushButton*>())
            if (each->isVisible() && each->text() == text)
                return each;
        return nullptr;
    }
    QAction& action(const char* id) const { return *m_window->actions().find(id); }
    bool showsPage(const char* id) const { return m_window->session().page == id; }
    bool isAt(const std::filesystem::path& history) const
    {
        return m_window->snapshot() && m_window->snapshot()->history == history;
    }
    bool hasEnded() const { return action("run.new").isEnabled(); }

    std::atomic<bool> m_mayGoOn {false};
    std::unique_ptr<MainWindow> m_window;
};

TEST_F(OwnRun, isNotShownAsThatOfTheExample)
{
    QSignalSpy changes(m_window.get(), &MainWindow::ownRunChanged);
    start();
    EXPECT_EQ(changes.count(), 1);
    EXPECT_NE(button("Stop"), nullptr);
    action("history.example").trigger();
    ASSERT_TRUE(comesTrue([&] { return isAt(Evening::exampleHistory()); }));
    EXPECT_TRUE(state().contains("Finished")) << state().toStdString();
    for (const char* command : {"Stop", "Pause after this one", "New run", "Continue this run"})
        EXPECT_EQ(button(command), nullptr) << command;
    for (const char* id : {"run.pause", "run.skip", "run.hold", "run.finish", "run.resume"})
        EXPECT_FALSE(action(id).isEnabled()) << id;

    ASSERT_NE(button("Back to the running one"), nullptr);
    button("Back to the running one")->click();
    ASSERT_TRUE(comesTrue([&] { return isAt(m_options.history); }));
    EXPECT_TRUE(state().endsWith("Optimising")) << state().toStdString();
    EXPECT_NE(button("Stop"), nullptr);
    EXPECT_TRUE(action("run.pause").isEnabled());
    EXPECT_TRUE(showsPage("page.progress"));
}

TEST_F(OwnRun, aHistoryWithoutRunsSaysNothingOfIt)
{
    start();
    look(m_folder.path() / "other.db");
    ASSERT_TRUE(comesTrue([&] { return isAt(m_folder.path() / "other.db"); }));
    EXPECT_EQ(state(), "");
    EXPECT_EQ(button("Stop"), nullptr);
    EXPECT_NE(button("Back to the running one"), nullptr);
}

TEST_F(OwnRun, itsEndLeadsBackToItsHistory)
{
    start();
    QSignalSpy changes(m_window.get(), &MainWindow::ownRunChanged);
    action("history.example").trigger();
    ASSERT_TRUE(comesTrue([&] { return isAt(Evening::exampleHistory()); }));
    m_mayGoOn = true;
    ASSERT_TRUE(comesTrue([&] { return hasEnded() && isAt(m_options.history); }));
    EXPECT_TRUE(showsPage("page.morning"));
    EXPECT_TRUE(state().contains("Finished")) << state().toStdString();
    EXPECT_TRUE(m_window->snapshot()->report.run.summary.subject.starts_with("toy"));
    EXPECT_EQ(button("Back to the running one"), nullptr);
    EXPECT_EQ(changes.count(), 1);
}

TEST_F(OwnRun, aPauseIsTakenBackByTheSameActionAndEndedByAStop)
{
    const QString pause = action("run.pause").text();
    start();
    action("run.pause").trigger();
    EXPECT_EQ(plainText(action("run.pause")), "Resume");
    EXPECT_NE(button("Resume"), nullptr);
    EXPECT_TRUE(state().endsWith("Pausing")) << state().toStdString();
    action("run.pause").trigger();
    EXPECT_EQ(action("run.pause").text(), pause);
    EXPECT_TRUE(state().endsWith("Optimising")) << state().toStdString();

    action("run.pause").trigger();
    action("run.finish").trigger();
    EXPECT_EQ(action("run.pause").text(), pause);
    EXPECT_NE(button("Pause after this one"), nullptr);
    EXPECT_TRUE(state().endsWith("Optimising")) << state().toStdString();
    m_mayGoOn = true;
    EXPECT_TRUE(comesTrue([&] { return hasEnded(); })) << "it does not wait for Resume";
}

// What a dialog works on stays below it.
TEST_F(OwnRun, itsEndWaitsForADialog)
{
    start();
    action("page.kernels").trigger();
    bool isSeen = false;
    QTimer::singleShot(0, m_window.get(), [&] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        isSeen = dialog != nullptr;
        m_mayGoOn = true;
        EXPECT_TRUE(comesTrue([&] { return hasEnded(); }));
        EXPECT_TRUE(showsPage("page.kernels"));
        if (dialog)
            dialog->reject();
    });
    action("help.shortcuts").trigger();
    ASSERT_TRUE(isSeen);
    EXPECT_TRUE(comesTrue([&] { return showsPage("page.morning"); }));
}

} // namespace
} // namespace autokernel::ui
