// SPDX-License-Identifier: Apache-2.0
// What a large history costs: history_benchmark [--experiments N] [--directory DIR] [--enforce]
// fills a history with N experiments (default 100,000) of several sources, stages and sample
// blocks, then times what a user waits for. With --enforce the exit code says whether every budget
// was kept.
#include "core/store/history_fixture.h"

#include "base/files.h"
#include "store/history_reader.h"
#include "store/history_writer.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <vector>

namespace {

namespace store = autokernel::store;
using store::test::unwrap;
using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Options
{
    int experiments = 100'000;
    std::filesystem::path directory;
    bool enforce = false;
};

Options parse(int count, char** arguments)
{
    Options options;
    for (int i = 1; i < count; ++i) {
        const bool hasValue = i + 1 < count;
        if (std::strcmp(arguments[i], "--enforce") == 0)
            options.enforce = true;
        else if (std::strcmp(arguments[i], "--experiments") == 0 && hasValue)
            options.experiments = std::stoi(arguments[++i]);
        else if (std::strcmp(arguments[i], "--directory") == 0 && hasValue)
            options.directory = arguments[++i];
        else
            throw std::invalid_argument(fmt::format("unknown argument {}", arguments[i]));
    }
    return options;
}

store::ExperimentRecord makeExperiment(store::RunId run, store::TargetId target, int index)
{
    using autokernel::judge::VerdictKind;
    auto e = store::test::experiment(run, target, index);
    e.candidate.source += fmt::format("// structure {}\n", index % 500) + std::string(6000, '/');
    e.checks.push_back(store::test::stage(autokernel::protocol::Stage::Basics, 8));
    e.blocks.push_back({store::BlockPurpose::Quick,
        store::test::pairBlock(10, 1, static_cast<std::uint64_t>(index) + 1)});
    const std::array verdicts {VerdictKind::Reverted, VerdictKind::Reverted,
        VerdictKind::Inconclusive, VerdictKind::Incorrect, VerdictKind::CompileError};
    e.verdict.kind = verdicts[static_cast<std::size_t>(index) % verdicts.size()];
    if (index % 1000 == 0) {
        e.verdict.kind = VerdictKind::Kept;
        e.keep = store::Keep {store::GainOrigin::Search, {1.02, 1.01, 1.03}, {}};
    }
    return e;
}

// The last `timed` experiments are stored as a run stores them; those before without syncing.
double fill(const std::filesystem::path& file, int experiments, int timed)
{
    auto writer = unwrap(store::HistoryWriter::open(file));
    store::NewRun newRun;
    newRun.device = unwrap(writer.recordDevice(store::test::device()));
    const auto run = unwrap(writer.createRun(newRun));
    std::vector<store::TargetId> targets;
    for (int rows = 1; rows <= 9; ++rows)
        targets.push_back(unwrap(writer.recordTarget(run, store::test::rmsnorm(rows * 128), 0.1)));
    auto& sqlite = writer.database().sqlite();
    sqlite.exec("PRAGMA synchronous = OFF");
    std::vector<double> milliseconds;
    for (int i = 0; i < experiments; ++i) {
        const auto record = makeExperiment(run, targets[static_cast<std::size_t>(i) % 9], i);
        if (i == experiments - timed)
            sqlite.exec("PRAGMA synchronous = FULL");
        const auto start = Clock::now();
        unwrap(writer.recordExperiment(record));
        if (i >= experiments - timed)
            milliseconds.push_back(millisecondsSince(start));
    }
    std::nth_element(milliseconds.begin(), milliseconds.begin() + timed / 2, milliseconds.end());
    return milliseconds[static_cast<std::size_t>(timed / 2)];
}

class Table
{
public:
    void row(const std::string& what, double milliseconds, double budget)
    {
        m_kept = m_kept && milliseconds <= budget;
        fmt::print("{:<52} {:>9.2f} ms   budget {:>4.0f} ms\n", what, milliseconds, budget);
    }
    template <typename Work> void time(const std::string& what, double budget, Work work)
    {
        double best = 1e300;
        for (int i = 0; i < 5; ++i) {
            const auto start = Clock::now();
            work();
            best = std::min(best, millisecondsSince(start));
        }
        row(what, best, budget);
    }
    bool keptEveryBudget() const { return m_kept; }

private:
    bool m_kept = true;
};

} // namespace

int main(int count, char** arguments)
try {
    const Options options = parse(count, arguments);
    const autokernel::TemporaryDirectory temporary;
    const auto folder = options.directory.empty() ? temporary.path() : options.directory;
    const auto file = folder / "history_benchmark.db";
    if (std::filesystem::exists(file))
        throw std::runtime_error(file.string() + " exists already");
    const int timed = std::min(200, options.experiments);
    Table table;
    table.row(fmt::format("store one experiment, synced, median of {}", timed),
        fill(file, options.experiments, timed), 5);
    fmt::print("{} experiments, {:.1f} KiB each\n", options.experiments,
        static_cast<double>(std::filesystem::file_size(file)) / 1024 / options.experiments);

    table.time("open", 200, [&] { unwrap(store::HistoryReader::open(file)); });
    const auto reader = unwrap(store::HistoryReader::open(file));
    const auto run = unwrap(reader.lastRun());
    table.time("list runs with their counts", 100, [&] { unwrap(reader.runs()); });
    table.time("run details", 100, [&] { unwrap(reader.run(run)); });
    store::ExperimentQuery query;
    query.run = run;
    table.time("latest page", 100, [&] { unwrap(reader.experiments(query)); });
    query.after = store::ExperimentId {options.experiments / 2};
    table.time("page in the middle", 100, [&] { unwrap(reader.experiments(query)); });
    query.after = {};
    query.order = store::ExperimentOrder::Fastest;
    table.time("fastest 100", 100, [&] { unwrap(reader.experiments(query)); });
    query.order = store::ExperimentOrder::Newest;
    query.verdict = "kept";
    table.time("latest kept", 100, [&] { unwrap(reader.experiments(query)); });
    table.time("one experiment with source, checks and samples", 100,
        [&] { unwrap(reader.experiment(store::ExperimentId {options.experiments / 2})); });
    table.time("a run, its targets and its keeps", 2000, [&] {
        unwrap(reader.run(run));
        unwrap(reader.targets(run));
        unwrap(reader.keeps(run));
    });
    return options.enforce && !table.keptEveryBudget() ? 1 : 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "history_benchmark: {}\n", error.what());
    return 2;
}
