// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include "base/sha256.h"

#include <fcntl.h>
#include <mbedtls/sha256.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <sstream>

namespace autokernel {
namespace fs = std::filesystem;
namespace {
constexpr std::string_view kTemporaryPrefix = "autokernel-scratch-";
} // namespace

std::string sha256Hex(std::string_view bytes)
{
    unsigned char digest[32];
    mbedtls_sha256_ret(
        reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest, 0);
    std::string hex;
    for (const unsigned char byte : digest)
        hex += fmt::format("{:02x}", byte);
    return hex;
}

Result<std::string> sha256HexOfFile(const fs::path& path)
{
    AK_ASSIGN(const auto bytes, readFile(path));
    return sha256Hex(bytes);
}

Result<std::string> readFile(const fs::path& path)
{
    std::error_code error;
    if (fs::is_directory(path, error))
        return fail(ErrorCode::InvalidInput, "{} is a folder, not a file.", path.string());
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        const auto code = errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
        return fail(code, "cannot read {}: {}.", path.string(), std::strerror(errno));
    }
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    if (stream.bad())
        return fail(ErrorCode::Io, "cannot read {}: {}.", path.string(), std::strerror(errno));
    return std::move(bytes).str();
}

namespace {
// 0, or the errno of what went wrong.
int writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR)
            return errno;
        if (count > 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::fsync(descriptor) == 0 ? 0 : errno;
}

int writeAndSync(const fs::path& path, std::string_view bytes)
{
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return errno;
    const int reason = writeAll(descriptor, bytes);
    return ::close(descriptor) == 0 || reason != 0 ? reason : errno;
}

// The name is an entry of the folder. Some file systems cannot sync one; they keep the order of
// the two themselves.
void syncFolderOf(const fs::path& path)
{
    const auto folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}
} // namespace

Result<void> writeFileAtomically(const fs::path& given, std::string_view bytes)
{
    // A link stays one, and a device or a pipe is not replaced by a file.
    std::error_code error;
    const fs::path path = fs::is_symlink(given, error) && fs::exists(given, error)
        ? fs::canonical(given, error)
        : given;
    if (fs::exists(path, error) && !fs::is_regular_file(path, error))
        return fail(ErrorCode::InvalidInput, "{} is no file that could be replaced: name another.",
            given.string());
    const fs::path temporary = fmt::format("{}.{}.tmp", path.string(), ::getpid());
    const auto cannot = [&](std::string_view why) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        return fail(ErrorCode::Io, "cannot write {}: {}.", path.string(), why);
    };
    if (const int reason = writeAndSync(temporary, bytes); reason != 0)
        return cannot(std::strerror(reason));
    fs::rename(temporary, path, error);
    if (error)
        return cannot(error.message());
    syncFolderOf(path);
    return {};
}

namespace {
fs::path userDirectory(const char* variable, const char* underHome)
{
    if (const char* value = std::getenv(variable); value && *value)
        return fs::path(value) / "autokernel";
    const char* home = std::getenv("HOME");
    return fs::path(home && *home ? home : "/tmp") / underHome / "autokernel";
}
} // namespace

fs::path dataDirectory()
{
    return userDirectory("XDG_DATA_HOME", ".local/share");
}

fs::path cacheDirectory()
{
    return userDirectory("XDG_CACHE_HOME", ".cache");
}

fs::path programDirectory()
{
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path();
}

fs::path installationRoot()
{
    if (const char* value = std::getenv("AUTOKERNEL_ROOT"); value && *value)
        return value;
    for (fs::path folder = programDirectory(); folder.has_relative_path();
         folder = folder.parent_path())
        if (fs::exists(folder / "kernels/rmsnorm/spec.toml"))
            return folder;
    return AUTOKERNEL_SOURCE_DIR;
}

TemporaryDirectory::TemporaryDirectory()
{
    std::string pattern
        = (fs::temp_directory_path() / (std::string(kTemporaryPrefix) + "XXXXXX")).string();
    if (!::mkdtemp(pattern.data()))
        throw fs::filesystem_error(
            "mkdtemp", pattern, std::error_code(errno, std::generic_category()));
    m_path = pattern;
    m_lock = ::open(pattern.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (m_lock >= 0)
        static_cast<void>(::flock(m_lock, LOCK_EX | LOCK_NB));
}

TemporaryDirectory::~TemporaryDirectory()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
    if (m_lock >= 0)
        ::close(m_lock);
}

void removeAbandonedDirectories(std::chrono::seconds young)
{
    std::error_code error;
    std::error_code ignored;
    fs::directory_iterator entry(fs::temp_directory_path(error), error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const auto path = entry->path();
        struct stat status
        {
        };
        if (!path.filename().string().starts_with(kTemporaryPrefix)
            || ::lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)
            || status.st_uid != ::getuid() || std::time(nullptr) - status.st_ctime < young.count())
            continue;
        const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder < 0)
            continue;
        if (::flock(folder, LOCK_EX | LOCK_NB) == 0)
            fs::remove_all(path, ignored);
        ::close(folder);
    }
}

} // namespace autokernel
