// SPDX-License-Identifier: Apache-2.0
#include "judge/alarms.h"

#include "base/statistics.h"
#include "protocol/message.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace autokernel::judge {

namespace {

constexpr const char* kAaFailed = "aa_failed";
constexpr const char* kAaBiased = "aa_biased";
constexpr const char* kAaTooNoisy = "aa_too_noisy";

// Two clusters of times of one contender: a gap of a fifth with a quarter of the values on each
// side.
bool isBimodal(std::vector<double> nanoseconds)
{
    constexpr std::size_t kFewest = 20;
    constexpr double kGap = 1.2;
    if (nanoseconds.size() < kFewest)
        return false;
    std::sort(nanoseconds.begin(), nanoseconds.end());
    const std::size_t quarter = nanoseconds.size() / 4;
    for (std::size_t i = quarter; i + quarter <= nanoseconds.size(); ++i)
        if (nanoseconds[i] > kGap * nanoseconds[i - 1])
            return true;
    return false;
}

void addClockAlarms(
    const ShapePairs& shape, int threads, const Thresholds& thresholds, std::vector<Alarm>& alarms)
{
    const ClockComparison clocks = compareClocks(shape.blocks, threads, thresholds);
    if (clocks.agreement == ClockAgreement::Disagree || clocks.agreement == ClockAgreement::Noisy)
        alarms.push_back({"clocks_disagree",
            clocks.agreement == ClockAgreement::Disagree ? AlarmAction::Reject
                                                         : AlarmAction::Inconclusive,
            clocks.difference, thresholds.clockDisagreement,
            fmt::format("{}: {}", shape.target, clocks.sentence)});
    const bool mixed = std::any_of(
        shape.blocks.begin(), shape.blocks.end(), [&](const protocol::PairBlock& block) {
            return block.clock != shape.blocks.front().clock;
        });
    if (mixed)
        alarms.push_back({"clocks_mixed", AlarmAction::Inconclusive, 0, 0,
            shape.target + " was measured with more than one clock."});
}

// A large gain over a vendor kernel that is slower than the baseline says little.
std::string vendorBesideBaseline(const KeepContext& context)
{
    if (!(context.speedupOverBaseline > 0))
        return {};
    const double vendor = context.speedupOverBaseline / context.speedupOverVendor;
    return fmt::format(", which is {:.2f} times as fast as {}{}", vendor,
        context.baseline.empty() ? "the baseline" : context.baseline,
        vendor < 1 ? ", so slower than it" : "");
}

} // namespace

std::string_view toString(AlarmAction action)
{
    switch (action) {
    case AlarmAction::Note:
        return "note";
    case AlarmAction::Quarantine:
        return "quarantine";
    case AlarmAction::Inconclusive:
        return "inconclusive";
    case AlarmAction::Reject:
        return "reject";
    case AlarmAction::StopKeeping:
        return "stop_keeping";
    }
    return "note";
}

std::vector<Alarm> keepAlarms(const KeepContext& context, const Thresholds& thresholds)
{
    std::vector<Alarm> alarms;
    if (context.speedupOverBaseline > thresholds.suspiciousSpeedup)
        alarms.push_back({"gain_over_baseline",
            context.confirmedTwice ? AlarmAction::Note : AlarmAction::Quarantine,
            context.speedupOverBaseline, thresholds.suspiciousSpeedup,
            fmt::format("{:.1f} times as fast as {}: {}.", context.speedupOverBaseline,
                context.baseline,
                context.confirmedTwice ? "confirmed a second time in fresh processes"
                                       : "needs a second confirmation in fresh processes")});
    const double overVendor = context.isLargeSquareGemm ? thresholds.suspiciousGemmOverVendor
                                                        : thresholds.suspiciousOverVendor;
    if (context.speedupOverVendor > overVendor)
        alarms.push_back({"gain_over_vendor", AlarmAction::Note, context.speedupOverVendor,
            overVendor,
            fmt::format("{:.2f} times as fast as the best vendor kernel{}; above {:.1f} is rare.",
                context.speedupOverVendor, vendorBesideBaseline(context), overVendor)});
    if (context.isLargeSquareGemm && context.fractionOfPeak > thresholds.suspiciousGemmOfPeak)
        alarms.push_back({"gemm_of_peak", AlarmAction::Note, context.fractionOfPeak,
            thresholds.suspiciousGemmOfPeak,
            fmt::format("{:.0f} % of the measured peak; above {:.0f} % is rare.",
                100 * context.fractionOfPeak, 100 * thresholds.suspiciousGemmOfPeak)});
    return alarms;
}

std::vector<Alarm> timingAlarms(
    std::span<const ShapePairs> shapes, int threads, const Thresholds& thresholds)
{
    std::vector<Alarm> alarms;
    for (const ShapePairs& shape : shapes) {
        const PairSeries series = pairSeries(shape.blocks);
        addClockAlarms(shape, threads, thresholds, alarms);
        const auto firstLook = static_cast<std::size_t>(thresholds.cpu.firstLook);
        if (series.measured >= 2 * firstLook
            && series.droppedFraction() > thresholds.droppedFraction)
            alarms.push_back({"dropped_pairs", AlarmAction::Inconclusive, series.droppedFraction(),
                thresholds.droppedFraction,
                fmt::format("{}: {:.0f} % of the pairs were dropped.", shape.target,
                    100 * series.droppedFraction())});
        // A busy machine splits both contenders' times; a cache of results only the cheat's.
        PairTimes times = timesOf(shape.blocks);
        if (isBimodal(std::move(times.b)) && !isBimodal(std::move(times.a)))
            alarms.push_back({"bimodal_times", AlarmAction::Quarantine, 0, 0,
                shape.target
                    + ": the candidate's times fall into two groups, the incumbent's do not."});
    }
    return alarms;
}

