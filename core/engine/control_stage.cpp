// SPDX-License-Identifier: Apache-2.0
#include "engine/control_stage.h"

#include "engine/control_contest.h"
#include "engine/experiment.h"
#include "judge/pair.h"
#include "store/timestamp.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {

using namespace std::chrono_literals;

constexpr auto kCallDeadline = 180s;
constexpr std::uint64_t kControlSalt = 500'000;

// What stands for the target's own code: the incumbent where it is a candidate, else the starter.
protocol::CandidateRef controlledCode(const TargetState& target)
{
    return target.incumbent.contender.candidate.value_or(target.starter);
}

double callNanosecondsOf(const std::vector<protocol::PairBlock>& blocks)
{
    return judge::pairSeries(blocks).aNanoseconds;
}

} // namespace

// A control that could not run says so and stops nothing; only a stop of the run goes up.
bool ControlStage::endsTheRun(const Error& error) const
{
    return error.code == ErrorCode::Cancelled && m_context.stop.stop_requested();
}

// A finish that ends a control is no news.
void ControlStage::couldNotRun(const std::string& what, const Error& error)
{
    if (error.code != ErrorCode::Cancelled)
        m_context.note(store::LogLevel::Warning, what + " could not run: " + error.message);
}

Seconds ControlStage::retryInterval() const
{
    return std::min(m_settings.retry, m_context.clock.budget() * 0.1);
}

void ControlStage::leaveOut(const std::string& text)
{
    if (!m_leftOut.insert(text).second)
        return;
    m_context.note(store::LogLevel::Info,
        fmt::format("{} is left out: controls may take {:.0f} % of the run.", text,
            100 * m_settings.shareOfAll));
}

// Fresh processes, fresh data, a seed of its own, the other order each time.
Result<void> ControlStage::measure(const TargetState& target, Contest& contest, int pairs)
{
    const auto begin = m_context.clock.now();
    protocol::TimeRequest request;
    request.a = contest.a;
    request.b = contest.b;
    request.target = target.target;
    request.pairs = pairs;
    // Numbers of the history never come back, so a resumed run has seeds of its own as well.
    request.seed = derivedSeed(m_context.config.seed,
        kControlSalt + 1000 * static_cast<std::uint64_t>(m_context.lastNumber) + m_requests++);
    request.startWithB = m_requests % 2 == 0;
    request.freshProcesses = true;
    request.threads = m_context.threads;
    request.incumbentNanoseconds
        = std::max(target.incumbent.nanoseconds, target.eagerNanoseconds());
    request.extraWorkOfB = contest.extraWorkOfB;
    if (contest.blocks.empty())
        contest.seed = request.seed;
    auto block = m_context.worker.ask<protocol::PairBlock>("time", request,
        {deadlineOf(kCallDeadline, 2 * pairs, contest.blockSeconds * 1e9), {}, m_context.stop,
            contest.isDispensable ? &m_context.control.finish : nullptr});
    const auto took = m_context.clock.now() - begin;
    (contest.isSecondLook ? m_secondLooks : m_ordinary).spend(took);
    contest.seconds += took.count();
    m_startCost = std::max(Seconds(0), took - Seconds(2 * pairs * contest.blockSeconds));
    if (!block)
        return fail(std::move(block).error());
    contest.blocks.push_back(std::move(*block));
    return {};
}

Result<void> ControlStage::runIfDue(TargetState& target)
{
    const double now = m_context.clock.elapsed().count();
    auto& state = target.control;
    target.conditions = conditionsOf(target);
    const bool isInOrder = target.conditions.keepingStopped.empty() && !state.wasTooNoisy;
    const auto wait = isInOrder ? m_settings.interval : retryInterval();
    if (!state.controlledAt || now - *state.controlledAt >= wait.count()) {
        state.controlledAt = now;
        AK_TRY(control(target));
        target.conditions = conditionsOf(target);
    }
    if (!target.hasWinner())
        return {};
    // A keep has just been confirmed: its first hour begins with the first look at it.
    if (!state.revalidatedAt)
        state.revalidatedAt = now;
    if (now - *state.revalidatedAt >= m_settings.interval.count())
        AK_TRY(revalidate(target));
    return {};
}

