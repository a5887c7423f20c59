// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the system check that need no worker: files under /proc, versions of programs, the
// disk. May take a second, and much longer on a machine that is busy; a stop ends each at once.
// Background threads only.
#pragma once

#include "ui/bridge/system_facts.h"

#include <filesystem>
#include <stop_token>

namespace autokernel::ui {

ToolFacts probeCompiler(
    const std::stop_token& stop); // as the worker looks for it: $CXX, g++, clang++
std::filesystem::path helperPython(); // $AUTOKERNEL_PYTHON, else this build's, else the set-up's
ToolFacts probePython(const std::filesystem::path& python, const std::stop_token& stop);
// As installed; it is not imported.
ToolFacts probeTorch(const std::filesystem::path& python, const std::stop_token& stop);
SandboxFacts probeSandbox();
CounterFacts probeCounters();
DiskFacts probeDisk(const std::filesystem::path& history);
std::string probeNvidiaDriver();

} // namespace autokernel::ui
