// SPDX-License-Identifier: Apache-2.0
#include "lab/check/cuda_executor.h"

#include "runner/run_memory.h"

namespace autokernel::lab {
namespace {

class CudaExecution final : public Execution
{
public:
    CudaExecution(cuda::Device& device, CudaKernel kernel, std::vector<ExecutionSet> sets,
        std::vector<CudaSet> memory)
        : m_device(device)
        , m_kernel(std::move(kernel))
        , m_sets(std::move(sets))
        , m_memory(std::move(memory))
    {
    }

    void poison(int set, bool otherPattern) override
    {
        using runner::RunMemory;
        m_poisoned
            = memoryOf(set).poison(otherPattern ? RunMemory::kOtherPoison : RunMemory::kPoison);
    }

    Result<void> call(int set, std::chrono::nanoseconds deadline) override
    {
        AK_TRY(m_poisoned);
        const ExecutionSet& given = m_sets[static_cast<std::size_t>(set)];
        AK_TRY(m_kernel.enqueue(memoryOf(set), given.symbols, given.scalars));
        return m_device.wait(deadline);
    }

    // What cannot be read stays zero and fails the comparison; the device's state tells why.
    std::span<const std::byte> output(int set, int index) override
    {
        const auto position = static_cast<std::size_t>(index);
        m_output.assign(memoryOf(set).outputBytes(position), std::byte {0});
        m_read = memoryOf(set).readOutput(position, m_output);
        return m_output;
    }

    Result<void> finish() override
    {
        AK_TRY(m_read);
        for (const CudaSet& memory : m_memory)
            AK_TRY(memory.checkBands());
        return {};
    }

    bool inputsIntact(int set) override
    {
        const auto intact = memoryOf(set).inputsIntact();
        return intact && *intact;
    }

    Result<void> replaceInputs(
        int set, std::shared_ptr<const std::vector<HostTensor>> inputs) override
    {
        return memoryOf(set).replaceInputs(std::move(inputs));
    }

private:
    CudaSet& memoryOf(int set) { return m_memory[static_cast<std::size_t>(set)]; }

    cuda::Device& m_device;
    CudaKernel m_kernel;
    std::vector<ExecutionSet> m_sets;
    std::vector<CudaSet> m_memory;
    std::vector<std::byte> m_output; // the latest one
    Result<void> m_poisoned;
    Result<void> m_read;
};

class CudaExecutor final : public Executor
{
public:
    CudaExecutor(cuda::Device& device, const kernel::Candidate& candidate,
        const kernel::Variant& variant, kernel::Dtype dtype, std::string cubin)
        : m_device(device)
        , m_candidate(candidate)
        , m_variant(variant)
        , m_dtype(dtype)
        , m_cubin(std::move(cubin))
    {
    }

    Result<std::unique_ptr<Execution>> load(
        const std::vector<ExecutionSet>& sets, int /*team*/) override
    {
        AK_ASSIGN(
            auto kernel, CudaKernel::load(m_device, m_candidate, m_variant, m_dtype, m_cubin));
        std::vector<CudaSet> memory;
        for (const ExecutionSet& set : sets) {
            AK_ASSIGN(auto made, CudaSet::create(m_device, m_candidate, m_variant, m_dtype, set));
            memory.push_back(std::move(made));
        }
        return std::make_unique<CudaExecution>(
            m_device, std::move(kernel), sets, std::move(memory));
    }

private:
    cuda::Device& m_device;
    const kernel::Candidate& m_candidate;
    const kernel::Variant& m_variant;
    kernel::Dtype m_dtype;
    std::string m_cubin;
};

} // namespace

std::unique_ptr<Executor> makeCudaExecutor(cuda::Device& device, const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target, std::string cubin)
{
    return std::make_unique<CudaExecutor>(
        device, candidate, *type.findVariant(target.variant), target.dtype, std::move(cubin));
}

} // namespace autokernel::lab
