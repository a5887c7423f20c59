// SPDX-License-Identifier: Apache-2.0
// How disturbed the machine is: read before and after a block of timings (TRUST 1.2). Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace autokernel::lab {

// Cumulative counters and momentary readings; what the system does not offer stays at its default.
struct MachineState
{
    std::uint64_t stealTicks = 0; // all cores, since boot
    std::uint64_t busyTicks = 0; // user, nice, system, irq, softirq
    std::uint64_t totalTicks = 0; // busy, idle and stolen
    double loadAverage = 0; // one minute
    double cpuPressurePercent = -1; // PSI "some avg10"; -1: not offered
    double megahertz = 0; // mean over cores; 0: unknown
    std::string governor = {}; // "performance", "" where the system has none
};

MachineState machineState();
// The ticks alone: cheap enough for before and after each pair.
MachineState cpuTicks();

// Share of all core time between the two readings that the hypervisor gave to others, 0 to 1.
double stealFraction(const MachineState& before, const MachineState& after);

} // namespace autokernel::lab
