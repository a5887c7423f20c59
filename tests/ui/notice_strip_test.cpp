// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notice_strip.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

struct NoticeStripTest : testing::Test
{
    using Matter = NoticeStrip::Matter;
    NoticeStrip strip;

    void press(const QString& text)
    {
        for (auto* button : strip.findChildren<QPushButton*>())
            if (!button->isHidden() && button->text() == text)
                return button->click();
        ADD_FAILURE() << "no button " << text.toStdString();
    }
};

TEST_F(NoticeStripTest, theMostPressingMatterIsShown)
{
    strip.offer(Matter::Example, {"example", "Back", {}});
    strip.offer(Matter::Unreadable, {"unreadable", "", {}});
    strip.offer(Matter::OtherWriter, {"written", "", {}});
    EXPECT_EQ(strip.sentence(), "unreadable");
    strip.takeBack(Matter::Unreadable);
    EXPECT_EQ(strip.sentence(), "written");
    strip.takeBack(Matter::OtherWriter);
    EXPECT_EQ(strip.sentence(), "example");
    strip.takeBack(Matter::Example);
    EXPECT_EQ(strip.sentence(), "");
}

TEST_F(NoticeStripTest, aSentenceStaysUntilItIsClosedThoughSnapshotsCome)
{
    strip.offer(Matter::OtherWriter, {"written", "", {}});
    strip.say("nothing that can be opened");
    strip.offer(Matter::OtherWriter, {"written", "", {}});
    strip.takeBack(Matter::Unreadable);
    EXPECT_EQ(strip.sentence(), "nothing that can be opened");
    press("Close");
    EXPECT_EQ(strip.sentence(), "written");
    strip.say("again");
    strip.offer(Matter::Unreadable, {"unreadable", "", {}});
    EXPECT_EQ(strip.sentence(), "unreadable") << "it is news";
}

TEST_F(NoticeStripTest, anOfferMayTakeItselfBack)
{
    int pressed = 0;
    strip.offer(Matter::Example, {"example", "Back", [&] {
                                      ++pressed;
                                      strip.takeBack(Matter::Example);
                                  }});
    press("Back");
    EXPECT_EQ(pressed, 1);
    EXPECT_EQ(strip.sentence(), "");
}

} // namespace
} // namespace autokernel::ui
