// SPDX-License-Identifier: Apache-2.0
#include "runner/spawn.h"

#include "runner/unique_descriptor.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace autokernel::runner {
namespace {

// All that the child needs, made before vfork: the child shares our memory until exec and may call
// async-signal-safe functions only.
struct Plan
{
    std::vector<char*> arguments;
    std::vector<char*> environment;
    std::vector<std::pair<int, int>> descriptors; // {high copy, number in the child}
    cpu_set_t cpus;
    bool hasCpus = false;
    pid_t parent = 0;
    int failure = 0; // errno of the child
};

std::vector<char*> pointersTo(const std::vector<std::string>& texts)
{
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (const std::string& text : texts)
        result.push_back(const_cast<char*>(text.c_str())); // exec never writes to them
    result.push_back(nullptr);
    return result;
}

[[noreturn]] void becomeProgram(Plan& plan)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == plan.parent
        && (!plan.hasCpus || ::sched_setaffinity(0, sizeof(plan.cpus), &plan.cpus) == 0)
        && ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0) {
        bool ok = true;
        for (const auto& [source, number] : plan.descriptors)
            ok = ok && ::dup2(source, number) == number;
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        if (ok)
            ::execve(plan.arguments[0], plan.arguments.data(), plan.environment.data());
    }
    plan.failure = errno;
    ::_exit(127);
}

[[gnu::noinline]] pid_t forkAndExec(Plan& plan)
{
    const pid_t pid = ::vfork();
    if (pid == 0)
        becomeProgram(plan);
    return pid;
}

} // namespace

Result<pid_t> spawnProcess(const SpawnRequest& request)
{
    Plan plan;
    plan.arguments = pointersTo(request.arguments);
    plan.environment = pointersTo(request.environment);
    plan.parent = ::getpid();
    plan.hasCpus = !request.cpus.empty();
    CPU_ZERO(&plan.cpus);
    for (const int cpu : request.cpus)
        CPU_SET(static_cast<std::size_t>(cpu), &plan.cpus);

    // Copies above every number asked for, so that no dup2 overwrites a source.
    int lowest = 64;
    for (const auto& [ours, number] : request.inherit)
        lowest = std::max(lowest, number + 1);
    std::vector<UniqueDescriptor> copies;
    const auto add = [&](int ours, int number) {
        copies.emplace_back(::fcntl(ours, F_DUPFD_CLOEXEC, lowest));
        plan.descriptors.emplace_back(copies.back().get(), number);
        return static_cast<bool>(copies.back());
    };
    const UniqueDescriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    bool ok = null && add(null.get(), 0) && add(null.get(), 1)
        && add(request.standardError >= 0 ? request.standardError : null.get(), 2);
    for (const auto& [ours, number] : request.inherit)
        ok = ok && add(ours, number);
    if (!ok)
        return fail(ErrorCode::Io, "Cannot hand descriptors to {}: {}.", request.arguments[0],
            std::strerror(errno));

    const pid_t pid = forkAndExec(plan);
    if (pid < 0)
        return fail(
            ErrorCode::Io, "Cannot start {}: {}.", request.arguments[0], std::strerror(errno));
    if (plan.failure != 0) {
        ::waitpid(pid, nullptr, 0);
        return fail(plan.failure == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
            "Cannot start {}: {}.", request.arguments[0], std::strerror(plan.failure));
    }
    return pid;
}

} // namespace autokernel::runner
