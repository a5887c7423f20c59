// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/system_probe.h"

#include "base/files.h"
#include "base/process.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <vector>

#ifndef AUTOKERNEL_PYTHON_DEFAULT
#define AUTOKERNEL_PYTHON_DEFAULT ""
#endif

namespace autokernel::ui {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kDeadline = 60s;
constexpr std::size_t kMostOutput = 1 << 16;

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

std::string lastLine(std::string text)
{
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    const auto begin = text.rfind('\n');
    return begin == std::string::npos ? text : text.substr(begin + 1);
}

ToolFacts ask(const std::vector<std::string>& command, const std::stop_token& stop)
{
    const auto output = runProcess(command, {kDeadline, kMostOutput, stop});
    if (!output)
        return {"", output.error().message};
    if (output->wasStopped)
        return {"", "the check was ended"};
    if (output->timedOut)
        return {"", fmt::format("{} gave no answer within a minute", command.front())};
    if (!output->status.ok())
        return {"", lastLine(output->err)};
    return {firstLine(output->out), ""};
}

std::optional<int> numberIn(const fs::path& file)
{
    const auto text = readFile(file);
    int value = 0;
    if (!text
        || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc {})
        return std::nullopt;
    return value;
}

} // namespace

ToolFacts probeCompiler(const std::stop_token& stop)
{
    std::vector<std::string> names;
    if (const char* const chosen = std::getenv("CXX"); chosen && *chosen)
        names.emplace_back(chosen);
    names.insert(names.end(), {"g++", "clang++"});
    for (const auto& name : names)
        if (auto found = ask({name, "--version"}, stop); !found.version.empty())
            return found;
    return {"", "neither g++ nor clang++ was found"};
}

fs::path helperPython()
{
    std::error_code ignored;
    if (const char* const chosen = std::getenv("AUTOKERNEL_PYTHON"); chosen && *chosen)
        return chosen;
    const fs::path built = AUTOKERNEL_PYTHON_DEFAULT;
    return fs::exists(built, ignored) ? built : dataDirectory() / "python/bin/python";
}

ToolFacts probePython(const fs::path& python, const std::stop_token& stop)
{
    std::error_code ignored;
    if (!fs::exists(python, ignored))
        return {"", fmt::format("there is no Python at {}", python.string())};
    return ask({python.string(), "-c", "import platform; print(platform.python_version())"}, stop);
}

ToolFacts probeTorch(const fs::path& python, const std::stop_token& stop)
{
    std::error_code ignored;
    if (!fs::exists(python, ignored))
        return {"", "without Python there is none"};
    return ask(
        {python.string(), "-c", "import importlib.metadata as m; print(m.version('torch'))"}, stop);
}

SandboxFacts probeSandbox()
{
    constexpr unsigned kAskVersion = 1; // LANDLOCK_CREATE_RULESET_VERSION
#ifdef SYS_landlock_create_ruleset
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kAskVersion);
#else
    const long version = -1;
#endif
    std::error_code ignored;
    return {version > 0 ? static_cast<int>(version) : 0,
        fs::exists(programDirectory() / "autokernel-runner", ignored)};
}

CounterFacts probeCounters()
{
    CounterFacts facts;
    facts.perfEventParanoid = numberIn("/proc/sys/kernel/perf_event_paranoid");
    constexpr std::string_view kAdminOnly = "RmProfilingAdminOnly: ";
    if (const auto text = readFile("/proc/driver/nvidia/params"))
        if (const auto at = text->find(kAdminOnly); at != std::string::npos)
            facts.gpuAdminOnly = text->compare(at + kAdminOnly.size(), 1, "1") == 0;
    return facts;
}

DiskFacts probeDisk(const fs::path& history)
{
    std::error_code error;
    auto folder = fs::absolute(history, error).parent_path();
    while (!fs::exists(folder, error) && folder.has_relative_path())
        folder = folder.parent_path();
    const auto space = fs::space(folder, error);
    return {folder.string(), error ? 0 : space.available};
}

std::string probeNvidiaDriver()
{
    const auto text = readFile("/sys/module/nvidia/version");
    return text ? firstLine(*text) : std::string();
}

} // namespace autokernel::ui
