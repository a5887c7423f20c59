// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/cuda_rung.h"

#include "lab/check/case_store.h"
#include "lab/check/reference.h"
#include "lab/model/forward.h"
#include "lab/model/reference_source.h"

#include <ATen/Context.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/Stream.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/jit/api/compilation_unit.h>

#include <dlfcn.h>

#include <algorithm>

namespace autokernel::lab {
namespace {

using Stack = std::vector<c10::IValue>;

at::ScalarType scalarType(kernel::Dtype dtype)
{
    switch (dtype) {
    case kernel::Dtype::Float32:
        return at::kFloat;
    case kernel::Dtype::BFloat16:
        return at::kBFloat16;
    case kernel::Dtype::Float16:
        return at::kHalf;
    case kernel::Dtype::Float64:
        return at::kDouble;
    case kernel::Dtype::Int64:
        return at::kLong;
    case kernel::Dtype::Bool:
        return at::kBool;
    }
    return at::kFloat;
}

// While it lives, LibTorch works on the device's stream, in inference mode and op by op.
class TorchOnStream
{
public:
    explicit TorchOnStream(cuda::Device& device)
        : m_eager(0)
        , m_guard(c10::DeviceType::CUDA)
        // LibTorch names a stream that it did not make by its handle.
        , m_previous(m_guard.exchangeStream(
              c10::Stream(c10::Stream::UNSAFE, c10::Device(c10::DeviceType::CUDA, 0),
                  static_cast<c10::StreamId>(reinterpret_cast<std::intptr_t>(device.stream())))))
    {
    }
    ~TorchOnStream() { m_guard.exchangeStream(m_previous); }
    TorchOnStream(const TorchOnStream&) = delete;
    TorchOnStream& operator=(const TorchOnStream&) = delete;

private:
    c10::InferenceMode m_inference;
    EagerExecution m_eager;
    c10::impl::VirtualGuardImpl m_guard;
    c10::Stream m_previous;
};

using Kept = std::vector<c10::IValue>; // the latest result of each set

class RungWork final : public CudaWork
{
public:
    RungWork(cuda::Device& device, ReferenceUnit unit, std::string function)
        : m_device(device)
        , m_unit(std::move(unit))
        , m_function(m_unit->get_function(function))
        , m_kept(std::make_shared<Kept>())
    {
    }

    // Into memory of ours: LibTorch's allocator gives away again what a recorded graph freed while
    // it was recorded, and a replay of that graph would write over another rung's inputs.
    Result<void> copyInputs(const RungRequest& request, runner::RunMemory& memory)
    {
        const TorchOnStream scope(m_device);
        const kernel::Variant& variant = *request.type.findVariant(request.target.variant);
        const auto& parameters = m_function.getSchema().arguments();
        const auto scalars = scalarsOf(variant, request.target.symbols, request.target.scalars);
        for (std::size_t set = 0; set < memory.setCount(); ++set) {
            Stack stack;
            for (std::size_t i = 0; i < variant.inputs.size(); ++i) {
                const auto sizes = sizesOf(variant.inputs[i], request.target.symbols);
                if (!sizes)
                    throw std::runtime_error(sizes.error().message);
                const auto bytes = memory.input(set, i);
                AK_ASSIGN(auto buffer, cuda::Buffer::create(m_device, bytes.size()));
                AK_TRY(buffer.write(bytes));
                const at::Device gpu(at::kCUDA, 0);
                const auto dtype = scalarType(dtypeOf(variant.inputs[i], request.target.dtype));
                stack.emplace_back(at::for_blob(reinterpret_cast<void*>(buffer.address()), *sizes)
                                       .options(at::TensorOptions().dtype(dtype).device(gpu))
                                       .target_device(gpu)
                                       .make_tensor());
                m_inputs.push_back(std::move(buffer));
            }
            for (std::size_t i = 0; i < scalars.size(); ++i) {
                const bool isInteger
                    = parameters.at(stack.size()).type()->kind() == c10::TypeKind::IntType;
                stack.push_back(isInteger ? c10::IValue(static_cast<std::int64_t>(scalars[i]))
                                          : c10::IValue(scalars[i]));
            }
            m_arguments.push_back(std::move(stack));
        }
        m_kept->resize(m_arguments.size());
        return {};
    }

