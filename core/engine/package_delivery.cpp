// SPDX-License-Identifier: Apache-2.0
#include "engine/package_delivery.h"

#include "base/files.h"

#include <fcntl.h>

#include <cstdio>

namespace autokernel::engine {
namespace fs = std::filesystem;
namespace {

// An exchange leaves what lay there at the other name until it is removed. A file system that has
// none (ENOSYS, EINVAL) is without either for a moment.
std::error_code putInPlace(const fs::path& made, const fs::path& wanted)
{
    std::error_code error;
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, wanted.c_str(), RENAME_EXCHANGE) == 0) {
        std::error_code ignored; // the next delivery removes what is left
        fs::remove_all(made, ignored);
        return error;
    }
    fs::remove_all(wanted, error);
    if (!error)
        fs::rename(made, wanted, error);
    return error;
}

} // namespace

fs::path packageFolderOf(const fs::path& history, store::RunId run)
{
    const auto file = fs::absolute(history);
    return file.parent_path() / "packages"
        / fmt::format("{}-run-{}", file.stem().string(), run.value);
}

fs::path unprovenFolderOf(const fs::path& packageFolder)
{
    return packageFolder.string() + ".unproven";
}

Result<protocol::PackageInfo> PackageDelivery::prepare(const protocol::PackageInfo& package) const
{
    std::error_code error;
    fs::create_directories(m_folder.parent_path(), error);
    fs::remove_all(unproven(), error);
    fs::copy(package.directory, unproven(), fs::copy_options::recursive, error);
    if (error)
        return fail(ErrorCode::Io, "cannot write the package to {}: {}.", unproven().string(),
            error.message());
    auto copy = package;
    copy.directory = unproven().string();
    return copy;
}

Result<protocol::PackageInfo> PackageDelivery::deliver(
    const protocol::PackageInfo& prepared, const Json& proof) const
{
    AK_TRY(writeFileAtomically(
        fs::path(prepared.directory) / "proof.json", dumpIndented(proof) + "\n"));
    if (const auto error = putInPlace(prepared.directory, m_folder))
        return fail(ErrorCode::Io, "cannot put the package into {}: {}.", m_folder.string(),
            error.message());
    auto delivered = prepared;
    delivered.directory = m_folder.string();
    return delivered;
}

void PackageDelivery::withdraw() const
{
    std::error_code error; // one that is not there is no error
    fs::remove_all(m_folder, error);
    fs::remove_all(unproven(), error);
}

} // namespace autokernel::engine
