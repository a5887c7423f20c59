// SPDX-License-Identifier: Apache-2.0
// Instruction sets that code compiled with -march=native may use, by their names in /proc/cpuinfo.
#pragma once

#include <string>
#include <vector>

namespace autokernel::package {

std::vector<std::string> vectorInstructionSets(); // of this processor; sorted

// Those of `required` that this processor lacks.
std::vector<std::string> missingInstructionSets(const std::vector<std::string>& required);

} // namespace autokernel::package
