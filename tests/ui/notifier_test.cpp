// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/notifier.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

class NotifierTest : public ::testing::Test
{
protected:
    std::vector<Notification> m_shown;
    bool m_isWatched = false;
    Notifier m_notifier {[this](const Notification& each) { m_shown.push_back(each); },
        [this] { return m_isWatched; }};
};

TEST_F(NotifierTest, tellsHowARunEndedUnlessSomebodyLooks)
{
    m_notifier.runEnded(false, "1.6x");
    m_notifier.runEnded(true, "the worker died");
    ASSERT_EQ(m_shown.size(), 2U);
    EXPECT_EQ(m_shown[0].text, "1.6x");
    EXPECT_FALSE(m_shown[0].isUrgent);
    EXPECT_TRUE(m_shown[1].isUrgent);
    m_isWatched = true;
    m_notifier.runEnded(false, "1.6x");
    EXPECT_EQ(m_shown.size(), 2U);
}

TEST_F(NotifierTest, aNightOfImprovementsIsNotANightOfMessages)
{
    m_notifier.newBest("1.1x");
    m_notifier.newBest("1.2x");
    EXPECT_EQ(m_shown.size(), 1U);
    m_notifier.runEnded(false, "1.2x");
    m_notifier.newBest("1.3x"); // of the next run
    EXPECT_EQ(m_shown.size(), 3U);
}

TEST_F(NotifierTest, isSilentWhenSwitchedOff)
{
    m_notifier.setEnabled(false);
    m_notifier.runEnded(true, "failed");
    EXPECT_TRUE(m_shown.empty());
}

} // namespace
} // namespace autokernel::ui
