// SPDX-License-Identifier: Apache-2.0
#include "engine/device_lock.h"

#include "base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

namespace autokernel::engine {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::milliseconds kPoll {200};

fs::path runtimeDirectory()
{
    const char* given = std::getenv("XDG_RUNTIME_DIR");
    if (given && *given == '/')
        return fs::path(given) / "autokernel";
    // Of this user: another's must not be able to keep our runs waiting.
    return fmt::format("/tmp/autokernel-{}", ::getuid());
}

} // namespace

fs::path DeviceLock::pathFor(const std::string& device)
{
    auto name = device;
    std::replace_if(
        name.begin(), name.end(),
        [](unsigned char c) { return std::isalnum(c) == 0 && c != '.' && c != '_'; }, '-');
    return runtimeDirectory() / ("device-" + name + ".lock");
}

DeviceLock::DeviceLock(std::string device, std::string holder)
    : m_device(std::move(device))
    , m_holder(std::move(holder))
{
}

DeviceLock::~DeviceLock()
{
    release();
}

void DeviceLock::release()
{
    if (m_file >= 0)
        ::close(m_file);
    m_file = -1;
}

Result<void> DeviceLock::open()
{
    const auto path = pathFor(m_device);
    ::mkdir(path.parent_path().c_str(), 0700);
    struct stat folder
    {
    };
    if (::lstat(path.parent_path().c_str(), &folder) != 0 || !S_ISDIR(folder.st_mode)
        || folder.st_uid != ::getuid())
        return fail(ErrorCode::Io, "{} is no folder of yours.", path.parent_path().string());
    m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_file < 0)
        return fail(ErrorCode::Io, "cannot open {}: {}.", path.string(), std::strerror(errno));
    return {};
}

Result<void> DeviceLock::hold(const Waiting& waiting)
{
    if (m_file >= 0)
        return {};
    AK_TRY(open());
    bool isTold = false;
    while (::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            const int reason = errno;
            release();
            return fail(ErrorCode::Io, "cannot lock {}: {}.", pathFor(m_device).string(),
                std::strerror(reason));
        }
        if (!std::exchange(isTold, true))
            waiting.tell(fmt::format("{} is being measured on by {}. This run waits until that one "
                                     "has ended: side by side they would time each other's load.",
                m_device, readFile(pathFor(m_device)).value_or("another run")));
        if (waiting.isUnwanted()) {
            release();
            return fail(ErrorCode::Cancelled,
                "The run was ended while it waited for another one that measures on {}.", m_device);
        }
        std::this_thread::sleep_for(kPoll);
    }
    const auto text = fmt::format("{} (process {})", m_holder, ::getpid());
    if (::ftruncate(m_file, 0) == 0) // who cannot be named is waited for as well
        static_cast<void>(!::pwrite(m_file, text.data(), text.size(), 0));
    return {};
}

Result<void> DeviceLock::holdIfPossible(const Waiting& waiting)
{
    auto held = hold(waiting);
    if (held || held.error().code == ErrorCode::Cancelled)
        return held;
    waiting.tell("Another run on this device would not be noticed: " + held.error().message);
    return {};
}

Result<std::unique_ptr<DeviceLock>> DeviceLock::heldWhileMeasuring(
    const std::string& device, std::string holder, const Waiting& waiting)
{
    if (device.empty())
        return nullptr;
    auto lock = std::make_unique<DeviceLock>(device, std::move(holder));
    AK_TRY(lock->holdIfPossible(waiting));
    return lock;
}

} // namespace autokernel::engine
