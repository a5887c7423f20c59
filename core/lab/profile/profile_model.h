// SPDX-License-Identifier: Apache-2.0
// Where a model's time goes: every place that one of our kernel types can stand for, every other
// op, and what is spent outside ops. Worker's command thread.
#pragma once

#include "base/result.h"
#include "kernel/kernel_type.h"
#include "lab/model/loaded_model.h"
#include "lab/profile/clock.h"
#include "protocol/message.h"

#include <functional>
#include <string>
#include <vector>

namespace autokernel::lab {

struct ProfileOptions
{
    int plainRuns = 9; // uninstrumented forwards per input set; at least 9
    int instrumentedRuns = 5;
    NanosecondClock clock = &wallNanoseconds;
    std::function<void(const std::string& text, double fraction)> progress; // may be empty
};

// Microseconds are weighted means over the model's input sets. A match that runs with several
// shapes gives several sites of one index. Types whose reference.py does not compile are an error.
Result<protocol::Profile> profileModel(const LoadedModel& model,
    const std::vector<kernel::KernelType>& types, const ProfileOptions& options = {});

} // namespace autokernel::lab
