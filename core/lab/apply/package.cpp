// SPDX-License-Identifier: Apache-2.0
#include "lab/apply/package.h"

#include "base/files.h"
#include "base/sha256.h"
#include "lab/apply/link.h"
#include "lab/apply/plan.h"
#include "lab/model/forward.h"
#include "lab/model/prepare_model.h"
#include "lab/model/temporary_operator.h"

#include <ATen/Parallel.h>

#include <chrono>
#include <thread>

namespace autokernel::lab {
namespace {

namespace fs = std::filesystem;
namespace jit = torch::jit;

// Different winners, different model, different names: two packages may live in one process.
std::string opNamespace(const LoadedModel& model, const protocol::BuildPackage& request)
{
    // The directory too: a process that rewrites the same model twice must not meet its own earlier
    // ops.
    std::string content = model.info.sha256 + model.info.inputsPath + request.directory;
    for (const auto& winner : request.winners) {
        content += winner.target.key() + winner.candidate.source + winner.name;
        for (const auto& [name, value] : winner.candidate.tunables)
            content += fmt::format("{}={};", name, value);
        for (const int site : winner.sites)
            content += fmt::format("{},", site);
    }
    return "autokernel_" + sha256Hex(content).substr(0, 12);
}

// The model with the plan's ops in it. They are declared while it is saved; nothing of them runs.
Result<void> saveRewritten(const LoadedModel& model, const ModelAnalysis& analysis,
    const PackagePlan& plan, const fs::path& file)
{
    try {
        auto module = cloneForRewriting(*model.module);
        const auto graph = module.get_method("forward").graph();
        AK_ASSIGN(auto matches, findMatches(analysis.patterns, graph, analysis.excluded));
        std::map<std::size_t, std::unique_ptr<TemporaryOperator>> declared;
        std::vector<std::optional<c10::Symbol>> symbols(matches.size());
        for (std::size_t i = 0; i < matches.size(); ++i) {
            const auto op = plan.ops[i];
            if (!op)
                continue;
            if (!declared.contains(*op))
                declared[*op] = std::make_unique<TemporaryOperator>(
                    c10::FunctionSchema(plan.spec.space + "::" + plan.spec.ops[*op].name, "",
                        matches[i].pattern->arguments(), matches[i].pattern->returns()));
            symbols[i] = declared[*op]->symbol();
        }
        replaceMatches(*graph, matches, symbols);
        module.save(file.string());
        return {};
    } catch (const std::exception& error) {
        return fail(
            torchError(ErrorCode::Internal, "The rewritten model cannot be saved: ", error));
    }
}

constexpr auto kLoadPy = R"(# SPDX-License-Identifier: Apache-2.0
"""The optimised model: model = load(); y = model(x). The same in three lines without this file:

    torch.ops.load_library("winners.so")
    model = torch.jit.load("model.pt")
    y = model(x)
"""
import hashlib
import json
import math
import pathlib
import typing
import warnings

import torch

HERE = pathlib.Path(__file__).resolve().parent
MANIFEST = json.loads((HERE / "manifest.json").read_text())
_library = None
_inactive = "load() was not called"


class _Functional:
    """F of the reference sources: names are aten's, then torch.nn.functional's."""

