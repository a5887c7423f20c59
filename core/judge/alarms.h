// SPDX-License-Identifier: Apache-2.0
// Sanity alarms: signs that a number is too good, or that the harness is broken. Never silent: each
// becomes a row in the database and a line in the report. Pure, any thread.
#pragma once

#include "judge/controls.h"
#include "judge/pair.h"
#include "judge/thresholds.h"
#include "judge/verdict.h"
#include "protocol/measurement.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace autokernel::judge {

enum class AlarmAction
{
    Note, // logged and shown
    Quarantine, // not kept until confirmed again in fresh processes
    Inconclusive,
    Reject,
    StopKeeping, // nothing is kept until the control passes again
};
std::string_view toString(AlarmAction action); // "note", "quarantine", ...

struct Alarm
{
    std::string signal; // snake_case: "below_floor", "clocks_disagree", ...
    AlarmAction action = AlarmAction::Note;
    double value = 0;
    double threshold = 0;
    std::string sentence;
};

inline constexpr std::string_view kSlowControlUnseen = "slow_control_unseen";
inline constexpr std::string_view kNoiseFloorDoubled = "noise_floor_doubled";
inline constexpr std::string_view kKeepRate = "keep_rate";
inline constexpr std::string_view kCompilerUnconfined = "compiler_unconfined";

// What one would-be keep is compared with. Zero: unknown, the alarm that needs it is not raised.
struct KeepContext
{
    double speedupOverBaseline = 0;
    std::string baseline; // its name
    double speedupOverVendor = 0;
    bool isLargeSquareGemm = false;
    double fractionOfPeak = 0; // achieved FLOP/s over the measured peak
    bool confirmedTwice = false; // a further confirmation in fresh processes passed
};
std::vector<Alarm> keepAlarms(const KeepContext& context, const Thresholds& thresholds = {});

std::vector<Alarm> timingAlarms(
    std::span<const ShapePairs> shapes, int threads, const Thresholds& thresholds = {});
// Of the bytes that lie in the binary's code (protocol::CompileReply). A system call is never kept:
// the seal stops it in a run, and nothing does in the user's program.
std::vector<Alarm> instructionAlarms(std::span<const std::string> unusualInstructions);
std::vector<Alarm> correctnessAlarms(std::span<const protocol::StageEvidence> evidence);
std::vector<Alarm> controlAlarms(const AaControl& aa, const std::optional<SlowControl>& slow,
    double firstNoiseFloor, const Thresholds& thresholds = {});
// Whether it is of those, which the next control of its kind takes back.
bool isOfControls(const Alarm& alarm);
// Of a champion that failed; nullopt: it holds, or nothing is known of it.
std::optional<Alarm> revalidationAlarm(const Revalidation& revalidation);
// `verdicts`: of the whole run, oldest first.
std::optional<Alarm> keepRateAlarm(
    std::span<const VerdictKind> verdicts, const Thresholds& thresholds = {});
// Speed-ups of the whole model, forecast and measured.
std::optional<Alarm> forecastAlarm(
    double forecast, double measured, const Thresholds& thresholds = {});

} // namespace autokernel::judge
