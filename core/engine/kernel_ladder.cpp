// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_ladder.h"

#include "mutate/pack_every_call.h"

#include <algorithm>

namespace autokernel::engine {
namespace {

using namespace std::chrono_literals;

// Timing, and what torch.compile takes before.
constexpr double kShareOfRun = 0.06;
constexpr Seconds kShortest = 4s;
constexpr Seconds kLongest = 30s;
constexpr Seconds kRungPreparation = 25s;
constexpr Seconds kLongestRungPreparation = 15min;

Seconds timeOf(Seconds budget)
{
    return std::clamp(budget * kShareOfRun, kShortest, kLongest);
}

// The winner, and what shows where its gain comes from.
std::vector<protocol::ContenderRef> ourContenders(const TargetState& target)
{
    std::vector<protocol::ContenderRef> contenders {
        {std::string(store::kStarterContender), target.starter}};
    const auto starter = kernel::makeCandidate(target.starter.source, target.starter.tunables);
    if (starter && starter->manifest.prepare)
        if (const auto unpacked = mutate::packEveryCall(*starter))
            contenders.push_back({std::string(store::kUnpackedContender),
                protocol::CandidateRef {unpacked->source, unpacked->tunables}});
    if (target.hasWinner())
        contenders.push_back(
            {std::string(store::kWinnerContender), target.incumbent.contender.candidate});
    return contenders;
}

} // namespace

Seconds kernelLadderReserve(Seconds budget)
{
    return timeOf(budget) + kRungPreparation;
}

Result<void> measureKernelLadder(RunContext& context)
{
    auto& target = *context.targets.front();
    context.report(Phase::Ladder, "timing the rungs of this kernel");
    protocol::LadderRequest request;
    request.target = target.target;
    const auto timing = timeOf(context.clock.budget());
    request.budgetSeconds = timing.count();
    request.seed = context.config.seed;
    request.threads = context.threads;
    request.contenders = ourContenders(target);
    // torch.compile can take minutes; the budget allows for what it usually takes.
    const auto deadline = std::chrono::ceil<std::chrono::seconds>(std::clamp(
        context.clock.left(), timing + kRungPreparation, timing + kLongestRungPreparation));
    AK_ASSIGN(
        const auto json, context.worker.call("ladder", request, context.dispensable(deadline)));
    AK_ASSIGN(auto samples,
        protocol::decode<std::vector<protocol::ContenderSamples>>(
            json.value("contenders", Json::array())));
    std::vector<store::LadderRecord> rows;
    for (const auto& each : samples) {
        auto& row = rows.emplace_back();
        row.run = context.run;
        row.target = target.id;
        row.samples = each;
        row.isOurs = std::any_of(request.contenders.begin(), request.contenders.end(),
            [&](const auto& ours) { return ours.name == each.name; });
    }
    AK_TRY(context.history.recordLadder(rows));
    context.tell(LadderMeasured {{}, std::move(samples)});
    return {};
}

} // namespace autokernel::engine
