// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lab/service/backend.h"

namespace autokernel::lab {

// The GPU of that number. NotFound: why there is none, as part of a sentence. Types outlive it.
Result<std::unique_ptr<Backend>> makeCudaBackend(
    const std::vector<kernel::KernelType>& types, int ordinal);

} // namespace autokernel::lab
