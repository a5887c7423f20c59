// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"
#include "ui/shell/main_window.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace autokernel::ui {
namespace {

class MainWindowTest : public testing::Test
{
protected:
    MainWindowTest()
        : m_window((m_folder.path() + "/history.db").toStdString(), Theme::light())
    {
        m_window.show();
        m_window.activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&m_window));
    }

    QString shownPage()
    {
        for (auto* row : m_window.findChildren<QPushButton*>("page"))
            if (row->isChecked())
                return row->text();
        return {};
    }

    QTemporaryDir m_folder;
    MainWindow m_window;
};

TEST_F(MainWindowTest, noTwoActionsShareAShortcut)
{
    EXPECT_THAT(sharedShortcuts(m_window.actions().all()), testing::IsEmpty());
    EXPECT_GE(m_window.actions().all().size(), 15U);
}

TEST_F(MainWindowTest, keysOpenThePages)
{
    QTest::keyClick(&m_window, Qt::Key_5, Qt::ControlModifier);
    EXPECT_EQ(shownPage(), "Experiments");
    QTest::keyClick(&m_window, Qt::Key_1, Qt::ControlModifier);
    EXPECT_EQ(shownPage(), "Morning");
}

TEST_F(MainWindowTest, whatCannotBeDoneIsNotOffered)
{
    for (const char* id : {"run.pause", "run.skip", "run.hold", "run.finish", "run.resume"})
        EXPECT_FALSE(m_window.actions().find(id)->isEnabled()) << id;
    EXPECT_TRUE(m_window.actions().find("run.new")->isEnabled());
}

TEST_F(MainWindowTest, thePaletteOpensAPageByAFewLetters)
{
    QString chosen;
    QTimer::singleShot(0, &m_window, [&] {
        auto* palette = qobject_cast<CommandPalette*>(QApplication::activeModalWidget());
        if (!palette)
            return;
        QTest::keyClicks(palette->findChild<QLineEdit*>(), "roof");
        chosen = palette->chosenText();
        QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Return);
    });
    m_window.actions().find("window.palette")->trigger();
    EXPECT_EQ(chosen, "Roofline");
    EXPECT_EQ(shownPage(), "Roofline");
}

TEST(CommandPaletteTest, aNumberOpensThatExperiment)
{
    std::int64_t opened = 0;
    CommandPalette palette(
        {{"Quit", {}, [] {}}}, 40, [&](std::int64_t number) { opened = number; });
    auto* line = palette.findChild<QLineEdit*>();
    QTest::keyClicks(line, "#41");
    EXPECT_EQ(palette.chosenText(), "") << "the run has 40 experiments";
    line->clear();
    QTest::keyClicks(line, "12");
    EXPECT_EQ(palette.chosenText(), "Experiment #12");
    QTest::keyClick(line, Qt::Key_Return);
    EXPECT_EQ(opened, 12);
}

TEST(CommandPaletteTest, arrowsGoRoundTheList)
{
    CommandPalette palette({{"One", {}, [] {}}, {"Two", {}, [] {}}}, 0, {});
    auto* line = palette.findChild<QLineEdit*>();
    EXPECT_EQ(palette.chosenText(), "One");
    QTest::keyClick(line, Qt::Key_Up);
    EXPECT_EQ(palette.chosenText(), "Two");
    QTest::keyClick(line, Qt::Key_Down);
    EXPECT_EQ(palette.chosenText(), "One");
}

} // namespace
} // namespace autokernel::ui
