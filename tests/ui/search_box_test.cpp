// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/search_box.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

class SearchBoxTest : public testing::Test
{
protected:
    QLineEdit& field() { return *m_box.findChild<QLineEdit*>(); }
    QToolButton& expression() { return *m_box.findChild<QToolButton*>("expression"); }
    bool isBad() { return field().property("bad").toBool(); }

    SearchBox m_box {"Search the log"};
};

TEST_F(SearchBoxTest, saysWhatIsAskedOnceAfterTheLastKey)
{
    m_box.show();
    m_box.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&m_box));
    m_box.focusField();
    QSignalSpy changed(&m_box, &SearchBox::changed);
    QTest::keyClicks(&field(), "tile");
    EXPECT_EQ(changed.count(), 0);
    ASSERT_TRUE(changed.wait());
    EXPECT_EQ(changed.count(), 1);
    EXPECT_EQ(m_box.asked(), "tile");
    EXPECT_TRUE(field().isClearButtonEnabled());
    QTest::keyClick(&field(), Qt::Key_Escape);
    ASSERT_TRUE(changed.wait());
    EXPECT_EQ(m_box.asked(), "");
}

TEST_F(SearchBoxTest, whatIsNoExpressionIsShownAsSuchAndAsksForNothing)
{
    m_box.setSearch("tile (4", false);
    EXPECT_EQ(m_box.asked(), "tile (4") << "words may be anything";
    EXPECT_FALSE(isBad());
    expression().click();
    EXPECT_TRUE(m_box.isExpression());
    EXPECT_TRUE(isBad());
    EXPECT_EQ(m_box.asked(), "");
    EXPECT_EQ(m_box.text(), "tile (4") << "what was written stays";
    EXPECT_TRUE(field().toolTip().contains("parenthesis")) << field().toolTip().toStdString();
    EXPECT_EQ(field().toolTip(), field().accessibleDescription());
    field().setText("tile (4|8)");
    EXPECT_FALSE(isBad());
    EXPECT_EQ(m_box.asked(), "tile (4|8)");
    EXPECT_EQ(field().toolTip(), "");
}

TEST(TextMatchTest, fitsWhatHasAllWordsOrTheExpressionInAnyCase)
{
    const TextMatch words("worker DIED");
    EXPECT_TRUE(words.fits("it died: the Worker"));
    EXPECT_FALSE(words.fits("the worker is up"));
    const TextMatch expression("^the .*(up|down)$", true);
    EXPECT_TRUE(expression.fits("The worker is UP"));
    EXPECT_TRUE(expression.fits("before\nthe worker is down")) << "a line";
    EXPECT_FALSE(expression.fits("all the workers are up or so"));
    for (const auto& all :
        {TextMatch(), TextMatch("  "), TextMatch("(", true), TextMatch("", true)})
        EXPECT_TRUE(all.fits("anything"));
    EXPECT_TRUE(TextMatch("(a)b\\1", true).fits("xABAx")) << "groups are there";
}

} // namespace
} // namespace autokernel::ui
