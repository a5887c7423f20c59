// SPDX-License-Identifier: Apache-2.0
// The patterns of a spec.toml: which forms of a model's graph a kernel type replaces. Private to
// core/kernel.
#pragma once

#include "kernel/kernel_type.h"
#include "kernel/toml_reader.h"

namespace autokernel::kernel {

// `type` has its variants already, which patterns name.
Result<void> readPatterns(TomlReader& root, KernelType& type);

} // namespace autokernel::kernel
