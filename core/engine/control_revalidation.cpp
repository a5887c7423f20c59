// SPDX-License-Identifier: Apache-2.0
// The part of ControlStage that has champions meet the original once more.
#include "engine/control_contest.h"
#include "judge/gain.h"
#include "judge/pair.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {

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

// True also for one that could not be measured, or not for long enough to doubt it: a demotion
// needs evidence as a keep does.
Result<bool> ControlStage::holds(TargetState& target)
{
    m_context.report(m_context.phase, "re-validation: the champion against the original");
    const auto& limits = m_context.onGpu() ? m_settings.thresholds.gpu : m_settings.thresholds.cpu;
    const auto& champion = target.incumbent;
    Contest contest {{"eager", std::nullopt}, champion.contender};
    contest.blockSeconds = blockSecondsOf(originalNanoseconds(champion));
    contest.isDispensable = false;
    judge::Revalidation result;
    for (int done = 0; done < limits.maximumPairs && !result.holds;) {
        const int more = std::min(
            done == 0 ? limits.firstRequest : limits.request, limits.maximumPairs - done);
        if (!m_ordinary.affords(
                m_startCost + Seconds(2 * more * contest.blockSeconds), m_settings.shareOfAll)) {
            leaveOut("The re-validation of " + target.target.key());
            AK_TRY(notRevalidated(target, "controls had no time left in this run"));
            return true;
        }
        const auto measured = measure(target, contest, more);
        if (!measured && endsTheRun(measured.error()))
            return fail(measured.error());
        if (!measured) {
            couldNotRun("The re-validation", measured.error());
            AK_TRY(notRevalidated(target, "it could not run: " + measured.error().message));
            return true;
        }
        done += more;
        if (champion.keep)
            AK_TRY(m_context.history.recordRevalidation(*champion.keep, contest.blocks.back()));
        result = judge::judgeRevalidation(contest.blocks, m_context.onGpu(), m_settings.thresholds);
        if (result.sequence.high() < 0)
            break;
    }
    m_context.note(result.holds ? store::LogLevel::Info : store::LogLevel::Warning,
        fmt::format("{}: {}", target.target.key(), result.sentence));
    AK_TRY(notRevalidated(target, {})); // it was
    if (!result.holds)
        AK_TRY(demote(target, result));
    else
        AK_TRY(replaceChained(target, contest));
    return result.holds;
}

// A figure that came by way of other champions gives way to a fixed block against eager that no
// rule looks at. One that was kept against eager itself has such a block already.
Result<void> ControlStage::replaceChained(TargetState& target, Contest& contest)
{
    const int pairs = m_settings.thresholds.printedPairs;
    if (target.earlier.size() < 2 || !target.incumbent.keep
        || !m_ordinary.affords(
            m_startCost + Seconds(2 * pairs * contest.blockSeconds), m_settings.shareOfAll))
        return {};
    if (const auto measured = measure(target, contest, pairs); !measured)
        return endsTheRun(measured.error()) ? measured : Result<void>();
    const auto& block = contest.blocks.back();
    AK_TRY(m_context.history.recordRevalidation(*target.incumbent.keep, block));
    const auto series = judge::pairSeries({&block, 1});
    if (const auto gain = judge::printedGain(series.logRatios, block.seed, m_settings.thresholds))
        target.correct({gain->speedup, gain->low, gain->high});
    return {};
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
