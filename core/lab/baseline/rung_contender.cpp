// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/rung_contender.h"

#include "base/files.h"
#include "base/instruction_limit.h"
#include "lab/bench/overwrite.h"
#include "runner/candidate_process.h"

#include <cstdlib>

#ifndef AUTOKERNEL_PYTHON_DEFAULT
#define AUTOKERNEL_PYTHON_DEFAULT ""
#endif

namespace autokernel::lab {
namespace {

constexpr std::chrono::seconds kDeliverDeadline(60);

} // namespace

Result<std::unique_ptr<RungContender>> RungContender::spawn(
    std::string name, runner::RunMemory memory, const HelperStart& start)
{
    runner::SpawnOptions options;
    options.arguments = start.arguments;
    options.environment = runner::contenderEnvironment(start.threads);
    for (const auto& [variable, value] : keptPagesEnvironment())
        options.environment[variable] = value;
    for (const auto& [variable, value] : instructionLimitEnvironment())
        options.environment[variable] = value;
    // Helpers are programs of ours and find LibTorch as the worker does.
    if (const char* libraries = std::getenv("LD_LIBRARY_PATH"))
        options.environment["LD_LIBRARY_PATH"] = libraries;
    for (const auto& [variable, value] : start.environment)
        options.environment[variable] = value;
    const std::pair<int, int> descriptors[] {{memory.tableDescriptor(), runner::kTableDescriptor},
        {memory.inputDescriptor(), runner::kInputDescriptor},
        {memory.outputDescriptor(), runner::kOutputDescriptor}};
    for (const auto& descriptor : descriptors) {
        if (descriptor.first >= 0) // models have no inputs there
            options.inherit.push_back(descriptor);
    }
    options.controlNumber = runner::kControlDescriptor;
    options.threads = start.threads;
    options.setCount = static_cast<std::uint32_t>(memory.setCount());
    options.cpus = start.cpus;
    AK_ASSIGN(auto host, runner::BlockChannelHost::spawn(options));
    return std::unique_ptr<RungContender>(new RungContender(std::move(name), std::move(memory),
        std::move(host), start.cpus.empty() ? -1 : start.cpus.front()));
}

RungContender::RungContender(
    std::string name, runner::RunMemory memory, runner::BlockChannelHost host, int core)
    : m_name(std::move(name))
    , m_memory(std::move(memory))
    , m_host(std::move(host))
    , m_core(core)
    , m_isOverwritten(m_memory.setCount())
{
}

Result<void> RungContender::waitReady(std::chrono::nanoseconds timeout)
{
    return m_host.waitReady(timeout);
}

Result<BlockTiming> RungContender::runBlock(
    int firstSet, int step, int repeats, std::chrono::nanoseconds deadline)
{
    AK_ASSIGN(const auto block,
        m_host.runBlock(static_cast<std::uint32_t>(firstSet), static_cast<std::uint32_t>(step),
            static_cast<std::uint32_t>(repeats), deadline));
    m_hasUndelivered = true;
    for (int call = 0; call < repeats; ++call)
        m_isOverwritten[static_cast<std::size_t>(firstSet + call * step) % m_isOverwritten.size()]
            = false;
    return BlockTiming {.wallNanoseconds = static_cast<double>(block.wallNanoseconds),
        .witnessNanoseconds = static_cast<double>(block.cpuNanoseconds)};
}

// A helper that cannot deliver (a result of another shape) dies of it; then all outputs are
// overwritten, so that those of an earlier delivery pass no check. It delivers results of sets that
// were overwritten since as well: those are overwritten again.
Result<void> RungContender::deliver()
{
    if (!m_hasUndelivered)
        return {};
    m_hasUndelivered = false;
    const auto delivered = m_host.prepare(kDeliverDeadline);
    for (std::size_t set = 0; set < m_isOverwritten.size(); ++set)
        if (m_isOverwritten[set] || !delivered)
            m_memory.poison(set);
    if (!delivered)
        return fail(delivered.error());
    return {};
}

void RungContender::overwriteResults()
{
    lab::overwriteResults(m_memory, m_core);
    m_isOverwritten.assign(m_isOverwritten.size(), true);
}

std::span<const std::byte> RungContender::output(int set, int index)
{
    static_cast<void>(deliver()); // what cannot be delivered fails where it is compared
    return m_memory.output(static_cast<std::size_t>(set), static_cast<std::size_t>(index));
}

// Inputs are mapped read-only by the helper: only the guards can have changed.
Result<void> RungContender::checkMemory()
{
    return m_memory.checkGuards();
}

Result<std::unique_ptr<Contender>> startRung(
    std::string name, runner::RunMemory memory, const HelperStart& start)
{
    AK_ASSIGN(auto rung, RungContender::spawn(std::move(name), std::move(memory), start));
    AK_TRY(rung->waitReady(start.readyTimeout));
    return std::unique_ptr<Contender>(std::move(rung));
}

std::map<std::string, std::string> keptPagesEnvironment()
{
    // glibc: no allocation gets pages of its own, and the heap never shrinks.
    return {{"MALLOC_MMAP_MAX_", "0"}, {"MALLOC_TRIM_THRESHOLD_", "9223372036854775807"}};
}

Result<std::filesystem::path> helperPython()
{
    const char* const chosen = std::getenv("AUTOKERNEL_PYTHON");
    const std::filesystem::path python = chosen && *chosen ? chosen : AUTOKERNEL_PYTHON_DEFAULT;
    std::error_code ignored;
    if (python.empty() || !std::filesystem::exists(python, ignored)) {
        return fail(ErrorCode::NotFound,
            "There is no Python with torch{}{}; set AUTOKERNEL_PYTHON to its interpreter.",
            python.empty() ? "" : " at ", python.string());
    }
    return python;
}

std::map<std::string, std::string> pythonEnvironment()
{
    std::map<std::string, std::string> result {{"PYTHONDONTWRITEBYTECODE", "1"},
        {"TORCHINDUCTOR_CACHE_DIR", (cacheDirectory() / "inductor").string()}};
    for (const char* name :
        {"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "CXX", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) {
        if (const char* const value = std::getenv(name))
            result[name] = value;
    }
    return result;
}

std::filesystem::path ownProgram()
{
    return std::filesystem::read_symlink("/proc/self/exe");
}

} // namespace autokernel::lab
