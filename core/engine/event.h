// SPDX-License-Identifier: Apache-2.0
// What the engine says to whoever shows it: values only, in the order they happened, each after it
// was stored. Delivered on the engine thread; a window copies them into its own.
#pragma once

#include "plan/amdahl.h"
#include "protocol/message.h"
#include "store/records.h"

#include <chrono>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace autokernel::engine {

enum class Phase
{
    Starting,
    Roofs,
    LoadingModel,
    Ladder,
    Profiling,
    Searching,
    Paused, // between two experiments, by the user
    Applying,
    Verifying,
    Finished
};
std::string_view toString(Phase phase);

struct RunStarted
{
    store::RunId run;
    std::string subject;
    std::string device;
};

struct Progress
{
    Phase phase = Phase::Starting;
    std::string text; // what is being done, in a few words
    double fraction = 0; // of this phase where known
    int experiments = 0;
    double bestSpeedup = 0; // the largest of all kernels over `baseline`; 0: none
    std::string bestKernel;
    std::string baseline = "eager";
    double endToEndSpeedup = 0; // over eager; 0: not measured
    std::chrono::seconds left {0};
};

struct LadderMeasured
{
    protocol::ModelLadder model; // empty for a kernel run
    std::vector<protocol::ContenderSamples> kernel;
};

struct ProfileReady
{
    protocol::Profile profile;
    std::vector<plan::RankedTarget> ranking;
};

struct ExperimentFinished
{
    store::ExperimentId id;
    std::int64_t number = 0;
    std::string target;
    std::string title;
    judge::Verdict verdict;
    std::optional<store::SpeedupInterval> overIncumbent;
};

struct EndToEndMeasured
{
    store::EndToEndRecord record;
};

struct Notice
{
    store::LogLevel level = store::LogLevel::Info;
    std::string text;
};

struct RunEnded
{
    store::RunState state = store::RunState::Finished;
    std::string summary;
};

using Event = std::variant<RunStarted, Progress, LadderMeasured, ProfileReady, ExperimentFinished,
    EndToEndMeasured, Notice, RunEnded>;
using EventSink = std::function<void(const Event&)>;

} // namespace autokernel::engine