std::vector<Alarm> instructionAlarms(std::span<const std::string> unusualInstructions)
{
    if (unusualInstructions.empty())
        return {};
    const std::string names = fmt::format("{}", fmt::join(unusualInstructions, ", "));
    // Where instructions begin does not matter: a jump can lead into the middle of one.
    if (std::ranges::any_of(unusualInstructions, protocol::isSystemCall))
        return {{"hidden_system_call", AlarmAction::Inconclusive, 0, 0,
            fmt::format("Its code holds the bytes of {}, perhaps in a constant by chance: nothing "
                        "with a way into the system is kept.",
                names)}};
    return {{"unusual_instructions", AlarmAction::Note, 0, 0,
        fmt::format("Its code holds the bytes of {}, perhaps in a constant by chance.", names)}};
}

std::vector<Alarm> correctnessAlarms(std::span<const protocol::StageEvidence> evidence)
{
    bool anyYardstickError = false;
    double worst = 0;
    for (const protocol::StageEvidence& stage : evidence) {
        for (const protocol::CheckCase& c : stage.cases) {
            anyYardstickError = anyYardstickError || c.yardstickMaxError > 0;
            worst = std::max(worst, c.maxError);
        }
    }
    if (!anyYardstickError || worst > 0)
        return {};
    return {{"error_exactly_zero", AlarmAction::Note, 0, 0,
        "No case has any error, where PyTorch's own kernel has some: look whether the oracle "
        "leaked."}};
}

std::vector<Alarm> controlAlarms(const AaControl& aa, const std::optional<SlowControl>& slow,
    double firstNoiseFloor, const Thresholds& thresholds)
{
    std::vector<Alarm> alarms;
    if (aa.hasFailed)
        alarms.push_back({kAaFailed, AlarmAction::StopKeeping, 0, 0, aa.sentence});
    else if (aa.isBiased || aa.wouldKeep)
        alarms.push_back(
            {kAaBiased, AlarmAction::StopKeeping, aa.bias, thresholds.controlBias, aa.sentence});
    if (aa.isTooNoisy && !aa.hasFailed)
        alarms.push_back(
            {kAaTooNoisy, AlarmAction::Note, aa.pairScale, thresholds.controlNoise, aa.sentence});
    if (slow && !slow->isSeen)
        alarms.push_back({std::string(kSlowControlUnseen), AlarmAction::StopKeeping,
            slow->sequence.centre, 0, slow->sentence});
    if (firstNoiseFloor > 0 && aa.noiseFloor > 2 * firstNoiseFloor
        && aa.noiseFloor > thresholds.controlBias)
        alarms.push_back({std::string(kNoiseFloorDoubled), AlarmAction::StopKeeping, aa.noiseFloor,
            2 * firstNoiseFloor,
            fmt::format("The noise floor rose from {:.2f} to {:.2f} %.", 100 * firstNoiseFloor,
                100 * aa.noiseFloor)});
    return alarms;
}

bool isOfControls(const Alarm& alarm)
{
    return alarm.signal == kAaFailed || alarm.signal == kAaBiased || alarm.signal == kAaTooNoisy
        || alarm.signal == kSlowControlUnseen || alarm.signal == kNoiseFloorDoubled;
}

std::optional<Alarm> revalidationAlarm(const Revalidation& revalidation)
{
    if (revalidation.holds || !revalidation.voidBecause.empty())
        return std::nullopt;
    if (revalidation.hasFailed)
        return Alarm {"champion_failed", AlarmAction::Note, 0, 0,
            revalidation.sentence + " The previous champion returns."};
    return Alarm {"champion_doubtful", AlarmAction::Note, revalidation.sequence.low(), 0,
        revalidation.sentence + " The previous champion returns."};
}

std::optional<Alarm> keepRateAlarm(
    std::span<const VerdictKind> verdicts, const Thresholds& thresholds)
{
    const auto count = static_cast<std::size_t>(thresholds.suspiciousKeepCount);
    if (verdicts.size() < count)
        return std::nullopt;
    const auto last = verdicts.last(count);
    const double rate = static_cast<double>(std::count(last.begin(), last.end(), VerdictKind::Kept))
        / static_cast<double>(count);
    if (rate <= thresholds.suspiciousKeepRate)
        return std::nullopt;
    return Alarm {std::string(kKeepRate), AlarmAction::Note, rate, thresholds.suspiciousKeepRate,
        fmt::format("{:.0f} % of the last {} candidates were kept, far more than experience says.",
            100 * rate, count)};
}

std::optional<Alarm> forecastAlarm(double forecast, double measured, const Thresholds& thresholds)
{
    const double expected = forecast - 1;
    const double off = std::abs(measured - forecast);
    // A forecast below the minimum effect is within what the model's own timing can tell apart.
    if (expected <= thresholds.minimumEffect || off <= thresholds.forecastError * expected)
        return std::nullopt;
    return Alarm {"forecast_off", AlarmAction::Note, off / expected, thresholds.forecastError,
        fmt::format("Forecast {:.3f}x, measured {:.3f}x: off by {:.0f} % of the gain.", forecast,
            measured, 100 * off / expected)};
}

} // namespace autokernel::judge
