// SPDX-License-Identifier: Apache-2.0
// One stage under way: its data sets in one process of the candidate, calls, comparisons and the
// evidence that they leave. Functions return false once the candidate has died; an Error is a
// failure of our own side. One thread.
#pragma once

#include "kernel/candidate.h"
#include "lab/check/case_store.h"
#include "lab/check/check_shapes.h"
#include "lab/check/executor.h"
#include "protocol/measurement.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace autokernel::lab {

// What all stages of one request share.
struct CheckContext
{
    const kernel::Candidate& candidate;
    const kernel::KernelType& type;
    const kernel::Variant& variant;
    kernel::Target target;
    CheckShapes shapes;
    std::vector<kernel::Symbols> requiredShapes;
    CaseStore& store;
    Executor& executor;
    std::uint64_t seed = 0;
    int threads = 1;
    std::uint64_t maximumBytesOfCall = 0;
    bool fullShapes = false;
    std::chrono::nanoseconds deadline {};
    std::string whyNotCaptured {}; // capturing what the model feeds to the target failed
    bool isCaptured = false; // the store holds it

    CaseKey capturedKey() const;
    CaseKey key(const kernel::Symbols& symbols, InputRecipe recipe) const;
    CaseKey key(const kernel::Symbols& symbols, Family family, std::uint64_t stream) const;
};

struct PlannedCase
{
    std::string name;
    CaseKey key;
    BufferPlacement placement = BufferPlacement::StartAtGuard;
    int leadElements = 0;
};

class StageRun
{
public:
    StageRun(CheckContext& context, protocol::Stage stage);

    int add(PlannedCase planned); // the set's number
    void leaveOut(std::string name) { m_evidence.leftOut.push_back(std::move(name)); }
    // Ends the process before, with a look at its guards and inputs, and starts a fresh one with
    // all sets. `team` as Executor::load.
    Result<bool> load(int team = 0);
    Result<bool> call(int set, bool otherPoison = false); // poisons, then one call
    // From the next call on the set finds the values of another one at its own addresses; with
    // itself its own again. The inputs that prepare sees must be the same.
    Result<void> giveInputsOf(int other, int set);
    // Compares the outputs of the last call with the truth: one CheckCase per output.
    Result<void> judge(int set) { return judge(set, set); }
    Result<void> judge(int set, int valuesOf); // with the truth of another set, see giveInputsOf()
    // Hash over all outputs of a set, to compare calls bit by bit.
    std::uint64_t outputHash(int set);
    // Marks the set's cases: two poisons, repeats or orders gave different bits.
    enum class Difference
    {
        Poisons,
        Repeats
    };
    void markDifferent(int set, Difference difference);
    // Guards and inputs of every set; then the evidence.
    protocol::StageEvidence finish();

    // Most stages: every set once, judged in turn.
    Result<bool> callAndJudgeAll();

    int setCount() const { return static_cast<int>(m_cases.size()); }
    const PlannedCase& planned(int set) const { return m_cases[static_cast<std::size_t>(set)]; }
    protocol::CheckCase describe(int set) const; // without results

private:
    Result<bool> diedOf(int set, const Error& error);
    void endExecution();

    CheckContext& m_context;
    protocol::StageEvidence m_evidence;
    std::vector<PlannedCase> m_cases;
    std::vector<ExecutionSet> m_sets;
    std::vector<std::vector<std::size_t>> m_evidenceOfSet; // indices into m_evidence.cases
    std::unique_ptr<Execution> m_execution;
    std::chrono::steady_clock::time_point m_begin;
    bool m_usedOtherPoison = false;
};

} // namespace autokernel::lab
