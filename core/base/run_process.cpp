// SPDX-License-Identifier: Apache-2.0
#include "base/pipe.h"
#include "base/process.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

namespace autokernel {
namespace {

using Clock = std::chrono::steady_clock;
// How long a stop may go unseen.
constexpr std::int64_t kStopInterval = 50; // milliseconds

void appendLimited(std::string& target, const char* bytes, std::size_t count, std::size_t limit)
{
    if (target.size() >= limit)
        return;
    target.append(bytes, std::min(count, limit - target.size()));
    if (target.size() >= limit)
        target += "\n[output cut off]\n";
}
} // namespace

Result<ProcessOutput> runProcess(const std::vector<std::string>& arguments,
    const ProcessLimits& limits, const ProcessOptions& options)
{
    Pipe errors;
    if (!errors.open())
        return fail(ErrorCode::Io, "cannot create pipes: {}.", std::strerror(errno));
    auto childOptions = options;
    childOptions.inherit.emplace_back(errors.write, 2);
    auto child = ChildProcess::spawn(arguments, childOptions);
    closeIfOpen(errors.write);
    if (!child) {
        errors.close();
        return fail(std::move(child).error());
    }
    child->closeStdin();
    ProcessOutput output;
    const auto deadline = Clock::now() + limits.wallClock;
    pollfd watched[2] {{child->stdoutDescriptor(), POLLIN, 0}, {errors.read, POLLIN, 0}};
    std::string* const targets[2] {&output.out, &output.err};
    while ((watched[0].fd >= 0 || watched[1].fd >= 0) && !limits.stop.stop_requested()) {
        const auto left = millisecondsUntil(deadline);
        if (left <= 0)
            break;
        const auto wait = limits.stop.stop_possible() ? std::min(left, kStopInterval) : left;
        if (::poll(watched, 2, static_cast<int>(wait)) <= 0)
            continue;
        for (int i = 0; i < 2; ++i) {
            if (watched[i].fd < 0 || watched[i].revents == 0)
                continue;
            char chunk[65536];
            const auto count = ::read(watched[i].fd, chunk, sizeof chunk);
            if (count > 0)
                appendLimited(
                    *targets[i], chunk, static_cast<std::size_t>(count), limits.outputBytes);
            else if (count == 0 || errno != EINTR)
                watched[i].fd = -1;
        }
    }
    // A program may close its output long before it ends.
    while (!child->poll() && !limits.stop.stop_requested() && millisecondsUntil(deadline) > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    output.wasStopped = !child->poll() && limits.stop.stop_requested();
    output.timedOut = !child->poll() && !output.wasStopped;
    child->kill();
    output.status = child->poll().value_or(ExitStatus {});
    closeIfOpen(errors.read);
    return output;
}

} // namespace autokernel
