// SPDX-License-Identifier: Apache-2.0
// What gains of single kernels mean for the whole model, before it is measured. Pure, any thread.
#pragma once

#include <span>
#include <string>

namespace autokernel::plan {

// A target's gain, measured on its own.
struct TargetGain
{
    double microsecondsPerForward = 0; // before
    double speedup = 1; // with its interval
    double low = 1;
    double high = 1;
};

struct Forecast
{
    double speedup = 1; // of the whole model
    double low = 1; // errors of the targets taken as independent
    double high = 1;
};

Forecast forecastModel(std::span<const TargetGain> gains, double forwardMicroseconds);

// (measured - forecast) / size of the forecast gain, a gain being speedup - 1. Infinite where no
// gain was forecast and the measurement differs.
double forecastError(double forecastSpeedup, double measuredSpeedup);

} // namespace autokernel::plan