JudgingConditions ControlStage::conditionsOf(const TargetState& target) const
{
    if (target.control.wasMeasured)
        return {target.control.noiseFloor, target.control.keepingStopped};
    JudgingConditions worst;
    for (const auto& other : m_context.targets) {
        const auto& control = other->control;
        worst.noiseFloor = std::max(worst.noiseFloor, control.noiseFloor);
        if (worst.keepingStopped.empty() && !control.keepingStopped.empty())
            worst.keepingStopped
                = fmt::format("on {}: {}", other->target.key(), control.keepingStopped);
    }
    return worst;
}

Result<void> ControlStage::control(TargetState& target)
{
    m_context.report(m_context.phase, "control: the same code twice");
    const auto code = controlledCode(target);
    Contest same {{"incumbent", code}, {"copy of the incumbent", code}};
    same.blockSeconds = blockSecondsOf(target.incumbent.nanoseconds);
    const auto aa = sameCode(target, same);
    if (!aa) {
        if (endsTheRun(aa.error()))
            return fail(aa.error());
        couldNotRun("The A/A control", aa.error());
        return {};
    }
    if (same.blocks.empty())
        return {};
    AK_TRY(record(target, same, store::ControlKind::SameCode, judge::verdictOf(*aa), aa->ratio));

    Contest slower {
        {"incumbent", code}, {"copy with more work", code}, m_settings.thresholds.controlExtraWork};
    const auto slow = slowerCode(target, callNanosecondsOf(same.blocks), slower);
    if (!slow && endsTheRun(slow.error()))
        return fail(slow.error());
    if (!slow)
        couldNotRun("The slow control", slow.error());
    const std::optional<judge::SlowControl> seen = slow ? *slow : std::nullopt;
    if (seen)
        AK_TRY(record(
            target, slower, store::ControlKind::SlowerCode, judge::verdictOf(*seen), seen->ratio));

    return draw(target, target.control.learn(*aa, seen, m_settings.thresholds), seen.has_value());
}

// Loads differ by more than the pairs within one show, so a control that would stop keeping on
// fewer loads than it should have gets the missing ones before it is believed.
Result<judge::AaControl> ControlStage::sameCode(const TargetState& target, Contest& contest)
{
    const int pairs = m_context.onGpu() ? m_settings.thresholds.gpu.request
                                        : m_settings.thresholds.printedPairs;
    const Seconds pairsCost(2 * pairs * contest.blockSeconds);
    contest.isSecondLook = !target.conditions.keepingStopped.empty();
    judge::AaControl result;
    for (int i = 0; i < m_settings.sameCodeBlocks; ++i) {
        const auto cost = m_startCost + pairsCost;
        if (!contest.isSecondLook && !m_ordinary.affords(cost, m_settings.shareOfControls)) {
            if (i == 0)
                leaveOut("The A/A control of " + target.target.key());
            if (i == 0 || result.allowsKeeping())
                break;
            contest.isSecondLook = true;
        }
        if (contest.isSecondLook && !m_secondLooks.affords(cost, m_settings.shareOfSecondLooks))
            break;
        AK_TRY(measure(target, contest, pairs));
        result = judge::judgeAaControl(contest.blocks, m_context.onGpu(), m_settings.thresholds);
        if (result.hasFailed) // more loads take nothing back
            break;
    }
    return result;
}

