// SPDX-License-Identifier: Apache-2.0
#include "lab/check/cuda_kernel.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <utility>

namespace autokernel::lab {
namespace {

constexpr unsigned kSharedWithoutAsking = 48 * 1024;

template <typename Range>
std::optional<std::size_t> positionOf(const Range& range, const std::string& name)
{
    for (std::size_t i = 0; i < range.size(); ++i)
        if (range[i].name == name)
            return i;
    return std::nullopt;
}

} // namespace

kernel::Symbols expressionNames(
    const kernel::Candidate& candidate, const kernel::Symbols& symbols, kernel::Dtype dtype)
{
    kernel::Symbols names = symbols;
    names.insert(candidate.tunables.begin(), candidate.tunables.end());
    names["E"] = static_cast<std::int64_t>(kernel::elementBytes(dtype));
    return names;
}

CudaKernel::CudaKernel(
    cuda::Device& device, const kernel::Candidate& candidate, kernel::Dtype dtype)
    : m_device(&device)
    , m_candidate(&candidate)
    , m_dtype(dtype)
{
}

CudaKernel::CudaKernel(CudaKernel&& other) noexcept
    : m_device(other.m_device)
    , m_candidate(other.m_candidate)
    , m_dtype(other.m_dtype)
    , m_module(std::exchange(other.m_module, nullptr))
    , m_steps(std::move(other.m_steps))
{
}

CudaKernel::~CudaKernel()
{
    if (m_module != nullptr && !m_device->isLost())
        m_device->driver().cuModuleUnload(m_module);
}

Result<CudaKernel> CudaKernel::load(cuda::Device& device, const kernel::Candidate& candidate,
    const kernel::Variant& variant, kernel::Dtype dtype, const std::string& cubin)
{
    CudaKernel kernel(device, candidate, dtype);
    AK_TRY(device.check(
        device.driver().cuModuleLoadData(&kernel.m_module, cubin.data()), "loading the kernel"));
    for (const kernel::Launch& launch : candidate.manifest.launches) {
        AK_ASSIGN(auto step, kernel.step(launch, variant));
        kernel.m_steps.push_back(std::move(step));
    }
    return kernel;
}

Result<CudaKernel::Argument> CudaKernel::argument(
    const std::string& name, const kernel::Variant& variant) const
{
    using Kind = Argument::Kind;
    if (const auto at = positionOf(variant.inputs, name))
        return Argument {Kind::Input, *at, {}};
    if (const auto at = positionOf(variant.outputs, name))
        return Argument {Kind::Output, *at, {}};
    if (const auto at = positionOf(m_candidate->manifest.workspaces, name))
        return Argument {Kind::Workspace, *at, {}};
    if (const auto at = positionOf(variant.scalars, name))
        return Argument {
            variant.scalars[*at].isInteger ? Kind::IntegerScalar : Kind::Scalar, *at, {}};
    return Argument {Kind::Symbol, 0, name};
}

Result<CudaKernel::Step> CudaKernel::step(
    const kernel::Launch& launch, const kernel::Variant& variant) const
{
    const cuda::Driver& driver = m_device->driver();
    Step step;
    step.launch = &launch;
    if (driver.cuModuleGetFunction(&step.function, m_module, launch.entry.c_str()) != CUDA_SUCCESS)
        return fail(ErrorCode::CompileError, "The source has no extern \"C\" kernel called {}.",
            launch.entry);
    for (const std::string& name : launch.arguments) {
        AK_ASSIGN(auto made, argument(name, variant));
        step.arguments.push_back(std::move(made));
    }
    std::size_t offset = 0;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < step.arguments.size(); ++i)
        if (driver.cuFuncGetParamInfo(step.function, i, &offset, &bytes) != CUDA_SUCCESS
            || bytes != step.arguments[i].bytes())
            return fail(ErrorCode::CompileError,
                "Parameter {} of {} must have {} bytes for the argument {}: tensors are pointers, "
                "symbols and "
                "integer scalars long long, other scalars float.",
                i, launch.entry, step.arguments[i].bytes(), launch.arguments[i]);
    if (driver.cuFuncGetParamInfo(step.function, step.arguments.size(), &offset, &bytes)
        == CUDA_SUCCESS)
        return fail(ErrorCode::CompileError,
            "{} takes more parameters than the {} arguments of its launch.", launch.entry,
            step.arguments.size());
    return step;
}

