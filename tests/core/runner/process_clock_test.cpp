// SPDX-License-Identifier: Apache-2.0
#include "runner/process_clock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace autokernel::runner {
namespace {

using namespace std::chrono_literals;

class Child
{
public:
    explicit Child(void (*work)())
    {
        m_pid = ::fork();
        if (m_pid == 0) {
            work();
            ::_exit(0);
        }
    }
    ~Child()
    {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    pid_t pid() const { return m_pid; }

private:
    pid_t m_pid = -1;
};

TEST(ProcessClock, tellsASleepingProcessFromABusyOne)
{
    const Child sleeper([] { ::pause(); });
    const Child worker([] {
        const volatile bool forever = true;
        while (forever) { }
    });
    const auto idle = ProcessClock::of(sleeper.pid()).value();
    const auto busy = ProcessClock::of(worker.pid()).value();
    std::this_thread::sleep_for(200ms);
    EXPECT_TRUE(idle.isAsleep());
    EXPECT_FALSE(busy.isAsleep());
    EXPECT_LT(idle.nanoseconds(), 20'000'000);
    EXPECT_GT(busy.nanoseconds(), idle.nanoseconds());
    EXPECT_GE(busy.threadNanoseconds().size(), 1U); // sanitizers have a thread of their own
}

TEST(ProcessClock, aProcessThatIsGoneHasNone)
{
    pid_t gone = -1;
    {
        const Child child([] {});
        gone = child.pid();
    }
    EXPECT_FALSE(ProcessClock::of(gone));
    EXPECT_EQ(ProcessClock().nanoseconds(), 0);
}

} // namespace
} // namespace autokernel::runner
