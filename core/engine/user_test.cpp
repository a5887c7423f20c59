// SPDX-License-Identifier: Apache-2.0
#include "engine/user_test.h"

#include "base/process.h"

#include <fmt/format.h>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto kPollInterval = 50ms;
} // namespace

UserTestResult runUserTest(const std::string& command,
    const std::map<std::string, std::string>& environment, Seconds limit, std::stop_token stop)
{
    ProcessOptions options;
    options.environment = environment;
    // Nobody reads its output, and a full pipe would stop it.
    auto child = ChildProcess::spawn({"sh", "-c", "exec >/dev/null\n" + command}, options);
    if (!child)
        return {1, "could not be started: " + child.error().message};
    child->closeStdin();
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!stop.stop_requested() && std::chrono::steady_clock::now() < deadline) {
        const auto status = child->wait(kPollInterval);
        if (!status)
            continue;
        return {status->signal == 0 ? status->code : 1, "ended with " + status->toString()};
    }
    child->kill();
    return stop.stop_requested()
        ? UserTestResult {1, "was stopped"}
        : UserTestResult {
            1, fmt::format("was killed: it took longer than {:.0f} s", limit.count())};
}

} // namespace autokernel::engine
