// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/sleep_inhibitor.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

// Answers when it is told to.
class FakeService final : public InhibitService
{
public:
    explicit FakeService(QString name)
        : m_name(std::move(name))
    {
    }
    QString name() const override { return m_name; }
    void acquire(std::function<void(bool)> answer) override
    {
        ++asked;
        m_answer = std::move(answer);
    }
    void release() override { ++released; }
    void reply(bool isHeld) { std::exchange(m_answer, {})(isHeld); }

    int asked = 0;
    int released = 0;

private:
    QString m_name;
    std::function<void(bool)> m_answer;
};

class SleepInhibitorTest : public ::testing::Test
{
protected:
    SleepInhibitorTest()
    {
        std::vector<std::unique_ptr<InhibitService>> services;
        for (const char* name : {"first", "second"}) {
            auto service = std::make_unique<FakeService>(name);
            m_services.push_back(service.get());
            services.push_back(std::move(service));
        }
        m_inhibitor = std::make_unique<SleepInhibitor>(std::move(services));
    }
    using State = SleepInhibitor::State;
    std::vector<FakeService*> m_services;
    std::unique_ptr<SleepInhibitor> m_inhibitor;
};

TEST_F(SleepInhibitorTest, holdsOnlyWhileARunGoesOn)
{
    EXPECT_EQ(m_inhibitor->state(), State::Off);
    m_inhibitor->setWanted(true);
    EXPECT_EQ(m_inhibitor->state(), State::Asking);
    m_services[0]->reply(true);
    EXPECT_EQ(m_inhibitor->state(), State::Held);
    EXPECT_TRUE(m_inhibitor->sentence().contains("first"));
    EXPECT_EQ(m_services[1]->asked, 0);
    m_inhibitor->setWanted(false);
    EXPECT_EQ(m_services[0]->released, 1);
    EXPECT_EQ(m_inhibitor->state(), State::Off);
}

TEST_F(SleepInhibitorTest, asksTheNextServiceAndSaysWhenNoneGrantsIt)
{
    m_inhibitor->setWanted(true);
    m_services[0]->reply(false);
    EXPECT_EQ(m_inhibitor->state(), State::Asking);
    m_services[1]->reply(false);
    EXPECT_EQ(m_inhibitor->state(), State::Refused);
    EXPECT_FALSE(m_inhibitor->sentence().isEmpty());
    m_inhibitor->setWanted(false);
    EXPECT_EQ(m_inhibitor->state(), State::Off);
    EXPECT_EQ(m_services[0]->released + m_services[1]->released, 0);
}

TEST_F(SleepInhibitorTest, aGrantThatComesTooLateIsGivenBack)
{
    m_inhibitor->setWanted(true);
    m_inhibitor->setWanted(false);
    m_services[0]->reply(true);
    EXPECT_EQ(m_services[0]->released, 1);
    EXPECT_EQ(m_inhibitor->state(), State::Off);
}

TEST_F(SleepInhibitorTest, aRunThatStartsAgainWhileItIsAskedIsHeld)
{
    m_inhibitor->setWanted(true);
    m_inhibitor->setWanted(false);
    m_inhibitor->setWanted(true);
    EXPECT_EQ(m_services[0]->asked, 1) << "one question at a time";
    m_services[0]->reply(true);
    EXPECT_EQ(m_inhibitor->state(), State::Held);
}

} // namespace
} // namespace autokernel::ui
