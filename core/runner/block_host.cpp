// SPDX-License-Identifier: Apache-2.0
#include "runner/block_host.h"

#include "runner/futex.h"
#include "runner/spawn.h"

#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace autokernel::runner {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

std::int64_t monotonicNanoseconds()
{
    timespec time {};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::uint64_t randomToken()
{
    std::uint64_t token = 0;
    while (::getrandom(&token, sizeof(token), 0) != sizeof(token)) { }
    return token;
}

// The last text of the page, whatever the contender left there.
std::string messageOf(const ChannelControl& control)
{
    return {control.message, ::strnlen(control.message, sizeof(control.message))};
}

// From each thread's CPU time when it last slept, when it was stopped and when it slept again;
// empty when a thread came or went.
std::vector<ThreadTime> threadTimes(const std::vector<std::int64_t>& before,
    const std::vector<std::int64_t>& stopped, const std::vector<std::int64_t>& after)
{
    std::vector<ThreadTime> result;
    if (before.size() != after.size() || stopped.size() != after.size())
        return result;
    for (std::size_t i = 0; i < after.size(); ++i)
        result.push_back({after[i] - before[i], after[i] - stopped[i]});
    return result;
}

} // namespace

std::map<std::string, std::string> contenderEnvironment(int threads)
{
    const std::string count = std::to_string(std::max(threads, 1));
    return {
        {"OMP_NUM_THREADS", count},
        {"OMP_THREAD_LIMIT", count},
        {"OMP_DYNAMIC", "false"},
        {"OMP_MAX_ACTIVE_LEVELS", "1"},
        {"OMP_PROC_BIND", "true"},
        {"OMP_PLACES", "cores"},
        {"OMP_STACKSIZE", "8M"},
        {"GOMP_SPINCOUNT", "1000"},
        {"LC_ALL", "C"},
    };
}

Result<BlockChannelHost> BlockChannelHost::spawn(const SpawnOptions& options)
{
    UniqueDescriptor page(::memfd_create("control", MFD_CLOEXEC));
    if (!page || ::ftruncate(page.get(), kControlBytes) != 0)
        return fail(
            ErrorCode::OutOfMemory, "Cannot make a control page: {}.", std::strerror(errno));
    void* const address
        = ::mmap(nullptr, kControlBytes, PROT_READ | PROT_WRITE, MAP_SHARED, page.get(), 0);
    if (address == MAP_FAILED)
        return fail(ErrorCode::OutOfMemory, "Cannot map a control page: {}.", std::strerror(errno));
    BlockChannelHost host;
    host.m_control = static_cast<ChannelControl*>(address);
    host.m_control->magic = kChannelMagic;
    host.m_control->version = kChannelVersion;
    host.m_control->setCount = options.setCount;
    host.m_control->threads = options.threads;

    SpawnRequest request;
    request.arguments = options.arguments;
    for (const auto& [name, value] : options.environment)
        request.environment.push_back(name + "=" + value);
    request.inherit = options.inherit;
    request.inherit.emplace_back(page.get(), options.controlNumber);
    request.standardError = options.standardError;
    request.cpus = options.cpus;
    AK_ASSIGN(host.m_pid, spawnProcess(request));
    host.m_reaped = false;
    AK_ASSIGN(host.m_clock, ProcessClock::of(host.m_pid));
    return host;
}

BlockChannelHost::BlockChannelHost(BlockChannelHost&& other) noexcept
{
    *this = std::move(other);
}

BlockChannelHost& BlockChannelHost::operator=(BlockChannelHost&& other) noexcept
{
    std::swap(m_control, other.m_control);
    std::swap(m_pid, other.m_pid);
    std::swap(m_waitStatus, other.m_waitStatus);
    std::swap(m_reaped, other.m_reaped);
    std::swap(m_clock, other.m_clock);
    std::swap(m_cpuWhenSettled, other.m_cpuWhenSettled);
    std::swap(m_threadsWhenSettled, other.m_threadsWhenSettled);
    return *this;
}

BlockChannelHost::~BlockChannelHost()
{
    kill();
    if (m_control)
        ::munmap(m_control, kControlBytes);
}

