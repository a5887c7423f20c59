// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/sha256.h"
#include "lab/apply/package.h"

namespace autokernel::lab {
namespace {

namespace fs = std::filesystem;

Result<Json> readManifest(const fs::path& directory)
{
    AK_ASSIGN(const auto text, readFile(directory / "manifest.json"));
    return parseJson(text);
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

} // namespace autokernel::lab
