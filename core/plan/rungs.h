// SPDX-License-Identifier: Apache-2.0
// Which rungs of a ladder a result is compared with: one choice for the run and for its report.
// Pure, any thread.
#pragma once

#include "protocol/message.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace autokernel::plan {

inline constexpr std::string_view kEager = "eager"; // a free rung like any other

// A library's own kernels at their best, with no generated code. On a CPU: TorchScript frozen and
// optimised for inference, which packs weights for oneDNN and MKL.
bool isVendorRung(std::string_view name);

struct RungTime
{
    double median = 0; // of one call; NaN or not positive: none
    bool isEligible = true;
    bool isCorrect = true; // a rung that answers wrongly is no rung, however fast it is
};

// The fastest that is eligible and right; the first of several that are equally fast.
std::optional<std::size_t> strongestRung(std::span<const RungTime> rungs);

// The same over a model's ladder; nullptr: there is none.
const protocol::Rung* strongestFreeRung(const protocol::ModelLadder& ladder);
const protocol::Rung* strongestVendorRung(const protocol::ModelLadder& ladder);

} // namespace autokernel::plan
