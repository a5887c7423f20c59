// SPDX-License-Identifier: Apache-2.0
// The part of ControlStage that has champions meet the original once more.
#include "engine/control_contest.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace autokernel::engine {
namespace {

constexpr int kFailuresBelieved = 2;

// It crashed, hung or broke a rule. That the worker was lost, memory or a compiler lacked, or the
// original failed, says nothing of it.
bool isItsOwn(const Error& error)
{
    return !isWorkerLost(error)
        && (error.code == ErrorCode::RuntimeError || error.code == ErrorCode::TimedOut
            || error.code == ErrorCode::Rejected);
}

// Of the original that a champion stands against.
double originalNanoseconds(const Incumbent& champion)
{
    return champion.nanoseconds * std::exp(std::max(0.0, champion.logOverEager));
}

} // namespace

Seconds ControlStage::neededAtEnd() const
{
    const int pairs
        = (m_context.onGpu() ? m_settings.thresholds.gpu : m_settings.thresholds.cpu).firstRequest;
    Seconds needed(0);
    for (const auto& target : m_context.targets)
        if (target->hasWinner())
            needed += m_startCost
                + Seconds(2 * pairs * blockSecondsOf(originalNanoseconds(target->incumbent)));
    return std::min(m_ordinary.left(m_settings.shareOfAll), needed);
}

Result<void> ControlStage::revalidateChampions()
{
    for (auto& target : m_context.targets)
        if (target->hasWinner() && !m_context.stop.stop_requested())
            AK_TRY(revalidate(*target));
    return {};
}

// Down to a champion that holds, or to the original itself.
Result<void> ControlStage::revalidate(TargetState& target)
{
    target.control.revalidatedAt = m_context.clock.elapsed().count();
    while (target.hasWinner()) {
        AK_ASSIGN(const bool isHolding, holds(target));
        if (isHolding)
            return {};
    }
    return {};
}

bool ControlStage::affordsPairs(const Contest& contest, int pairs) const
{
    return m_ordinary.affords(
        m_startCost + Seconds(2 * pairs * contest.blockSeconds), m_settings.shareOfAll);
}

// True also for one that could not be measured, or not for long enough to doubt it: a demotion
// needs evidence as a keep does.
Result<bool> ControlStage::holds(TargetState& target)
{
    m_context.report(m_context.phase, "re-validation: the champion against the original");
    Contest contest {{"eager", std::nullopt}, target.incumbent.contender};
    contest.blockSeconds = blockSecondsOf(originalNanoseconds(target.incumbent));
    contest.isDispensable = false;
    AK_ASSIGN(auto looked, look(target, contest));
    if (!looked)
        return true;
    auto& result = *looked;
    const auto say = [&] {
        m_context.note(result.holds ? store::LogLevel::Info : store::LogLevel::Warning,
            fmt::format("{}: {}", target.target.key(), result.sentence));
    };
    say();
    AK_TRY(notRevalidated(target, result.voidBecause)); // "": it was
    if (!result.voidBecause.empty())
        return true;
    if (result.holds) {
        AK_ASSIGN(result, replaceChained(target, contest, result));
        if (!result.holds)
            say();
    }
    if (!result.holds)
        AK_TRY(demote(target, result));
    return result.holds;
}

// nullopt: it could not be measured, or not for long enough, which is stored.
Result<std::optional<judge::Revalidation>> ControlStage::look(
    const TargetState& target, Contest& contest)
{
    const auto& limits = m_context.onGpu() ? m_settings.thresholds.gpu : m_settings.thresholds.cpu;
    judge::Revalidation result;
    for (int done = 0; done < limits.maximumPairs && !result.holds;) {
        const int more = std::min(
            done == 0 ? limits.firstRequest : limits.request, limits.maximumPairs - done);
        if (!affordsPairs(contest, more)) {
            leaveOut("The re-validation of " + target.target.key());
            AK_TRY(notRevalidated(target, "controls had no time left in this run"));
            return std::nullopt;
        }
        AK_ASSIGN(const auto error, measureChampion(target, contest, more));
        if (error && contest.ownFailures == kFailuresBelieved)
            return judge::failedRevalidation(*error);
        if (error) {
            AK_TRY(notRevalidated(target, "it could not run: " + error->message));
            return std::nullopt;
        }
        done += more;
        result = judge::judgeRevalidation(contest.blocks, m_context.onGpu(), m_settings.thresholds);
        if (result.hasFailed || !result.voidBecause.empty() || result.sequence.high() < 0)
            break;
    }
    return result;
}

// nullopt: the pairs are there, and stored. A champion that does not run is tried once more in its
// look: one that fails twice, in fresh processes, is no accident.
Result<std::optional<Error>> ControlStage::measureChampion(
    const TargetState& target, Contest& contest, int pairs)
{
    for (;;) {
        const auto measured = measure(target, contest, pairs);
        if (measured && target.incumbent.keep)
            AK_TRY(m_context.history.recordRevalidation(
                *target.incumbent.keep, contest.blocks.back()));
        if (measured)
            return std::nullopt;
        const auto& error = measured.error();
        if (endsTheRun(error))
            return fail(error);
        couldNotRun("The re-validation", error);
        if (!isItsOwn(error) || ++contest.ownFailures == kFailuresBelieved
            || !affordsPairs(contest, pairs))
            return error;
    }
}

// A figure that came by way of other champions gives way to a fixed block against eager that no
// rule looks at. One that was kept against eager itself has such a block already. What is known of
// the champion after it: as a rule that it held.
Result<judge::Revalidation> ControlStage::replaceChained(
    TargetState& target, Contest& contest, judge::Revalidation held)
{
    const int pairs = m_settings.thresholds.printedPairs;
    if (target.earlier.size() < 2 || !target.incumbent.keep || !affordsPairs(contest, pairs))
        return held;
    AK_ASSIGN(const auto error, measureChampion(target, contest, pairs));
    if (error)
        return contest.ownFailures == kFailuresBelieved ? judge::failedRevalidation(*error) : held;
    const std::span block(&contest.blocks.back(), 1);
    if (auto fixed = judge::judgeRevalidation(block, m_context.onGpu(), m_settings.thresholds);
        fixed.hasFailed)
        return fixed;
    if (const auto gain = judge::revalidatedGain(block, m_settings.thresholds))
        target.correct({gain->speedup, gain->low, gain->high});
    return held;
}

Result<void> ControlStage::notRevalidated(const TargetState& target, const std::string& because)
{
    return target.incumbent.keep
        ? m_context.history.recordNotRevalidated(*target.incumbent.keep, because)
        : Result<void>();
}

Result<void> ControlStage::demote(TargetState& target, const judge::Revalidation& result)
{
    const auto keep = target.incumbent.keep;
    if (keep)
        AK_TRY(m_context.history.demote(*keep, result.sentence));
    if (const auto alarm = judge::revalidationAlarm(result))
        AK_TRY(m_context.history.recordAlarm(
            m_context.run, *alarm, keep.value_or(store::ExperimentId {})));
    target.dethrone();
    return {};
}

} // namespace autokernel::engine
