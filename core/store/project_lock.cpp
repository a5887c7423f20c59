// SPDX-License-Identifier: Apache-2.0
#include "store/project_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace autokernel::store {
namespace {

struct flock wholeFile()
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

std::string nameOfHolder(int descriptor)
{
    char text[64] = {};
    const ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
    return length > 0 ? "process " + std::string(text, std::strcspn(text, "\n"))
                      : "another process";
}

} // namespace

std::filesystem::path ProjectLock::lockPath(const std::filesystem::path& history)
{
    return history.string() + ".lock";
}

Result<ProjectLock> ProjectLock::acquire(const std::filesystem::path& history)
{
    const auto path = lockPath(history);
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return fail(ErrorCode::Io, "{} cannot be written: {}. Choose another file with --history.",
            path.string(), std::strerror(errno));
    ProjectLock lock(descriptor);
    // An open-file-description lock: it belongs to the descriptor, not to the process, so that a
    // reader in this process can ask for it without dropping it.
    struct flock request = wholeFile();
    if (fcntl(descriptor, F_OFD_SETLK, &request) != 0) {
        if (errno == EACCES || errno == EAGAIN)
            return fail(ErrorCode::Locked,
                "{} is being written by {}. Wait for it, stop it with `autokernel-cli stop`, or "
                "choose "
                "another file with --history; reading is possible meanwhile.",
                history.string(), nameOfHolder(descriptor));
        return fail(ErrorCode::Io, "{} cannot be locked: {}.", path.string(), std::strerror(errno));
    }
    const std::string pid = std::to_string(getpid()) + "\n";
    if (ftruncate(descriptor, 0) != 0
        || pwrite(descriptor, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
        return fail(ErrorCode::Io, "{} cannot be written: {}. Is the disk full?", path.string(),
            std::strerror(errno));
    return lock;
}

bool ProjectLock::isHeld(const std::filesystem::path& history)
{
    const int descriptor = open(lockPath(history).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    struct flock question = wholeFile();
    const bool held = fcntl(descriptor, F_OFD_GETLK, &question) == 0 && question.l_type != F_UNLCK;
    close(descriptor);
    return held;
}

std::optional<std::int64_t> ProjectLock::holder(const std::filesystem::path& history)
{
    if (!isHeld(history))
        return std::nullopt;
    std::ifstream file(lockPath(history));
    std::int64_t pid = 0;
    return file >> pid && pid > 0 ? std::optional(pid) : std::nullopt;
}

ProjectLock::ProjectLock(ProjectLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

ProjectLock& ProjectLock::operator=(ProjectLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

ProjectLock::~ProjectLock()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

} // namespace autokernel::store
