// SPDX-License-Identifier: Apache-2.0
// A speedup as it was measured. Pure, any thread.
#pragma once

#include <span>
#include <string>

namespace autokernel::judge {

// A ratio of two times with the interval of the measurement; above 1 the first-named is faster.
struct SpeedupInterval
{
    double value = 1;
    double low = 1;
    double high = 1;
};

// The median of log ratios of times, and its 95 % interval. At least one ratio.
SpeedupInterval medianSpeedup(std::span<const double> logRatios);

// "1.600x (1.542 to 1.653)"
std::string inWords(const SpeedupInterval& speedup);

} // namespace autokernel::judge
