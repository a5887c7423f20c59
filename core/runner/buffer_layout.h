// SPDX-License-Identifier: Apache-2.0
// Which buffers the data sets of a run have, and where in shared memory each of them lies: from the
// worker's description to the table that a contender reads (run_table.h). Pure, any thread.
#pragma once

#include "base/result.h"
#include "runner/run_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::runner {

enum class Placement : std::uint32_t
{
    StartAtGuard = 0, // base = first byte after the unmapped page, plus `lead`
    EndAtGuard
    = 1, // last byte right before the unmapped page; the base is aligned to the element only
};

struct TensorDescription
{
    std::int32_t dtype = 0; // AK_FP32, ... of candidate_abi.h
    std::vector<std::int64_t> sizes; // elements; at most AK_MAX_RANK; zero is allowed
    std::vector<std::int64_t> strides; // elements, not negative; empty: row-major and contiguous
    Placement placement = Placement::StartAtGuard;
    std::size_t lead
        = 0; // StartAtGuard: bytes left free in front of the base, a multiple of the element
    // The data set whose tensor of the same position this one is (weights shared by all sets). Only
    // an earlier set.
    std::optional<std::size_t> sharedWithSet;
};

struct WorkspaceDescription
{
    std::size_t bytes = 0;
    bool zeroed = false; // the runner clears it in front of each call, inside the timed region
    Placement placement = Placement::StartAtGuard;
};

struct DataSetDescription
{
    std::vector<TensorDescription> inputs; // in the spec's order
    std::vector<TensorDescription> outputs;
    std::vector<WorkspaceDescription> workspaces; // in the manifest's order; 64-byte aligned
    std::vector<std::int64_t> symbols; // in the spec's order
    std::vector<double> scalars;
    std::size_t packedBytes = 0; // 0: no prepare
    std::optional<std::size_t> packedSharedWithSet; // an earlier set with the same weights
};

inline constexpr std::size_t kRegionCount = 3;

struct BufferLayout
{
    RunTableHeader header {};
    std::vector<BufferRecord> records; // of all sets, in the table's order
    std::vector<bool> isShared; // the record repeats an earlier set's buffer
    std::vector<std::int64_t> symbols;
    std::vector<double> scalars;
    std::array<std::size_t, kRegionCount> regionBytes {}; // by Region, guards excluded

    std::size_t recordsPerSet() const;
    // Position: inputs, outputs, workspaces, packed.
    const BufferRecord& record(std::size_t set, std::size_t position) const;
    std::string nameOf(std::size_t recordIndex) const; // "output 0 of data set 1"
    std::string tableBytes() const; // as run_table.h says
};

std::size_t elementBytesOf(std::int32_t dtype); // AK_FP32, ...

// InvalidInput for shapes that overflow.
Result<BufferLayout> layOutBuffers(const std::vector<DataSetDescription>& sets);

} // namespace autokernel::runner
