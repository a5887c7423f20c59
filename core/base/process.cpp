// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"

#include "base/pipe.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

extern char** environ;

namespace autokernel {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kMaximumLineBytes = 64U << 20U;
// A process in the middle of a call of a broken disk or driver dies when that returns, or never.
constexpr std::chrono::seconds kDeathPatience {3};

ExitStatus decode(const siginfo_t& information)
{
    ExitStatus result;
    if (information.si_code == CLD_EXITED)
        result.code = information.si_status;
    else
        result.signal = information.si_status;
    return result;
}

void reap(pid_t pid)
{
    siginfo_t information {};
    while (::waitid(P_PID, static_cast<id_t>(pid), &information, WEXITED) < 0 && errno == EINTR) { }
}

std::vector<std::string> environmentFor(const ProcessOptions& options)
{
    std::vector<std::string> lines;
    if (!options.clearEnvironment) {
        for (char** entry = environ; *entry; ++entry) {
            const std::string_view line(*entry);
            const std::string name(line.substr(0, line.find('=')));
            if (!options.environment.contains(name))
                lines.emplace_back(line);
        }
    }
    for (const auto& [name, value] : options.environment)
        lines.push_back(name + "=" + value);
    return lines;
}

std::vector<char*> pointers(std::vector<std::string>& lines)
{
    std::vector<char*> result;
    result.reserve(lines.size() + 1);
    for (auto& line : lines)
        result.push_back(line.data());
    result.push_back(nullptr);
    return result;
}

// Runs between fork and exec: async-signal-safe calls only.
[[noreturn]] void becomeChild(const std::vector<std::pair<int, int>>& descriptors,
    const char* directory, char* const* arguments, char* const* environment, int errorPipe,
    pid_t parent)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    bool ok = ::getppid() == parent;
    // First move every source out of the way of every destination.
    int moved[32];
    int count = 0;
    for (const auto& [from, to] : descriptors) {
        static_cast<void>(to);
        moved[count] = ::fcntl(from, F_DUPFD, 200);
        ok = ok && moved[count] >= 0;
        ++count;
    }
    const int report = ::fcntl(errorPipe, F_DUPFD_CLOEXEC, 200);
    int highest = 2;
    for (int i = 0; i < count; ++i) {
        ok = ok && ::dup2(moved[i], descriptors[static_cast<std::size_t>(i)].second) >= 0;
        highest = std::max(highest, descriptors[static_cast<std::size_t>(i)].second);
    }
    for (int gap = 3; gap < highest; ++gap) {
        bool isWanted = false;
        for (const auto& entry : descriptors)
            isWanted = isWanted || entry.second == gap;
        if (!isWanted)
            ::close(gap);
    }
    ::syscall(SYS_close_range, highest + 1, report - 1, 0);
    ::syscall(SYS_close_range, report + 1, ~0U, 0);
    if (ok && *directory)
        ok = ::chdir(directory) == 0;
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (ok)
        ::execvpe(arguments[0], arguments, environment);
    const int reason = errno;
    [[maybe_unused]] const auto written = ::write(report, &reason, sizeof reason);
    ::_exit(127);
}

// write() without SIGPIPE, which ends a program that does not ignore it, as the window.
ssize_t writeQuietly(int descriptor, std::string_view bytes)
{
    sigset_t brokenPipe;
    sigset_t before;
    ::sigemptyset(&brokenPipe);
    ::sigaddset(&brokenPipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &brokenPipe, &before);
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    const int reason = errno;
    if (count < 0 && reason == EPIPE && ::sigismember(&before, SIGPIPE) == 0) {
        const timespec atOnce {};
        ::sigtimedwait(&brokenPipe, nullptr, &atOnce);
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = reason;
    return count;
}

} // namespace

std::string ExitStatus::toString() const
{
    if (signal == 0)
        return fmt::format("exit code {}", code);
    const char* name = ::sigabbrev_np(signal);
    return fmt::format("killed by SIG{}", name ? name : std::to_string(signal));
}

