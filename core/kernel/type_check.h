// SPDX-License-Identifier: Apache-2.0
// What can be told of a user's kernel folder and of a target without a worker, so that a mistake is
// a sentence before anything is started or stored. Reads files; any thread.
#pragma once

#include "kernel/kernel_type.h"

namespace autokernel::kernel {

// A folder of kernel types that a user named: it exists and each folder in it has a spec.toml
// (hidden ones, `include` and `__pycache__` aside).
Result<void> checkKernelRoot(const std::filesystem::path& root);

// reference.py is there, and each starter's manifest parses and belongs to this type. The error
// names the file and, where one is known, the line.
Result<void> checkTypeFolder(const KernelType& type);

// The types of the default roots and of these, all checked as above.
Result<std::vector<KernelType>> loadCheckedTypes(const std::vector<std::filesystem::path>& roots);

// Sets of data that a search holds of one call, and whether they fit: they may take so much of the
// memory, the rest is for the worker, the compilers and the user. 0 bytes of memory: not known.
constexpr int kSearchDataSets = 3;
bool fitsInMemory(double bytesOfCall, double memoryBytes);

// Where a target is to run.
struct TargetDevice
{
    std::string_view language = "cpu"; // or "cuda"
    double memoryBytes = 0; // 0: not known
};

// Type, variant, symbols (none: the scoring shape), sizes and starter of a target.
Result<void> checkTarget(
    const std::vector<KernelType>& types, const Target& target, const TargetDevice& device = {});

} // namespace autokernel::kernel
