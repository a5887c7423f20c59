// SPDX-License-Identifier: Apache-2.0
#include "engine/resume_check.h"

#include "base/sha256.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace autokernel::engine {
namespace {

tl::unexpected<Error> refuse(const store::RunDetails& run, const std::string& what)
{
    return fail(ErrorCode::InvalidInput,
        "run {} cannot go on here: {}. Its figures could not be compared with new ones. Start a "
        "new "
        "run instead: {}",
        run.summary.id.value, what, run.commandLine);
}

std::string shortened(const std::string& sha256)
{
    return sha256.substr(0, 12);
}

Json definitionOf(const kernel::KernelType& type)
{
    return {{"spec", type.specSha256},
        {"reference", sha256HexOfFile(type.referencePath()).value_or("")}};
}

} // namespace

Result<RunConfig> resumedConfig(const store::RunDetails& run, const RunConfig& wanted)
{
    AK_ASSIGN(auto config, runConfigFromJson(run.config));
    if (wanted.wallClock || wanted.experiments || !wanted.until.empty()) {
        config.wallClock = wanted.wallClock;
        config.until = wanted.until;
        config.experiments = wanted.experiments;
    }
    if (!wanted.accept.empty())
        config.accept = wanted.accept;
    if (!wanted.workerPrefix.empty())
        config.workerPrefix = wanted.workerPrefix;
    config.withLadder = config.withLadder && wanted.withLadder;
    return config;
}

Result<void> requireSameDevice(
    const store::RunDetails& run, const protocol::DeviceInfo& device, int threads)
{
    AK_ASSIGN(const auto stored, runConfigFromJson(run.config));
    const int before = stored.threads > 0 ? stored.threads : run.device.cores;
    if (run.device.signature == device.signature && run.device.id == device.id && before == threads)
        return {};
    return refuse(run,
        fmt::format(
            "it was measured on {} with {} threads ({}), and this is {} with {} threads ({})",
            run.device.name, before, run.device.signature, device.name, threads, device.signature));
}

Result<void> requireSameModel(const store::RunDetails& run, const protocol::ModelInfo& model)
{
    // A run that did not write its kernel types down has a SHA-256 of another archive of the model.
    if (!run.model || !run.config.contains(kKernelTypesKey))
        return {};
    if (run.model->sha256 != model.sha256)
        return refuse(run,
            fmt::format("{} is another model by now: its export had the SHA-256 {} when the run "
                        "began and has {} today",
                model.name, shortened(run.model->sha256), shortened(model.sha256)));
    if (run.model->dtype != model.dtype)
        return refuse(run,
            fmt::format("{} was {} when the run began and is {} today", model.name,
                run.model->dtype, model.dtype));
    if (run.model->inputs != model.inputs)
        return refuse(run,
            fmt::format("{} was given {} when the run began and is given {} today", model.name,
                fmt::join(run.model->inputs, ", "), fmt::join(model.inputs, ", ")));
    return {};
}

Json definitionsOf(const std::vector<kernel::KernelType>& types)
{
    Json json = Json::object();
    for (const auto& type : types)
        json[type.name] = definitionOf(type);
    return json;
}

Result<void> requireSameDefinitions(const store::RunDetails& run,
    const std::vector<store::TargetRow>& targets, const std::vector<kernel::KernelType>& types)
{
    const auto before = run.config.value(kKernelTypesKey, Json::object());
    for (const auto& row : targets) {
        const auto& name = row.target.type;
        const auto type = std::find_if(
            types.begin(), types.end(), [&](const auto& each) { return each.name == name; });
        if (type == types.end())
            return refuse(run,
                fmt::format(
                    "there is no kernel type '{}' any more, on which the run worked", name));
        if (!before.contains(name) || before.at(name) == definitionOf(*type))
            continue;
        const bool isSpec = before.at(name).value("spec", "") != type->specSha256;
        return refuse(run,
            fmt::format("{} has changed since the run began",
                (isSpec ? type->folder / "spec.toml" : type->referencePath()).string()));
    }
    return {};
}

} // namespace autokernel::engine