    def __getattr__(self, name):
        return getattr(torch.nn.functional, name, None) or getattr(torch.ops.aten, name)


def _use_pytorch_only(reason):
    """Defines the ops from their formulas, for a torch that winners.so was not built for."""
    global _library, _inactive
    _inactive = reason
    if _library is not None:
        return
    warnings.warn(f"AutoKernel's kernels stay inactive: {reason}. The model runs with PyTorch's own operations.")
    _library = torch.library.Library(MANIFEST["namespace"], "DEF")
    for op in MANIFEST["ops"]:
        scope = {"torch": torch, "F": _Functional(), "math": math, **vars(typing)}
        exec((HERE / op["reference"]).read_text(), scope)
        _library.define(op["schema"])
        _library.impl(op["name"], scope[op["function"]], "CompositeImplicitAutograd")


def _checked(name):
    """The file's path, once its content is what was verified."""
    file = HERE / name
    if not file.exists():
        raise RuntimeError(f"{file} is missing. Copy the whole package again.")
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != MANIFEST[name]["sha256"]:
        raise RuntimeError(f"{file} is damaged: its SHA-256 is not the one in manifest.json. "
                           "Copy the package again, or make it again with autokernel package.")
    return str(file)


def load():
    """The model as a ScriptModule."""
    version = ".".join(torch.__version__.split(".")[:2])
    if version != MANIFEST["torch"]:
        _use_pytorch_only(f"they were built for torch {MANIFEST['torch']} and this is {version}")
    else:
        torch.ops.load_library(_checked("winners.so"))
    return torch.jit.load(_checked("model.pt"))


def stats():
    """Hits and fallbacks of each op, with reasons; no ops where the kernels are inactive, and the reason why."""
    read = getattr(getattr(torch.ops, MANIFEST["namespace"]), "stats", None)
    return json.loads(read()) if read else {"active": False, "reason": _inactive, "ops": {}}
)";

std::string opSchema(const PackagePlan& plan, std::size_t op, const ModelAnalysis& analysis)
{
    for (std::size_t i = 0; i < plan.ops.size(); ++i)
        if (plan.ops[i] == op) {
            const auto& pattern = *analysis.probed->matches()[i].pattern;
            const c10::FunctionSchema schema(
                plan.spec.ops[op].name, "", pattern.arguments(), pattern.returns());
            return fmt::format("{}", c10::toString(schema));
        }
    return {};
}

Result<void> writeSources(
    const PackagePlan& plan, const ModelAnalysis& analysis, const fs::path& folder)
{
    for (const auto& kernel : plan.kernels)
        AK_TRY(writeFileAtomically(folder / "sources" / (kernel.name + ".cpp"),
            kernel::sourceWithValues(kernel.candidate)));
    for (std::size_t i = 0; i < plan.ops.size(); ++i) {
        if (!plan.ops[i])
            continue;
        const auto& type = *analysis.probed->matches()[i].pattern->type;
        AK_ASSIGN(const auto text, readFile(type.referencePath()));
        AK_TRY(writeFileAtomically(folder / "sources" / (type.name + ".reference.py"), text));
    }
    AK_TRY(writeFileAtomically(folder / "load.py", kLoadPy));
    AK_ASSIGN(const auto licence, readFile(installationRoot() / "LICENSE-APACHE"));
    AK_TRY(writeFileAtomically(folder / "LICENSE", licence));
    return {};
}

std::string referenceFile(const PackagePlan& plan, const ModelAnalysis& analysis, std::size_t op)
{
    for (std::size_t i = 0; i < plan.ops.size(); ++i)
        if (plan.ops[i] == op)
            return "sources/" + analysis.probed->matches()[i].pattern->type->name + ".reference.py";
    return {};
}

Json manifest(const PackagePlan& plan, const ModelAnalysis& analysis, const LoadedModel& model,
    const protocol::PackageInfo& info)
{
    Json ops = Json::array();
    for (std::size_t i = 0; i < plan.spec.ops.size(); ++i) {
        const auto& op = plan.spec.ops[i];
        Json kernels = Json::array();
        for (const auto index : op.kernels) {
            const auto& kernel = plan.kernels[index];
            kernels.push_back(
                {{"target", kernel.target.key()}, {"source", "sources/" + kernel.name + ".cpp"},
                    {"source_sha256", sha256Hex(kernel.candidate.source)},
                    {"tunables", kernel.candidate.tunables},
                    {"packed_bytes_per_weight", plan.spec.kernels[index].packedBytes}});
        }
        ops.push_back(
            {{"name", op.name}, {"schema", opSchema(plan, i, analysis)}, {"function", op.function},
                {"reference", referenceFile(plan, analysis, i)}, {"kernels", kernels},
                {"sites", std::count(plan.ops.begin(), plan.ops.end(), std::optional(i))}});
    }
    return {{"format", 1}, {"made_by", "AutoKernel " AUTOKERNEL_VERSION},
        {"namespace", plan.spec.space}, {"torch", plan.spec.torchVersion},
        {"instruction_sets", plan.spec.instructionSets}, {"ops", ops},
        {"model",
            {{"name", model.info.name}, {"original_sha256", model.info.sha256},
                {"dtype", model.info.dtype}, {"inputs", model.info.inputs}}},
        {"winners.so", {{"sha256", info.librarySha256}}},
        {"model.pt", {{"sha256", info.modelSha256}}}};
}

// Memory of repacked weights: once per place, because each has its own weights.
std::uint64_t packedBytes(const PackagePlan& plan)
{
    std::uint64_t bytes = 0;
    for (const auto& op : plan.ops)
        if (op)
            for (const auto kernel : plan.spec.ops[*op].kernels)
                bytes += plan.spec.kernels[kernel].packedBytes;
    return bytes;
}

// A site of another profile, or of another target, must not be rewritten.
Result<void> checkSites(
    const protocol::BuildPackage& request, const std::vector<protocol::Site>& sites)
{
    for (const auto& winner : request.winners)
        for (const int index : winner.sites) {
            const bool known = std::ranges::any_of(sites, [&](const protocol::Site& site) {
                return site.index == index && site.target.key() == winner.target.key();
            });
            if (!known)
                return fail(ErrorCode::NotFound,
                    "The profile has no site {} with the target {}; profile the model again.",
                    index, winner.target.key());
        }
    return {};
}

// The package while it is being made; gone unless it was moved to its place.
struct Draft
{
    fs::path folder;
    ~Draft()
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
};

Result<void> replaceDirectory(const fs::path& made, const fs::path& wanted)
{
    std::error_code error;
    fs::remove_all(wanted, error);
    if (!error)
        fs::create_directories(wanted.parent_path(), error);
    if (!error)
        fs::rename(made, wanted, error);
    if (error)
        return fail(ErrorCode::Io, "The package cannot be written to {}: {}.", wanted.string(),
            error.message());
    return {};
}

} // namespace

