// SPDX-License-Identifier: Apache-2.0
// Runs of the whole engine on a toy kernel type, with a fake worker and a history of their own.
#pragma once

#include "base/files.h"
#include "engine/engine.h"
#include "store/history_reader.h"
#include "support/fake_worker.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace autokernel::engine::test {

inline constexpr std::string_view kSpec = R"(name = "toy"
symbols = ["N"]
[[input]]
name = "x"
shape = ["N"]
[[input]]
name = "w"
shape = ["N"]
constant = true
[[output]]
name = "y"
shape = ["N"]
[cost]
flop = "N"
bytes = "3*N*E"
[shapes]
benchmark = ["N=1024"]
scoring = "N=1024"
small = "N=8"
)";

inline constexpr std::string_view kSource = R"(// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "toy"
language = "cpu"
title = "toy"
[tunables]
A = { value = 1, choices = [1, 2, 4, 8] }
B = { value = 1, choices = [1, 2, 4, 8] }
[prepare]
entry = "pack"
inputs = ["w"]
bytes = "N*E"
[[launch]]
entry = "run"
*/
extern "C" void run(const ak_args* args) { (void)args; }
extern "C" void pack(const ak_args* args, void* packed) { (void)args; (void)packed; }
)";

// Which requests of ControlStage are of what.
inline bool isCopy(const protocol::TimeRequest& request)
{
    return request.b.name == "copy of the incumbent";
}
inline bool isSlower(const protocol::TimeRequest& request)
{
    return request.extraWorkOfB > 0;
}
inline bool isRevalidation(const protocol::TimeRequest& request)
{
    return request.a.name == "eager" && request.freshProcesses && request.b.candidate
        && request.b.name != "candidate";
}

class EngineTest : public ::testing::Test
{
protected:
    EngineTest()
    {
        namespace fs = std::filesystem;
        ::setenv("XDG_CACHE_HOME", (m_folder.path() / "cache").c_str(), 1);
        fs::create_directories(m_folder.path() / "types/toy");
        EXPECT_TRUE(writeFileAtomically(m_folder.path() / "types/toy/spec.toml", kSpec));
        EXPECT_TRUE(writeFileAtomically(m_folder.path() / "types/toy/cpu.cpp", kSource));
        m_config.target = target();
        m_config.kernelRoots = {m_folder.path() / "types"};
        m_config.experiments = 12;
        m_options.history = m_folder.path() / "history.db";
    }

    static kernel::Target target()
    {
        return {"toy", "default", kernel::Dtype::Float32, {{"N", 1024}}, {}};
    }

    // Eager takes 1 ms; the starter 0.75 ms; the best of 16 settings 0.4 ms.
    static double timeOf(const kernel::TunableValues& tunables)
    {
        return 8e5 - 5e4 * static_cast<double>(tunables.at("A")) / 2
            - 2.5e4 * static_cast<double>(tunables.at("B"));
    }

    // A run whose clock stands still but for what `prepare` makes the worker's calls cost.
    using Prepare = std::function<void(support::FakeWorker&)>;
    virtual std::unique_ptr<support::FakeWorker> makeWorker()
    {
        return std::make_unique<support::FakeWorker>(timeOf);
    }
    RunOutcome run(const Prepare& prepare = {}, std::stop_token stop = {})
    {
        const auto made = [&] {
            auto worker = makeWorker();
            if (prepare)
                prepare(*worker);
            return worker;
        };
        auto outcome = runEngine(m_config, m_options,
            {made, [this](const Event& event) { m_events.push_back(event); }, m_control, stop});
        EXPECT_TRUE(outcome) << outcome.error().message;
        return outcome.value_or(RunOutcome {});
    }

    // Wall clock from a variable, and a budget on it.
    void useClock(std::chrono::seconds budget)
    {
        m_config.experiments.reset();
        m_config.wallClock = budget;
        m_options.now = [this] { return Seconds(m_now); };
    }

    // By value, so that a loop may go over it.
    template <typename T> static T value(Result<T> result)
    {
        EXPECT_TRUE(result) << result.error().message;
        return std::move(*result);
    }
    store::HistoryReader reader() const
    {
        return value(store::HistoryReader::open(m_options.history));
    }
    std::map<std::string, std::int64_t> verdicts(store::RunId run)
    {
        return reader().run(run)->verdictCounts;
    }
    // Oldest first.
    std::vector<store::ExperimentRow> rows(store::RunId run, store::ControlKind kind)
    {
        store::ExperimentQuery query;
        query.run = run;
        query.order = store::ExperimentOrder::Oldest;
        query.limit = 100'000;
        auto all = reader().experiments(query);
        EXPECT_TRUE(all);
        std::erase_if(*all, [&](const auto& row) { return row.control != kind; });
        return *all;
    }
    std::vector<store::ExperimentRow> experiments(store::RunId run)
    {
        return rows(run, store::ControlKind::None);
    }

    TemporaryDirectory m_folder;
    RunConfig m_config;
    EngineOptions m_options;
    RunControl m_control;
    std::vector<Event> m_events;
    double m_now = 0; // seconds
};

} // namespace autokernel::engine::test