Result<CudaKernel::Shape> CudaKernel::shape(
    const kernel::Launch& launch, const kernel::Symbols& symbols) const
{
    const kernel::Symbols names = expressionNames(*m_candidate, symbols, m_dtype);
    Shape shape;
    const auto evaluate = [&](const std::vector<kernel::Expression>& expressions,
                              unsigned(&values)[3], std::string_view what) -> Result<void> {
        for (std::size_t i = 0; i < expressions.size() && i < 3; ++i) {
            AK_ASSIGN(const std::int64_t value, expressions[i].evaluate(names));
            if (value < 0 || value > INT32_MAX)
                return fail(ErrorCode::CompileError, "The {} of {} would be {}.", what,
                    launch.entry, value);
            values[i] = static_cast<unsigned>(value);
            shape.isEmpty = shape.isEmpty || value == 0;
        }
        return {};
    };
    AK_TRY(evaluate(launch.grid, shape.grid, "grid"));
    AK_TRY(evaluate(launch.block, shape.block, "block"));
    AK_TRY(evaluate(launch.cluster, shape.cluster, "cluster"));
    if (launch.sharedBytes) {
        AK_ASSIGN(const std::int64_t bytes, launch.sharedBytes->evaluate(names));
        if (bytes < 0 || bytes > INT32_MAX)
            return fail(ErrorCode::CompileError, "{} would need {} bytes of shared memory.",
                launch.entry, bytes);
        shape.sharedBytes = static_cast<unsigned>(bytes);
    }
    return shape;
}

Result<void> CudaKernel::launch(const Step& step, const Shape& shape, CudaSet& set,
    const kernel::Symbols& symbols, const std::vector<double>& scalars) const
{
    using Kind = Argument::Kind;
    std::deque<std::uint64_t> values; // stable addresses
    std::vector<void*> pointers;
    for (const Argument& argument : step.arguments) {
        std::uint64_t value = 0;
        if (argument.kind == Kind::Input)
            value = set.m_inputs[argument.index].address();
        else if (argument.kind == Kind::Output)
            value = set.m_outputs[argument.index].address();
        else if (argument.kind == Kind::Workspace)
            value = set.m_workspaces[argument.index].address();
        else if (argument.kind == Kind::IntegerScalar)
            value
                = static_cast<std::uint64_t>(static_cast<std::int64_t>(scalars.at(argument.index)));
        else if (argument.kind == Kind::Scalar) {
            const auto narrow = static_cast<float>(scalars.at(argument.index));
            std::memcpy(&value, &narrow, sizeof narrow);
        } else {
            const auto names = expressionNames(*m_candidate, symbols, m_dtype);
            const auto found = names.find(argument.symbol);
            if (found == names.end())
                return fail(ErrorCode::CompileError, "{}: there is no argument called {}.",
                    step.launch->entry, argument.symbol);
            value = static_cast<std::uint64_t>(found->second);
        }
        values.push_back(value);
        pointers.push_back(&values.back());
    }
    CUlaunchConfig config {};
    config.gridDimX = shape.grid[0];
    config.gridDimY = shape.grid[1];
    config.gridDimZ = shape.grid[2];
    config.blockDimX = shape.block[0];
    config.blockDimY = shape.block[1];
    config.blockDimZ = shape.block[2];
    config.sharedMemBytes = shape.sharedBytes;
    config.hStream = m_device->stream();
    CUlaunchAttribute cluster {};
    if (!step.launch->cluster.empty()) {
        cluster.id = CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION;
        cluster.value.clusterDim = {shape.cluster[0], shape.cluster[1], shape.cluster[2]};
        config.attrs = &cluster;
        config.numAttrs = 1;
    }
    const cuda::Driver& driver = m_device->driver();
    if (shape.sharedBytes > kSharedWithoutAsking)
        AK_TRY(m_device->check(driver.cuFuncSetAttribute(step.function,
                                   CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                                   static_cast<int>(shape.sharedBytes)),
            "asking for shared memory"));
    return m_device->check(
        driver.cuLaunchKernelEx(&config, step.function, pointers.data(), nullptr),
        "the launch of the kernel");
}

Result<void> CudaKernel::enqueue(
    CudaSet& set, const kernel::Symbols& symbols, const std::vector<double>& scalars) const
{
    const auto& workspaces = m_candidate->manifest.workspaces;
    for (std::size_t i = 0; i < workspaces.size(); ++i)
        if (workspaces[i].zeroed && set.m_workspaces[i].bytes() > 0)
            AK_TRY(m_device->check(m_device->driver().cuMemsetD8Async(set.m_workspaces[i].address(),
                                       0, set.m_workspaces[i].bytes(), m_device->stream()),
                "clearing a workspace"));
    for (const Step& step : m_steps) {
        AK_ASSIGN(const Shape shaped, shape(*step.launch, symbols));
        if (!shaped.isEmpty)
            AK_TRY(launch(step, shaped, set, symbols, scalars));
    }
    return {};
}

} // namespace autokernel::lab
