// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot.h"
#include "ui/charts/when_free.h"

#include <gtest/gtest.h>

#include <QAbstractItemView>
#include <QTest>

namespace autokernel::ui {
namespace {

class WhenFreeTest : public testing::Test
{
protected:
    WhenFreeTest()
    {
        m_choice.addItems({"a", "b"});
        m_free.watch(m_plot);
        m_free.watch(m_choice);
        m_plot.resize(300, 200);
        m_plot.show();
        m_choice.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&m_plot));
    }

    Plot m_plot {Theme::light()};
    QComboBox m_choice;
    int m_count = 0;
    WhenFree m_free {[this] { ++m_count; }};
};

TEST_F(WhenFreeTest, actsAtOnceWhereNothingIsHeld)
{
    m_free.ask();
    EXPECT_EQ(m_count, 1);
}

TEST_F(WhenFreeTest, waitsForTheReleaseOfTheButtonAndActsOnce)
{
    QTest::mousePress(&m_plot, Qt::LeftButton, {}, {100, 100});
    m_free.ask();
    m_free.ask();
    EXPECT_EQ(m_count, 0);
    QTest::mouseRelease(&m_plot, Qt::LeftButton, {}, {120, 100});
    EXPECT_TRUE(QTest::qWaitFor([this] { return m_count > 0; }));
    EXPECT_EQ(m_count, 1);
}

TEST_F(WhenFreeTest, aPlotThatIsHiddenIsNotHeld)
{
    QTest::mousePress(&m_plot, Qt::LeftButton, {}, {100, 100});
    m_free.ask();
    m_plot.hide();
    EXPECT_TRUE(QTest::qWaitFor([this] { return m_count == 1; }));
}

TEST_F(WhenFreeTest, waitsUntilTheListOfAChoiceIsClosed)
{
    m_choice.showPopup();
    ASSERT_TRUE(m_choice.view()->isVisible());
    m_free.ask();
    EXPECT_EQ(m_count, 0);
    m_choice.hidePopup();
    EXPECT_TRUE(QTest::qWaitFor([this] { return m_count == 1; }));
}

} // namespace
} // namespace autokernel::ui
