// SPDX-License-Identifier: Apache-2.0
// The runner's side of RunMemory: maps each buffer between unmapped pages, at random distances, and
// builds the argument structs of every data set in memory that is read-only afterwards. Used once,
// before sealing.
#pragma once

#include "runner/candidate_abi.h"
#include "runner/fault_record.h"
#include "runner/run_table.h"

#include <cstdint>
#include <string>
#include <vector>

namespace autokernel::runner {

struct AddressRange
{
    std::uintptr_t first = 0;
    std::uintptr_t end = 0;
    AddressKind kind = AddressKind::Elsewhere;
};

struct MappedWorkspace
{
    void* data = nullptr;
    std::size_t bytes = 0;
    bool zeroed = false;
};

struct MappedSet
{
    const ak_args* arguments = nullptr;
    std::vector<MappedWorkspace> workspaces;
    void* packed = nullptr; // writable for prepare only
};

struct BufferMap
{
    std::vector<MappedSet> sets;
    std::vector<AddressRange> ranges; // what a fault address means
};

enum class MapRole
{
    Run, // inputs and packed read-only, outputs and workspaces writable
    Prepare, // only the inputs of `visibleInputs`, and packed, writable
};

struct MapDescriptors
{
    int table = -1;
    int input = -1;
    int output = -1;
    int packed = -1;
};

// Returns an empty text, or why the memory cannot be mapped.
std::string mapBuffers(const MapDescriptors& descriptors, MapRole role, std::uint64_t visibleInputs,
    int threads, BufferMap& result);

} // namespace autokernel::runner
