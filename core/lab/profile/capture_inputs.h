// SPDX-License-Identifier: Apache-2.0
// What a model itself feeds to a kernel. Worker's command thread.
#pragma once

#include "base/result.h"
#include "kernel/kernel_type.h"
#include "lab/check/host_tensor.h"
#include "lab/model/loaded_model.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace autokernel::lab {

// The inputs of its first call of this target, dense and in the order of the spec's inputs, from a
// run on its own sample inputs. nullopt: it has no such call, or the call's tensors have more
// bytes.
Result<std::optional<std::vector<HostTensor>>> captureInputs(const LoadedModel& model,
    const std::vector<kernel::KernelType>& types, const kernel::Target& target,
    std::size_t maximumBytes = std::size_t {64} << 20);

} // namespace autokernel::lab
