// SPDX-License-Identifier: Apache-2.0
// Whether a confirmed gain is too good to be believed as it is. Part of ExperimentRunner.
#include "base/statistics.h"
#include "engine/experiment_session.h"
#include "judge/pair.h"
#include "judge/physical_floor.h"

#include <cmath>

namespace autokernel::engine {
namespace {
constexpr int kVendorPairs = 10;
constexpr std::string_view kVendor = "vendor";
} // namespace

// What the alarms compare a would-be keep with (TRUST, sanity alarms), and what they ask for: roofs
// measured again below the floor, a second confirmation of a gain that is too good.
Result<bool> ExperimentRunner::isBelievable(Session& session)
{
    const auto& target = session.target;
    const auto series = judge::pairSeries(session.evidence.confirmation.front().blocks);
    auto& context = session.evidence.context;
    context.baseline = "eager";
    context.speedupOverBaseline
        = std::exp(target.incumbent.logOverEager + statistics::median(series.logRatios));
    context.isLargeSquareGemm = target.isLargeSquareGemm;
    context.fractionOfPeak = target.peakNanoseconds / series.bNanoseconds;
    AK_TRY(compareWithVendor(session));
    AK_TRY(remeasureRoofs(session));
    if (context.speedupOverBaseline <= m_settings.thresholds.suspiciousSpeedup)
        return true;
    AK_ASSIGN(const auto third, gate(session, Round::Again));
    return third == judge::GateStep::Faster;
}

// Once a target: the vendor's kernel does not change.
Result<void> ExperimentRunner::compareWithVendor(Session& session)
{
    const auto& target = session.target;
    auto overEager = target.vendorLogOverEager;
    if (!overEager && target.hasVendor) {
        step("timing the vendor's kernel");
        protocol::TimeRequest request;
        request.a = {"eager", std::nullopt};
        request.b = {std::string(kVendor), std::nullopt};
        request.target = target.target;
        request.pairs = kVendorPairs;
        request.seed = derivedSeed(session.seed, kVendorSalt);
        request.threads = m_settings.threads;
        request.incumbentNanoseconds = target.eagerNanoseconds();
        CallOptions options {
            deadlineOf(m_settings.callDeadline, 2 * kVendorPairs, request.incumbentNanoseconds), {},
            session.stop};
        const auto block = m_worker.ask<protocol::PairBlock>("time", request, options);
        if (!block && block.error().code == ErrorCode::Cancelled)
            return fail(block.error());
        overEager = std::numeric_limits<double>::quiet_NaN();
        if (block && !judge::anyFault(*block))
            if (const auto series = judge::pairSeries({&*block, 1}); !series.logRatios.empty())
                overEager = statistics::median(series.logRatios);
        session.outcome.vendorLogOverEager = overEager;
    }
    auto& context = session.evidence.context;
    if (overEager && std::isfinite(*overEager))
        context.speedupOverVendor = context.speedupOverBaseline / std::exp(*overEager);
    return {};
}

// Below the floor, before a keep is refused for it, and before anything is rejected for it.
Result<void> ExperimentRunner::remeasureRoofs(Session& session)
{
    auto& evidence = session.evidence;
    const auto known = evidence.floorNanoseconds.find(session.target.target.key());
    if (known == evidence.floorNanoseconds.end() || !m_settings.remeasureFloor
        || evidence.roofsRemeasured)
        return {};
    auto& floor = known->second;
    const bool mayBeKept = !evidence.confirmation.empty();
    const auto needsThem = [&](const std::vector<judge::ShapePairs>& gate) {
        if (gate.empty())
            return false;
        const auto series = judge::pairSeries(gate.front().blocks);
        const auto state
            = judge::compareWithFloor(series.bNanoseconds, floor, false, m_settings.thresholds)
                  .state;
        return state == judge::FloorState::Impossible
            || (state == judge::FloorState::Suspicious && mayBeKept);
    };
    if (!needsThem(evidence.first) && !needsThem(evidence.confirmation)
        && !needsThem(evidence.again) && !needsThem(evidence.printed))
        return {};
    step("measuring the roofs again");
    auto anew = m_settings.remeasureFloor(session.target);
    if (!anew && anew.error().code != ErrorCode::Cancelled)
        return fail(ErrorCode::Internal, "the roofs could not be measured again: {}",
            anew.error().message); // nothing that the candidate did
    if (!anew)
        return fail(std::move(anew).error());
    floor = *anew;
    evidence.roofsRemeasured = true;
    return {};
}

} // namespace autokernel::engine
