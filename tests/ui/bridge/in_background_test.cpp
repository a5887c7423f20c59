// SPDX-License-Identifier: GPL-3.0-or-later
#include "patience.h"
#include "ui/bridge/in_background.h"

#include <gmock/gmock.h>

#include <atomic>
#include <optional>
#include <set>
#include <thread>

namespace autokernel::ui {
namespace {

TEST(InBackground, everyPieceRunsElsewhereAndIsAnsweredHere)
{
    constexpr int kPieces = 500;
    QObject context;
    const auto here = std::this_thread::get_id();
    std::set<std::string> answers;
    for (int i = 0; i < kPieces; ++i)
        inBackground(
            context,
            [input = "piece " + std::to_string(i), here] {
                EXPECT_NE(std::this_thread::get_id(), here);
                return std::make_shared<std::string>(input + " done");
            },
            [&answers, here](const std::shared_ptr<std::string>& made) {
                EXPECT_EQ(std::this_thread::get_id(), here);
                answers.insert(*made);
            });
    ASSERT_TRUE(comesTrue([&] { return answers.size() == kPieces; }));
    EXPECT_TRUE(answers.contains("piece 499 done"));
}

TEST(InBackground, whoIsGoneIsNotAnsweredThoughTheWorkIsDone)
{
    constexpr int kPieces = 100;
    std::atomic<int> worked = 0;
    const auto captured = std::make_shared<int>();
    for (int i = 0; i < kPieces; ++i) {
        auto context = std::make_optional<QObject>();
        inBackground(
            *context, [&worked] { return ++worked; },
            [captured](int) { ADD_FAILURE() << "answers one that is gone"; });
        if (i % 2 == 0)
            std::this_thread::yield();
    }
    ASSERT_TRUE(QThreadPool::globalInstance()->waitForDone(30'000));
    EXPECT_EQ(worked, kPieces);
    ASSERT_TRUE(comesTrue([&] { return captured.use_count() == 1; })) << "what it held is let go";
}

} // namespace
} // namespace autokernel::ui
