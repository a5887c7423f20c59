// SPDX-License-Identifier: Apache-2.0
// The rotating data of one target (TRUST 1.3, 1.9): an odd number of sets, the same values for
// every contender, each contender its own memory. One thread.
#pragma once

#include "kernel/candidate.h"
#include "lab/check/case_store.h"
#include "runner/run_memory.h"

#include <cstdint>
#include <vector>

namespace autokernel::lab {

struct DataSetLimits
{
    std::uint64_t maximumBytes = std::uint64_t {256} << 20; // of one contender
    int maximumSets = 5;
    // More of them where that many bytes hold more: each visit of a set needs new outputs, and a
    // pass of calls must be long against its hand-over (passes.h).
    std::uint64_t maximumBytesOfMany = std::uint64_t {1} << 20;
    int maximumSetsOfMany = 63;
};
// The largest odd number of sets within these limits; at least one.
int dataSetCount(std::uint64_t bytesOfCall, const DataSetLimits& limits = {});

class DataSets
{
public:
    static Result<DataSets> create(CaseStore& store, const kernel::KernelType& type,
        const kernel::Target& target, std::uint64_t seed, const DataSetLimits& limits = {});

    int count() const { return static_cast<int>(m_keys.size()); }
    std::uint64_t footprintBytes() const { return m_footprintBytes; }
    std::uint64_t seed() const { return m_seed; }
    const CaseKey& key(int set) const { return m_keys[static_cast<std::size_t>(set)]; }
    const std::vector<Inputs>& inputs() const { return m_inputs; }

    // Memory with these inputs, for a candidate (its workspaces and packed buffer) or for a rung.
    Result<runner::RunMemory> makeMemory(const kernel::Candidate* candidate, int threads) const;

private:
    DataSets() = default;
    std::vector<CaseKey> m_keys;
    std::vector<Inputs> m_inputs;
    std::uint64_t m_footprintBytes = 0;
    std::uint64_t m_seed = 0;
};

} // namespace autokernel::lab
