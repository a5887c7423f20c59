// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session_keeper.h"
#include "window_fixture.h"

#include <QFile>
#include <QLineEdit>
#include <QTemporaryDir>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;

class SessionKeeperTest : public test::WindowTest
{
protected:
    // As another process finds it: within one, what is not stored yet is seen as well.
    Session found()
    {
        const QString copy = m_config.filePath(QString("copy-%1.conf").arg(++m_copies));
        QFile::copy(m_config.filePath("autokernel.conf"), copy);
        return loadSession(QSettings(copy, QSettings::IniFormat));
    }

    QTemporaryDir m_config;
    QSettings m_stored {m_config.filePath("autokernel.conf"), QSettings::IniFormat};
    int m_copies = 0;
};

TEST_F(SessionKeeperTest, whatTheUserDidIsStoredAMomentLater)
{
    const auto window = openWindow();
    const SessionKeeper keeper(*window, m_stored, 20ms);
    QTest::keyClick(window.get(), Qt::Key_5, Qt::ControlModifier);
    auto& search = *window->findChild<ExperimentsPage*>()->findChild<QLineEdit*>();
    QTest::keyClicks(&search, "tile");
    const auto filter = [&] {
        const auto session = found();
        return session.lookAt(session.history).pages["page.experiments"].toObject()["search"];
    };
    EXPECT_TRUE(QTest::qWaitFor([&] { return filter().toString() == "tile"; }));
    EXPECT_EQ(found().page, "page.experiments");
}

TEST_F(SessionKeeperTest, aWindowThatNobodyTouchesWritesNothing)
{
    const auto window = openWindow();
    SessionKeeper keeper(*window, m_stored, 20ms);
    keeper.save();
    ASSERT_TRUE(QFile::remove(m_config.filePath("autokernel.conf")));
    QTest::keyClick(window.get(), Qt::Key_Shift); // changes nothing
    QTest::qWait(200);
    EXPECT_FALSE(QFile::exists(m_config.filePath("autokernel.conf")));
}

TEST_F(SessionKeeperTest, aRunIsBegunAndEndedWithAStoredSession)
{
    const auto window = openWindow();
    const SessionKeeper keeper(*window, m_stored, 1h);
    for (const auto& [view, page] : {std::pair(MainWindow::View::Log, "page.log"),
             std::pair(MainWindow::View::Runs, "page.runs")}) {
        window->showView(view);
        emit window->ownRunChanged();
        EXPECT_EQ(found().page, page);
    }
}

} // namespace
} // namespace autokernel::ui
