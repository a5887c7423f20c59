// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/data_sets.h"

#include "lab/check/cpu_executor.h"
#include "lab/check/random_numbers.h"

#include <algorithm>

namespace autokernel::lab {

int dataSetCount(std::uint64_t bytesOfCall, const DataSetLimits& limits)
{
    const auto fitting = [&](std::uint64_t bytes, int most) {
        return static_cast<int>(std::clamp<std::uint64_t>(
            bytes / std::max<std::uint64_t>(bytesOfCall, 1), 1, static_cast<std::uint64_t>(most)));
    };
    const int count = std::max(fitting(limits.maximumBytes, limits.maximumSets),
        fitting(limits.maximumBytesOfMany, limits.maximumSetsOfMany));
    return count % 2 == 0 ? count - 1 : count;
}

Result<DataSets> DataSets::create(CaseStore& store, const kernel::KernelType& type,
    const kernel::Target& target, std::uint64_t seed, const DataSetLimits& limits)
{
    const kernel::Variant* variant = type.findVariant(target.variant);
    if (variant == nullptr)
        return fail(ErrorCode::InvalidInput, "Kernel type {} has no variant {}.", type.name,
            target.variant);
    AK_ASSIGN(const std::uint64_t bytes, bytesOfCall(*variant, target.symbols, target.dtype));
    DataSets sets;
    sets.m_seed = seed;
    const int count = dataSetCount(bytes, limits);
    sets.m_footprintBytes = bytes * static_cast<std::uint64_t>(count);
    for (int set = 0; set < count; ++set) {
        CaseKey key {&type, variant, target.dtype, target.symbols,
            scalarsOf(*variant, target.symbols, target.scalars),
            {Family::Plain, Focus::All, 0, mixSeeds(seed, static_cast<std::uint64_t>(set)), -1}};
        AK_ASSIGN(auto inputs, store.inputs(key));
        sets.m_keys.push_back(std::move(key));
        sets.m_inputs.push_back(std::move(inputs));
    }
    return sets;
}

Result<runner::RunMemory> DataSets::makeMemory(
    const kernel::Candidate* candidate, int threads) const
{
    std::vector<ExecutionSet> sets;
    std::vector<runner::DataSetDescription> descriptions;
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        const CaseKey& key = m_keys[i];
        sets.push_back({m_inputs[i], key.symbols, key.scalars});
        AK_ASSIGN(auto description,
            candidate != nullptr
                ? describeDataSet(
                    *candidate, *key.type, *key.variant, key.dtype, sets.back(), threads)
                : describeDataSet(*key.type, *key.variant, key.dtype, sets.back()));
        descriptions.push_back(std::move(description));
    }
    AK_ASSIGN(auto memory, runner::RunMemory::create(descriptions));
    fillInputs(memory, sets);
    return memory;
}

} // namespace autokernel::lab
