// SPDX-License-Identifier: Apache-2.0
// Raw evidence as the worker returns it and the store keeps it. The worker fills these and never
// judges them. Values.
#pragma once

#include "base/json.h"
#include "kernel/kernel_type.h"

#include <cstdint>
#include <string>
#include <vector>

namespace autokernel::protocol {

// What the times of a block were taken with.
enum class Clock
{
    Wall, // the parent's monotonic clock; the witness is the process's CPU time
    Events, // of a GPU's stream; the witness is CUPTI's kernel records
    Cupti,
};
std::string_view toString(Clock clock); // "wall", "events", "cupti"
Result<Clock> clockFromString(std::string_view text);

// What a contender did wrong while it was timed.
enum class FaultCause
{
    None,
    WrongOutputs, // an output that was made while it was timed is outside its error budget
    BrokenRule, // its inputs or memory beside its buffers changed, or it broke another rule
};
std::string_view toString(FaultCause cause); // "none", "wrong_outputs", "broken_rule"
Result<FaultCause> faultCauseFromString(std::string_view text);

struct ContenderFault
{
    FaultCause cause = FaultCause::None;
    std::string text; // names the contender; empty with None
};

// One pair (TRUST 1.5, 1.9): A on data set i, B on set i + 1, adjacent in time. Times are of one
// call: the parent's clock over a block, divided by its repeats.
struct Pair
{
    double aNanoseconds = 0;
    double bNanoseconds = 0;
    // Second witness, per call; 0: none. CPU: the process's own CPU time over all threads. GPU: the
    // time in which a kernel of the call ran, by CUPTI's records of a further run right after.
    double aWitnessNanoseconds = 0;
    double bWitnessNanoseconds = 0;
    int dataSet = 0;
    bool aFirst = true;
    std::string droppedBecause; // empty: counts
};

// What surrounds the pairs of one `time` request.
// One of a model's input sets that differ in size, in every pair: nanoseconds of a forward.
struct InputSetTimes
{
    double weight = 1; // relative to the others
    std::vector<double> aNanoseconds;
    std::vector<double> bNanoseconds;
};

struct PairBlock
{
    std::string a; // contender names as the request gave them
    std::string b;
    std::string target; // Target::key()
    Clock clock = Clock::Wall;
    int dataSets = 0;
    std::uint64_t footprintBytes = 0; // of all data sets of one contender
    std::uint64_t lastLevelCacheBytes = 0;
    int repeatsA = 1; // calls per block
    int repeatsB = 1;
    int kernelsA = 0; // launches a call, as the second witness of a GPU saw them; 0: unknown
    int kernelsB = 0;
    std::uint64_t seed = 0;
    double stealFraction = 0; // CPU time stolen by the hypervisor during the block
    int loads = 1; // the pairs are of so many pairs of processes, equally many of each, in order
    std::vector<Pair> pairs;
    // Several: the pairs' times are their weighted means. Empty: one, or data sets that are alike.
    std::vector<InputSetTimes> inputSets;
    // The first fault of each side; random timed outputs are re-checked.
    ContenderFault faultA;
    ContenderFault faultB;
};

// Times of contenders that were measured in turn, for ladders.
struct ContenderSamples
{
    std::string name;
    std::string target;
    std::vector<double> nanoseconds; // one per block, per call
    std::vector<double> witnessNanoseconds; // likewise, of the second witness; GPU only
    std::string error; // not empty: it could not run, and why
    bool correct = false; // within the error budget on the timed data
};

enum class Stage
{
    Smoke,
    Basics,
    ShapeSweep,
    Stability,
    Determinism,
    Edges,
    Sanitizer
};
std::string_view toString(
    Stage stage); // "smoke", "basics", "shapes", "stability", "determinism", "edges", "sanitizer"
Result<Stage> stageFromString(std::string_view text);

// How a candidate's process ended that did not answer.
enum class Failure
{
    None,
    Crashed,
    TimedOut,
    OutOfMemory,
    BrokeRule
};
std::string_view toString(
    Failure failure); // "none", "crashed", "timed out", "out of memory", "broke rule"

// One correctness case: a candidate on one set of inputs. Errors are absolute, in units of the
// output; the budget is what TRUST 2.1 allows from the yardstick's error on the same inputs and the
// ulp floor.
struct CheckCase
{
    Stage stage = Stage::Smoke;
    std::string name; // "uniform", "large", "row of -inf", ...
    std::string symbols; // R=..,D=..
    std::string dtype;
    std::string output; // which output
    // Each is error / budget; at most 1 passes. NaN: not applicable.
    double worstMaxRatio = 0; // over the tensor and all judged rows
    double worstRmsRatio = 0;
    double maxError = 0;
    double yardstickMaxError = 0;
    std::int64_t firstBadIndex = -1; // row-major index of the first element outside its budget
    bool nanPositionsMatch = true;
    bool allWritten = true; // two poisons gave identical output
    bool bitExact = true; // where the case demands it
    bool guardsIntact = true;
    bool inputsIntact = true;
    bool sampled = false; // rows were sampled
    // Outside the budget of TRUST 2.1, so that the one of ill-conditioned rows decided: the ratios
    // above are over that one.
    bool widenedBudget = false;
    double plainBudgetRatio = 0; // worst error over the budget of TRUST 2.1, maximum or RMS
    Failure failure = Failure::None;
    std::string crash; // not empty: error name ("segmentation fault", "timed out", "killed by
                       // seccomp: rdtsc")
    std::string
        rule; // not empty: caught breaking this rule of TRUST 3 ("C4"), the candidate is Rejected
};

struct StageEvidence
{
    Stage stage = Stage::Smoke;
    std::vector<CheckCase> cases;
    std::string skipped; // not empty: why the stage did not run
    double seconds = 0;
    // Cases that were not run, since any finite answer would have passed.
    std::vector<std::string> leftOut;
};

void to_json(Json& json, const PairBlock& block);
void from_json(const Json& json, PairBlock& block);
void to_json(Json& json, const ContenderSamples& samples);
void from_json(const Json& json, ContenderSamples& samples);
void to_json(Json& json, const StageEvidence& evidence);
void from_json(const Json& json, StageEvidence& evidence);

} // namespace autokernel::protocol