Result<protocol::PackageInfo> buildPackage(const LoadedModel& model,
    const std::vector<kernel::KernelType>& types, const std::vector<protocol::Site>& sites,
    const protocol::BuildPackage& request)
{
    AK_TRY(checkSites(request, sites));
    const EagerExecution eager(model.info.threads);
    AK_ASSIGN(const auto analysis, analyseModel(model, types));
    AK_ASSIGN(const auto plan,
        planPackage(
            analysis, types, request.winners, at::get_num_threads(), opNamespace(model, request)));

    const auto wanted = fs::absolute(request.directory).lexically_normal();
    const Draft draft {wanted.string() + ".new"};
    const auto& made = draft.folder;
    std::error_code error;
    fs::remove_all(made, error);
    fs::create_directories(made / "sources", error);
    if (error)
        return fail(ErrorCode::Io, "The package cannot be written to {}: {}.", made.string(),
            error.message());
    const TemporaryDirectory work;
    protocol::PackageInfo info;
    AK_TRY(linkPackage(plan, made / "winners.so", work.path()));
    AK_TRY(saveRewritten(model, analysis, plan, made / "model.pt"));
    AK_ASSIGN(info.librarySha256, sha256HexOfFile(made / "winners.so"));
    AK_ASSIGN(info.modelSha256, sha256HexOfFile(made / "model.pt"));
    info.directory = wanted.string();
    info.packedBytes = packedBytes(plan);
    info.sitesReplaced = plan.sitesReplaced;
    AK_TRY(writeSources(plan, analysis, made));
    AK_TRY(writeFileAtomically(
        made / "manifest.json", dumpIndented(manifest(plan, analysis, model, info)) + "\n"));
    AK_TRY(replaceDirectory(made, wanted));
    return info;
}

} // namespace autokernel::lab