Result<ChildProcess> ChildProcess::spawn(
    const std::vector<std::string>& arguments, const ProcessOptions& options)
{
    if (arguments.empty() || arguments.front().empty())
        return fail(ErrorCode::NotFound, "no program to start was named.");
    Pipe input;
    Pipe output;
    Pipe failure;
    if (!input.open() || !output.open() || !failure.open()) {
        input.close();
        output.close();
        failure.close();
        return fail(ErrorCode::Io, "cannot create pipes: {}.", std::strerror(errno));
    }
    auto argumentLines = arguments;
    auto environmentLines = environmentFor(options);
    const auto argumentPointers = pointers(argumentLines);
    const auto environmentPointers = pointers(environmentLines);
    const std::string directory = options.workingDirectory.string();
    std::vector<std::pair<int, int>> descriptors {{input.read, 0}, {output.write, 1}};
    if (options.stderrToPipe)
        descriptors.emplace_back(output.write, 2);
    descriptors.insert(descriptors.end(), options.inherit.begin(), options.inherit.end());
    if (descriptors.size() > 32)
        return fail(ErrorCode::Internal, "too many descriptors to inherit.");

    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0)
        becomeChild(descriptors, directory.c_str(), argumentPointers.data(),
            environmentPointers.data(), failure.write, parent);
    const int forkError = errno;
    closeIfOpen(input.read);
    closeIfOpen(output.write);
    closeIfOpen(failure.write);
    int reason = 0;
    const bool failed = pid > 0 && ::read(failure.read, &reason, sizeof reason) == sizeof reason;
    closeIfOpen(failure.read);
    if (pid < 0 || failed) {
        input.close();
        output.close();
        if (pid > 0)
            ::waitpid(pid, nullptr, 0);
        const int code = pid < 0 ? forkError : reason;
        return fail(code == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, "cannot start {}: {}.",
            arguments.front(), std::strerror(code));
    }
    // Our end alone: the child's is another open file, which blocks as programs expect.
    ::fcntl(input.write, F_SETFL, O_NONBLOCK);
    ChildProcess child;
    child.m_pid = pid;
    child.m_stdin = input.write;
    child.m_stdout = output.read;
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
{
    *this = std::move(other);
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept
{
    if (this != &other) {
        std::swap(m_pid, other.m_pid);
        std::swap(m_stdin, other.m_stdin);
        std::swap(m_stdout, other.m_stdout);
        std::swap(m_buffer, other.m_buffer);
        std::swap(m_status, other.m_status);
        std::swap(m_isReaped, other.m_isReaped);
    }
    return *this;
}

ChildProcess::~ChildProcess()
{
    kill();
    closeIfOpen(m_stdin);
    closeIfOpen(m_stdout);
}

Result<std::size_t> ChildProcess::write(std::string_view bytes, std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto count = writeQuietly(m_stdin, bytes.substr(done));
        if (count >= 0) {
            done += static_cast<std::size_t>(count);
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return fail(
                ErrorCode::Io, "the child process no longer reads: {}.", std::strerror(errno));
        const auto left = millisecondsUntil(deadline);
        if (left <= 0)
            break;
        pollfd watch {m_stdin, POLLOUT, 0};
        ::poll(&watch, 1, static_cast<int>(left));
    }
    return done;
}

void ChildProcess::closeStdin()
{
    closeIfOpen(m_stdin);
}

Result<std::optional<std::string>> ChildProcess::readLine(std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    std::size_t searched = 0;
    for (;;) {
        if (const auto end = m_buffer.find('\n', searched); end != std::string::npos) {
            std::string line = m_buffer.substr(0, end);
            m_buffer.erase(0, end + 1);
            return line;
        }
        searched = m_buffer.size();
        if (searched > kMaximumLineBytes)
            return fail(ErrorCode::Io, "the child process sent a line of over 64 MiB.");
        const auto left = millisecondsUntil(deadline);
        pollfd watch {m_stdout, POLLIN, 0};
        const int ready = ::poll(&watch, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
        if (ready < 0 && errno != EINTR)
            return fail(
                ErrorCode::Io, "cannot wait for the child process: {}.", std::strerror(errno));
        if (ready <= 0) {
            if (left <= 0)
                return std::nullopt;
            continue;
        }
        char chunk[65536];
        const auto count = ::read(m_stdout, chunk, sizeof chunk);
        if (count == 0)
            return fail(ErrorCode::Io, "the child process closed its output.");
        if (count < 0 && errno != EINTR)
            return fail(
                ErrorCode::Io, "cannot read from the child process: {}.", std::strerror(errno));
        if (count > 0)
            m_buffer.append(chunk, static_cast<std::size_t>(count));
    }
}

std::optional<ExitStatus> ChildProcess::poll()
{
    if (m_status || m_pid <= 0)
        return m_status;
    siginfo_t information {};
    if (::waitid(P_PID, static_cast<id_t>(m_pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0
        && information.si_pid == m_pid)
        m_status = decode(information);
    return m_status;
}

std::optional<ExitStatus> ChildProcess::wait(std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    while (!poll() && Clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return m_status;
}

void ChildProcess::kill()
{
    if (m_pid <= 0 || m_isReaped)
        return;
    ::kill(-m_pid, SIGKILL);
    m_isReaped = true;
    if (wait(kDeathPatience)) {
        reap(m_pid);
        return;
    }
    // Whoever runs must not stand still for it. The thread ends with it, or with the program.
    m_status = ExitStatus {.signal = SIGKILL};
    std::thread(reap, m_pid).detach();
}

} // namespace autokernel
