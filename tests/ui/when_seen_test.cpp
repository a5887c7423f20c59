// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/when_seen.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(WhenSeen, actsAtOnceWhereItIsSeenAndOnceWhenItIsShownAgain)
{
    QWidget widget;
    int acts = 0;
    WhenSeen whenSeen(widget, [&] { ++acts; });
    whenSeen.ask();
    whenSeen.ask();
    EXPECT_EQ(acts, 0) << "nobody looks";
    EXPECT_TRUE(whenSeen.isDue());
    widget.show();
    EXPECT_EQ(acts, 1) << "however often it was asked";
    EXPECT_FALSE(whenSeen.isDue());
    whenSeen.ask();
    EXPECT_EQ(acts, 2);
    widget.hide();
    widget.show();
    EXPECT_EQ(acts, 2) << "nothing came meanwhile";
}

} // namespace
} // namespace autokernel::ui
