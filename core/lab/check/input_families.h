// SPDX-License-Identifier: Apache-2.0
// Inputs by recipe: the spec's own fills, and the adversarial families of TRUST 2.2. Every value is
// a function of the recipe alone, so that a case can be made again from its evidence. Pure, any
// thread.
#pragma once

#include "lab/check/host_tensor.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace autokernel::lab {

enum class Family
{
    Plain, // as the spec's `fill` says
    Normal,
    HeavyTail, // sign * exp(1.5 N): a few values outweigh all others
    Large, // plain * 2^magnitude
    Tiny, // plain * 2^magnitude, magnitude negative
    MixedScales, // each element by its own power of two
    Offset, // small variation around 2^magnitude: variances cancel
    OneHot, // one 1 per row, else 0
    ConstantRows,
    Sorted, // rows ascend
    Masked, // three in ten elements -inf, no row entirely; ignored indices where a scalar names
            // them
    ZeroOne, // integers, so that sums are exact
    Cancelling, // the second half of each row undoes the first but for a small rest
    Captured, // what the user's model feeds; no recipe makes it, and other draws of it are plain
};
std::string_view toString(Family family); // "plain", "heavy tail", ...

// Which inputs get the family; the rest are plain.
enum class Focus
{
    Activations,
    Weights,
    All
};
std::string_view toString(Focus focus); // "activations", "weights", "all"

struct InputRecipe
{
    Family family = Family::Plain;
    Focus focus = Focus::All;
    int magnitude = 0; // Large, Tiny, Offset: power of two
    std::uint64_t seed = 0;
    int reseeded = -1; // this input alone is drawn from another seed (sensitivity)
};

// Fills: uniform(a,b), normal, index(V), lengths(S), mask. InvalidInput names the fill that cannot
// be read. Scalars are all of the variant's, in order (ignore_index is known by name).
Result<std::vector<HostTensor>> makeInputs(const kernel::Variant& variant,
    const kernel::Symbols& symbols, kernel::Dtype dtype, const std::vector<double>& scalars,
    const InputRecipe& recipe);

} // namespace autokernel::lab
