// SPDX-License-Identifier: GPL-3.0-or-later
// What this machine is and has, as far as AutoKernel depends on it. Filled by SystemCheck step by
// step; an empty optional is not known yet. Value.
#pragma once

#include "protocol/message.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace autokernel::ui {

struct ToolFacts
{
    std::string version; // "" where there is none
    std::string problem; // then: why
};

struct SandboxFacts
{
    int landlock = 0; // version of the kernel's interface; 0: it has none
    bool hasRunner = false; // the sealed runner lies beside this program
};

// Permissions to read hardware counters; what the system does not say stays empty.
struct CounterFacts
{
    std::optional<int> perfEventParanoid; // Linux: 2 and below let a user count its own processes
    std::optional<bool> gpuAdminOnly; // NVIDIA's driver
};

struct DiskFacts
{
    std::string folder; // of the history
    std::uint64_t freeBytes = 0;
};

struct SystemFacts
{
    std::optional<ToolFacts> compiler;
    std::optional<ToolFacts> python;
    std::optional<ToolFacts> torch; // of that Python
    std::optional<SandboxFacts> sandbox;
    std::optional<CounterFacts> counters;
    std::optional<DiskFacts> disk;
    std::string nvidiaDriver; // version; "" where none is loaded
    std::optional<protocol::Hello> hello;
    std::string workerProblem; // why there is no hello
    std::map<std::string, roofline::Roofs> roofs; // by the device's id
    std::string roofsProblem; // why some are missing
};
using SystemFactsPtr = std::shared_ptr<const SystemFacts>;

} // namespace autokernel::ui
