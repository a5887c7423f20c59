// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/sha256.h"
#include "lab/apply/package.h"
#include "lab/model/archive.h"
#include "lab/model/forward.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <dlfcn.h>

namespace autokernel::lab {
namespace {

namespace fs = std::filesystem;

Result<Json> readManifest(const fs::path& directory)
{
    AK_ASSIGN(const auto text, readFile(directory / "manifest.json"));
    return parseJson(text);
}

// A namespace names its content: a copy of a package that this process holds needs no second
// loading, and LibTorch would refuse it.
bool isLoaded(const fs::path& directory)
{
    const auto manifest = readManifest(directory);
    return manifest
        && c10::Dispatcher::singleton().findSchema(
            {manifest->value("namespace", std::string()) + "::stats", ""});
}

} // namespace

Result<void> checkLibrary(const fs::path& directory)
{
    const auto library = directory / "winners.so";
    if (!fs::exists(library))
        return fail(
            ErrorCode::NotFound, "{} is no package: it holds no winners.so.", directory.string());
    AK_ASSIGN(const auto manifest, readManifest(directory));
    AK_ASSIGN(const auto found, sha256HexOfFile(library));
    if (manifest.value(Json::json_pointer("/winners.so/sha256"), std::string()) != found)
        return fail(ErrorCode::Corrupt,
            "{} is damaged: its SHA-256 is not the one in manifest.json. Copy the package again, "
            "or make it again with autokernel package.",
            library.string());
    return {};
}

Result<std::shared_ptr<torch::jit::Module>> loadPackagedModel(const fs::path& directory)
{
    AK_TRY(checkLibrary(directory)); // the loader dies of a truncated file
    const auto library = fs::absolute(directory / "winners.so");
    try { // registration throws where another package took the names
        if (!isLoaded(directory) && dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr)
            return fail(
                ErrorCode::RuntimeError, "{} cannot be loaded: {}", library.string(), dlerror());
    } catch (const std::exception& error) {
        return fail(torchError(ErrorCode::RuntimeError,
            fmt::format("{} cannot be loaded: ", library.string()), error));
    }
    AK_ASSIGN(auto module, loadArchive(directory / "model.pt"));
    return std::make_shared<torch::jit::Module>(std::move(module));
}

Result<Json> packageStatistics(const fs::path& directory)
{
    AK_ASSIGN(const auto manifest, readManifest(directory));
    const auto space = manifest.value("namespace", std::string());
    const auto op = c10::Dispatcher::singleton().findSchema({space + "::stats", ""});
    if (!op)
        return fail(ErrorCode::NotFound, "The package {} is not loaded in this process.",
            directory.string());
    torch::jit::Stack stack;
    op->callBoxed(stack);
    return parseJson(stack.back().toStringRef());
}

} // namespace autokernel::lab
