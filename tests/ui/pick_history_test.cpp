// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pick_history.h"
#include "window_fixture.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(PickHistoryTest, goesBackAndForwardThroughWhatWasPicked)
{
    PickHistory picks;
    EXPECT_EQ(picks.back(), std::nullopt);
    for (const int number : {3, 5, 5, 8})
        picks.add(number);
    EXPECT_EQ(picks.forward(), std::nullopt);
    EXPECT_EQ(picks.back(), 5);
    picks.add(5); // as it is answered
    EXPECT_EQ(picks.back(), 3);
    EXPECT_EQ(picks.back(), std::nullopt);
    EXPECT_EQ(picks.forward(), 5);
    EXPECT_EQ(picks.forward(), 8);
    EXPECT_EQ(picks.back(), 5);
    picks.add(9);
    EXPECT_EQ(picks.forward(), std::nullopt) << "8 lay ahead of another way";
    EXPECT_EQ(picks.back(), 5);
    picks.clear();
    EXPECT_EQ(picks.back(), std::nullopt);
}

TEST(PickHistoryTest, forgetsTheOldestOfVeryMany)
{
    PickHistory picks;
    for (int number = 0; number < 1'000; ++number)
        picks.add(number);
    int steps = 0;
    while (picks.back())
        ++steps;
    EXPECT_EQ(steps, 199);
}

class PickKeys : public test::WindowTest
{
};

TEST_F(PickKeys, altAndTheArrowsWalkThroughThePicks)
{
    const auto window = openWindow();
    const auto& diff = *window->findChild<DiffPage*>();
    const auto picked = [&] {
        const auto& row = window->annotations().annotator().selected();
        return row ? row->number : 0;
    };
    for (const int number : {2, 4, 6}) {
        window->pick(number);
        ASSERT_TRUE(QTest::qWaitFor([&] { return picked() == number; }));
    }
    QTest::keyClick(window.get(), Qt::Key_Left, Qt::AltModifier);
    EXPECT_TRUE(QTest::qWaitFor([&] { return picked() == 4; }));
    window->showView(MainWindow::View::Morning);
    QTest::keyClick(window.get(), Qt::Key_Left, Qt::AltModifier);
    EXPECT_TRUE(QTest::qWaitFor([&] { return picked() == 2; }));
    EXPECT_TRUE(diff.isVisible());
    window->showView(MainWindow::View::Progress);
    QTest::keyClick(window.get(), Qt::Key_Right, Qt::AltModifier);
    EXPECT_TRUE(QTest::qWaitFor([&] { return picked() == 4; }));
    EXPECT_FALSE(diff.isVisible()) << "the chart shows it too";
}

} // namespace
} // namespace autokernel::ui