    Result<void> enqueue(int set) override
    {
        const auto position = static_cast<std::size_t>(set);
        try {
            const TorchOnStream scope(m_device);
            (*m_kept)[position]
                = c10::IValue(); // its memory is free for this call, as in a user's loop
            (*m_kept)[position] = m_function(Stack(m_arguments[position]));
            return {};
        } catch (const std::exception& error) {
            return fail(ErrorCode::RuntimeError, "{}", firstLine(error));
        }
    }

    std::shared_ptr<void> keepAlive() override
    {
        auto kept = std::exchange(m_kept, std::make_shared<Kept>(m_arguments.size()));
        m_selected = kept;
        return kept;
    }

    void select(const std::shared_ptr<void>& kept) override
    {
        m_selected = std::static_pointer_cast<Kept>(kept);
    }

    // PyTorch's results lie in memory of its graphs, and nothing of PyTorch's looks for old ones.
    Result<void> overwriteResults() override { return {}; }

    // A set that the last block did not visit leaves the bytes as they are.
    Result<void> readOutput(int set, int index, std::span<std::byte> bytes) override
    {
        const c10::IValue& value = (*m_selected)[static_cast<std::size_t>(set)];
        if (value.isNone())
            return {};
        const TorchOnStream scope(m_device);
        const at::Tensor result = value.isTensor()
            ? value.toTensor()
            : value.toTupleRef().elements()[static_cast<std::size_t>(index)].toTensor();
        const at::Tensor host = result.to(at::kCPU).contiguous();
        if (host.nbytes() != bytes.size())
            return fail(ErrorCode::RuntimeError, "the result has {} bytes instead of {}",
                host.nbytes(), bytes.size());
        std::memcpy(bytes.data(), host.const_data_ptr(), bytes.size());
        return {};
    }

    Result<void> checkMemory() override
    {
        for (const cuda::Buffer& input : m_inputs) {
            AK_ASSIGN(const bool intact, input.bandsIntact());
            if (!intact)
                return fail(ErrorCode::RuntimeError, "the memory beside an input was changed");
        }
        return {};
    }

private:
    cuda::Device& m_device;
    std::vector<cuda::Buffer> m_inputs; // what the arguments refer to
    ReferenceUnit m_unit;
    torch::jit::Function& m_function;
    std::vector<Stack> m_arguments; // of each set
    std::shared_ptr<Kept> m_kept; // of the calls enqueued now
    std::shared_ptr<Kept> m_selected; // of the graph that ran last
};

} // namespace

std::filesystem::path torchLibraryFolder()
{
    Dl_info info {};
    if (::dladdr(reinterpret_cast<const void*>(&at::globalContext), &info) == 0
        || info.dli_fname == nullptr)
        return {};
    return std::filesystem::canonical(info.dli_fname).parent_path();
}

Result<void> loadTorchCuda()
{
    const auto file = torchLibraryFolder() / "libtorch_cuda.so";
    if (::dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr)
        return fail(ErrorCode::NotFound, "LibTorch's CUDA part cannot be loaded: {}", ::dlerror());
    if (!at::globalContext().hasCUDA())
        return fail(ErrorCode::NotFound, "{} finds no GPU", file.string());
    return {};
}

std::vector<std::string> cudaRungNames(
    const kernel::KernelType& type, const kernel::Variant& variant)
{
    std::vector<std::string> names {"eager"};
    if (const auto reference = Reference::load(type))
        for (const std::string& baseline : type.baselines)
            if (reference->offers(baseline, variant))
                names.push_back(baseline);
    return names;
}

Result<std::unique_ptr<Contender>> makeCudaRung(
    cuda::Device& device, const RungRequest& request, runner::RunMemory memory)
{
    const kernel::Variant* const variant = request.type.findVariant(request.target.variant);
    if (variant == nullptr)
        return fail(ErrorCode::InvalidInput, "{} has no variant {}.", request.type.name,
            request.target.variant);
    const auto names = cudaRungNames(request.type, *variant);
    if (std::ranges::find(names, request.rung) == names.end())
        return fail(
            ErrorCode::NotFound, "{} has no rung {} on a GPU.", request.type.name, request.rung);
    AK_ASSIGN(auto unit, compileReference(request.type.referencePath()));
    auto work
        = std::make_unique<RungWork>(device, std::move(unit), request.rung + variant->suffix());
    try {
        AK_TRY(work->copyInputs(request, memory));
    } catch (const std::exception& error) {
        return fail(ErrorCode::RuntimeError, "the rung {} does not start: {}", request.rung,
            firstLine(error));
    }
    return std::make_unique<CudaContender>(
        request.rung, device, std::move(memory), variant->outputs.size(), std::move(work));
}

} // namespace autokernel::lab
