// SPDX-License-Identifier: Apache-2.0
#include "engine/user_test.h"

#include "base/files.h"
#include "base/process.h"

#include <fmt/format.h>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto kPollInterval = 50ms;
constexpr std::size_t kMostShown = 300; // bytes of the last line

// What a test says last is mostly why it failed.
std::string lastLineOf(const std::filesystem::path& file)
{
    auto text = readFile(file).value_or(std::string());
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    const auto line = text.substr(text.find_last_of('\n') + 1);
    return line.empty() ? "" : fmt::format("; its last line: {}", line.substr(0, kMostShown));
}
} // namespace

UserTestResult runUserTest(const std::string& command,
    const std::map<std::string, std::string>& environment, Seconds limit, std::stop_token stop)
{
    const TemporaryDirectory folder;
    const auto output = folder.path() / "output";
    ProcessOptions options;
    options.environment = environment;
    options.environment["AUTOKERNEL_TEST_OUTPUT"] = output.string();
    // Into a file: nobody reads while it runs, and a full pipe would stop it.
    auto child = ChildProcess::spawn(
        {"sh", "-c", "exec >\"$AUTOKERNEL_TEST_OUTPUT\" 2>&1\n" + command}, options);
    if (!child)
        return {1, "could not be started: " + child.error().message};
    child->closeStdin();
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!stop.stop_requested() && std::chrono::steady_clock::now() < deadline) {
        const auto status = child->wait(kPollInterval);
        if (!status)
            continue;
        return {status->signal == 0 ? status->code : 1,
            "ended with " + status->toString() + (status->ok() ? "" : lastLineOf(output))};
    }
    child->kill();
    return stop.stop_requested()
        ? UserTestResult {1, "was stopped"}
        : UserTestResult {
            1, fmt::format("was killed: it took longer than {:.0f} s", limit.count())};
}

} // namespace autokernel::engine
