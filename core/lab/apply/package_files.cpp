// SPDX-License-Identifier: Apache-2.0
#include "lab/apply/package.h"
#include "protocol/package_digest.h"

namespace autokernel::lab {

Result<void> checkLibrary(const std::filesystem::path& directory)
{
    if (!std::filesystem::exists(directory / "winners.so"))
        return fail(
            ErrorCode::NotFound, "{} is no package: it holds no winners.so.", directory.string());
    return protocol::checkDigest(directory, "winners.so");
}

} // namespace autokernel::lab
