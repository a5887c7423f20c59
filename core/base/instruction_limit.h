// SPDX-License-Identifier: Apache-2.0
// AUTOKERNEL_ISA=avx2 makes a wider processor stand for one that ends at AVX2: kernels, roofs and each
// library of the baselines keep to it, so that a package made here serves such machines and its gain is
// the one they see. Its value is read once.
#pragma once

#include "base/result.h"

#include <map>
#include <string>

namespace autokernel {

bool isLimitedToAvx2();

// For the start of a program, before its first thread: InvalidInput for a value other than "avx2" or
// "native". Puts instructionLimitEnvironment() into this process, for its libraries and children.
Result<void> adoptInstructionLimit();

// What ATen, TorchInductor, oneDNN and MKL read, and our own variable; empty without a limit. MKL and
// oneDNN treat it as an upper bound, so none gets an instruction set that it would not have chosen.
std::map<std::string, std::string> instructionLimitEnvironment();

} // namespace autokernel
