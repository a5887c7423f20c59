// SPDX-License-Identifier: Apache-2.0
// From the shapes that a model really uses to the symbols of a kernel type. Pure, any thread.
#pragma once

#include "base/result.h"
#include "kernel/kernel_type.h"

#include <cstdint>
#include <vector>

namespace autokernel::lab {

using Shape = std::vector<std::int64_t>;

// A tensor of higher rank than the spec's folds its leading dimensions into the first one, except
// where the spec says that it is a weight. nullopt: the rank is too small.
std::optional<Shape> foldShape(const Shape& actual, const kernel::TensorSpec& spec);

// Values of all symbols such that every input's and output's shape is the given one. Errors say
// which dimension does not fit. Dimensions may be symbols or expressions that are linear in one
// unknown symbol.
Result<kernel::Symbols> bindSymbols(const kernel::KernelType& type, const kernel::Variant& variant,
    const std::vector<Shape>& inputs, const std::vector<Shape>& outputs);

} // namespace autokernel::lab
