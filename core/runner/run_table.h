// SPDX-License-Identifier: Apache-2.0
// The layout of a RunMemory as a contender reads it: one read-only shared memory object.
//
// Byte order is little-endian; every record has the size asserted below and no hidden padding. In
// file order, each array directly after the one before:
//   RunTableHeader
//   BufferRecord  buffers[bufferCount]   set 0: inputs, outputs, workspaces, packed (0 or 1); set
//   1: ... int64         symbols[setCount * symbolCount] double        scalars[setCount *
//   scalarCount]
// Each set has the same numbers of inputs, outputs, workspaces, symbols and scalars.
//
// A buffer lives in the shared memory object named by `region`, in the pages [pageOffset,
// pageOffset + pageBytes); its first byte is at fileOffset, inside those pages. The contender maps
// exactly these pages with an unmapped page on either side.
#pragma once

#include "runner/candidate_abi.h"

#include <cstdint>

namespace autokernel::runner {

inline constexpr std::uint32_t kRunTableMagic = 0x414B5254; // "AKRT"
inline constexpr std::uint32_t kRunTableVersion = 1;

enum class Region : std::uint32_t
{
    Input = 0,
    Output = 1,
    Packed = 2
};

struct RunTableHeader
{
    std::uint32_t magic;
    std::uint32_t version;
    std::uint32_t setCount;
    std::uint32_t inputCount; // the counts of one set
    std::uint32_t outputCount;
    std::uint32_t workspaceCount;
    std::uint32_t packedCount; // 0 or 1
    std::uint32_t symbolCount;
    std::uint32_t scalarCount;
    std::uint32_t reserved;
    std::uint64_t tableBytes; // of the whole table
};
static_assert(sizeof(RunTableHeader) == 48);

struct BufferRecord
{
    std::uint64_t pageOffset; // bytes, a multiple of 4096
    std::uint64_t pageBytes; // bytes, a multiple of 4096
    std::uint64_t fileOffset; // of the first byte of the buffer
    std::uint64_t bytes; // of the buffer's storage; 0 for an empty tensor
    std::int64_t size[AK_MAX_RANK]; // elements; tensors only
    std::int64_t stride[AK_MAX_RANK]; // elements
    std::int32_t rank;
    std::int32_t dtype; // AK_FP32, ...
    std::uint32_t region; // Region
    std::uint32_t zeroed; // workspaces: 1 when each call begins with clearing it
};
static_assert(sizeof(BufferRecord) == 144);

} // namespace autokernel::runner
