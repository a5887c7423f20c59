// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/desktop_presence.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

class GrantingService final : public InhibitService
{
public:
    explicit GrantingService(int& held)
        : m_held(held)
    {
    }
    QString name() const override { return "a service"; }
    void acquire(std::function<void(bool)> answer) override
    {
        ++m_held;
        answer(true);
    }
    void release() override { --m_held; }

private:
    int& m_held;
};

class DesktopPresenceTest : public testing::Test
{
protected:
    DesktopPresenceTest()
    {
        std::vector<std::unique_ptr<InhibitService>> services;
        services.push_back(std::make_unique<GrantingService>(m_held));
        m_presence = std::make_unique<DesktopPresence>(
            std::move(services), [this](const Notification& each) { m_told.push_back(each.text); },
            [] { return false; });
        QObject::connect(m_presence.get(), &DesktopPresence::sleepChanged,
            [this](const QString& sentence) { m_sentence = sentence; });
    }

    void report(engine::Phase phase, double best)
    {
        engine::Progress progress;
        progress.phase = phase;
        progress.bestSpeedup = best;
        progress.bestKernel = "rmsnorm";
        m_presence->progress(progress);
    }

    int m_held = 0;
    QString m_sentence;
    QStringList m_told;
    std::unique_ptr<DesktopPresence> m_presence;
};

TEST_F(DesktopPresenceTest, aMachineMaySleepWhileTheRunIsPaused)
{
    m_presence->begin();
    EXPECT_EQ(m_held, 1);
    EXPECT_TRUE(m_sentence.contains("a service"));
    report(engine::Phase::Searching, 0);
    EXPECT_EQ(m_held, 1);
    report(engine::Phase::Paused, 0);
    EXPECT_EQ(m_held, 0);
    EXPECT_TRUE(m_sentence.isEmpty());
    report(engine::Phase::Searching, 0);
    EXPECT_EQ(m_held, 1);
    m_presence->end(false, "done");
    EXPECT_EQ(m_held, 0);
}

TEST_F(DesktopPresenceTest, tellsOfAFasterKernelButNotOfWhatAContinuedRunHadAlready)
{
    m_presence->begin();
    report(engine::Phase::Searching, 1.5);
    EXPECT_TRUE(m_told.isEmpty());
    report(engine::Phase::Searching, 1.6);
    ASSERT_EQ(m_told.size(), 1);
    EXPECT_TRUE(m_told[0].contains("rmsnorm") && m_told[0].contains("1.60"))
        << m_told[0].toStdString();
    m_presence->end(true, "the worker died");
    EXPECT_EQ(m_told.last(), "the worker died");
}

} // namespace
} // namespace autokernel::ui
