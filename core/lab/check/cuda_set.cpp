// SPDX-License-Identifier: Apache-2.0
#include "lab/check/cuda_kernel.h"
#include "runner/run_memory.h"

#include <cstring>

namespace autokernel::lab {

Result<CudaSet> CudaSet::create(cuda::Device& device, const kernel::Candidate& candidate,
    const kernel::Variant& variant, kernel::Dtype dtype, const ExecutionSet& set)
{
    const bool atEnd = set.placement == BufferPlacement::EndAtGuard;
    const auto lead = [&](kernel::Dtype stored) {
        return atEnd ? std::size_t {0}
                     : static_cast<std::size_t>(set.leadElements) * kernel::elementBytes(stored);
    };
    CudaSet result;
    result.m_hostInputs = set.inputs;
    for (const HostTensor& input : *set.inputs) {
        AK_ASSIGN(auto buffer,
            cuda::Buffer::create(device, input.bytes.size(), atEnd, lead(input.dtype)));
        AK_TRY(buffer.write(input.bytes));
        result.m_inputs.push_back(std::move(buffer));
    }
    for (const kernel::TensorSpec& output : variant.outputs) {
        const kernel::Dtype stored = dtypeOf(output, dtype);
        AK_ASSIGN(const auto sizes, sizesOf(output, set.symbols));
        const auto bytes
            = static_cast<std::size_t>(elementsOf(sizes)) * kernel::elementBytes(stored);
        AK_ASSIGN(auto buffer, cuda::Buffer::create(device, bytes, atEnd, lead(stored)));
        result.m_outputs.push_back(std::move(buffer));
    }
    const kernel::Symbols names = expressionNames(candidate, set.symbols, dtype);
    for (const kernel::Workspace& workspace : candidate.manifest.workspaces) {
        AK_ASSIGN(const std::int64_t bytes, workspace.bytes.evaluate(names));
        if (bytes < 0)
            return fail(ErrorCode::CompileError, "Workspace {} would have {} bytes.",
                workspace.name, bytes);
        AK_ASSIGN(auto buffer, cuda::Buffer::create(device, static_cast<std::size_t>(bytes)));
        result.m_workspaces.push_back(std::move(buffer));
    }
    AK_TRY(result.poison(runner::RunMemory::kPoison));
    return result;
}

Result<void> CudaSet::replaceInputs(std::shared_ptr<const std::vector<HostTensor>> inputs)
{
    m_hostInputs = std::move(inputs);
    for (std::size_t i = 0; i < m_inputs.size(); ++i)
        AK_TRY(m_inputs[i].write((*m_hostInputs)[i].bytes));
    return {};
}

Result<void> CudaSet::poison(std::uint64_t pattern)
{
    for (auto* buffers : {&m_outputs, &m_workspaces})
        for (cuda::Buffer& buffer : *buffers)
            AK_TRY(buffer.fill(pattern));
    return {};
}

Result<void> CudaSet::overwrite() const
{
    for (const auto* buffers : {&m_outputs, &m_workspaces})
        for (const cuda::Buffer& buffer : *buffers)
            AK_TRY(buffer.overwrite());
    return {};
}

Result<void> CudaSet::readOutput(std::size_t index, std::span<std::byte> bytes) const
{
    return m_outputs[index].read(bytes);
}

Result<void> CudaSet::checkBands() const
{
    const auto check
        = [](const std::vector<cuda::Buffer>& buffers, std::string_view what) -> Result<void> {
        for (std::size_t i = 0; i < buffers.size(); ++i) {
            AK_ASSIGN(const bool intact, buffers[i].bandsIntact());
            if (!intact)
                return fail(
                    ErrorCode::Rejected, "C9: the memory beside {} {} was changed.", what, i);
        }
        return {};
    };
    AK_TRY(check(m_inputs, "input"));
    AK_TRY(check(m_outputs, "output"));
    return check(m_workspaces, "workspace");
}

Result<bool> CudaSet::inputsIntact() const
{
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < m_inputs.size(); ++i) {
        const auto& expected = (*m_hostInputs)[i].bytes;
        bytes.resize(expected.size());
        AK_TRY(m_inputs[i].read(bytes));
        if (bytes != expected)
            return false;
    }
    return true;
}

} // namespace autokernel::lab
