// SPDX-License-Identifier: Apache-2.0
// Loops that do nothing but move memory: what a core can read, write or copy at most. Assembly for
// the same reasons as peak_kernels.h.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace autokernel::lab {

struct StreamKernel
{
    std::string kind; // "read", "write", "copy"
    std::string variant; // "avx2", "avx512 streaming", "memcpy", ...
    // `bytes` is a positive multiple of kStreamBlock, pointers are 64-byte aligned; read ignores
    // `target`, write ignores `source`.
    void (*run)(std::byte* target, const std::byte* source, std::size_t bytes) = nullptr;
};

inline constexpr std::size_t kStreamBlock
    = 1024; // bytes that every loop moves per iteration at most

std::vector<StreamKernel> streamKernels(); // those that this processor can run

} // namespace autokernel::lab
