// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/served_tensors.h"

#include "runner/buffer_map.h"
#include "runner/candidate_process.h"

#include <ATen/ops/from_blob.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace autokernel::lab {
namespace {

constexpr std::array<std::pair<at::ScalarType, std::int32_t>, 6> kDtypes {
    {{at::kFloat, AK_FP32}, {at::kBFloat16, AK_BF16}, {at::kHalf, AK_FP16}, {at::kDouble, AK_FP64},
        {at::kLong, AK_I64}, {at::kBool, AK_BOOL}}};

at::ScalarType scalarType(std::int32_t dtype)
{
    for (const auto& [aten, abi] : kDtypes)
        if (abi == dtype)
            return aten;
    throw std::runtime_error(fmt::format("the buffer table has the unknown dtype {}", dtype));
}

Result<std::int32_t> abiDtype(at::ScalarType type)
{
    for (const auto& [aten, abi] : kDtypes)
        if (aten == type)
            return abi;
    return fail(ErrorCode::Unsupported,
        "The model returns a tensor of type {}, which cannot be compared.", at::toString(type));
}

at::Tensor tensorOver(const ak_tensor& tensor)
{
    const auto rank = static_cast<std::size_t>(tensor.rank);
    return at::from_blob(tensor.data, at::IntArrayRef(tensor.size, rank),
        at::IntArrayRef(tensor.stride, rank), scalarType(tensor.dtype));
}

// The counts of one set, which the mapped argument structs do not repeat.
runner::RunTableHeader readHeader()
{
    void* const page = ::mmap(nullptr, sizeof(runner::RunTableHeader), PROT_READ, MAP_SHARED,
        runner::kTableDescriptor, 0);
    if (page == MAP_FAILED)
        throw std::runtime_error("the buffer table cannot be mapped");
    const auto header = *static_cast<const runner::RunTableHeader*>(page);
    ::munmap(page, sizeof header);
    return header;
}

} // namespace

std::vector<ServedSet> mapServedSets(int threads)
{
    runner::BufferMap map;
    const runner::MapDescriptors descriptors {
        runner::kTableDescriptor, runner::kInputDescriptor, runner::kOutputDescriptor, -1};
    if (const std::string error
        = runner::mapBuffers(descriptors, runner::MapRole::Run, ~std::uint64_t {0}, threads, map);
        !error.empty())
        throw std::runtime_error(error);
    const auto header = readHeader();
    std::vector<ServedSet> sets;
    for (const runner::MappedSet& mapped : map.sets) {
        ServedSet set;
        for (std::uint32_t i = 0; i < header.inputCount; ++i)
            set.inputs.push_back(tensorOver(mapped.arguments->inputs[i]));
        for (std::uint32_t i = 0; i < header.outputCount; ++i)
            set.outputs.push_back(tensorOver(mapped.arguments->outputs[i]));
        set.scalars.assign(
            mapped.arguments->scalars, mapped.arguments->scalars + header.scalarCount);
        sets.push_back(std::move(set));
    }
    return sets;
}

void copyResults(const std::vector<at::Tensor>& results, const ServedSet& set)
{
    if (results.size() != set.outputs.size())
        throw std::runtime_error(fmt::format(
            "it returned {} tensors where {} are expected", results.size(), set.outputs.size()));
    for (std::size_t i = 0; i < results.size(); ++i) {
        const at::Tensor& result = results[i];
        const at::Tensor& output = set.outputs[i];
        if (result.sizes() != output.sizes() || result.scalar_type() != output.scalar_type()) {
            throw std::runtime_error(fmt::format("its result {} is {}[{}], expected {}[{}]", i,
                at::toString(result.scalar_type()), fmt::join(result.sizes(), ","),
                at::toString(output.scalar_type()), fmt::join(output.sizes(), ",")));
        }
        if (!result.is_same(output) && result.const_data_ptr() != output.const_data_ptr())
            output.copy_(result);
    }
}

Result<runner::DataSetDescription> roomFor(const std::vector<at::Tensor>& results)
{
    runner::DataSetDescription description;
    for (const at::Tensor& result : results) {
        AK_ASSIGN(const auto dtype, abiDtype(result.scalar_type()));
        description.outputs.push_back(
            {.dtype = dtype, .sizes = result.sizes().vec(), .strides = {}, .sharedWithSet = {}});
    }
    return description;
}

} // namespace autokernel::lab
