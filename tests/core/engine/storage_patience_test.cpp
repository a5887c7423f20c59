// SPDX-License-Identifier: Apache-2.0
// Whole runs whose history cannot be written for a while: a limit on the size of files stands for a
// full disk.
#include "core/engine/engine_fixture.h"

#include "engine/storage_patience.h"
#include "store/sqlite_error.h"

#include <sys/resource.h>

#include <csignal>

namespace autokernel::engine {
namespace {

using namespace std::chrono_literals;

class StoragePatience : public test::EngineTest
{
protected:
    StoragePatience()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
    }
    ~StoragePatience() override { ::setrlimit(RLIMIT_FSIZE, &m_before); }

    // No file may grow once the experiments have begun.
    std::unique_ptr<WorkerLink> fillingWorker()
    {
        auto worker = makeWorker();
        worker->onCall = [this](const std::string& op) {
            if (op != "compile" || ++m_compiled != 3)
                return;
            const rlimit full {1, m_before.rlim_max};
            ::setrlimit(RLIMIT_FSIZE, &full);
        };
        return worker;
    }

    rlimit m_before {};
    int m_compiled = 0;
    std::vector<std::string> m_told;
    bool m_showedPaused = false;
    std::stop_source m_stop;

    RunOutcome runOnAFullDisk(const std::function<void()>& onPaused)
    {
        const auto events = [&](const Event& event) {
            const auto* notice = std::get_if<Notice>(&event);
            if (notice && notice->level == store::LogLevel::Warning)
                m_told.push_back(notice->text);
            const auto* progress = std::get_if<Progress>(&event);
            if (progress && progress->phase == Phase::Paused) {
                m_showedPaused = true;
                onPaused();
            }
        };
        return value(runEngine(m_config, m_options,
            {[this] { return fillingWorker(); }, events, m_control, m_stop.get_token()}));
    }
};

TEST_F(StoragePatience, aFullDiskPausesTheRunAndSpaceLetsItGoOn)
{
    const auto outcome = runOnAFullDisk([&] { ::setrlimit(RLIMIT_FSIZE, &m_before); });
    EXPECT_TRUE(m_showedPaused);
    EXPECT_EQ(outcome.state, store::RunState::Finished) << outcome.summary;
    EXPECT_EQ(value(reader().run(outcome.run)).summary.experiments, *m_config.experiments)
        << "nothing of what was measured is lost";
    const auto says = [](const char* words) {
        return [=](const std::string& line) { return line.find(words) != std::string::npos; };
    };
    const auto waits = std::ranges::find_if(m_told, says("The run waits"));
    ASSERT_NE(waits, m_told.end());
    EXPECT_TRUE(std::any_of(waits + 1, m_told.end(), says("goes on")));
}

TEST_F(StoragePatience, aStopEndsTheWait)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = runOnAFullDisk([&] { m_stop.request_stop(); });
    EXPECT_TRUE(m_showedPaused);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
    ::setrlimit(RLIMIT_FSIZE, &m_before);
    EXPECT_EQ(value(reader().run(outcome.run)).summary.experiments, 2)
        << "those before it was full";
}

TEST_F(StoragePatience, theEndOfTheRunsTimeEndsTheWait)
{
    bool isOver = false;
    const auto patience = storagePatience({}, {}, [&] { return isOver; });
    const Error full {ErrorCode::Io, "It is full.", "SQLite 13: database or disk is full"};
    ASSERT_TRUE(store::isOutOfSpace(full));
    EXPECT_TRUE(patience.mayTryAgain(full, 1));
    isOver = true;
    EXPECT_FALSE(patience.mayTryAgain(full, 2));
}

TEST_F(StoragePatience, aBusyFileIsTriedAgainForSomeMinutesAndAStopIsSeen)
{
    int told = 0;
    const auto patience
        = storagePatience(m_stop.get_token(), [&](const std::string&, bool) { ++told; });
    const Error locked {ErrorCode::Locked, "It is locked.", "SQLite 5: database is locked"};
    int failures = 1;
    while (failures < 1000 && patience.mayTryAgain(locked, failures))
        ++failures;
    EXPECT_EQ(failures, 60) << "of five seconds each";
    EXPECT_EQ(told, 59);
    m_stop.request_stop();
    EXPECT_FALSE(patience.mayTryAgain(locked, 1));
}

} // namespace
} // namespace autokernel::engine
