// SPDX-License-Identifier: Apache-2.0
// What a run is to do: the same values from flags, from a run.toml, and from the history when a run
// is resumed. Values, any thread.
#pragma once

#include "base/json.h"
#include "kernel/kernel_type.h"
#include "protocol/message.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::engine {

struct RunConfig
{
    std::optional<protocol::LoadModel> model; // exactly one of model and target
    std::optional<kernel::Target> target;
    std::string device = "cpu";
    int threads = 0; // 0: all cores
    std::uint64_t seed = 1;
    // Budgets; the first to be used up ends the search. With none, an hour.
    std::optional<std::chrono::seconds> wallClock; // from the start of the run, everything included
    std::string until; // "07:00", local time; "" none
    std::optional<int> experiments;
    std::vector<std::string> mutators; // who proposes (mutate::mutatorNames()); empty: all
    std::string accept; // the user's own test of the optimised model, a shell command
    bool withLadder = true;
    std::vector<std::filesystem::path> kernelRoots; // beyond the default ones
    std::vector<std::string> workerPrefix; // "ssh", "host": words in front of the worker's own

    std::string subject() const; // "gpt2", "rmsnorm R=4096,D=4096"
};

Json toJson(const RunConfig& config);
Result<RunConfig> runConfigFromJson(const Json& json);
// Keys are the flags' names; the error names file, line and what was expected. Relative paths in it
// are relative to the file's own folder.
Result<RunConfig> loadRunToml(const std::filesystem::path& path);

Result<void> validate(const RunConfig& config);

// "90s", "5m", "8h", "1h30m". Zero and negative durations are errors.
Result<std::chrono::seconds> parseDuration(std::string_view text);
// Seconds from `now` (seconds since local midnight) to the next such time of day.
Result<std::chrono::seconds> secondsUntil(std::string_view clock, std::chrono::seconds now);
// "1,512" or "int:1,512"
Result<protocol::InputSpec> parseInput(std::string_view text);

} // namespace autokernel::engine
