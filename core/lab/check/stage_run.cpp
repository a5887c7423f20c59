// SPDX-License-Identifier: Apache-2.0
#include "lab/check/stage_run.h"

#include "lab/check/case_deviation.h"
#include "lab/check/content_hash.h"
#include "lab/check/random_numbers.h"
#include "runner/run_memory.h"

#include <algorithm>
#include <cstring>

namespace autokernel::lab {
namespace {

// The runner's contract: the message of a Rejected error starts with the rule's id, "C12: ...".
std::string ruleIn(const Error& error)
{
    constexpr std::size_t kLongestRule = 4;
    const auto colon = error.message.find(':');
    return error.code == ErrorCode::Rejected && colon <= kLongestRule
        ? error.message.substr(0, colon)
        : "";
}

protocol::Failure failureOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::TimedOut:
        return protocol::Failure::TimedOut;
    case ErrorCode::OutOfMemory:
        return protocol::Failure::OutOfMemory;
    case ErrorCode::Rejected:
        return protocol::Failure::BrokeRule;
    default:
        return protocol::Failure::Crashed;
    }
}

// Whether the candidate is to blame, and not our own side or the machine.
bool isOfCandidate(ErrorCode code)
{
    return code == ErrorCode::RuntimeError || code == ErrorCode::TimedOut
        || code == ErrorCode::Rejected;
}

bool holdsPoison(
    std::span<const std::byte> output, std::int64_t index, std::size_t width, bool otherPattern)
{
    const std::uint64_t pattern
        = otherPattern ? runner::RunMemory::kOtherPoison : runner::RunMemory::kPoison;
    const std::size_t first = static_cast<std::size_t>(index) * width;
    const auto* bytes = reinterpret_cast<const std::byte*>(&pattern);
    for (std::size_t i = 0; i < width; ++i)
        if (output[first + i] != bytes[(first + i) % sizeof(pattern)])
            return false;
    return true;
}

} // namespace

CaseKey CheckContext::key(const kernel::Symbols& symbols, InputRecipe recipe) const
{
    return {&type, &variant, target.dtype, symbols, scalarsOf(variant, symbols, target.scalars),
        recipe};
}

CaseKey CheckContext::key(const kernel::Symbols& symbols, Family family, std::uint64_t stream) const
{
    return key(symbols, {family, Focus::All, 0, mixSeeds(seed, stream), -1});
}

CaseKey CheckContext::capturedKey() const
{
    return key(target.symbols, {Family::Captured, Focus::All, 0, 0, -1});
}

StageRun::StageRun(CheckContext& context, protocol::Stage stage)
    : m_context(context)
    , m_begin(std::chrono::steady_clock::now())
{
    m_evidence.stage = stage;
}

int StageRun::add(PlannedCase planned)
{
    m_cases.push_back(std::move(planned));
    m_evidenceOfSet.emplace_back();
    return setCount() - 1;
}

Result<bool> StageRun::load(int team)
{
    endExecution();
    m_sets.clear();
    for (const PlannedCase& planned : m_cases) {
        AK_ASSIGN(auto inputs, m_context.store.inputs(planned.key));
        m_sets.push_back({std::move(inputs), planned.key.symbols, planned.key.scalars,
            planned.placement, planned.leadElements});
    }
    auto loaded = m_context.executor.load(m_sets, team);
    if (!loaded)
        return diedOf(0, loaded.error());
    m_execution = std::move(*loaded);
    return true;
}

Result<bool> StageRun::call(int set, bool otherPoison)
{
    m_usedOtherPoison = otherPoison;
    m_execution->poison(set, otherPoison);
    if (auto called = m_execution->call(set, m_context.deadline); !called)
        return diedOf(set, called.error());
    return true;
}

Result<bool> StageRun::diedOf(int set, const Error& error)
{
    if (!isOfCandidate(error.code))
        return fail(error);
    protocol::CheckCase died = describe(set);
    died.crash = error.code == ErrorCode::TimedOut ? "timed out" : error.message;
    died.failure = failureOf(error.code);
    died.rule = ruleIn(error);
    m_evidence.cases.push_back(std::move(died));
    m_execution.reset();
    return false;
}

