// SPDX-License-Identifier: Apache-2.0
#include "protocol/codec.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <type_traits>

namespace autokernel::kernel {

void to_json(Json& json, const Target& target)
{
    json = {{"type", target.type}, {"variant", target.variant}, {"dtype", toString(target.dtype)},
        {"symbols", target.symbols}, {"scalars", target.scalars}};
}

void from_json(const Json& json, Target& target)
{
    json.at("type").get_to(target.type);
    target.variant = json.value("variant", "default");
    const auto dtype = dtypeFromString(json.value("dtype", "fp32"));
    if (!dtype)
        throw Json::other_error::create(501, dtype.error().message, &json);
    target.dtype = *dtype;
    json.at("symbols").get_to(target.symbols);
    if (json.contains("scalars"))
        json.at("scalars").get_to(target.scalars);
}

} // namespace autokernel::kernel

namespace autokernel::protocol {
namespace {

constexpr std::array<std::pair<Stage, std::string_view>, 7> kStages {{
    {Stage::Smoke, "smoke"},
    {Stage::Basics, "basics"},
    {Stage::ShapeSweep, "shapes"},
    {Stage::Stability, "stability"},
    {Stage::Determinism, "determinism"},
    {Stage::Edges, "edges"},
    {Stage::Sanitizer, "sanitizer"},
}};

constexpr std::array<std::pair<Failure, std::string_view>, 5> kFailures {{
    {Failure::None, "none"},
    {Failure::Crashed, "crashed"},
    {Failure::TimedOut, "timed out"},
    {Failure::OutOfMemory, "out of memory"},
    {Failure::BrokeRule, "broke rule"},
}};

// Evidence of version 0.1 says it in the text of the crash alone.
Failure failureInText(const std::string& crash)
{
    const auto says = [&](std::string_view text) { return crash.find(text) != std::string::npos; };
    return crash.empty()        ? Failure::None
        : says("timed out")     ? Failure::TimedOut
        : says("out of memory") ? Failure::OutOfMemory
        : says("seccomp")       ? Failure::BrokeRule
                                : Failure::Crashed;
}
constexpr std::array<std::string_view, 3> kClocks {"wall", "events", "cupti"};
constexpr std::array<std::string_view, 3> kFaultCauses {"none", "wrong_outputs", "broken_rule"};

void requireObject(const Json& json)
{
    if (!json.is_object())
        throw Json::type_error::create(302, "expected an object", &json);
}

template <typename T> void read(const Json& json, const char* key, T& value)
{
    if (const auto found = json.find(key); found != json.end())
        found->get_to(value);
}

void read(const Json& json, const char* key, double& value)
{
    if (const auto found = json.find(key); found != json.end())
        value = numberFromJson(*found);
}

template <typename T> void readOptional(const Json& json, const char* key, std::optional<T>& value)
{
    if (const auto found = json.find(key); found != json.end() && !found->is_null())
        value = found->get<T>();
}

// An enumerator by its text; absent ones keep their default.
template <typename T, typename FromString>
void readName(const Json& json, const char* key, T& value, FromString fromString)
{
    const auto found = json.find(key);
    if (found == json.end())
        return;
    const auto parsed = fromString(found->get<std::string>());
    if (!parsed)
        throw Json::other_error::create(501, parsed.error().message, &json);
    value = *parsed;
}

void read(const Json& json, const char* key, Stage& value)
{
    readName(json, key, value, stageFromString);
}

void read(const Json& json, const char* key, Clock& value)
{
    readName(json, key, value, clockFromString);
}

void read(const Json& json, const char* key, FaultCause& value)
{
    readName(json, key, value, faultCauseFromString);
}

void read(const Json& json, const char* key, Failure& value)
{
    if (!json.contains(key)) {
        value = failureInText(json.value("crash", ""));
        return;
    }
    const auto text = json.at(key).get<std::string>();
    value = Failure::Crashed; // what a later version may add
    for (const auto& [failure, name] : kFailures)
        if (name == text)
            value = failure;
}

} // namespace

std::string_view toString(Failure failure)
{
    return kFailures[static_cast<std::size_t>(failure)].second;
}

std::string_view toString(Stage stage)
{
    return kStages[static_cast<std::size_t>(stage)].second;
}

std::string_view toString(Clock clock)
{
    return kClocks[static_cast<std::size_t>(clock)];
}

Result<Clock> clockFromString(std::string_view text)
{
    if (const auto* found = std::ranges::find(kClocks, text); found != kClocks.end())
        return static_cast<Clock>(found - kClocks.begin());
    return fail(ErrorCode::InvalidInput, "unknown clock '{}'.", text);
}

std::string_view toString(FaultCause cause)
{
    return kFaultCauses[static_cast<std::size_t>(cause)];
}

Result<FaultCause> faultCauseFromString(std::string_view text)
{
    if (const auto* found = std::ranges::find(kFaultCauses, text); found != kFaultCauses.end())
        return static_cast<FaultCause>(found - kFaultCauses.begin());
    return fail(ErrorCode::InvalidInput, "unknown cause of a fault '{}'.", text);
}

Result<Stage> stageFromString(std::string_view text)
{
    for (const auto& [stage, name] : kStages)
        if (name == text)
            return stage;
    return fail(ErrorCode::InvalidInput, "unknown correctness stage '{}'.", text);
}

Json toJson(const Error& error)
{
    return {{"code", toString(error.code)}, {"message", error.message}, {"detail", error.detail}};
}

Error errorFromJson(const Json& json)
{
    return {errorCodeFromString(json.value("code", "internal")),
        json.value("message", "unknown error"), json.value("detail", "")};
}

// One list of fields serves both directions.
#define AK_JSON(type, ...)                                                                         \
    void to_json(Json& json, const type& value)                                                    \
    {                                                                                              \
        json = Json::object();                                                                     \
        NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(AK_WRITE_ONE, __VA_ARGS__))                       \
    }                                                                                              \
    void from_json(const Json& json, type& value)                                                  \
    {                                                                                              \
        requireObject(json);                                                                       \
        NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(AK_READ_ONE, __VA_ARGS__))                        \
    }
