// SPDX-License-Identifier: Apache-2.0
// Loops that do nothing but arithmetic in registers: what a core can compute at most. Written as
// assembly, so that they are the same in every build and one build holds those of every processor.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace autokernel::lab {

struct PeakKernel
{
    std::string dtype; // "fp32", ...; "int8" counts multiplications and additions likewise
    std::string isa; // "avx2", "avx512", ...
    int chains = 0; // independent accumulators
    double flopPerIteration = 0;
    void (*run)(std::uint64_t iterations) = nullptr;
};

// Those that this processor can run; AMX only when the kernel grants its tile state.
std::vector<PeakKernel> peakKernels();

} // namespace autokernel::lab
