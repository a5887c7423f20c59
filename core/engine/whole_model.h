// SPDX-License-Identifier: Apache-2.0
// The whole model with some kernels of ours in it: builds packages, checks their outputs, times
// them against anything else that runs the model, and stores what came out. Engine thread.
#pragma once

#include "engine/run_context.h"
#include "judge/gain.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace autokernel::engine {

using Targets = std::vector<TargetState*>;
// One that was built for this run; its folder, which holds all of the model's weights, goes with
// the last who has it.
using BuiltPackage = std::shared_ptr<const protocol::PackageInfo>;

std::string opName(const kernel::Target& target); // in the package, and in sentences
// The target's sites replaced by this candidate.
protocol::Winner winnerOf(const TargetState& target, const protocol::CandidateRef& candidate);
std::vector<protocol::Winner> winnersOf(const Targets& targets);
// How a timing names a package: in LibTorch, and in a Python process of its own.
std::string inLibTorch(const protocol::PackageInfo& package);
std::string inPython(const protocol::PackageInfo& package);

// Of the worker's answer, in a run and wherever its package is timed again: a slow forward has the
// time that its pairs need.
std::chrono::seconds deadlineOfModelTiming(const protocol::TimeModelRequest& request);

// What the rungs that a result is compared with take to start, torch.compile above all.
Seconds startOfRungs(const protocol::ModelLadder& ladder);

// What the calls of a block took; with input sets, of every one.
Seconds timeInPairs(const protocol::PairBlock& block);

struct Comparison
{
    std::string a; // "original", a rung's name, or a package
    std::string b;
    int pairs = 12;
    // protocol::TimeModelRequest::loads; fewer, but judge::kFewestLoads, where the time left for
    // this one and what follows it is not enough.
    int loads = 0;
    bool hasRung = false; // one that starts slowly, as the ladder knows
    int followers = 0; // comparisons like it that the time left must suffice for too
};

// Enough for an interval of the median; 30 and more give the bootstrap interval that is printed.
inline constexpr int kQuickPairs = 12;
inline constexpr int kPrintedPairs = 30;
// Of these pairs where the figure is the result: its interval is then that of the loads.
inline constexpr int kPrintedLoads = 5;

// What the parts of a run's end consist of; each takes as long as the longest one so far.
struct ModelWork
{
    int builds = 0;
    int checks = 0;
    int comparisons = 0; // of kPrintedPairs
    int quickComparisons = 0; // of kQuickPairs
    int furtherLoads = 0; // of both contenders of a comparison, beyond its first

    ModelWork operator+(const ModelWork& other) const;
    ModelWork operator*(int times) const;
};

// What the end cannot do without: a package built and checked, timed here and in Python.
inline constexpr ModelWork kFinalWork {
    .builds = 1, .checks = 1, .comparisons = 2, .furtherLoads = 2 * (kPrintedLoads - 1)};
// The same where time is short.
inline constexpr ModelWork kLeastFinalWork {
    .builds = 1, .checks = 1, .comparisons = 2, .furtherLoads = 2 * (judge::kFewestLoads - 1)};
inline constexpr ModelWork kLeaveOneOutWork {.builds = 1, .quickComparisons = 1}; // of one kernel
// Over loads, before a kernel goes.
inline constexpr ModelWork kDroppingWork {.comparisons = 1, .furtherLoads = kPrintedLoads - 1};
// The package once more without some.
inline constexpr ModelWork kDroppedWork {.builds = 1, .checks = 1};
// The strongest free rung, and the vendor's.
inline constexpr ModelWork kRungsWork {.comparisons = 2};
// engine/gain_split.h, all three factors.
inline constexpr ModelWork kSplitWork {.builds = 2, .comparisons = 3};

// How long something takes at most, guessed until it was seen once: the last time may have been of
// two packages, which are faster than the original.
class Longest
{
public:
    explicit Longest(double guessedSeconds)
        : m_value(guessedSeconds)
    {
    }

    void see(Seconds duration)
    {
        m_value = m_isSeen ? std::max(m_value, duration) : duration;
        m_isSeen = true;
    }
    Seconds value() const { return m_value; }

private:
    Seconds m_value;
    bool m_isSeen = false;
};

class WholeModel
{
public:
    explicit WholeModel(RunContext& context)
        : m_context(context)
    {
    }

    // Every target of the model that a candidate holds.
    Targets winners() const;

    // The same winners give the package that was built for them, where it is still there.
    Result<BuiltPackage> build(std::vector<protocol::Winner> winners);
    // A row of this run about these targets' winners, without figures yet.
    store::EndToEndRecord recordOf(store::ModelMeasurement kind, const Targets& applied) const;
    // Fills the row's errors, and why it is not verified where its outputs are not good enough. A
    // package is checked once.
    Result<void> check(const protocol::PackageInfo& package, store::EndToEndRecord& record);
    // Appends the block to the row and fills its interval and medians.
    Result<void> compare(const Comparison& comparison, store::EndToEndRecord& record);
    // In the history first, then shown.
    Result<void> store(const store::EndToEndRecord& record);

    // Whether so much more fits into the run, going by what it took so far; `start` is what a
    // contender takes to start beyond that. Always, when the user asked for the end: then the
    // budget no longer counts.
    bool affords(const ModelWork& work, Seconds start = Seconds(0)) const;
    // Of each of so many comparisons, with what else is to be done: at most `most`, at least
    // judge::kFewestLoads; 0: not even these.
    int affordableLoads(
        int most, int comparisons, const ModelWork& beside = {}, Seconds start = Seconds(0)) const;
    Seconds costOf(const ModelWork& work) const;

private:
    template <typename Reply>
    Result<Reply> ask(const std::string& op, const Json& fields, std::chrono::seconds deadline);
    Result<protocol::CheckModelReply> checkOnce(const protocol::PackageInfo& package);
    store::SpeedupInterval intervalOf(const store::EndToEndRecord& record, std::uint64_t seed);

    RunContext& m_context;
    std::map<std::string, std::weak_ptr<const protocol::PackageInfo>> m_packages; // by contents
    BuiltPackage m_newest; // the next one asked for is often the same
    int m_builds = 0;
    std::map<std::string, protocol::CheckModelReply> m_checks; // by folder
    std::uint64_t m_timings = 0;
    Longest m_building {10};
    Longest m_checking {5};
    Longest m_pair {0.2};
    Longest m_starting {5}; // of one load in a comparison without a rung, before its pairs
    // What a comparison of one load is widened by: seen in the last one of several.
    judge::LoadDeviation m_loadDeviation;
};

} // namespace autokernel::engine