#define AK_WRITE_ONE(field) write(json, #field, value.field);
#define AK_READ_ONE(field) read(json, #field, value.field);

namespace {
template <typename T> void write(Json& json, const char* key, const T& value)
{
    if constexpr (std::is_enum_v<T>)
        json[key] = toString(value);
    else
        json[key] = value;
}
void write(Json& json, const char* key, double value)
{
    json[key] = jsonNumber(value);
}
} // namespace

bool isSystemCall(std::string_view instruction)
{
    return instruction == "syscall" || instruction == "sysenter" || instruction == "int 0x80";
}

AK_JSON(Pair, aNanoseconds, bNanoseconds, aWitnessNanoseconds, bWitnessNanoseconds, dataSet, aFirst,
    droppedBecause)
AK_JSON(ContenderFault, cause, text)
AK_JSON(InputSetTimes, weight, aNanoseconds, bNanoseconds)

#define AK_FIELDS_OF_PAIR_BLOCK                                                                    \
    a, b, target, clock, dataSets, footprintBytes, lastLevelCacheBytes, kernelsA, kernelsB,        \
        repeatsA, repeatsB, seed, stealFraction, loads, pairs, inputSets, faultA, faultB

void to_json(Json& json, const PairBlock& value)
{
    json = Json::object();
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(AK_WRITE_ONE, AK_FIELDS_OF_PAIR_BLOCK))
}

void from_json(const Json& json, PairBlock& value)
{
    requireObject(json);
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(AK_READ_ONE, AK_FIELDS_OF_PAIR_BLOCK))
    // Older histories named no side, and every text counted against the candidate.
    if (const auto text = json.value("recheck", std::string()); !text.empty())
        value.faultB = {FaultCause::WrongOutputs, text};
}

AK_JSON(ContenderSamples, name, target, nanoseconds, witnessNanoseconds, error, correct)
AK_JSON(CheckCase, stage, name, symbols, dtype, output, worstMaxRatio, worstRmsRatio, maxError,
    yardstickMaxError, firstBadIndex, nanPositionsMatch, allWritten, bitExact, guardsIntact,
    inputsIntact, sampled, widenedBudget, plainBudgetRatio, failure, crash, rule)
AK_JSON(StageEvidence, stage, cases, skipped, seconds, leftOut)
AK_JSON(DeviceInfo, id, name, cores, memoryBytes, lastLevelCacheBytes, isa, signature)
AK_JSON(Hello, protocol, pid, version, torch, devices, noCuda, unconfined)
AK_JSON(InputSpec, shape, isInteger)
AK_JSON(LoadModel, path, className, example, inputs, vocabulary, dtype, device, threads, seed)
AK_JSON(ModelInfo, name, route, sha256, exportedPath, inputsPath, parameters, bytes, inputs,
    exportMaximumDifference, dtype, threads)
AK_JSON(
    Site, index, target, pattern, constantInputs, microsecondsPerForward, callsPerForward, scope)
AK_JSON(UnmatchedOp, op, signature, callsPerForward, microsecondsPerForward)
AK_JSON(
    Profile, forwardMicroseconds, forwardLow, forwardHigh, outsideOpsMicroseconds, sites, unmatched)
AK_JSON(Rung, name, samples, recipe, prepareSeconds, maximumErrorRatio)
AK_JSON(ModelLadder, rungs)
AK_JSON(CandidateRef, source, tunables)
AK_JSON(CompileReply, binarySha256, seconds, log, facts, unusualInstructions)
AK_JSON(CheckRequest, candidate, target, stages, requiredShapes, seed, threads, fullShapes,
    incumbentNanoseconds)
AK_JSON(TimeRequest, a, b, target, pairs, seed, startWithB, freshProcesses, threads,
    incumbentNanoseconds, extraWorkOfB)
AK_JSON(LadderRequest, target, contenders, budgetSeconds, seed, threads)
AK_JSON(Winner, target, sites, candidate, name)
AK_JSON(BuildPackage, winners, directory)
AK_JSON(
    PackageInfo, directory, librarySha256, modelSha256, packedBytes, prepareSeconds, sitesReplaced)
AK_JSON(TimeModelRequest, a, b, pairs, startWithB, loads, seed, forwardNanoseconds)
AK_JSON(CheckModelReply, worstMaxRatio, worstRmsRatio, inputsChecked, truth, failure)

void to_json(Json& json, const ContenderRef& value)
{
    json = {{"name", value.name}};
    if (value.candidate)
        json["candidate"] = *value.candidate;
}

void from_json(const Json& json, ContenderRef& value)
{
    read(json, "name", value.name);
    readOptional(json, "candidate", value.candidate);
}

} // namespace autokernel::protocol
