// SPDX-License-Identifier: Apache-2.0
#include "engine/run_context.h"

#include <array>
#include <cmath>

namespace autokernel::engine {
namespace {
// An interrupted run is said to have ended at its last one, or at its last experiment.
constexpr Seconds kHeartbeatInterval {30};
} // namespace

std::string_view toString(Phase phase)
{
    constexpr std::array<std::string_view, 10> kNames {"starting", "roofs", "loading the model",
        "ladder", "profiling", "searching", "paused", "applying", "verifying", "finished"};
    return kNames[static_cast<std::size_t>(phase)];
}

CallOptions RunContext::callOptions(std::chrono::seconds deadline)
{
    return {deadline,
        [this](const std::string& text, double fraction) { report(phase, text, fraction); }, stop};
}

CallOptions RunContext::dispensable(std::chrono::seconds deadline)
{
    auto options = callOptions(deadline);
    options.finish = &control.finish;
    return options;
}

CallOptions RunContext::beforeSearch(std::chrono::seconds deadline)
{
    return isResumed ? callOptions(deadline) : dispensable(deadline);
}

void RunContext::report(Phase next, const std::string& text, double fraction)
{
    phase = next;
    if (run.isValid() && clock.elapsed() - lastHeartbeat >= kHeartbeatInterval) {
        lastHeartbeat = clock.elapsed();
        static_cast<void>(history.heartbeat(run)); // the next one says the same
    }
    Progress progress;
    progress.phase = next;
    progress.text = text;
    progress.fraction = fraction;
    progress.experiments = experiments;
    progress.endToEndSpeedup = endToEndSpeedup;
    progress.left = std::chrono::duration_cast<std::chrono::seconds>(clock.left());
    for (const auto& target : targets) {
        const double speedup = std::exp(target->incumbent.logOverEager);
        if (target->hasWinner() && speedup > progress.bestSpeedup) {
            progress.bestSpeedup = speedup;
            progress.bestKernel = target->target.key();
        }
    }
    tell(progress);
}

void RunContext::note(store::LogLevel level, const std::string& text)
{
    // A log line that cannot be stored must not end the run: it is still shown.
    const auto stored = history.log(run, level, text);
    tell(Notice {level, stored ? text : text + " (not stored: " + stored.error().message + ")"});
}

Result<void> RunContext::holdDevice()
{
    if (!deviceLock)
        return {};
    // A finish waits too: it still has something to measure.
    return deviceLock->holdIfPossible(
        {[this](const std::string& text) { note(store::LogLevel::Warning, text); },
            [this] { return stop.stop_requested(); }});
}

Result<store::ExperimentId> RunContext::record(
    const store::ExperimentRecord& experiment, std::span<const judge::Alarm> alarms)
{
    AK_ASSIGN(const auto id, history.recordExperiment(experiment, alarms));
    ++lastNumber;
    return id;
}

} // namespace autokernel::engine
