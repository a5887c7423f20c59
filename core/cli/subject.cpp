// SPDX-License-Identifier: Apache-2.0
#include "cli/subject.h"

namespace autokernel::cli {
namespace fs = std::filesystem;
namespace {

// The first of these flags that was given, or "".
std::string_view firstGiven(std::initializer_list<std::pair<std::string_view, bool>> flags)
{
    for (const auto& [name, isGiven] : flags)
        if (isGiven)
            return name;
    return "";
}

std::string_view kernelFlag(const Options& options)
{
    return firstGiven(
        {{"--shape", !options.shape.empty()}, {"--variant", options.variant != Options().variant}});
}

std::string_view modelFlag(const Options& options)
{
    return firstGiven({{"--class", !options.className.empty()},
        {"--input", !options.inputs.empty()}, {"--vocab", options.vocabulary != 0}});
}

Result<void> checkConflicts(const Options& options)
{
    const bool hasKernel = !options.kernel.empty();
    const bool hasModel = !options.model.empty() || !options.example.empty();
    if (hasKernel && hasModel)
        return fail(ErrorCode::InvalidInput, "name a model or --kernel, not both.");
    if (!options.model.empty() && !options.example.empty())
        return fail(ErrorCode::InvalidInput, "name a file or --example, not both.");
    const auto ofModel = modelFlag(options);
    if (hasKernel && !ofModel.empty())
        return fail(ErrorCode::InvalidInput, "{} belongs to a model, not to --kernel.", ofModel);
    const auto ofKernel = kernelFlag(options);
    if (hasModel && !ofKernel.empty())
        return fail(
            ErrorCode::InvalidInput, "{} belongs to a kernel type, not to a model.", ofKernel);
    if (options.isRunToml() && (!ofModel.empty() || !options.dtype.empty()))
        return fail(ErrorCode::InvalidInput, "{} cannot be added to {}: write it into the file.",
            ofModel.empty() ? "--dtype" : ofModel, options.model);
    if (!options.className.empty() && hasModel && !options.model.ends_with(".py"))
        return fail(ErrorCode::InvalidInput, "--class names a class in a .py file; {} is none.",
            options.model.empty() ? "an example" : options.model);
    return {};
}

Result<kernel::Target> kernelOf(const Options& options)
{
    kernel::Target target;
    target.type = options.kernel;
    target.variant = options.variant;
    if (!options.shape.empty()) {
        AK_ASSIGN(target.symbols, kernel::parseSymbols(options.shape));
    }
    AK_ASSIGN(target.dtype, operationDtype(options.defaultDtype()));
    return target;
}

Result<protocol::LoadModel> modelOf(const Options& options)
{
    protocol::LoadModel model;
    model.path = options.model.empty() ? "" : fs::absolute(options.model).string();
    model.className = options.className;
    model.example = options.example;
    for (const auto& text : options.inputs) {
        AK_ASSIGN(auto input, engine::parseInput(text));
        model.inputs.push_back(std::move(input));
    }
    model.vocabulary = options.vocabulary;
    model.dtype = options.defaultDtype();
    return model;
}

// The file says what it says; the machine's flags override it where they were given.
Result<engine::RunConfig> fileOf(const Options& options)
{
    const Options defaults;
    AK_ASSIGN(auto config, engine::loadRunToml(options.model));
    if (!config.target
        && !(config.model && (!config.model->path.empty() || !config.model->example.empty())))
        return fail(ErrorCode::InvalidInput,
            "{} does not say what to run: it needs a model, an example or a kernel.",
            options.model);
    if (options.device != defaults.device)
        config.device = options.device;
    if (options.threads != defaults.threads)
        config.threads = options.threads;
    if (options.seed != defaults.seed)
        config.seed = options.seed;
    if (config.target)
        AK_TRY(operationDtype(std::string(kernel::toString(config.target->dtype))));
    return config;
}

Result<void> checkFile(const fs::path& path)
{
    std::error_code error;
    if (fs::is_symlink(path, error) && !fs::exists(path, error))
        return fail(ErrorCode::NotFound, "{} is a link to {}, which does not exist.", path.string(),
            fs::read_symlink(path, error).string());
    if (!fs::exists(path, error))
        return fail(ErrorCode::NotFound, "there is no model at {}.", path.string());
    if (fs::is_directory(path, error))
        return fail(ErrorCode::NotFound,
            "{} is a folder. Name the TorchScript file or the Python file in it.", path.string());
    if (fs::is_regular_file(path, error) && fs::is_empty(path, error))
        return fail(ErrorCode::Io, "{} is empty: it is no model.", path.string());
    return {};
}

} // namespace

Result<kernel::Dtype> operationDtype(const std::string& text)
{
    for (const auto dtype :
        {kernel::Dtype::Float32, kernel::Dtype::BFloat16, kernel::Dtype::Float16})
        if (text == kernel::toString(dtype))
            return dtype;
    return fail(ErrorCode::InvalidInput, "unknown dtype '{}': it may be fp32, bf16 or fp16.", text);
}

Result<void> checkModel(const protocol::LoadModel& model, bool isLocal)
{
    AK_TRY(operationDtype(model.dtype));
    for (const auto& input : model.inputs)
        for (const auto size : input.shape)
            if (size < 1)
                return fail(ErrorCode::InvalidInput,
                    "an input of shape {} has no data: sizes must be at least 1.",
                    fmt::join(input.shape, ","));
    return model.path.empty() || !isLocal ? Result<void>() : checkFile(model.path);
}

Result<engine::RunConfig> subjectOf(const Options& options, std::string_view whatToName)
{
    AK_TRY(checkConflicts(options));
    if (options.isRunToml())
        return fileOf(options);
    engine::RunConfig config;
    config.device = options.device;
    config.threads = options.threads;
    config.seed = options.seed;
    if (!options.kernel.empty()) {
        AK_ASSIGN(config.target, kernelOf(options));
    } else if (!options.model.empty() || !options.example.empty()) {
        AK_ASSIGN(config.model, modelOf(options));
    } else {
        return fail(ErrorCode::InvalidInput, "name {}.", whatToName);
    }
    return config;
}

} // namespace autokernel::cli
