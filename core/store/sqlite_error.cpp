// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_error.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace autokernel::store {
namespace {
// In front of the detail of every error of SQLite, which goes on with its extended code.
constexpr std::string_view kDetail = "SQLite ";
} // namespace

Error errorOf(const SQLite::Exception& exception, const std::filesystem::path& file)
{
    const auto name = file.string();
    const auto make = [&](ErrorCode code, std::string message) {
        return Error {code, std::move(message),
            fmt::format("{}{}: {}", kDetail, exception.getExtendedErrorCode(), exception.what())};
    };
    switch (exception.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return make(ErrorCode::Locked,
            fmt::format(
                "{} has been locked by another program for over {} s. Close that program, or "
                "try again.",
                name, kBusyMilliseconds / 1000));
    case SQLITE_FULL:
        return make(ErrorCode::Io,
            fmt::format(
                "There is no space left for {}. Nothing of what was stored is lost; free some "
                "disk space.",
                name));
    case SQLITE_CORRUPT:
        return make(ErrorCode::Corrupt,
            fmt::format(
                "{} is damaged. It was not changed; keep a copy, try `sqlite3 {} .recover`, and "
                "choose another file with --history meanwhile.",
                name, name));
    case SQLITE_NOTADB:
        return make(ErrorCode::InvalidInput,
            fmt::format("{} is not an AutoKernel history. {}", name, kChoose));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return make(
            ErrorCode::Io, fmt::format("{} cannot be written: it is read-only. {}", name, kChoose));
    case SQLITE_CANTOPEN:
        return make(ErrorCode::Io,
            fmt::format("{} cannot be opened. Check its folder and permissions.", name));
    case SQLITE_IOERR:
        return make(ErrorCode::Io,
            fmt::format(
                "{} could not be read or written: {}. Check the disk.", name, exception.what()));
    default:
        return make(ErrorCode::Internal, fmt::format("{}: {}", name, exception.what()));
    }
}

bool isOutOfSpace(const Error& error)
{
    // SQLite calls quotas and limits a failed write; the index of its log is a mapped file.
    for (const int code : {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_SHMSIZE})
        if (error.detail.starts_with(fmt::format("{}{}:", kDetail, code)))
            return true;
    return false;
}

} // namespace autokernel::store