protocol::CheckCase StageRun::describe(int set) const
{
    const PlannedCase& planned = m_cases[static_cast<std::size_t>(set)];
    protocol::CheckCase checked;
    checked.stage = m_evidence.stage;
    checked.name = planned.name;
    checked.symbols = kernel::formatSymbols(planned.key.symbols);
    checked.dtype = kernel::toString(planned.key.dtype);
    return checked;
}

Result<void> StageRun::giveInputsOf(int other, int set)
{
    return m_execution->replaceInputs(set, m_sets[static_cast<std::size_t>(other)].inputs);
}

Result<void> StageRun::judge(int set, int valuesOf)
{
    const PlannedCase& planned = m_cases[static_cast<std::size_t>(valuesOf)];
    for (std::size_t i = 0; i < m_context.variant.outputs.size(); ++i) {
        const auto output = m_execution->output(set, static_cast<int>(i));
        AK_ASSIGN(const CaseDeviation found,
            deviationOf(m_context.store, planned.key, i, output, m_context.threads));
        const Deviation& deviation = found.deviation;
        const Truth& truth = (*found.truths)[i];
        protocol::CheckCase checked = describe(set);
        checked.output = m_context.variant.outputs[i].name;
        checked.worstMaxRatio = deviation.worstMaxRatio;
        checked.worstRmsRatio = deviation.worstRmsRatio;
        checked.widenedBudget = found.isWidened;
        checked.plainBudgetRatio = found.plainRatio;
        checked.maxError = deviation.maximumError;
        checked.yardstickMaxError = truth.yardstickMaximumError;
        checked.firstBadIndex = deviation.firstBadIndex;
        checked.nanPositionsMatch = deviation.nonFiniteMatch;
        checked.bitExact = !truth.isExactInteger || planned.key.recipe.family != Family::ZeroOne
            || deviation.bitExact;
        checked.sampled = truth.isSampled();
        if (!deviation.nonFiniteMatch && deviation.firstBadIndex >= 0)
            checked.allWritten = !holdsPoison(output, deviation.firstBadIndex,
                kernel::elementBytes(truth.dtype), m_usedOtherPoison);
        m_evidenceOfSet[static_cast<std::size_t>(set)].push_back(m_evidence.cases.size());
        m_evidence.cases.push_back(std::move(checked));
    }
    return {};
}

std::uint64_t StageRun::outputHash(int set)
{
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < m_context.variant.outputs.size(); ++i)
        hash = contentHash(m_execution->output(set, static_cast<int>(i)), hash);
    return hash;
}

void StageRun::markDifferent(int set, Difference difference)
{
    for (const std::size_t index : m_evidenceOfSet[static_cast<std::size_t>(set)])
        (difference == Difference::Poisons ? m_evidence.cases[index].allWritten
                                           : m_evidence.cases[index].bitExact)
            = false;
}

Result<bool> StageRun::callAndJudgeAll()
{
    AK_ASSIGN(const bool loaded, load());
    if (!loaded)
        return false;
    for (int set = 0; set < setCount(); ++set) {
        AK_ASSIGN(const bool alive, call(set));
        if (!alive)
            return false;
        AK_TRY(judge(set));
    }
    return true;
}

// What its calls left behind: guard bands, float environment, threads, inputs.
void StageRun::endExecution()
{
    if (!m_execution)
        return;
    if (auto finished = m_execution->finish(); !finished) {
        protocol::CheckCase touched = describe(0);
        touched.name = "after the last call";
        touched.failure = failureOf(finished.error().code);
        touched.rule = ruleIn(finished.error());
        touched.guardsIntact = touched.rule != "C9";
        touched.crash = finished.error().message;
        m_evidence.cases.push_back(std::move(touched));
    }
    for (int set = 0; set < static_cast<int>(m_sets.size()); ++set) // cases may be added since
        if (!m_execution->inputsIntact(set))
            for (const std::size_t index : m_evidenceOfSet[static_cast<std::size_t>(set)])
                m_evidence.cases[index].inputsIntact = false;
    m_execution.reset();
}

protocol::StageEvidence StageRun::finish()
{
    endExecution();
    m_evidence.seconds
        = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
    return std::move(m_evidence);
}

} // namespace autokernel::lab
