// SPDX-License-Identifier: Apache-2.0
#include "engine/target_state.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace autokernel::engine {

std::vector<judge::Alarm> ControlState::learn(const judge::AaControl& same,
    const std::optional<judge::SlowControl>& slower, const judge::Thresholds& thresholds)
{
    wasMeasured = same.pairs > 0;
    wasTooNoisy = same.isTooNoisy;
    noiseFloor = judge::usableNoiseFloor(same, thresholds);
    const double comparedWith = wasTooNoisy ? 0 : firstNoiseFloor;
    if (!wasTooNoisy && firstNoiseFloor <= 0)
        firstNoiseFloor = same.noiseFloor;
    return judge::controlAlarms(same, slower, comparedWith, thresholds);
}

void ControlState::decideKeeping()
{
    const auto stops = std::find_if(openAlarms.begin(), openAlarms.end(),
        [](const auto& open) { return open.alarm.action == judge::AlarmAction::StopKeeping; });
    keepingStopped = stops == openAlarms.end() ? std::string() : stops->alarm.sentence;
}

void TargetState::crown(Incumbent winner)
{
    const double gain = winner.logOverEager - incumbent.logOverEager;
    earlier.push_back(std::move(incumbent));
    incumbent = std::move(winner);
    progress.microsecondsPerForward *= std::exp(-gain);
    progress.gains.push_back({progress.minutesSpent, gain});
}

void TargetState::dethrone()
{
    assert(!earlier.empty());
    const double lost = incumbent.logOverEager - earlier.back().logOverEager;
    incumbent = std::move(earlier.back());
    earlier.pop_back();
    progress.microsecondsPerForward *= std::exp(lost);
    if (!progress.gains.empty())
        progress.gains.pop_back();
}

void TargetState::correct(const store::SpeedupInterval& overEager)
{
    const double log = std::log(overEager.value);
    progress.microsecondsPerForward *= std::exp(incumbent.logOverEager - log);
    incumbent.logOverEager = log;
    incumbent.overEager = overEager;
}

bool TargetState::isStarterTimed() const
{
    // A champion that was tried first may have left it behind: then nothing of it was kept.
    if (incumbent.overStarter)
        return true;
    const auto isIt = [this](const Incumbent& one) {
        const auto& candidate = one.contender.candidate;
        return candidate && isStarter(candidate->source, candidate->tunables);
    };
    return isIt(incumbent) || std::any_of(earlier.begin(), earlier.end(), isIt);
}

void TargetState::refuse(mutate::Proposal proposal, double logOverEager)
{
    std::erase_if(refused, [&](const Refused& one) { return one.proposal.hash == proposal.hash; });
    refused.push_back({std::move(proposal), logOverEager});
}

// More than the best alone, because the best of many was lucky as well; the rest lost to these, or
// to a champion that was kept since.
int TargetState::tryRefusedAgain()
{
    constexpr std::size_t kMost = 3;
    std::erase_if(
        refused, [&](const Refused& one) { return !(one.logOverEager > incumbent.logOverEager); });
    std::stable_sort(refused.begin(), refused.end(),
        [](const Refused& a, const Refused& b) { return a.logOverEager > b.logOverEager; });
    refused.resize(std::min(refused.size(), kMost));
    const auto count = static_cast<int>(refused.size());
    for (auto& one : refused)
        search->tryAgain(std::move(one.proposal));
    refused.clear();
    progress.isExhausted = progress.isExhausted && count == 0;
    return count;
}

double TargetState::eagerNanoseconds() const
{
    return earlier.empty() ? incumbent.nanoseconds : earlier.front().nanoseconds;
}

} // namespace autokernel::engine
