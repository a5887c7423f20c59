// SPDX-License-Identifier: GPL-3.0-or-later
#include "patience.h"
#include "ui/bridge/background.h"

#include <gmock/gmock.h>

#include <QCoreApplication>
#include <atomic>
#include <chrono>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;

// Works until it is asked to stop.
struct Endless
{
    std::atomic<int>& ended;
    int operator()(std::stop_token stop, const Background::Say& say) const
    {
        while (!stop.stop_requested()) {
            say([] {});
            std::this_thread::sleep_for(1ms);
        }
        ++ended;
        return 1;
    }
};

TEST(BackgroundTest, ofManyPiecesOnlyTheLatestIsHeard)
{
    constexpr int kPieces = 200;
    Background background;
    int latest = -1;
    int said = 0;
    std::vector<int> values;
    for (int i = 0; i < kPieces; ++i) {
        latest = i;
        background.start(
            [&, i](std::stop_token, const Background::Say& say) {
                for (int word = 0; word < 10; ++word)
                    say([&latest, &said, i] {
                        ++said;
                        EXPECT_EQ(i, latest) << "a word of one that was replaced";
                    });
                return std::vector<int>(100, i);
            },
            [&, i](std::vector<int> value) {
                EXPECT_EQ(i, latest) << "the value of one that was replaced";
                EXPECT_THAT(value, testing::Each(i));
                values.push_back(i);
            });
        if (i % 7 == 0)
            QCoreApplication::processEvents();
    }
    ASSERT_TRUE(comesTrue([&] { return !background.isBusy(); }));
    ASSERT_FALSE(values.empty());
    EXPECT_EQ(values.back(), kPieces - 1);
    EXPECT_GE(said, 10) << "the latest was heard out";
    EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
}

TEST(BackgroundTest, whatIsCancelledIsNotHeardAndItsEndIsKnown)
{
    std::atomic<int> ended = 0;
    Background background;
    bool isHeard = false;
    int idle = 0;
    for (int i = 0; i < 3; ++i)
        background.start(Endless {ended}, [&](int) { isHeard = true; });
    background.cancel();
    EXPECT_FALSE(background.isBusy());
    background.whenIdle(&background, [&] {
        ++idle;
        EXPECT_EQ(ended, 3) << "idle while one is still at work";
    });
    {
        QObject context;
        background.whenIdle(&context, [] { ADD_FAILURE() << "the context is gone"; });
    }
    ASSERT_TRUE(comesTrue([&] { return idle > 0; }));
    QCoreApplication::processEvents();
    EXPECT_EQ(idle, 1);
    EXPECT_FALSE(isHeard);
}

TEST(BackgroundTest, isDestroyedAfterItsWorkHasEnded)
{
    std::atomic<int> ended = 0;
    for (int i = 0; i < 20; ++i) {
        {
            Background background;
            background.start(
                Endless {ended}, [](int) { ADD_FAILURE() << "heard by one that is gone"; });
            QTest::qWait(i % 5);
        }
        EXPECT_EQ(ended, i + 1);
        QCoreApplication::processEvents();
    }
}

TEST(BackgroundTest, oneThatHasEndedMakesRoomForTheNext)
{
    Background background;
    std::vector<int> values;
    for (int i = 0; i < 50; ++i) {
        background.start([i](std::stop_token, const Background::Say&) { return i; },
            [&](int value) { values.push_back(value); });
        ASSERT_TRUE(comesTrue([&] { return !background.isBusy(); }));
    }
    EXPECT_EQ(values.size(), 50U);
}

} // namespace
} // namespace autokernel::ui
