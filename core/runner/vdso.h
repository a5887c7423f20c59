// SPDX-License-Identifier: Apache-2.0
// The code and data that Linux lends to every process (vDSO, vvar): clocks that need neither a
// counter nor a system call, so that no trap and no filter stops them. The sealed runner gives them
// back.
#pragma once

#include "runner/buffer_map.h"

#include <string>
#include <vector>

namespace autokernel::runner {

// Appends where they are mapped, as AddressKind::Clock. Reads /proc. Returns an empty text, or what
// went wrong.
std::string findVdso(std::vector<AddressRange>& ranges);

// Unmaps the ranges of that kind. Nothing in the process may ask for the time afterwards: the C
// library keeps the addresses.
std::string unmapVdso(const std::vector<AddressRange>& ranges);

} // namespace autokernel::runner
