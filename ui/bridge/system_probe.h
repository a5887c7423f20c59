// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the system check that need no worker: files under /proc, versions of programs, the
// disk. May take a second; background threads only.
#pragma once

#include "ui/bridge/system_facts.h"

#include <filesystem>

namespace autokernel::ui {

ToolFacts probeCompiler(); // as the worker looks for it: $CXX, g++, clang++
std::filesystem::path helperPython(); // $AUTOKERNEL_PYTHON, else this build's, else the set-up's
ToolFacts probePython(const std::filesystem::path& python);
ToolFacts probeTorch(const std::filesystem::path& python); // as installed; it is not imported
SandboxFacts probeSandbox();
CounterFacts probeCounters();
DiskFacts probeDisk(const std::filesystem::path& history);
std::string probeNvidiaDriver();

} // namespace autokernel::ui
