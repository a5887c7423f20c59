// SPDX-License-Identifier: Apache-2.0
// The buffers that a helper shares with the worker, as tensors. Includes ATen: for .cpp files of
// this room only.
#pragma once

#include "base/result.h"
#include "runner/buffer_layout.h"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <string>
#include <vector>

namespace autokernel::lab {

struct ServedSet
{
    std::vector<at::Tensor> inputs; // read-only memory
    std::vector<at::Tensor> outputs;
    std::vector<double> scalars;
};

// Maps the inherited descriptors. Throws std::runtime_error.
std::vector<ServedSet> mapServedSets(int threads);

// Copies results over the set's outputs. Throws std::runtime_error when their number, shape or
// dtype is not what the worker expects.
void copyResults(const std::vector<at::Tensor>& results, const ServedSet& set);

// The worker's side: room for results like these. Unsupported: a dtype that no candidate knows.
Result<runner::DataSetDescription> roomFor(const std::vector<at::Tensor>& results);

} // namespace autokernel::lab
