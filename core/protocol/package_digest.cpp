// SPDX-License-Identifier: Apache-2.0
#include "protocol/package_digest.h"

#include "base/files.h"
#include "base/json.h"
#include "base/sha256.h"

namespace autokernel::protocol {

Result<void> checkDigest(const std::filesystem::path& package, const char* name)
{
    AK_ASSIGN(const auto text, readFile(package / "manifest.json"));
    AK_ASSIGN(const auto manifest, parseJson(text));
    AK_ASSIGN(const auto found, sha256HexOfFile(package / name));
    const auto file = manifest.is_object() ? manifest.value(name, Json::object()) : Json();
    if (!file.is_object() || file.value("sha256", Json()) != found)
        return fail(ErrorCode::Corrupt,
            "{} is damaged: its SHA-256 is not the one in manifest.json. Copy the package again, "
            "or make it again with autokernel package.",
            (package / name).string());
    return {};
}

} // namespace autokernel::protocol
