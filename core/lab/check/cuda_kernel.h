// SPDX-License-Identifier: Apache-2.0
// A CUDA candidate loaded on a GPU, and the GPU memory of its calls: what checks and timings share.
// Objects belong to the device's thread and do not outlive it.
#pragma once

#include "kernel/candidate.h"
#include "lab/check/executor.h"
#include "lab/device/cuda_device.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace autokernel::lab {

// The buffers of one data set on the GPU.
class CudaSet
{
public:
    // Inputs are copied there; outputs and workspaces hold a NaN pattern. CompileError for a
    // workspace of an impossible size.
    static Result<CudaSet> create(cuda::Device& device, const kernel::Candidate& candidate,
        const kernel::Variant& variant, kernel::Dtype dtype, const ExecutionSet& set);

    // Other values of the same sizes, at the same addresses.
    Result<void> replaceInputs(std::shared_ptr<const std::vector<HostTensor>> inputs);
    Result<void> poison(std::uint64_t pattern); // outputs and workspaces
    Result<void> overwrite() const; // likewise, with NaN, on the device's stream
    Result<void> readOutput(std::size_t index, std::span<std::byte> bytes) const;
    std::size_t outputBytes(std::size_t index) const { return m_outputs[index].bytes(); }
    Result<void> checkBands() const; // Rejected ("C9: ...")
    Result<bool> inputsIntact() const;

private:
    friend class CudaKernel;
    std::shared_ptr<const std::vector<HostTensor>> m_hostInputs;
    std::vector<cuda::Buffer> m_inputs;
    std::vector<cuda::Buffer> m_outputs;
    std::vector<cuda::Buffer> m_workspaces;
};

class CudaKernel
{
public:
    // CompileError: an entry is missing, or takes other parameters than its launch passes.
    static Result<CudaKernel> load(cuda::Device& device, const kernel::Candidate& candidate,
        const kernel::Variant& variant, kernel::Dtype dtype, const std::string& cubin);
    CudaKernel(CudaKernel&& other) noexcept;
    CudaKernel& operator=(CudaKernel&&) = delete;
    ~CudaKernel();

    // Puts one call on the device's stream. A launch whose grid has a zero is left out.
    // RuntimeError: the driver refuses the launch.
    Result<void> enqueue(
        CudaSet& set, const kernel::Symbols& symbols, const std::vector<double>& scalars) const;

private:
    // One parameter of a launch: where its value comes from.
    struct Argument
    {
        enum class Kind
        {
            Input,
            Output,
            Workspace,
            Scalar,
            IntegerScalar,
            Symbol
        } kind;
        std::size_t index = 0;
        std::string symbol;
        std::size_t bytes() const { return kind == Kind::Scalar ? 4 : 8; }
    };
    struct Step
    {
        const kernel::Launch* launch = nullptr;
        CUfunction function = nullptr;
        std::vector<Argument> arguments;
    };
    struct Shape
    {
        unsigned grid[3] = {1, 1, 1};
        unsigned block[3] = {1, 1, 1};
        unsigned cluster[3] = {1, 1, 1};
        unsigned sharedBytes = 0;
        bool isEmpty = false;
    };

    CudaKernel(cuda::Device& device, const kernel::Candidate& candidate, kernel::Dtype dtype);
    Result<Argument> argument(const std::string& name, const kernel::Variant& variant) const;
    Result<Step> step(const kernel::Launch& launch, const kernel::Variant& variant) const;
    Result<Shape> shape(const kernel::Launch& launch, const kernel::Symbols& symbols) const;
    Result<void> launch(const Step& step, const Shape& shape, CudaSet& set,
        const kernel::Symbols& symbols, const std::vector<double>& scalars) const;

    cuda::Device* m_device;
    const kernel::Candidate* m_candidate;
    kernel::Dtype m_dtype;
    CUmodule m_module = nullptr;
    std::vector<Step> m_steps;
};

// Symbols, tunables and E as the candidate's expressions see them.
kernel::Symbols expressionNames(
    const kernel::Candidate& candidate, const kernel::Symbols& symbols, kernel::Dtype dtype);

} // namespace autokernel::lab
