// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_view.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

DiffInput input(const std::string& before, const std::string& after)
{
    DiffInput result;
    result.before = before;
    result.after = after;
    return result;
}

std::string numbered(int lines, int every = 0)
{
    std::string text;
    for (int i = 0; i < lines; ++i)
        text += (every > 0 && i % every == 0 ? "changed " : "line ") + std::to_string(i) + ";\n";
    return text;
}

class DiffViewTest : public testing::Test
{
protected:
    DiffViewTest()
        : m_view(Theme::light())
    {
        m_view.resize(1000, 500);
        m_view.show();
    }

    void compare(const std::string& before, const std::string& after)
    {
        QSignalSpy compared(&m_view, &DiffView::compared);
        m_view.compare(input(before, after));
        ASSERT_TRUE(compared.wait(10'000));
    }

    QString copied(Side side)
    {
        auto& pane = const_cast<DiffPane&>(m_view.pane(side));
        pane.selectAll();
        pane.copy();
        return QApplication::clipboard()->text();
    }

    DiffView m_view;
};

TEST_F(DiffViewTest, aHigherPaneShowsMoreAroundAChange)
{
    const auto shown = [&] { return std::ssize(m_view.pane(Side::New).lines()); };
    compare(numbered(200), numbered(200, 150));
    const auto before = shown();
    m_view.resize(1000, 900);
    EXPECT_TRUE(QTest::qWaitFor([&] { return shown() > before + 10; })) << shown();
    m_view.resize(1000, 500);
    EXPECT_TRUE(QTest::qWaitFor([&] { return shown() < before + 4; })) << shown();
}

TEST_F(DiffViewTest, bothPanesHaveAsManyLines)
{
    compare("a\nb\nc\n", "a\nx\ny\nz\nc\n");
    EXPECT_EQ(m_view.pane(Side::Old).blockCount(), 5);
    EXPECT_EQ(m_view.pane(Side::New).blockCount(), 5);
    const auto lastTop = [this](Side side) {
        const auto& pane = m_view.pane(side);
        return pane.cursorRect(QTextCursor(pane.document()->lastBlock())).top();
    };
    EXPECT_EQ(lastTop(Side::Old), lastTop(Side::New)) << "a filler is as high as a line";
}

TEST_F(DiffViewTest, stepsGoRoundTheEndsAndSaySo)
{
    compare(numbered(200), numbered(200, 60));
    ASSERT_EQ(m_view.changes(), 4);
    EXPECT_EQ(m_view.change(), 0);
    QSignalSpy shown(&m_view, &DiffView::changeShown);
    m_view.step(-1);
    EXPECT_EQ(m_view.change(), 3);
    EXPECT_EQ(shown.back().at(2).toBool(), true);
    m_view.step(1);
    EXPECT_EQ(m_view.change(), 0);
    EXPECT_EQ(shown.back().at(2).toBool(), true);
    m_view.step(1);
    EXPECT_EQ(m_view.change(), 1);
    EXPECT_EQ(shown.back().at(2).toBool(), false);
}

TEST_F(DiffViewTest, withoutAChangeAStepDoesNothing)
{
    compare("a\n", "a\n");
    m_view.step(1);
    EXPECT_EQ(m_view.change(), -1);
}

TEST_F(DiffViewTest, theTextIsCopiedWithoutFillersAndFolds)
{
    compare(numbered(60) + "end\n", numbered(60) + "two\nthree\n\tend\n");
    const QString left = copied(Side::Old);
    EXPECT_FALSE(left.contains(QChar(0x22EF))) << "a fold";
    EXPECT_TRUE(left.endsWith("line 59;\nend"));
    EXPECT_TRUE(copied(Side::New).endsWith("line 59;\ntwo\nthree\n\tend"));
    m_view.setFolds(false);
    EXPECT_EQ(copied(Side::Old).toStdString() + "\n", numbered(60) + "end\n");
}

TEST_F(DiffViewTest, aPartOfALineIsCopiedAsItIs)
{
    compare("alpha beta\n", "alpha gamma\n");
    auto& pane = const_cast<DiffPane&>(m_view.pane(Side::New));
    pane.select({0, 6, 5});
    pane.copy();
    EXPECT_EQ(QApplication::clipboard()->text(), "gamma");
}

TEST_F(DiffViewTest, unifiedShowsOnePane)
{
    compare("a\nb\n", "a\nc\n");
    m_view.setArrangement(DiffView::Arrangement::Unified);
    EXPECT_TRUE(m_view.pane(Side::Old).isHidden());
    EXPECT_EQ(m_view.pane(Side::New).toPlainText(), "a\nb\nc");
    m_view.setArrangement(DiffView::Arrangement::SideBySide);
    EXPECT_FALSE(m_view.pane(Side::Old).isHidden());
    EXPECT_EQ(m_view.pane(Side::New).toPlainText(), "a\nc");
}

TEST_F(DiffViewTest, thePanesScrollTogether)
{
    compare(numbered(400), numbered(400, 3));
    const auto* left = m_view.pane(Side::Old).verticalScrollBar();
    const auto* right = m_view.pane(Side::New).verticalScrollBar();
    m_view.pane(Side::Old).verticalScrollBar()->setValue(120);
    EXPECT_EQ(right->value(), 120);
    m_view.pane(Side::New).verticalScrollBar()->setValue(40);
    EXPECT_EQ(left->value(), 40);
}

TEST_F(DiffViewTest, theSearchCountsFoldedLinesAndOpensThem)
{
    compare(numbered(100), numbered(99) + "changed;\n");
    m_view.find();
    auto* line = m_view.findChild<QLineEdit*>();
    ASSERT_TRUE(line);
    line->setText("LINE 1");
    const auto* bar = m_view.findChild<FindBar*>();
    const auto* count = bar->findChild<QLabel*>();
    EXPECT_EQ(count->text(), "1 of 11") << "1 and 10 to 19, each once although both sides have it";
    EXPECT_EQ(m_view.pane(Side::New).textCursor().selectedText(), "line 1");
    QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
    EXPECT_EQ(count->text(), "11 of 11");
    line->setText("nowhere");
    EXPECT_EQ(count->text(), "not found");
    QTest::keyClick(line, Qt::Key_Escape);
    EXPECT_TRUE(bar->isHidden());
}

TEST_F(DiffViewTest, onlyTheLastRequestIsAnswered)
{
    QSignalSpy compared(&m_view, &DiffView::compared);
    for (int i = 0; i < 20; ++i)
        m_view.compare(input(numbered(2000), numbered(2000, 2 + i)));
    m_view.compare(input("a\n", "b\n"));
    ASSERT_TRUE(compared.wait(10'000));
    QTest::qWait(300);
    EXPECT_EQ(compared.count(), 1);
    EXPECT_EQ(m_view.pane(Side::New).toPlainText(), "b");
}

TEST_F(DiffViewTest, aViewMayGoWhileItsDiffIsMade)
{
    auto* view = new DiffView(Theme::light());
    view->compare(input(numbered(5000), numbered(5000, 2)));
    delete view;
    QTest::qWait(50); // an answer to a dead view would crash here
}

// The UI thread neither diffs nor waits: 20,000 lines of which each third differs.
TEST_F(DiffViewTest, twentyThousandLinesLeaveTheWindowResponsive)
{
    const std::string before = numbered(20'000);
    const std::string after = numbered(20'000, 3);
    m_view.setFolds(false);
    QSignalSpy compared(&m_view, &DiffView::compared);
    QElapsedTimer clock;
    clock.start();
    m_view.compare(input(before, after));
    EXPECT_LT(clock.elapsed(), 50) << "milliseconds in compare()";
    ASSERT_TRUE(compared.wait(20'000));
    EXPECT_EQ(m_view.changes(), 6667);
    clock.restart();
    for (int i = 0; i < 20; ++i) {
        m_view.step(-1);
        QCoreApplication::processEvents();
    }
    EXPECT_LT(clock.elapsed(), 20 * 50) << "milliseconds for 20 steps through the text";
}

TEST_F(DiffViewTest, whatIsEqualSaysSo)
{
    const auto says = [this](const char* words) {
        for (const auto* label : m_view.findChildren<QLabel*>())
            if (!label->isHidden() && label->text().contains(words))
                return true;
        return false;
    };
    compare("a\n", "a\n");
    EXPECT_TRUE(says("are equal"));
    compare("a b\n", "a  b\n");
    EXPECT_FALSE(says("white space"));
    QSignalSpy compared(&m_view, &DiffView::compared);
    m_view.setIgnoresWhitespace(true);
    ASSERT_TRUE(compared.wait(5000));
    EXPECT_TRUE(says("white space only"));
    EXPECT_FALSE(m_view.patch().empty()) << "a patch is of the texts as they are";
}

TEST_F(DiffViewTest, everyPartHasAName)
{
    for (const auto* pane : m_view.findChildren<DiffPane*>())
        EXPECT_FALSE(pane->accessibleName().isEmpty());
    EXPECT_FALSE(m_view.findChild<DiffOverview*>()->accessibleName().isEmpty());
    EXPECT_FALSE(m_view.findChild<QLineEdit*>()->accessibleName().isEmpty());
}

TEST(DiffOverviewTest, aMarkIsSeenHoweverLongTheText)
{
    DiffOverview overview(Theme::light());
    overview.resize(14, 100);
    overview.setMarks({{19'999, 20'000, false}}, 20'000);
    const auto area = overview.areaOf({19'999, 20'000, false});
    EXPECT_GE(area.height(), 3);
    EXPECT_NEAR(area.top(), 100, 1);
    QSignalSpy wanted(&overview, &DiffOverview::lineWanted);
    QTest::mouseClick(&overview, Qt::LeftButton, {}, {7, 50});
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted[0][0].toInt(), 10'000);
}

} // namespace
} // namespace autokernel::ui