// nullopt: there was no time to decide it.
Result<std::optional<judge::SlowControl>> ControlStage::slowerCode(
    const TargetState& target, double callNanoseconds, Contest& contest)
{
    const auto pairs
        = judge::slowControlPairs(callNanoseconds, m_context.onGpu(), m_settings.thresholds);
    contest.blockSeconds = pairs.blockSeconds;
    judge::SlowControl result;
    for (int done = 0; done < pairs.maximum && !result.isSeen && !result.hasFailed;) {
        const int more = std::min(pairs.first, pairs.maximum - done);
        if (!m_ordinary.affords(
                m_startCost + Seconds(2 * more * pairs.blockSeconds), m_settings.shareOfControls)) {
            leaveOut("The slow control of " + target.target.key());
            return std::nullopt;
        }
        AK_TRY(measure(target, contest, more));
        done += more;
        result = judge::judgeSlowControl(contest.blocks, m_context.onGpu(), m_settings.thresholds);
    }
    return result;
}

// What the controls found becomes alarms, and decides whether this target may keep. A slow control
// that was not seen stays an alarm until one is seen: one that could not run again forgives
// nothing.
Result<void> ControlStage::draw(
    TargetState& target, const std::vector<judge::Alarm>& alarms, bool wasSlowJudged)
{
    auto& state = target.control;
    const bool wasStopped = !state.keepingStopped.empty();
    std::vector<ControlState::OpenAlarm> open;
    for (auto& old : state.openAlarms) {
        if (old.alarm.signal == judge::kSlowControlUnseen && !wasSlowJudged)
            open.push_back(std::move(old));
        else
            AK_TRY(m_context.history.closeAlarm(old.id));
    }
    for (const auto& alarm : alarms) {
        AK_ASSIGN(const auto id, m_context.history.recordAlarm(m_context.run, alarm));
        open.push_back({id, alarm});
    }
    state.openAlarms = std::move(open);
    state.decideKeeping();
    if (!state.keepingStopped.empty())
        m_context.note(store::LogLevel::Warning,
            fmt::format("{}: nothing is kept until a control passes: {}", target.target.key(),
                state.keepingStopped));
    else if (wasStopped)
        m_context.note(store::LogLevel::Info,
            fmt::format("{}: the controls pass again, keeping goes on.", target.target.key()));
    return {};
}

Result<void> ControlStage::record(const TargetState& target, const Contest& contest,
    store::ControlKind kind, judge::Verdict verdict, const judge::SpeedupInterval& ratio)
{
    AK_ASSIGN(const auto candidate,
        kernel::makeCandidate(contest.a.candidate->source, contest.a.candidate->tunables));
    store::ExperimentRecord record;
    record.run = m_context.run;
    record.target = target.id;
    record.candidate = {candidate.source, candidate.tunables, candidate.normalisedHash(),
        candidate.manifest.title, candidate.manifest.language};
    record.mutator = "control";
    record.idea = contest.extraWorkOfB > 0
        ? fmt::format("The same code with {:.0f} % more work.", 100 * contest.extraWorkOfB)
        : "The same code against itself.";
    record.control = kind;
    record.verdict = std::move(verdict);
    record.stageReached = store::ExperimentStage::Confirmation;
    record.incumbent = target.incumbent.id;
    record.thresholds = m_settings.thresholds;
    record.judgeContext = {{"on_gpu", m_context.onGpu()}, {"threads", m_context.threads}};
    record.seed = contest.seed;
    record.startedAt = contest.startedAt;
    record.timeSeconds = contest.seconds;
    for (const auto& block : contest.blocks)
        record.blocks.push_back({store::BlockPurpose::Control, block});
    const auto series = judge::pairSeries(contest.blocks);
    if (!series.logRatios.empty()) {
        record.overIncumbent = ratio;
        record.incumbentMicroseconds = series.aNanoseconds / 1000;
        record.candidateMicroseconds = series.bNanoseconds / 1000;
    }
    AK_TRY(m_context.record(record));
    m_context.note(
        store::LogLevel::Info, fmt::format("{}: {}", target.target.key(), record.verdict.sentence));
    return {};
}

} // namespace autokernel::engine
