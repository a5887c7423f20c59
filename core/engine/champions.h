// SPDX-License-Identifier: Apache-2.0
// Seeds of a search: the starter of a type's variant, and the best verified settings that ship with
// it in champions/<device-class>.toml. Any thread.
#pragma once

#include "kernel/candidate.h"

#include <string>
#include <vector>

namespace autokernel::engine {

// "avx512", "avx2", "baseline" on CPUs; "sm_90" and so on for GPUs.
std::string deviceClass(const std::vector<std::string>& isa, bool isCuda);

// The starter first, then shipped champions of the same variant and dtype, nearest shape first.
// Errors: NotFound without a starter; CompileError for a manifest that cannot be read.
Result<std::vector<kernel::Candidate>> seedsFor(const kernel::KernelType& type,
    const kernel::Target& target, const std::string& language, const std::string& deviceClassName);

} // namespace autokernel::engine
