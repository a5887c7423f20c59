// SPDX-License-Identifier: GPL-3.0-or-later
#include "patience.h"
#include "ui/bridge/post.h"

#include <gmock/gmock.h>

#include <QCoreApplication>
#include <QThread>
#include <numeric>
#include <thread>
#include <vector>

namespace autokernel::ui {
namespace {

TEST(Post, whatEachThreadPostsComesOnceAndInItsOrder)
{
    constexpr std::size_t kThreads = 4;
    constexpr std::size_t kPosts = 2'000;
    std::vector<std::vector<std::size_t>> heard(kThreads);
    QObject receiver;
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < kThreads; ++thread)
        threads.emplace_back([&receiver, &heard, thread] {
            for (std::size_t i = 0; i < kPosts; ++i)
                post(receiver, [&heard, thread, value = std::make_unique<std::size_t>(i)] {
                    heard[thread].push_back(*value);
                });
        });
    ASSERT_TRUE(comesTrue([&] {
        return std::all_of(
            heard.begin(), heard.end(), [](const auto& values) { return values.size() == kPosts; });
    }));
    std::vector<std::size_t> expected(kPosts);
    std::iota(expected.begin(), expected.end(), 0U);
    EXPECT_THAT(heard, testing::Each(expected));
}

// Values go over, are changed there, and come back, with Qt's threads as the feed has them.
TEST(Post, twoThreadsTalkToEachOther)
{
    constexpr int kQuestions = 2'000;
    QThread thread;
    auto* const there = new QObject;
    there->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, there, &QObject::deleteLater);
    thread.start();
    QObject here;
    std::vector<std::string> answers;
    for (int i = 0; i < kQuestions; ++i)
        post(*there, [&here, &answers, text = std::make_shared<std::string>("question ")] {
            auto answer = std::make_shared<std::string>(*text + "answered");
            post(here, [&answers, answer] { answers.push_back(*answer); });
        });
    EXPECT_TRUE(comesTrue([&] { return answers.size() == kQuestions; }));
    EXPECT_THAT(answers, testing::Each("question answered"));
    thread.quit();
    thread.wait();
}

TEST(Post, runsLaterOnTheReceiversOwnThreadToo)
{
    QObject receiver;
    bool hasRun = false;
    post(receiver, [&] { hasRun = true; });
    EXPECT_FALSE(hasRun);
    QCoreApplication::processEvents();
    EXPECT_TRUE(hasRun);
}

TEST(Post, whatFindsNoReceiverIsDroppedWithItsValues)
{
    const auto value = std::make_shared<int>(7);
    bool hasRun = false;
    {
        QObject receiver;
        std::jthread([&] { post(receiver, [&hasRun, value] { hasRun = true; }); }).join();
        EXPECT_EQ(value.use_count(), 2);
    }
    EXPECT_EQ(value.use_count(), 1);
    QCoreApplication::processEvents();
    EXPECT_FALSE(hasRun);
}

TEST(Post, whatHasRunHoldsItsValuesNoLonger)
{
    const auto value = std::make_shared<int>(7);
    QObject receiver;
    long during = 0;
    post(receiver, [&during, value] { during = value.use_count(); });
    QCoreApplication::processEvents();
    EXPECT_EQ(during, 2);
    EXPECT_EQ(value.use_count(), 1);
}

} // namespace
} // namespace autokernel::ui
