// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/model_rung.h"

#include "base/files.h"
#include "lab/device/cpu_info.h"
#include "lab/model/export_child.h"
#include "protocol/ladder_time.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace autokernel::lab {
namespace {

constexpr int kRecompileLimit = 8; // torch's own

struct PythonSource
{
    std::string file;
    std::string className;
    bool isExample = false;
};

Result<PythonSource> sourceOf(const LadderModel& model)
{
    const protocol::LoadModel& request = model.request;
    if (!request.example.empty()) {
        const auto& examples = exampleModels();
        const auto found = std::ranges::find(examples, request.example, &ExampleModel::name);
        if (found == examples.end())
            return fail(ErrorCode::NotFound, "There is no example model {}.", request.example);
        return PythonSource {(installationRoot() / "resources/models" / found->file).string(),
            found->className, true};
    }
    if (!protocol::hasPythonClass(request)) {
        return fail(ErrorCode::Unsupported,
            "torch.compile needs the model's Python class, and {} is a TorchScript archive.",
            request.path);
    }
    return PythonSource {request.path, request.className, false};
}

Result<HelperStart> pythonHelper(const std::vector<std::string>& arguments)
{
    AK_ASSIGN(const auto python, helperPython());
    HelperStart start;
    start.arguments
        = {python.string(), (installationRoot() / "resources/python/rung_model.py").string()};
    start.arguments.insert(start.arguments.end(), arguments.begin(), arguments.end());
    start.environment = pythonEnvironment();
    return start;
}

Result<HelperStart> compiledModel(const std::string& rung, const LadderModel& model)
{
    AK_ASSIGN(const auto source, sourceOf(model));
    std::vector<std::string> arguments {"--rung", rung, "--inputs", model.info.inputsPath, "--file",
        source.file, "--class", source.className, "--dtype", model.request.dtype, "--seed",
        std::to_string(model.request.seed)};
    if (source.isExample)
        arguments.emplace_back("--own-example");
    if (source.isExample || !model.request.inputs.empty())
        arguments.emplace_back("--positional");
    return pythonHelper(arguments);
}

Result<HelperStart> helperFor(const ModelRungRequest& request, const LadderModel& model)
{
    const std::string rung = request.rung == "original" ? "eager" : request.rung;
    if (rung == "torch_compile" || rung == "torch_compile_frozen")
        return compiledModel(rung, model);
    if (rung == "package_python") {
        return pythonHelper({"--rung", "package", "--inputs", model.info.inputsPath, "--package",
            request.packageDirectory.string()});
    }
    if (rung != "eager" && rung != "torchscript_frozen" && rung != "package") {
        return fail(ErrorCode::NotFound, "A model has no rung {}; there are {}.", request.rung,
            fmt::join(modelRungNames(), ", "));
    }
    HelperStart start;
    start.arguments = {ownProgram().string(), "--role", "serve-model", "--rung", rung, "--model",
        rung == "package" ? request.packageDirectory.string() : model.info.exportedPath, "--inputs",
        model.info.inputsPath, "--timed", request.isTimed ? "yes" : "no"};
    return start;
}

// The recipes' words for the model that the user has.

std::string castOf(const LadderModel& model)
{
    const auto& dtype = model.request.dtype;
    return dtype == "bf16" ? ".to(torch.bfloat16)"
        : dtype == "fp16"  ? ".to(torch.float16)"
        : dtype == "fp64"  ? ".to(torch.float64)"
                           : "";
}

std::string loadedArchive(const LadderModel& model)
{
    return fmt::format("torch.jit.load(\"{}\").eval(){}", model.request.path, castOf(model));
}

// The way that the export took, without what it says of frozen values.
std::string asTorchScript(const std::string& made, const LadderModel& model)
{
    const auto route = model.info.route.substr(0, model.info.route.find(':'));
    if (route == "script")
        return fmt::format("torch.jit.script({})", made);
    if (route == "export+trace")
        return fmt::format(
            "torch.jit.trace(torch.export.export({}, inputs).run_decompositions({{}})"
            ".module(), inputs)",
            made);
    return fmt::format("torch.jit.trace({}, inputs, strict=False)", made);
}

} // namespace

std::vector<std::string> modelRungNames()
{
    return {"eager", "torchscript_frozen", "torch_compile", "torch_compile_frozen"};
}

Result<void> checkHasPythonClass(const LadderModel& model)
{
    AK_TRY(sourceOf(model));
    return {};
}

std::vector<std::string> modelRungRecipe(
    const std::string& rung, const LadderModel& model, int sets)
{
    if (std::ranges::count(modelRungNames(), rung) == 0)
        return {};
    const auto source = sourceOf(model);
    const bool compiles = rung.starts_with("torch_compile");
    std::vector<std::string> lines {"import torch"};
    if (source)
        lines.push_back(fmt::format("from {} import {}",
            std::filesystem::path(source->file).stem().string(), source->className));
    const std::string made
        = source ? source->className + "().eval()" + castOf(model) : loadedArchive(model);
    if (rung == "torchscript_frozen") {
        lines.push_back("model = " + (source ? asTorchScript(made, model) : made));
        lines.emplace_back("model = torch.jit.optimize_for_inference(torch.jit.freeze(model))");
    } else if (compiles) {
        if (rung == "torch_compile_frozen") {
            lines[0] = "import torch, torch._inductor.config";
            lines.emplace_back("torch._inductor.config.freezing = True  # weights become "
                               "constants and are packed");
        }
        // As rung_model.py does: one compile for each set, of which there may be more than the
        // limit.
        if (2 * sets > kRecompileLimit) {
            lines.insert(lines.begin() + 1, "import torch._dynamo.config");
            lines.push_back(fmt::format("torch._dynamo.config.recompile_limit = {}", 2 * sets));
        }
        lines.push_back(
            fmt::format("model = torch.compile({}{})", made, sets > 1 ? ", dynamic=False" : ""));
    } else {
        lines.push_back("model = " + made);
    }
    lines.push_back(fmt::format(
        "with torch.{}(): y = model(*inputs)", compiles ? "no_grad" : "inference_mode"));
    return lines;
}

Result<std::unique_ptr<RungContender>> spawnModelRung(
    const ModelRungRequest& request, const LadderModel& model, runner::RunMemory memory)
{
    AK_ASSIGN(auto start, helperFor(request, model));
    start.threads = model.threads > 0 ? model.threads : static_cast<int>(allowedCores().size());
    start.cpus = request.cpus;
    return RungContender::spawn(request.rung, std::move(memory), start);
}

} // namespace autokernel::lab
