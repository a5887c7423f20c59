// SPDX-License-Identifier: Apache-2.0
#include "store/records.h"

#include <algorithm>
#include <array>
#include <utility>

namespace autokernel::store {
namespace {

template <typename Enum, std::size_t count>
using Names = std::array<std::pair<Enum, std::string_view>, count>;

template <typename Enum, std::size_t count>
std::string_view nameOf(const Names<Enum, count>& names, Enum value)
{
    const auto found = std::find_if(
        names.begin(), names.end(), [&](const auto& entry) { return entry.first == value; });
    return found == names.end() ? std::string_view("unknown") : found->second;
}

template <typename Enum, std::size_t count>
Result<Enum> valueOf(const Names<Enum, count>& names, std::string_view text, std::string_view what)
{
    const auto found = std::find_if(
        names.begin(), names.end(), [&](const auto& entry) { return entry.second == text; });
    if (found == names.end())
        return fail(ErrorCode::Corrupt, "the history holds the unknown {} '{}'", what, text);
    return found->first;
}

constexpr Names<RunKind, 3> kRunKinds {
    {{RunKind::Model, "model"}, {RunKind::Kernel, "kernel"}, {RunKind::Ladder, "ladder"}}};
constexpr Names<RunState, 6> kRunStates {{{RunState::Active, "active"},
    {RunState::Paused, "paused"}, {RunState::Finished, "finished"}, {RunState::Stopped, "stopped"},
    {RunState::Failed, "failed"}, {RunState::Interrupted, "interrupted"}}};
constexpr Names<ExperimentStage, 6> kExperimentStages {
    {{ExperimentStage::Compile, "compile"}, {ExperimentStage::Smoke, "smoke"},
        {ExperimentStage::Checks, "checks"}, {ExperimentStage::FirstGate, "first_gate"},
        {ExperimentStage::Confirmation, "confirmation"}, {ExperimentStage::Estimate, "estimate"}}};
constexpr Names<BlockPurpose, 7> kBlockPurposes {
    {{BlockPurpose::Quick, "quick"}, {BlockPurpose::FirstGate, "first_gate"},
        {BlockPurpose::Confirmation, "confirmation"}, {BlockPurpose::Estimate, "estimate"},
        {BlockPurpose::Control, "control"}, {BlockPurpose::Revalidation, "revalidation"},
        {BlockPurpose::SecondConfirmation, "second_confirmation"}}};
constexpr Names<GainOrigin, 3> kGainOrigins {{{GainOrigin::Starter, "starter"},
    {GainOrigin::Packing, "packing"}, {GainOrigin::Search, "search"}}};
constexpr Names<ControlKind, 3> kControlKinds {{{ControlKind::None, ""},
    {ControlKind::SameCode, "same_code"}, {ControlKind::SlowerCode, "slower_code"}}};
constexpr Names<ModelMeasurement, 10> kModelMeasurements {{{ModelMeasurement::Starters, "starters"},
    {ModelMeasurement::StarterGain, "starter_gain"}, {ModelMeasurement::Packing, "packing"},
    {ModelMeasurement::SearchGain, "search_gain"}, {ModelMeasurement::AfterKeep, "after_keep"},
    {ModelMeasurement::VendorRungs, "vendor_rungs"},
    {ModelMeasurement::LeaveOneOut, "leave_one_out"}, {ModelMeasurement::Final, "final"},
    {ModelMeasurement::FreeRung, "free_rung"}, {ModelMeasurement::Package, "package"}}};
constexpr Names<LogLevel, 4> kLogLevels {{{LogLevel::Debug, "debug"}, {LogLevel::Info, "info"},
    {LogLevel::Warning, "warning"}, {LogLevel::Error, "error"}}};

} // namespace

std::string_view toString(RunKind kind)
{
    return nameOf(kRunKinds, kind);
}
std::string_view toString(RunState state)
{
    return nameOf(kRunStates, state);
}
std::string_view toString(ExperimentStage stage)
{
    return nameOf(kExperimentStages, stage);
}
std::string_view toString(BlockPurpose purpose)
{
    return nameOf(kBlockPurposes, purpose);
}
std::string_view toString(GainOrigin origin)
{
    return nameOf(kGainOrigins, origin);
}
std::string_view toString(ControlKind control)
{
    return nameOf(kControlKinds, control);
}
std::string_view toString(ModelMeasurement kind)
{
    return nameOf(kModelMeasurements, kind);
}
std::string_view toString(LogLevel level)
{
    return nameOf(kLogLevels, level);
}

Result<RunKind> runKindFromString(std::string_view text)
{
    return valueOf(kRunKinds, text, "kind of run");
}

Result<RunState> runStateFromString(std::string_view text)
{
    return valueOf(kRunStates, text, "run state");
}

Result<ExperimentStage> experimentStageFromString(std::string_view text)
{
    return valueOf(kExperimentStages, text, "stage");
}

Result<BlockPurpose> blockPurposeFromString(std::string_view text)
{
    return valueOf(kBlockPurposes, text, "purpose of samples");
}

Result<GainOrigin> gainOriginFromString(std::string_view text)
{
    return valueOf(kGainOrigins, text, "origin of a gain");
}

Result<ControlKind> controlKindFromString(std::string_view text)
{
    return valueOf(kControlKinds, text, "kind of control");
}

Result<ModelMeasurement> modelMeasurementFromString(std::string_view text)
{
    return valueOf(kModelMeasurements, text, "kind of measurement");
}

Result<LogLevel> logLevelFromString(std::string_view text)
{
    return valueOf(kLogLevels, text, "log level");
}

} // namespace autokernel::store
