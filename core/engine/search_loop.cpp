// SPDX-License-Identifier: Apache-2.0
#include "engine/search_loop.h"

#include "engine/targets.h"
#include "plan/move_on.h"

#include <cmath>
#include <thread>

namespace autokernel::engine {
namespace {

using namespace std::chrono_literals;

// Without a compiler or a worker the next experiment ends as the last one did.
constexpr int kMostHarnessErrors = 3;
// By the incumbent's fault: one may be the machine's.
constexpr int kMostVoidExperiments = 2;

ExperimentSettings settingsOf(RunContext& context)
{
    ExperimentSettings settings;
    settings.threads = context.threads;
    settings.onGpu = context.onGpu();
    settings.now = [&context] { return context.clock.now(); };
    settings.remeasureFloor
        = [&context](const TargetState& target) { return remeasureFloor(context, target); };
    settings.progress
        = [&context](const std::string& step) { context.report(context.phase, step); };
    return settings;
}

bool canGoOn(const TargetState* target)
{
    return target && !target->progress.isSkipped && !target->progress.isExhausted;
}

} // namespace

SearchLoop::SearchLoop(RunContext& context, ControlStage& controls)
    : m_context(context)
    , m_controls(controls)
    , m_runner(context.worker, settingsOf(context))
    , m_liveness(context)
    , m_verdicts(context.earlierVerdicts)
    , m_keepRateAlarm(context.openKeepRateAlarm)
{
}

double SearchLoop::minutesSince(Seconds begin) const
{
    return (m_context.clock.now() - begin).count() / 60;
}

bool SearchLoop::budgetLeft() const
{
    if (m_context.shouldEnd() || m_context.clock.leftForSearch() <= m_controls.neededAtEnd())
        return false;
    return !m_context.config.experiments || m_context.experiments < *m_context.config.experiments;
}

double SearchLoop::forwardMicroseconds() const
{
    if (m_context.profile)
        return m_context.profile->forwardMicroseconds;
    double sum = 0;
    for (const auto& target : m_context.targets)
        sum += target->progress.microsecondsPerForward;
    return sum;
}

Result<void> SearchLoop::open()
{
    m_context.phase = Phase::Searching;
    for (auto& target : m_context.targets)
        if (target->incumbent.nanoseconds <= 0 && !target->hasWinner() && budgetLeft())
            AK_TRY(measureOriginal(m_context, *target));
    m_context.control.skipTarget = false; // said when there was no kernel to skip
    for (auto& target : m_context.targets) {
        if (target->hasWinner())
            continue;
        AK_TRY(waitWhilePaused());
        if (!budgetLeft())
            return {};
        // The machine is looked at before anything is kept on it.
        AK_TRY(enter(*target));
        if (!m_context.control.skipTarget && budgetLeft())
            AK_TRY(experiment(*target));
        followSkip(target.get());
    }
    return {};
}

void SearchLoop::followSkip(TargetState* target)
{
    if (!m_context.control.skipTarget.exchange(false) || !target)
        return;
    target->progress.isSkipped = true;
    m_context.control.holdTarget = false;
}

// Who stays with one kernel has said nothing of the next.
void SearchLoop::letGo(const TargetState* target)
{
    if (!target || canGoOn(target) || !m_context.control.holdTarget.exchange(false))
        return;
    m_context.note(store::LogLevel::Info,
        fmt::format(
            "{} has nothing left to try: the search stays on it no longer.", target->target.key()));
}

Result<void> SearchLoop::enter(TargetState& target)
{
    AK_TRY(m_controls.runIfDue(target));
    if (target.refused.empty() || !target.conditions.keepingStopped.empty())
        return {};
    const int again = target.tryRefusedAgain();
    if (again == 0)
        return {};
    m_context.note(store::LogLevel::Info,
        fmt::format("{}: of what was refused while keeping was stopped, {} tried again.",
            target.target.key(),
            again == 1 ? "the best is" : fmt::format("the best {} are", again)));
    return {};
}

Result<void> SearchLoop::run(const std::function<Result<void>()>& onKeep)
{
    TargetState* current = nullptr;
    auto sliceBegan = m_context.clock.now();
    while (budgetLeft()) {
        m_context.phase = Phase::Searching;
        AK_TRY(waitWhilePaused());
        followSkip(current);
        letGo(current);
        AK_ASSIGN(auto* next, nextTarget(current, minutesSince(sliceBegan)));
        if (!next) {
            m_context.note(store::LogLevel::Info,
                "Every kernel is at its measured headroom or has nothing left to try: the search "
                "ends early.");
            return {};
        }
        if (next != current) {
            current = next;
            sliceBegan = m_context.clock.now();
        }
        const auto keepBefore = current->incumbent.keep;
        AK_TRY(enter(*current));
        AK_ASSIGN(const bool proposed, experiment(*current));
        if (!proposed && current->search->isExhausted())
            current->progress.isExhausted = true;
        else if (!proposed)
            std::this_thread::sleep_for(50ms);
        if (current->incumbent.keep != keepBefore && onKeep)
            AK_TRY(onKeep());
    }
    return {};
}

Result<void> SearchLoop::waitWhilePaused()
{
    if (!m_context.control.pause)
        return {};
    AK_TRY(m_context.history.setRunState(m_context.run, store::RunState::Paused));
    m_context.report(Phase::Paused, "paused after this experiment");
    if (m_context.deviceLock)
        m_context.deviceLock->release();
    while (m_context.control.pause && !m_context.shouldEnd())
        std::this_thread::sleep_for(100ms);
    AK_TRY(m_context.holdDevice());
    AK_TRY(m_context.history.setRunState(m_context.run, store::RunState::Active));
    m_context.report(Phase::Searching, "going on");
    return {};
}

Result<TargetState*> SearchLoop::nextTarget(TargetState* current, double minutesInSlice)
{
    if (current && m_context.control.holdTarget)
        return current;
    // A machine that disturbs the kernel at work is not asked about the others.
    if (current && current->control.keepingStopped.empty()) {
        AK_ASSIGN(auto* refused, withRefused(current));
        if (refused)
            return refused;
    }
    if (auto* next = choose(current, minutesInSlice))
        return next;
    for (auto& target : m_context.targets) // a last look at what stopped keeping
        if (!target->refused.empty())
            target->control.controlledAt.reset();
    return withRefused(nullptr);
}

// The scheduler leaves a kernel of which nothing was kept, and never returns to an exhausted one:
// so each that has refused candidates is controlled when that is due, wherever the search is, and
// has its turn when they may be tried again.
Result<TargetState*> SearchLoop::withRefused(const TargetState* current)
{
    for (auto& target : m_context.targets) {
        if (target.get() == current || target->progress.isSkipped)
            continue;
        if (!target->refused.empty())
            AK_TRY(enter(*target));
        if (target->search->hasToTryAgain())
            return turnTo(
                target->target.key(), "A control passes again, and had refused candidates of it.");
    }
    return nullptr;
}

TargetState* SearchLoop::choose(TargetState* current, double minutesInSlice)
{
    std::vector<plan::TargetProgress> progress;
    for (const auto& target : m_context.targets)
        progress.push_back(target->progress);
    const std::string currentKey = current ? current->target.key() : std::string();
    std::string key = currentKey;
    std::string why;
    if (!current) {
        if (const auto choice = plan::chooseTarget(progress, forwardMicroseconds()))
            std::tie(key, why) = std::pair(choice->key, choice->why);
        else
            return nullptr;
    } else {
        const auto move = plan::moveOn(progress, currentKey, minutesInSlice, forwardMicroseconds());
        if (move.reason == plan::MoveOnReason::Stay)
            return current;
        std::tie(key, why) = std::pair(move.next, move.why);
    }
    return turnTo(key, why);
}

TargetState* SearchLoop::turnTo(const std::string& key, const std::string& why)
{
    for (const auto& target : m_context.targets) {
        if (target->target.key() != key)
            continue;
        const auto stored = m_context.history.recordTarget(
            m_context.run, target->target, target->share, "searching", why);
        if (!stored)
            m_context.note(store::LogLevel::Warning, stored.error().message);
        return target.get();
    }
    return nullptr;
}

Result<bool> SearchLoop::experiment(TargetState& target)
{
    auto proposal = target.search->next();
    if (!proposal)
        return false;
    m_context.report(Phase::Searching, proposal->idea);
    const auto begin = m_context.clock.now();
    const auto seed
        = m_context.config.seed * 1'000'003 + static_cast<std::uint64_t>(m_context.experiments);
    auto outcome = m_runner.run(target, *proposal, seed, m_context.stop);
    outcome.record.run = m_context.run;
    for (const auto& parent : proposal->parents)
        if (const auto found = target.candidates.find(parent); found != target.candidates.end())
            outcome.record.parents.push_back(found->second);
    ++m_context.experiments;
    ++target.progress.experiments;
    target.progress.minutesSpent += minutesSince(begin);
    AK_ASSIGN(const auto id, store(target, outcome));
    learn(target, *proposal, outcome, id);
    AK_TRY(watchIncumbent(target, outcome.record));
    AK_TRY(m_liveness.look(target));
    AK_TRY(watchHarness(outcome.record.verdict));
    return true;
}

Result<store::ExperimentId> SearchLoop::store(TargetState& target, const ExperimentOutcome& outcome)
{
    AK_ASSIGN(const auto id, m_context.record(outcome.record, outcome.alarms));
    m_verdicts.push_back(outcome.record.verdict.kind);
    AK_ASSIGN(const auto candidate,
        m_context.history.recordCandidate(target.id, outcome.record.candidate));
    target.candidates[outcome.record.candidate.normalisedHash] = candidate;
    m_context.tell(ExperimentFinished {id, m_context.lastNumber, target.target.key(),
        outcome.record.candidate.title, outcome.record.verdict, outcome.record.overIncumbent});
    AK_TRY(watchKeepRate(id));
    return id;
}

// One alarm for as long as the rate is too high, not one an experiment.
Result<void> SearchLoop::watchKeepRate(store::ExperimentId last)
{
    const auto alarm = judge::keepRateAlarm(m_verdicts);
    if (alarm && !m_keepRateAlarm) {
        AK_ASSIGN(m_keepRateAlarm, m_context.history.recordAlarm(m_context.run, *alarm, last));
    } else if (!alarm && m_keepRateAlarm) {
        AK_TRY(m_context.history.closeAlarm(*m_keepRateAlarm));
        m_keepRateAlarm.reset();
    }
    return {};
}

Result<void> SearchLoop::watchHarness(const judge::Verdict& verdict)
{
    m_harnessErrors = verdict.rule == judge::kHarnessError ? m_harnessErrors + 1 : 0;
    m_hasJudged = m_hasJudged || m_harnessErrors == 0;
    // A run that may make fewer, and could make none, has failed as well.
    const bool isLast = !m_hasJudged && !m_context.isResumed && !budgetLeft();
    if (m_harnessErrors == 0 || (m_harnessErrors < kMostHarnessErrors && !isLast))
        return {};
    return fail(ErrorCode::RuntimeError,
        "The run ends here: its last {} could not be made, for a reason that no candidate can "
        "help. {}",
        m_harnessErrors == 1 ? "experiment" : fmt::format("{} experiments", m_harnessErrors),
        verdict.sentence);
}

// A champion that fails while it is timed makes every experiment of its target void: the original
// says at once whether it still is one. What never met it says nothing of it.
Result<void> SearchLoop::watchIncumbent(TargetState& target, const store::ExperimentRecord& record)
{
    if (record.verdict.rule == judge::kIncumbentFailed)
        ++target.voidExperiments;
    else if (!record.blocks.empty())
        target.voidExperiments = 0;
    if (target.voidExperiments < kMostVoidExperiments || !target.hasWinner())
        return {};
    target.voidExperiments = 0;
    m_context.note(store::LogLevel::Warning,
        fmt::format("{}: the champion failed in {} experiments in a row: it meets the original at "
                    "once. {}",
            target.target.key(), kMostVoidExperiments, record.verdict.sentence));
    return m_controls.revalidate(target);
}

void SearchLoop::learn(TargetState& target, const mutate::Proposal& proposal,
    const ExperimentOutcome& outcome, store::ExperimentId id)
{
    target.search->tell(outcome.observation);
    const auto& record = outcome.record;
    if (record.verdict.rule == judge::kKeepingStopped)
        target.refuse(proposal, outcome.observation.logSpeedup);
    if (outcome.vendorLogOverEager)
        target.vendorLogOverEager = outcome.vendorLogOverEager;
    if (record.overIncumbent && isComparable(record.verdict.kind)
        && target.isStarter(record.candidate.source, record.candidate.tunables))
        target.incumbent.overStarter = inverse(*record.overIncumbent);
    if (record.incumbentMicroseconds && target.incumbent.nanoseconds <= 0) {
        target.incumbent.nanoseconds = *record.incumbentMicroseconds * 1000;
        if (target.sites.empty()) // no model whose profile would have said it
            target.progress.microsecondsPerForward = *record.incumbentMicroseconds;
    }
    if (record.verdict.kind != judge::VerdictKind::Kept)
        return;
    Incumbent winner;
    winner.contender = {record.candidate.title,
        protocol::CandidateRef {record.candidate.source, record.candidate.tunables}};
    winner.id = target.candidates[proposal.hash];
    winner.keep = id;
    winner.nanoseconds = record.candidateMicroseconds.value_or(0) * 1000;
    winner.logOverEager = target.incumbent.logOverEager + outcome.logOverIncumbent;
    winner.overEager = record.overEager;
    winner.overStarter = record.overStarter;
    target.crown(std::move(winner));
}

} // namespace autokernel::engine
