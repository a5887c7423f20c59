// SPDX-License-Identifier: Apache-2.0
// The run checks itself (TRUST 1.8): a copy of the incumbent against itself (A/A), a copy with 2 %
// more work that must be seen as slower, and champions against the original once more. At the start
// of a target, every hour, champions at the end too; never for more than a fixed share of the
// budget, so that a short run still searches. Engine thread.
#pragma once

#include "engine/run_context.h"
#include "judge/controls.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace autokernel::engine {

struct ControlSettings
{
    Seconds interval = std::chrono::hours(1);
    // After a control that stopped keeping; a tenth of the budget where that is less.
    Seconds retry = std::chrono::seconds(30);
    // Of the run's budget: of A/A and slow controls, and of these and re-validations together.
    double shareOfControls = 0.06;
    double shareOfAll = 0.10;
    // More, for A/A controls that stop keeping or have stopped it: where nothing may be kept, a
    // second look is worth more than any experiment.
    double shareOfSecondLooks = 0.20;
    int sameCodeBlocks = 3; // the spread of their centres is the noise floor
    judge::Thresholds thresholds;
};

// What has been spent of a run's budget for one purpose.
class Spending
{
public:
    explicit Spending(const RunClock& clock)
        : m_clock(clock)
    {
    }
    void spend(Seconds cost) { m_spent += cost; }
    // Of `share` of the budget.
    bool affords(Seconds cost, double share) const { return cost <= left(share); }
    Seconds left(double share) const
    {
        return std::max(Seconds(0), m_clock.budget() * share - m_spent);
    }

private:
    const RunClock& m_clock;
    Seconds m_spent {0};
};

class ControlStage
{
public:
    explicit ControlStage(RunContext& context, ControlSettings settings = {})
        : m_context(context)
        , m_settings(std::move(settings))
    {
    }

    // A/A and slow control of the target, and the re-validation of its champion, where they are
    // due and within their share of the budget. A failed control stops keeping; one that passes
    // lets it go on. Sets the target's conditions: without a control of its own it is judged with
    // the worst that others found on this machine.
    Result<void> runIfDue(TargetState& target);
    // Every champion against the original. One that is doubtful, wrong or does not run, twice, is
    // demoted, and the one before it returns and is tried in turn.
    Result<void> revalidateChampions();
    // The target's champion alone, due or not.
    Result<void> revalidate(TargetState& target);
    // What the search should leave over for revalidateChampions().
    Seconds neededAtEnd() const;

private:
    struct Contest;
    JudgingConditions conditionsOf(const TargetState& target) const;
    Result<void> control(TargetState& target);
    Result<judge::AaControl> sameCode(const TargetState& target, Contest& contest);
    Result<std::optional<judge::SlowControl>> slowerCode(
        const TargetState& target, double callNanoseconds, Contest& contest);
    Result<void> draw(
        TargetState& target, const std::vector<judge::Alarm>& alarms, bool wasSlowJudged);
    Result<std::optional<judge::Revalidation>> look(const TargetState& target, Contest& contest);
    Result<std::optional<Error>> measureChampion(
        const TargetState& target, Contest& contest, int pairs);
    Result<judge::Revalidation> replaceChained(
        TargetState& target, Contest& contest, judge::Revalidation held);
    bool affordsPairs(const Contest& contest, int pairs) const;
    Result<void> notRevalidated(const TargetState& target, const std::string& because);
    Result<bool> holds(TargetState& target);
    Result<void> demote(TargetState& target, const judge::Revalidation& result);
    // With the ratio that the verdict's sentence says.
    Result<void> record(const TargetState& target, const Contest& contest, store::ControlKind kind,
        judge::Verdict verdict, const judge::SpeedupInterval& ratio);
    Result<void> measure(const TargetState& target, Contest& contest, int pairs);
    bool endsTheRun(const Error& error) const;
    void couldNotRun(const std::string& what, const Error& error);
    Seconds retryInterval() const;
    void leaveOut(const std::string& text);

    RunContext& m_context;
    ControlSettings m_settings;
    Spending m_ordinary {m_context.clock}; // second looks left out
    Spending m_secondLooks {m_context.clock};
    Seconds m_startCost {2}; // of the last fresh processes with their data, without the pairs
    std::uint64_t m_requests = 0;
    std::set<std::string> m_leftOut; // what was said to be, once each
};

} // namespace autokernel::engine
