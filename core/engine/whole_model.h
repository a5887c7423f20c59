// SPDX-License-Identifier: Apache-2.0
// The whole model with some kernels of ours in it: builds packages, checks their outputs, times
// them against anything else that runs the model, and stores what came out. Engine thread.
#pragma once

#include "engine/run_context.h"

#include <map>
#include <string>
#include <vector>

namespace autokernel::engine {

using Targets = std::vector<TargetState*>;

std::string opName(const kernel::Target& target); // in the package, and in sentences
std::string inWords(const Targets& targets);
// The target's sites replaced by this candidate.
protocol::Winner winnerOf(const TargetState& target, const protocol::CandidateRef& candidate);
std::vector<protocol::Winner> winnersOf(const Targets& targets);
// How a timing names a package: in LibTorch, and in a Python process of its own.
std::string inLibTorch(const protocol::PackageInfo& package);
std::string inPython(const protocol::PackageInfo& package);

struct Comparison
{
    std::string a; // "original", a rung's name, or a package
    std::string b;
    int pairs = 12;
    bool freshProcesses = false;
};

// Enough for an interval of the median; 30 and more give the bootstrap interval that is printed.
inline constexpr int kQuickPairs = 12;
inline constexpr int kPrintedPairs = 30;
// What engine/gain_split.h needs for all three factors.
inline constexpr int kSplitBuilds = 2;
inline constexpr int kSplitComparisons = 3;

class WholeModel
{
public:
    explicit WholeModel(RunContext& context)
        : m_context(context)
    {
    }

    // Every target of the model that a candidate holds.
    Targets winners() const;

    // The same winners give the package that was built for them before.
    Result<protocol::PackageInfo> build(std::vector<protocol::Winner> winners);
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
    bool affords(int builds, int comparisons, Seconds start = Seconds(0)) const;
    // What the end of a run cannot do without: a package built and checked, timed here and in
    // Python.
    Seconds costOfFinal() const;
    Seconds costOfSplit() const; // engine/gain_split.h
    Seconds costOfLeavingOut(std::size_t kernels) const; // each of them once

private:
    Seconds costOf(int builds, int comparisons) const;

    RunContext& m_context;
    Result<protocol::CheckModelReply> checkOnce(const protocol::PackageInfo& package);

    std::map<std::string, protocol::PackageInfo> m_packages; // by what is in them
    std::map<std::string, protocol::CheckModelReply> m_checks; // by folder
    std::uint64_t m_timings = 0;
    // Of the last one.
    Seconds m_buildCost {10};
    Seconds m_checkCost {5};
    Seconds m_pairCost {0.2};
    Seconds m_startCost {5}; // of a comparison, before its pairs
};

} // namespace autokernel::engine
