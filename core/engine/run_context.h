// SPDX-License-Identifier: Apache-2.0
// What every step of one run shares. Owned by the Engine, used on its thread only, but for the
// control flags, which other threads set.
#pragma once

#include "engine/device_lock.h"
#include "engine/event.h"
#include "engine/run_clock.h"
#include "engine/run_config.h"
#include "engine/target_state.h"
#include "engine/worker_link.h"
#include "store/history_writer.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace autokernel::engine {

// Set from any thread; the run looks at them between experiments, at `finish` also while it
// measures what a run that ends does not need.
struct RunControl
{
    std::atomic<bool> finish {false}; // end the search, verify, report
    std::atomic<bool> pause {false};
    std::atomic<bool> skipTarget {false}; // once; cleared when it was followed
    // Stay with the present kernel; cleared when that is skipped or has no ideas left.
    std::atomic<bool> holdTarget {false};
};

// The whole model with kernels of ours in it, as it was measured last.
struct ModelResult
{
    store::SpeedupInterval overEager;
    int kernels = 0; // applied
    bool verified = false;
    std::string notVerifiedBecause;
};

struct RunContext
{
    RunConfig config;
    store::HistoryWriter& history;
    WorkerLink& worker;
    EventSink tell;
    std::stop_token stop; // end at once: the experiment in flight is cancelled
    RunControl& control;
    RunClock clock;

    store::RunId run {};
    std::vector<kernel::KernelType> types {};
    protocol::DeviceInfo device {};
    store::DeviceId deviceId {};
    roofline::Roofs roofs {};
    int threads = 0;
    std::filesystem::path historyFile {};
    std::filesystem::path workFolder {}; // of this run: packages being tried
    DeviceLock* deviceLock = nullptr; // null: nobody else is waited for

    std::optional<protocol::ModelInfo> model {};
    std::optional<protocol::Profile> profile {};
    protocol::ModelLadder ladder {};
    std::vector<std::unique_ptr<TargetState>> targets {}; // most promising first

    Phase phase = Phase::Starting;
    Seconds lastHeartbeat {0};
    bool isResumed = false; // an earlier session may have kept something: a finish verifies it
    int experiments = 0; // controls left out
    std::vector<judge::VerdictKind>
        earlierVerdicts {}; // of its sessions before, the last few, oldest first
    std::optional<store::AlarmId> openKeepRateAlarm {}; // of theirs
    std::map<std::pair<store::TargetId, std::string>, store::AlarmId>
        openLivenessAlarms {}; // of theirs, by signal
    std::int64_t lastNumber = 0; // of the run's last row in the history, controls included
    double endToEndSpeedup = 0; // over eager, the last one measured with right outputs
    std::optional<ModelResult> result {};

    bool onGpu() const { return device.id.starts_with("cuda"); }
    bool shouldEnd() const { return stop.stop_requested() || control.finish.load(); }
    CallOptions callOptions(std::chrono::seconds deadline);
    // Of a measurement that a finish ends too (with Cancelled).
    CallOptions dispensable(std::chrono::seconds deadline);
    // Of what precedes the search: dispensable, unless there is something to verify.
    CallOptions beforeSearch(std::chrono::seconds deadline);
    // Shows, and now and then stores that the run lives, for whoever reads the file.
    void report(Phase next, const std::string& text, double fraction = 0);
    // Logs, then shows.
    void note(store::LogLevel level, const std::string& text);
    // After a pause, in which others may have measured. Error: Cancelled.
    Result<void> holdDevice();
    // With its alarms in one transaction.
    Result<store::ExperimentId> record(
        const store::ExperimentRecord& experiment, std::span<const judge::Alarm> alarms = {});
};

} // namespace autokernel::engine
