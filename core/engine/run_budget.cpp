// SPDX-License-Identifier: Apache-2.0
#include "engine/run_budget.h"

#include "engine/kernel_ladder.h"
#include "engine/run_toml.h"
#include "store/timestamp.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;

constexpr Seconds kDefaultBudget = 1h;
constexpr Seconds kWithoutEnd = 365 * 24h;
// The end of a model's run, until its own figures say more.
constexpr double kFinalShareOfModelRun = 0.2;
constexpr Seconds kLongestFinal = 10min;

std::string inWords(Seconds duration)
{
    const auto whole = std::chrono::floor<std::chrono::seconds>(duration);
    return whole > 0s ? formatDuration(whole) : "nothing";
}

} // namespace

bool saysBudget(const RunConfig& config)
{
    return config.wallClock || config.experiments || !config.until.empty();
}

Seconds spentOf(const store::RunDetails& run, std::span<const store::LogLine> log)
{
    auto begin = store::secondsSinceEpoch(run.summary.startedAt);
    for (const auto& line : log)
        if (line.text.starts_with(store::kResumedLine))
            begin = store::secondsSinceEpoch(line.at);
    const double last = store::secondsSinceEpoch(run.heartbeatAt) - begin;
    // NaN of a damaged date, or a wall clock that was put back: nothing is known of that session.
    return Seconds(run.config.value(store::kSpentSecondsKey, 0.0) + (last > 0 ? last : 0));
}

Result<SessionBudget> budgetOf(
    const RunConfig& config, Seconds spent, std::chrono::seconds localTimeOfDay, Seconds waited)
{
    SessionBudget budget {kWithoutEnd};
    const bool endsByClock = config.wallClock || (config.until.empty() && !config.experiments);
    if (endsByClock) {
        const Seconds given = config.wallClock ? Seconds(*config.wallClock) : kDefaultBudget;
        budget.left = std::max(Seconds(0), given - spent - waited);
        budget.sentence = fmt::format("{} of its {} left", inWords(budget.left), inWords(given));
    }
    if (!config.until.empty()) {
        AK_ASSIGN(const auto left, secondsUntil(config.until, localTimeOfDay));
        budget.left = std::min(budget.left, std::max(Seconds(0), Seconds(left) - waited));
    }
    return budget;
}

Result<void> requireMoreThanAWait(const SessionBudget& budget, Seconds waited)
{
    if (budget.left >= 1min || budget.left >= waited)
        return {};
    return fail(ErrorCode::TimedOut,
        "The run waited for another one on its device for {}, which counts: {} of its time is "
        "left, and nothing was measured. Start it again, with a longer --for or a later --until.",
        inWords(waited), inWords(budget.left));
}

Seconds reserveOf(const RunConfig& config, Seconds budget)
{
    if (config.model)
        return std::min(budget * kFinalShareOfModelRun, kLongestFinal);
    return config.withLadder ? kernelLadderReserve(budget) : Seconds(0);
}

} // namespace autokernel::engine