Result<void> BlockChannelHost::waitReady(nanoseconds timeout)
{
    const std::int64_t end = monotonicNanoseconds() + timeout.count();
    const auto starting = static_cast<std::uint32_t>(BlockStatus::Starting);
    while (loadShared(m_control->status) == starting) {
        if (!isAlive())
            return fail(deathReport());
        if (monotonicNanoseconds() > end) {
            kill();
            return fail(ErrorCode::TimedOut,
                "The contender's process was not ready within {:.1f} s.",
                std::chrono::duration<double>(timeout).count());
        }
        const nanoseconds slice = 2ms;
        futexWait(m_control->status, starting, &slice);
    }
    const std::uint32_t status = loadShared(m_control->status);
    if (status != static_cast<std::uint32_t>(BlockStatus::Ready)) {
        Error error = replyError(status);
        kill();
        return fail(std::move(error));
    }
    settle();
    return {};
}

Result<BlockResult> BlockChannelHost::runBlock(
    std::uint32_t firstSet, std::uint32_t step, std::uint32_t repeats, nanoseconds deadline)
{
    return request(BlockCommand::Run, firstSet, step, repeats, deadline);
}

Result<BlockResult> BlockChannelHost::prepare(nanoseconds deadline)
{
    return request(BlockCommand::Prepare, 0, 1, m_control->setCount, deadline);
}

Result<BlockResult> BlockChannelHost::inspect(nanoseconds deadline)
{
    return request(BlockCommand::Inspect, 0, 0, 0, deadline);
}

Result<BlockResult> BlockChannelHost::request(BlockCommand command, std::uint32_t firstSet,
    std::uint32_t step, std::uint32_t repeats, nanoseconds deadline)
{
    if (!isAlive())
        return fail(deathReport());
    m_control->command = static_cast<std::uint32_t>(command);
    m_control->firstSet = firstSet;
    m_control->setStep = step;
    m_control->repeats = repeats;
    m_control->token = randomToken();
    const std::uint64_t token = m_control->token;
    const std::uint32_t number = loadShared(m_control->request) + 1;

    const std::int64_t cpuStart = m_clock.nanoseconds();
    const std::int64_t idle = cpuStart - m_cpuWhenSettled;
    const std::int64_t wallStart = monotonicNanoseconds();
    storeShared(m_control->request, number);
    futexWake(m_control->request);
    AK_TRY(waitReply(number, deadline));
    const std::int64_t wallEnd = monotonicNanoseconds();
    if (!stop())
        return fail(deathReport());
    const std::int64_t cpuEnd = m_clock.nanoseconds();
    const std::vector<std::int64_t> stopped = m_clock.threadNanoseconds();
    ::kill(m_pid, SIGCONT);

    // A thread of the pool may have faulted while the calling thread came to its end.
    if (const FaultRecord record = faultRecord(); record.signal != 0) {
        kill();
        return fail(describeFault(record));
    }
    const std::uint32_t status = loadShared(m_control->status);
    if (status != static_cast<std::uint32_t>(BlockStatus::Done) || m_control->tokenEcho != token) {
        Error error = status == static_cast<std::uint32_t>(BlockStatus::Done)
            ? Error {ErrorCode::Rejected, "C11: the reply does not carry the block's token.", {}}
            : replyError(status);
        kill();
        return fail(std::move(error));
    }
    const std::vector<std::int64_t> before = std::move(m_threadsWhenSettled);
    settle();
    BlockResult result;
    result.wallNanoseconds = wallEnd - wallStart;
    result.cpuNanoseconds = cpuEnd - cpuStart;
    result.tailNanoseconds = m_cpuWhenSettled - cpuEnd;
    result.idleNanoseconds = idle;
    result.threads = threadTimes(before, stopped, m_threadsWhenSettled);
    return result;
}

Result<void> BlockChannelHost::waitReply(std::uint32_t expected, nanoseconds deadline)
{
    const std::int64_t end = monotonicNanoseconds() + deadline.count();
    for (;;) {
        const std::uint32_t reply = loadShared(m_control->reply);
        if (reply == expected)
            return {};
        const std::int64_t remaining = end - monotonicNanoseconds();
        if (remaining <= 0) {
            kill();
            if (const FaultRecord record = faultRecord(); record.signal != 0)
                return fail(describeFault(record));
            return fail(ErrorCode::TimedOut, "The kernel did not return within {:.2f} s.",
                std::chrono::duration<double>(deadline).count());
        }
        // Death is noticed by looking: a process that is gone wakes nobody.
        const nanoseconds slice = std::min(nanoseconds(remaining), nanoseconds(20ms));
        futexWait(m_control->reply, reply, &slice);
        if (loadShared(m_control->reply) != expected && !isAlive())
            return fail(deathReport());
    }
}

