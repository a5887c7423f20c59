// SPDX-License-Identifier: Apache-2.0
// What gains of single kernels mean for the whole model, before it is measured. Pure, any thread.
#pragma once

#include <span>

namespace autokernel::plan {

// A target's gain, measured on its own.
struct TargetGain
{
    double microsecondsPerForward = 0; // before
    double speedup = 1;
};

// The speedup of the whole model by Amdahl's law.
double forecastModel(std::span<const TargetGain> gains, double forwardMicroseconds);

} // namespace autokernel::plan
