// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace autokernel::lab {

// What this process may still use: the smaller of MemAvailable and the control group's room. 0:
// unknown.
std::uint64_t availableMemoryBytes();

std::string formatBytes(std::uint64_t bytes); // "13.5 GB", "4.2 MB"

} // namespace autokernel::lab
