// SPDX-License-Identifier: Apache-2.0
#include "engine/control_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

namespace autokernel::engine {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaximumCommandBytes = 4096;
constexpr int kPollMilliseconds = 200;
constexpr std::chrono::seconds kLineDeadline {2};

class Descriptor
{
public:
    explicit Descriptor(int value)
        : m_value(value)
    {
    }
    Descriptor(Descriptor&& other) noexcept
        : m_value(std::exchange(other.m_value, -1))
    {
    }
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor()
    {
        if (m_value >= 0)
            ::close(m_value);
    }
    int get() const { return m_value; }

private:
    int m_value;
};

Result<sockaddr_un> addressOf(const fs::path& path)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    const auto text = path.string();
    if (text.size() >= sizeof address.sun_path)
        return fail(ErrorCode::Unsupported,
            "the path {} is too long for a control socket; other programs cannot reach this run.",
            text);
    std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
    return address;
}

// One line, within two seconds in all: a client that dawdles must not hold up the others.
std::string receiveLine(int descriptor)
{
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + kLineDeadline;
    std::string line;
    for (;;) {
        pollfd watch {descriptor, POLLIN, 0};
        char chunk[512];
        const auto left
            = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0 || ::poll(&watch, 1, static_cast<int>(left)) <= 0)
            return line;
        const auto count = ::read(descriptor, chunk, sizeof chunk);
        if (count <= 0)
            return line;
        line.append(chunk, static_cast<std::size_t>(count));
        if (line.find('\n') != std::string::npos || line.size() > kMaximumCommandBytes)
            return line.substr(0, line.find('\n'));
    }
}

void sendLine(int descriptor, const Json& json)
{
    const auto line = dumpLine(json) + "\n";
    // MSG_NOSIGNAL: a client that has gone away is its own affair.
    static_cast<void>(::send(descriptor, line.data(), line.size(), MSG_NOSIGNAL));
}

// What the handler reads of a command may be of another type than it thinks.
Json answerTo(const Result<Json>& command, const std::function<Json(const Json&)>& handle)
{
    const Json notACommand {{"error", "not a command"}};
    if (!command || !command->is_object())
        return notACommand;
    try {
        return handle(*command);
    } catch (const Json::exception&) {
        return notACommand;
    }
}

void serve(const std::stop_token& stop, const Descriptor& listener,
    const std::function<Json(const Json&)>& handle)
{
    while (!stop.stop_requested()) {
        pollfd watch {listener.get(), POLLIN, 0};
        if (::poll(&watch, 1, kPollMilliseconds) <= 0)
            continue;
        const Descriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (client.get() < 0)
            continue;
        sendLine(client.get(), answerTo(parseJson(receiveLine(client.get())), handle));
    }
}

} // namespace

fs::path ControlSocket::pathFor(const fs::path& history)
{
    return fs::path(history.string() + ".sock");
}

Result<ControlSocket> ControlSocket::listen(
    const fs::path& history, std::function<Json(const Json&)> handle)
{
    ControlSocket socket;
    socket.m_path = pathFor(history);
    AK_ASSIGN(const auto address, addressOf(socket.m_path));
    Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // The caller holds the history's lock, so a socket that is there belongs to a process that
    // died.
    ::unlink(address.sun_path);
    const auto before = ::umask(0177);
    const bool ok
        = ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0
        && ::listen(listener.get(), 8) == 0;
    ::umask(before);
    if (!ok)
        return fail(ErrorCode::Io, "cannot listen at {}: {}.", socket.m_path.string(),
            std::strerror(errno));
    struct stat bound
    {
    };
    if (::stat(address.sun_path, &bound) == 0) {
        socket.m_device = bound.st_dev;
        socket.m_inode = bound.st_ino;
    }
    socket.m_thread
        = std::jthread([listener = std::move(listener), handle = std::move(handle)](
                           const std::stop_token& stop) { serve(stop, listener, handle); });
    return socket;
}

ControlSocket::~ControlSocket()
{
    if (!m_thread.joinable())
        return;
    m_thread.request_stop();
    m_thread.join();
    struct stat now
    {
    };
    if (::lstat(m_path.c_str(), &now) == 0 && now.st_dev == m_device && now.st_ino == m_inode)
        ::unlink(m_path.c_str());
}

Result<Json> ControlSocket::send(const fs::path& history, const Json& command)
{
    AK_ASSIGN(const auto address, addressOf(pathFor(history)));
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return fail(ErrorCode::NotFound, "no run is writing to {}.", history.string());
    sendLine(socket.get(), command);
    return parseJson(receiveLine(socket.get()));
}

} // namespace autokernel::engine
