// SPDX-License-Identifier: Apache-2.0
// What one control is measured with. Part of ControlStage. Engine thread.
#pragma once

#include "engine/control_stage.h"
#include "store/timestamp.h"

#include <algorithm>

namespace autokernel::engine {

inline constexpr double kBlockSeconds = 0.005; // of an ordinary pair, per contender

// Of one contender in an ordinary pair.
inline double blockSecondsOf(double callNanoseconds)
{
    return std::max(kBlockSeconds, callNanoseconds / 1e9);
}

// One series of pairs and what it is made with.
struct ControlStage::Contest
{
    protocol::ContenderRef a;
    protocol::ContenderRef b;
    double extraWorkOfB = 0;
    double blockSeconds = kBlockSeconds;
    std::vector<protocol::PairBlock> blocks {};
    std::string startedAt = store::utcNow();
    std::uint64_t seed = 0; // of the first request
    double seconds = 0;
    bool isSecondLook = false; // what follows is paid from ControlSettings::shareOfSecondLooks
    bool isDispensable = true; // where nothing more will be kept: false for re-validations
    int ownFailures = 0; // how often the champion of a re-validation did not run
};

} // namespace autokernel::engine
