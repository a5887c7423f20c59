// SPDX-License-Identifier: Apache-2.0
#include "engine/search_loop.h"

#include "plan/move_on.h"

#include <cmath>
#include <thread>

namespace autokernel::engine {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

ExperimentSettings settingsOf(RunContext& context)
{
    ExperimentSettings settings;
    settings.threads = context.threads;
    settings.onGpu = context.onGpu();
    settings.progress
        = [&context](const std::string& step) { context.report(context.phase, step); };
    return settings;
}

double minutesSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::ratio<60>>(Clock::now() - begin).count();
}

} // namespace

SearchLoop::SearchLoop(RunContext& context)
    : m_context(context)
    , m_runner(context.worker, settingsOf(context))
{
}

bool SearchLoop::budgetLeft() const
{
    if (m_context.shouldEnd() || m_context.clock.leftForSearch() <= Seconds(0))
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
    for (auto& target : m_context.targets) {
        if (!budgetLeft())
            return {};
        if (target->hasWinner())
            continue;
        m_context.current = target.get();
        AK_TRY(experiment(*target));
    }
    return {};
}

Result<void> SearchLoop::run(const std::function<Result<void>()>& onKeep)
{
    TargetState* current = nullptr;
    auto sliceBegan = Clock::now();
    while (budgetLeft()) {
        m_context.phase = Phase::Searching;
        AK_TRY(waitWhilePaused());
        auto* next = choose(current, minutesSince(sliceBegan));
        if (!next) {
            m_context.note(store::LogLevel::Info,
                "Every kernel is at its measured headroom or has nothing left to try: the search "
                "ends early.");
            return {};
        }
        if (next != current) {
            current = next;
            sliceBegan = Clock::now();
            m_context.current = current;
            AK_TRY(control(*current));
        }
        if (m_context.control.skipTarget.exchange(false))
            current->progress.isSkipped = true;
        const auto keepBefore = current->keep;
        AK_ASSIGN(const bool proposed, experiment(*current));
        if (!proposed && current->search->isExhausted())
            current->progress.isExhausted = true;
        else if (!proposed)
            std::this_thread::sleep_for(50ms);
        if (current->keep != keepBefore && onKeep)
            AK_TRY(onKeep());
    }
    return {};
}

Result<void> SearchLoop::waitWhilePaused()
{
    if (!m_context.control.pause)
        return {};
    AK_TRY(m_context.history.setRunState(m_context.run, store::RunState::Paused));
    while (m_context.control.pause && !m_context.shouldEnd())
        std::this_thread::sleep_for(100ms);
    return m_context.history.setRunState(m_context.run, store::RunState::Active);
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
    const auto begin = Clock::now();
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
    AK_TRY(store(target, outcome));
    learn(target, *proposal, outcome);
    return true;
}

Result<void> SearchLoop::store(TargetState& target, ExperimentOutcome& outcome)
{
    // The incumbent of a rung has no candidate row; a busy file is tried again, nothing is lost.
    Result<store::ExperimentId> id = fail(ErrorCode::Locked, "not stored yet");
    for (int attempt = 0; attempt < 60 && !id && id.error().code == ErrorCode::Locked; ++attempt) {
        id = m_context.history.recordExperiment(outcome.record);
        if (!id && id.error().code == ErrorCode::Locked)
            m_context.emit(
                Notice {store::LogLevel::Warning, id.error().message + " Trying again."});
    }
    if (!id)
        return fail(id.error());
    for (const auto& alarm : outcome.alarms)
        AK_TRY(m_context.history.recordAlarm(m_context.run, alarm, *id));
    m_verdicts.push_back(outcome.record.verdict.kind);
    if (outcome.record.verdict.kind == judge::VerdictKind::Kept)
        target.keep = *id;
    AK_ASSIGN(const auto candidate,
        m_context.history.recordCandidate(target.id, outcome.record.candidate));
    target.candidates[outcome.record.candidate.normalisedHash] = candidate;
    m_context.emit(ExperimentFinished {*id, m_context.experiments, target.target.key(),
        outcome.record.candidate.title, outcome.record.verdict, outcome.record.overIncumbent});
    if (const auto alarm = judge::keepRateAlarm(m_verdicts))
        AK_TRY(m_context.history.recordAlarm(m_context.run, *alarm, *id));
    return {};
}

void SearchLoop::learn(
    TargetState& target, const mutate::Proposal& proposal, const ExperimentOutcome& outcome)
{
    target.search->tell(outcome.observation);
    const auto& record = outcome.record;
    if (!target.starterLogOverEager && !std::isnan(outcome.logOverIncumbent))
        target.starterLogOverEager = target.incumbentLogOverEager + outcome.logOverIncumbent;
    if (record.incumbentMicroseconds && target.incumbentNanoseconds <= 0) {
        target.incumbentNanoseconds = *record.incumbentMicroseconds * 1000;
        if (target.sites.empty()) // no model whose profile would have said it
            target.progress.microsecondsPerForward = *record.incumbentMicroseconds;
    }
    if (record.verdict.kind != judge::VerdictKind::Kept)
        return;
    target.incumbent = {record.candidate.title,
        protocol::CandidateRef {record.candidate.source, record.candidate.tunables}};
    target.incumbentHash = proposal.hash;
    target.incumbentId = target.candidates[proposal.hash];
    target.incumbentLogOverEager += outcome.logOverIncumbent;
    target.overEager = record.overEager;
    if (record.candidateMicroseconds) {
        target.incumbentNanoseconds = *record.candidateMicroseconds * 1000;
        target.progress.microsecondsPerForward *= std::exp(-outcome.logOverIncumbent);
    }
    target.progress.gains.push_back({target.progress.minutesSpent, outcome.logOverIncumbent});
}

Result<void> SearchLoop::control(TargetState& target)
{
    if (!target.hasWinner() || target.noiseFloor > 0)
        return {};
    m_context.report(Phase::Searching, "control: the incumbent against itself");
    const auto control = m_runner.runAaControl(target,
        m_context.config.seed + static_cast<std::uint64_t>(m_context.experiments), 3,
        m_context.stop);
    if (!control && control.error().code == ErrorCode::Cancelled)
        return {};
    if (!control) {
        m_context.note(
            store::LogLevel::Warning, "The control could not run: " + control.error().message);
        return {};
    }
    target.noiseFloor = control->noiseFloor;
    target.keepingStopped = control->allowsKeeping() ? std::string() : control->sentence;
    m_context.note(control->allowsKeeping() ? store::LogLevel::Info : store::LogLevel::Warning,
        fmt::format("{}: {}", target.target.key(), control->sentence));
    for (const auto& alarm : judge::controlAlarms(*control, std::nullopt, target.noiseFloor))
        AK_TRY(m_context.history.recordAlarm(m_context.run, alarm));
    return {};
}

} // namespace autokernel::engine
