// SPDX-License-Identifier: Apache-2.0
// Anonymous memory that two processes map. Any thread.
#pragma once

#include "base/result.h"
#include "runner/unique_descriptor.h"

#include <cstddef>
#include <cstdint>

namespace autokernel::runner {

// Zero-filled; the name is seen in /proc only. OutOfMemory.
Result<UniqueDescriptor> createSharedMemory(const char* name, std::size_t bytes);

// The same memory through a descriptor of which no writable mapping can be made.
Result<UniqueDescriptor> reopenReadOnly(int descriptor);

// What the machine could give without swapping; the largest number where that is not known.
std::uint64_t availableMemoryBytes();

} // namespace autokernel::runner
