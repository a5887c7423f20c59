// SPDX-License-Identifier: Apache-2.0
// What the engine hands to the history and what readers get back: plain values, units in the names.
// Times of day are ISO 8601 in UTC ("2026-03-01T22:04:05.123Z").
#pragma once

#include "base/json.h"
#include "judge/alarms.h"
#include "judge/speedup.h"
#include "judge/thresholds.h"
#include "judge/verdict.h"
#include "kernel/candidate.h"
#include "protocol/measurement.h"
#include "protocol/message.h"
#include "roofline/roofs.h"
#include "store/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::store {

using judge::SpeedupInterval;

enum class RunKind
{
    Model,
    Kernel,
    Ladder
};
// Interrupted: active in the file while nobody holds the lock, so its process died.
enum class RunState
{
    Active,
    Paused,
    Finished,
    Stopped,
    Failed,
    Interrupted
};
std::string_view toString(RunKind kind); // "model", "kernel", "ladder"
std::string_view toString(RunState state); // "active", "paused", ...
Result<RunKind> runKindFromString(std::string_view text);
Result<RunState> runStateFromString(std::string_view text);

struct NewRun
{
    RunKind kind = RunKind::Model;
    DeviceId device;
    ModelId model; // not valid for a kernel run
    Json config = Json::object(); // what run.toml says, defaults filled in
    std::uint64_t seed = 0;
    std::string commandLine; // repeats the run
    std::string version; // ours
};

// How far an experiment went; the last one begun.
enum class ExperimentStage
{
    Compile,
    Smoke,
    Checks,
    FirstGate,
    Confirmation,
    Estimate
};
std::string_view toString(ExperimentStage stage); // "compile", "smoke", "checks", ...
Result<ExperimentStage> experimentStageFromString(std::string_view text);

// What a block's pairs were for; only Estimate pairs may be printed as a gain (TRUST 1.8).
enum class BlockPurpose
{
    Quick,
    FirstGate,
    Confirmation,
    Estimate,
    Control,
    Revalidation,
    SecondConfirmation
};
std::string_view toString(BlockPurpose purpose); // "quick", "first_gate", "confirmation", ...
Result<BlockPurpose> blockPurposeFromString(std::string_view text);

struct StoredBlock
{
    BlockPurpose purpose = BlockPurpose::FirstGate;
    protocol::PairBlock block;
};

// Where a kept candidate's gain comes from, for the report's split.
enum class GainOrigin
{
    Starter,
    Packing,
    Search
};
std::string_view toString(GainOrigin origin); // "starter", "packing", "search"
Result<GainOrigin> gainOriginFromString(std::string_view text);

// A confirmed gain over the incumbent, from the block that no gate looked at.
struct Keep
{
    GainOrigin origin = GainOrigin::Search;
    SpeedupInterval overIncumbent;
    std::optional<SpeedupInterval> overEager;
};

struct NewCandidate
{
    std::string source;
    kernel::TunableValues tunables;
    std::string normalisedHash; // kernel::Candidate::normalisedHash()
    std::string title; // the manifest's
    std::string language = "cpu";
};

enum class ControlKind
{
    None,
    SameCode,
    SlowerCode
}; // TRUST 1.8: A/A and slow control
std::string_view toString(ControlKind control); // "", "same_code", "slower_code"
Result<ControlKind> controlKindFromString(std::string_view text);

// One experiment with all its evidence: stored in one transaction or not at all.
struct ExperimentRecord
{
    RunId run;
    TargetId target;
    NewCandidate candidate;
    std::vector<CandidateId>
        parents; // what it was made from; the first is what a diff compares with
    std::string mutator; // "starter", "parameter_search", "crossover", ...
    std::string idea; // one line: what was tried
    ControlKind control = ControlKind::None;
    judge::Verdict verdict;
    ExperimentStage stageReached = ExperimentStage::Compile;
    std::optional<SpeedupInterval> overIncumbent; // of the gate that decided
    std::optional<SpeedupInterval> overStarter;
    std::optional<SpeedupInterval> overEager; // chained over the champions before it
    std::optional<double> candidateMicroseconds; // one call, median
    std::optional<double> incumbentMicroseconds;
    CandidateId incumbent; // what it was timed against
    judge::Thresholds thresholds; // what the judge used
    Json judgeContext
        = Json::object(); // the rest of its input: floors, noise floor, required shapes
    std::uint64_t seed = 0;
    std::string startedAt;
    double compileSeconds = 0;
    double checkSeconds = 0;
    double timeSeconds = 0;
    std::string binarySha256;
    std::string compileLog; // cut at 16 KiB when stored
    std::vector<protocol::StageEvidence> checks;
    std::vector<StoredBlock> blocks;
    std::optional<Keep> keep; // with a Kept verdict
};

// Our own contenders of a kernel's ladder, by name.
inline constexpr std::string_view kWinnerContender = "winner";
inline constexpr std::string_view kStarterContender = "starter";
inline constexpr std::string_view kUnpackedContender = "starter packing at each call";

// One contender of a kernel's ladder, or one rung of a whole model's.
struct LadderRecord
{
    RunId run;
    TargetId target; // not valid: the whole model
    protocol::ContenderSamples samples;
    bool isOurs = false; // starter, winner
    bool isFree = true; // needs nothing of ours: a user may take it as it is
    std::vector<std::string> recipe; // lines of Python
    double prepareSeconds = 0;
    double maximumErrorRatio = 0; // error over its budget
};

// What a whole-model timing compares with the original.
enum class ModelMeasurement
{
    Starters, // as shipped, before the search
    AfterKeep,
    VendorRungs, // a library's own kernels at their best, nothing of ours
    LeaveOneOut,
    Final,
    FreeRung,
    Package,
    // What the final gain is made of, measured at the end of the run.
    StarterGain, // eager against starters that pack their weights at each call
    Packing, // these against starters as shipped
    SearchGain // starters as shipped against the final package
};
std::string_view toString(ModelMeasurement kind); // "starters", "after_keep", "vendor_rungs", ...
Result<ModelMeasurement> modelMeasurementFromString(std::string_view text);

struct EndToEndRecord
{
    RunId run;
    ModelMeasurement kind = ModelMeasurement::AfterKeep;
    std::string baseline = "eager"; // "eager" or a rung's name; A of the pairs
    std::string contender; // B of the pairs: a rung's name, or what was applied in words
    SpeedupInterval overBaseline;
    std::optional<double> baselineMicroseconds; // one forward, median
    std::optional<double> contenderMicroseconds;
    std::optional<double> forecast; // Amdahl's speedup over the same baseline
    std::vector<TargetId> applied; // whose winners were in the model
    TargetId leftOut; // LeaveOneOut: the one taken away; `baseline` had it
    std::vector<protocol::PairBlock> blocks;
    // TRUST 2.1b: errors over budget, at most 1 passes
    std::optional<double> worstMaxRatio;
    std::optional<double> worstRmsRatio;
    int inputsChecked = 0;
    std::string truth; // "fp64" or "original fp32"
    std::optional<int> acceptExitCode; // the user's own test
    bool verified = false;
    std::string notVerifiedBecause;
};

enum class LogLevel
{
    Debug,
    Info,
    Warning,
    Error
};
std::string_view toString(LogLevel level);
// How the log line begins with which a later session of a run begins.
inline constexpr std::string_view kResumedLine = "The run goes on";
// In a run's configuration: what it had spent of its budget when its last session's part of the
// log began.
inline constexpr const char* kSpentSecondsKey = "spent_seconds";
Result<LogLevel> logLevelFromString(std::string_view text);

} // namespace autokernel::store
