// SPDX-License-Identifier: Apache-2.0
// The `fill` of an input as kernels/README.md defines it. Pure, any thread.
#pragma once

#include "base/result.h"
#include "kernel/shape.h"

#include <cstdint>
#include <string_view>

namespace autokernel::kernel {

struct Fill
{
    enum class Kind
    {
        Uniform,
        Normal,
        Index,
        Lengths,
        Mask
    };
    Kind kind = Kind::Uniform;
    double low = -1; // Uniform
    double high = 1;
    std::int64_t bound = 0; // Index: values in [0, bound); Lengths: in [1, bound]
};
// uniform(a,b), normal, index(V), lengths(S), mask; V and S are expressions over the symbols, a and
// b real ones ("1/sqrt(D)").
Result<Fill> parseFill(std::string_view text, const Symbols& symbols);

} // namespace autokernel::kernel
