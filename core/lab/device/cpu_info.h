// SPDX-License-Identifier: Apache-2.0
// This machine's processor as a device of the protocol, and what disturbs it. Any thread.
#pragma once

#include "protocol/message.h"
#include "roofline/roofs.h"

#include <cstdint>
#include <string>
#include <vector>

namespace autokernel::lab {

// What else makes figures incomparable: part of the device's signature.
struct CpuSoftware
{
    std::string compiler; // "g++ 12.2.0"
    std::string torch; // "2.11.0", "" without LibTorch
};

// cores = those this process may run on. Never fails: what cannot be read is left empty or 0.
protocol::DeviceInfo describeCpu(const CpuSoftware& software);

// Data and unified caches as the first allowed core sees them, smallest first.
std::vector<roofline::CacheLevel> cpuCaches();

std::uint64_t lastLevelCacheBytes(); // 0: not known

std::vector<int> allowedCores(); // logical numbers this process may run on, ascending
// Of a contender: as many as were asked for; 0: as many as allowedCores().
int threadsOf(int requested);

} // namespace autokernel::lab