// Stops every thread; the CPU clock of a thread that runs lags by up to a scheduler tick. False
// when the process has ended.
bool BlockChannelHost::stop()
{
    ::kill(m_pid, SIGSTOP);
    siginfo_t state {};
    while (::waitid(P_PID, static_cast<id_t>(m_pid), &state, WSTOPPED | WEXITED | WNOWAIT) != 0) {
        if (errno != EINTR)
            return isAlive();
    }
    if (state.si_code != CLD_STOPPED)
        return isAlive();
    ::waitid(P_PID, static_cast<id_t>(m_pid), &state, WSTOPPED | WNOHANG);
    return true;
}

// Waits until every thread sleeps. Not running is not enough: on a loaded machine a thread that has
// work may wait for a processor. Gives up on a contender that goes on working.
void BlockChannelHost::settle()
{
    constexpr std::int64_t kPatience = 2'000'000'000;
    const std::int64_t cpuStart = m_clock.nanoseconds();
    const std::int64_t wallStart = monotonicNanoseconds();
    bool sleeps = false;
    do {
        std::this_thread::sleep_for(50us);
        sleeps = m_clock.isAsleep();
        m_cpuWhenSettled = m_clock.nanoseconds();
    } while (!sleeps && m_cpuWhenSettled - cpuStart < kEndlessTail
        && monotonicNanoseconds() - wallStart < kPatience);
    m_threadsWhenSettled = m_clock.threadNanoseconds();
}

std::int64_t BlockChannelHost::idleCpuNanoseconds() const
{
    return m_clock.nanoseconds() - m_cpuWhenSettled;
}

Error BlockChannelHost::replyError(std::uint32_t status) const
{
    switch (static_cast<BlockStatus>(status)) {
    case BlockStatus::FloatEnvironmentChanged:
        return {ErrorCode::Rejected, "C12: the kernel changed the floating-point environment.", {}};
    case BlockStatus::LoadFailed:
        return {ErrorCode::RuntimeError,
            "The contender could not be loaded: " + messageOf(*m_control), {}};
    case BlockStatus::Failed:
        return {ErrorCode::RuntimeError, "The contender failed: " + messageOf(*m_control), {}};
    case BlockStatus::Faulted:
        return describeFault(faultRecord());
    case BlockStatus::Starting:
    case BlockStatus::Ready:
    case BlockStatus::Done:
        break;
    }
    return {ErrorCode::Rejected,
        fmt::format("C11: the reply has the impossible status {}.", status), {}};
}

Error BlockChannelHost::deathReport()
{
    const FaultRecord record = faultRecord();
    if (record.signal != 0)
        return describeFault(record);
    if (WIFSIGNALED(m_waitStatus))
        return describeSignal(WTERMSIG(m_waitStatus));
    const std::string text = messageOf(*m_control);
    return {ErrorCode::RuntimeError,
        fmt::format("The contender's process ended by itself with exit code {}{}{}.",
            WEXITSTATUS(m_waitStatus), text.empty() ? "" : ": ", text),
        {}};
}

FaultRecord BlockChannelHost::faultRecord() const
{
    FaultRecord record {};
    std::memcpy(
        &record, reinterpret_cast<const std::byte*>(m_control) + kFaultOffset, sizeof(record));
    return record;
}

bool BlockChannelHost::isAlive()
{
    if (m_reaped)
        return false;
    const pid_t ended = ::waitpid(m_pid, &m_waitStatus, WNOHANG);
    m_reaped = ended == m_pid || (ended < 0 && errno == ECHILD);
    return !m_reaped;
}

pid_t BlockChannelHost::pid() const
{
    return m_pid;
}

std::int64_t BlockChannelHost::residentBytes() const
{
    std::ifstream file(fmt::format("/proc/{}/statm", m_pid));
    std::int64_t total = 0;
    std::int64_t resident = 0;
    return file >> total >> resident ? resident * ::sysconf(_SC_PAGESIZE) : 0;
}

void BlockChannelHost::kill()
{
    if (m_reaped)
        return;
    ::kill(m_pid, SIGKILL);
    while (::waitpid(m_pid, &m_waitStatus, 0) < 0 && errno == EINTR) { }
    m_reaped = true;
}

} // namespace autokernel::runner
