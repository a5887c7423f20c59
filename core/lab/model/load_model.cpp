// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/sha256.h"
#include "kernel/dtype.h"
#include "lab/model/archive.h"
#include "lab/model/export_child.h"
#include "lab/model/forward.h"
#include "lab/model/graph_walk.h"
#include "lab/model/loaded_model.h"
#include "lab/model/memory.h"
#include "lab/model/prepare_model.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>

#include <fmt/ranges.h>
#include <unistd.h>

#include <set>

namespace autokernel::lab {
namespace {

namespace fs = std::filesystem;
namespace jit = torch::jit;

void report(const LoadOptions& options, const std::string& text, double fraction)
{
    if (options.progress)
        options.progress(text, fraction);
}

Result<at::ScalarType> floatingDtype(const std::string& name)
{
    AK_ASSIGN(const auto dtype, kernel::dtypeFromString(name));
    switch (dtype) {
    case kernel::Dtype::Float32:
        return at::kFloat;
    case kernel::Dtype::BFloat16:
        return at::kBFloat16;
    case kernel::Dtype::Float16:
        return at::kHalf;
    case kernel::Dtype::Float64:
        return at::kDouble;
    default:
        break;
    }
    return fail(
        ErrorCode::InvalidInput, "A model cannot run in {}; choose fp32, bf16 or fp16.", name);
}

std::string numberOf(std::size_t count)
{
    return fmt::format("{} {}", count, count == 1 ? "input" : "inputs");
}

// So many inputs as the forward takes, and no more of them than memory holds.
Result<void> checkInputs(
    const protocol::LoadModel& request, const jit::Module& module, at::ScalarType dtype)
{
    const auto& arguments = module.get_method("forward").function().getSchema().arguments();
    std::vector<std::string> names;
    std::size_t required = 0;
    for (std::size_t i = 1; i < arguments.size(); ++i) { // 0 is self
        names.push_back(arguments[i].name());
        required += arguments[i].default_value() ? 0U : 1U;
    }
    const auto given = request.inputs.size();
    if (given > names.size() || given < required)
        return fail(ErrorCode::InvalidInput,
            "The model takes {} ({}) and {} given: pass --input once for each.",
            required < names.size() ? fmt::format("{} to {}", required, numberOf(names.size()))
                                    : numberOf(names.size()),
            fmt::join(names, ", "), fmt::format("{} {}", given, given == 1 ? "was" : "were"));
    double bytes = 0;
    for (const auto& input : request.inputs) {
        double values = 1;
        for (const auto size : input.shape)
            values *= static_cast<double>(size);
        // Floating ones are drawn in fp32, then cast.
        const auto cast = dtype == at::kFloat ? 0U : c10::elementSize(dtype);
        bytes += values * static_cast<double>(input.isInteger ? 8U : 4U + cast);
    }
    const auto available = availableMemoryBytes();
    if (available > 0 && bytes > static_cast<double>(available))
        return fail(ErrorCode::OutOfMemory,
            "The inputs alone need {:.1f} GB of memory, and {} are free. Choose a smaller --input.",
            bytes / 1e9, formatBytes(available));
    return {};
}

// Rows of the largest embedding table: the bound of token ids.
std::int64_t vocabularyOf(const jit::Module& module)
{
    std::int64_t rows = 0;
    for (const auto& inner : module.modules())
        if (inner.type()->name() && inner.type()->name()->name() == "Embedding")
            for (const auto& table : inner.parameters(/*recurse=*/false))
                rows = std::max(rows, table.size(0));
    return rows;
}

InputSet inputsOfShapes(
    const protocol::LoadModel& request, std::int64_t vocabulary, at::ScalarType dtype)
{
    const auto generator = at::detail::createCPUGenerator(request.seed);
    std::vector<c10::IValue> arguments;
    for (const auto& input : request.inputs)
        arguments.emplace_back(input.isInteger
                ? at::randint(
                    0, std::max<std::int64_t>(vocabulary, 1), input.shape, generator, at::kLong)
                : at::randn(input.shape, generator, at::TensorOptions(at::kFloat)).to(dtype));
    return {std::make_shared<const std::vector<c10::IValue>>(std::move(arguments)), 1};
}

std::vector<std::string> describeInputs(const jit::Module& module, const InputSet& set)
{
    const auto& schema = module.get_method("forward").function().getSchema();
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < set.arguments->size(); ++i)
        if (const auto& value = set.arguments->at(i); value.isTensor())
            texts.push_back(fmt::format("{} {}",
                i + 1 < schema.arguments().size() ? schema.arguments()[i + 1].name() : "input",
                describe(value.toTensor())));
    return texts;
}

// Tensors that share storage (tied weights) count once.
void countTensors(const jit::Module& module, protocol::ModelInfo& info)
{
    std::set<const void*> seen;
    info.parameters = 0;
    info.bytes = 0;
    const auto add = [&](const at::Tensor& tensor, bool isParameter) {
        if (tensor.numel() > 0 && !seen.insert(tensor.const_data_ptr()).second)
            return;
        info.bytes += tensor.nbytes();
        info.parameters += isParameter ? tensor.numel() : 0;
    };
    for (const auto& tensor : module.parameters())
        add(tensor, true);
    for (const auto& tensor : module.buffers())
        add(tensor, false);
}

Result<void> runOnce(jit::Module& module, const std::vector<InputSet>& sets)
{
    for (const auto& set : sets) {
        auto outputs = runForward(module, *set.arguments);
        if (!outputs)
            return fail(Error {outputs.error().code,
                fmt::format("The model does not run on these inputs ({}). {}",
                    fmt::join(describeInputs(module, set), ", "), outputs.error().message),
                outputs.error().detail});
        if (outputs->empty())
            return fail(ErrorCode::InvalidInput, "The model returns no tensor.");
    }
    return {};
}

// Names the pair of files in the cache by the archive's content and the inputs'.
Result<void> keepInCache(const fs::path& archive, const fs::path& inputs, const fs::path& folder,
    protocol::ModelInfo& info)
{
    AK_ASSIGN(info.sha256, sha256HexOfFile(archive));
    AK_ASSIGN(const auto inputsSha, sha256HexOfFile(inputs));
    const auto kept = folder / (info.sha256 + ".pt");
    const auto keptInputs
        = folder / fmt::format("{}-{}.inputs", info.sha256.substr(0, 16), inputsSha.substr(0, 16));
    std::error_code error;
    fs::rename(archive, kept, error);
    if (!error)
        fs::rename(inputs, keptInputs, error);
    if (error)
        return fail(ErrorCode::Io, "The exported model cannot be kept in {}: {}.", folder.string(),
            error.message());
    info.exportedPath = kept.string();
    info.inputsPath = keptInputs.string();
    return {};
}

Result<LoadedModel> finish(const jit::Module& module, std::vector<InputSet> sets,
    protocol::ModelInfo info, std::int64_t vocabulary)
{
    const EagerExecution eager(info.threads);
    auto raw = module;
    AK_TRY(runOnce(raw, sets));
    AK_ASSIGN(auto prepared, prepareModel(module, sets));
    info.inputs = describeInputs(module, sets.front());
    countTensors(prepared, info);
    return LoadedModel {std::move(info), std::make_shared<jit::Module>(std::move(prepared)),
        std::move(sets), vocabulary};
}

// Files being made in the cache, removed unless kept. An archive holds its own file's name, so that
// is the same in every process: one model has one SHA-256.
struct Staged
{
    fs::path folder;
    fs::path archive = folder / "model.pt";
    fs::path inputs = folder / "model.inputs";
    explicit Staged(const fs::path& cache)
        : folder(cache / fmt::format("staged-{}", getpid()))
    {
        fs::create_directories(folder);
    }
    ~Staged()
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    Staged(const Staged&) = delete;
    Staged& operator=(const Staged&) = delete;
};

Result<LoadedModel> loadPython(
    const protocol::LoadModel& request, const LoadOptions& options, const fs::path& folder)
{
    report(options, "Exporting the model from Python", 0);
    const Staged staged(folder);
    AK_ASSIGN(const auto exported, exportModel(request, options, staged.archive, staged.inputs));
    report(options, "Loading the exported model", 0.7);
    protocol::ModelInfo info;
    info.name = request.example.empty() ? exported.name : request.example;
    info.route = exported.route;
    info.exportMaximumDifference = exported.maximumDifference;
    info.dtype = request.dtype;
    info.threads = request.threads;
    AK_TRY(keepInCache(staged.archive, staged.inputs, folder, info));
    AK_ASSIGN(const auto module, loadArchive(info.exportedPath));
    AK_ASSIGN(auto sets, readInputSets(info.inputsPath));
    AK_ASSIGN(auto model, finish(module, std::move(sets), std::move(info), exported.vocabulary));
    model.info.inputs = exported.inputs; // the Python names
    return model;
}

Result<LoadedModel> loadTorchScript(
    const protocol::LoadModel& request, const LoadOptions& options, const fs::path& folder)
{
    report(options, "Loading the model", 0);
    AK_ASSIGN(const auto dtype, floatingDtype(request.dtype));
    AK_ASSIGN(auto module, loadArchive(request.path));
    if (request.inputs.empty())
        return fail(ErrorCode::InvalidInput,
            "A TorchScript file does not say what its inputs look like: pass --input 1,128 for "
            "each input "
            "(int:1,128 for token ids).");
    AK_TRY(checkInputs(request, module, dtype));
    module.to(dtype);
    const auto vocabulary = request.vocabulary > 0 ? request.vocabulary : vocabularyOf(module);
    std::vector<InputSet> sets {inputsOfShapes(request, vocabulary, dtype)};
    if (auto ran = runOnce(module, sets); !ran) {
        auto error = std::move(ran).error();
        if (error.message.find("scalar types: Long, Int") != std::string::npos)
            error.message += ". Token ids are given as --input int:1,128.";
        return fail(std::move(error));
    }
    const Staged staged(folder);
    module.save(staged.archive.string());
    AK_TRY(writeInputSets(staged.inputs, sets));
    protocol::ModelInfo info;
    info.name = fs::path(request.path).stem().string();
    info.route = "torchscript";
    info.dtype = request.dtype;
    info.threads = request.threads;
    AK_TRY(keepInCache(staged.archive, staged.inputs, folder, info));
    return finish(module, std::move(sets), std::move(info), vocabulary);
}

} // namespace

bool needsPython(const protocol::LoadModel& request)
{
    std::error_code ignored;
    return !request.example.empty()
        || (fs::path(request.path).extension() == ".py"
            && !fs::is_directory(request.path, ignored));
}

Result<LoadedModel> loadModel(const protocol::LoadModel& request, const LoadOptions& options)
{
    if (request.device != "cpu")
        return fail(ErrorCode::Unsupported,
            "Whole models run on the CPU only; {} can optimise single kernels.", request.device);
    const auto folder = options.cacheDirectory / "models";
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::Io, "The cache folder {} cannot be made: {}.", folder.string(),
            error.message());
    try {
        if (request.example.empty() && !fs::exists(request.path, error))
            return fail(ErrorCode::NotFound, "{} does not exist.", request.path);
        if (needsPython(request))
            return loadPython(request, options, folder);
        return loadTorchScript(request, options, folder);
    } catch (const std::exception& exception) { // LibTorch, anywhere in between
        return fail(torchError(ErrorCode::RuntimeError, "The model cannot be used: ", exception));
    }
}

} // namespace autokernel::lab
