// SPDX-License-Identifier: Apache-2.0
#include "runner/runner_process.h"

#include "runner/candidate_process.h"

#include <fcntl.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace autokernel::runner {
namespace {

using std::chrono::nanoseconds;

Result<std::string> programPath(const RunnerOptions& options)
{
    if (!options.program.empty())
        return options.program.string();
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto path = self.parent_path() / "autokernel-runner";
    if (error || !std::filesystem::exists(path, error))
        return fail(ErrorCode::NotFound,
            "{} is missing: it lies beside the other programs of AutoKernel.", path.string());
    return path.string();
}

Result<BlockChannelHost> spawnRole(const std::vector<std::string>& role, int packedDescriptor,
    const CandidateBinary& binary, const RunMemory& memory, const RunnerOptions& options)
{
    const UniqueDescriptor object(::open(binary.sharedObject.c_str(), O_RDONLY | O_CLOEXEC));
    if (!object)
        return fail(ErrorCode::NotFound, "Cannot open the candidate's binary {}: {}.",
            binary.sharedObject.string(), std::strerror(errno));
    AK_ASSIGN(const std::string program, programPath(options));
    SpawnOptions spawn;
    spawn.arguments = {program};
    spawn.arguments.insert(spawn.arguments.end(), role.begin(), role.end());
    spawn.environment = contenderEnvironment(options.threads);
    spawn.controlNumber = kControlDescriptor;
    spawn.inherit
        = {{memory.tableDescriptor(), kTableDescriptor}, {object.get(), kBinaryDescriptor}};
    for (const auto& [descriptor, number] : {std::pair(memory.inputDescriptor(), kInputDescriptor),
             std::pair(memory.outputDescriptor(), kOutputDescriptor),
             std::pair(packedDescriptor, kPackedDescriptor)}) {
        if (descriptor >= 0)
            spawn.inherit.emplace_back(descriptor, number);
    }
    spawn.threads = options.threads;
    spawn.setCount = static_cast<std::uint32_t>(memory.setCount());
    spawn.cpus = options.cpus;
    AK_ASSIGN(auto host, BlockChannelHost::spawn(spawn));
    AK_TRY(host.waitReady(options.startTimeout));
    return host;
}

std::int64_t median(std::vector<std::int64_t> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

Result<std::int64_t> runPrepare(
    const CandidateBinary& binary, const RunMemory& memory, const RunnerOptions& options)
{
    std::uint64_t visible = 0;
    for (const std::uint32_t input : binary.prepareInputs) {
        if (input >= 64)
            return fail(ErrorCode::Unsupported, "prepare can see the first 64 inputs only.");
        visible |= std::uint64_t(1) << input;
    }
    AK_ASSIGN(auto host,
        spawnRole({"prepare", binary.prepareEntry, std::to_string(visible)},
            memory.packedDescriptor(), binary, memory, options));
    AK_ASSIGN(const BlockResult block, host.prepare(options.prepareTimeout));
    AK_TRY(memory.checkGuards());
    return block.wallNanoseconds;
}

} // namespace

RunnerProcess::RunnerProcess(BlockChannelHost host, int threads)
    : m_host(std::move(host))
    , m_threads(threads)
{
}

Result<RunnerProcess> RunnerProcess::start(
    const CandidateBinary& binary, const RunMemory& memory, const RunnerOptions& options)
{
    std::int64_t prepareNanoseconds = 0;
    if (!binary.prepareEntry.empty() && memory.packedDescriptor() >= 0) {
        AK_ASSIGN(prepareNanoseconds, runPrepare(binary, memory, options));
    }
    AK_ASSIGN(auto host,
        spawnRole({"candidate", binary.entry}, memory.packedReadOnlyDescriptor(), binary, memory,
            options));
    RunnerProcess process(std::move(host), options.threads);
    process.m_prepareNanoseconds = prepareNanoseconds;
    AK_TRY(process.measureOwnTails());
    return process;
}

// Medians of a few empty blocks: the first ones bring pages in, and any may be disturbed.
Result<void> RunnerProcess::measureOwnTails()
{
    constexpr std::size_t kBlocks = 9;
    std::vector<std::int64_t> tails;
    std::vector<std::vector<std::int64_t>> tailsOfThread;
    for (std::size_t i = 0; i < kBlocks; ++i) {
        AK_ASSIGN(const BlockResult block, m_host.inspect(std::chrono::seconds(5)));
        tails.push_back(block.tailNanoseconds);
        tailsOfThread.resize(block.threads.size());
        for (std::size_t thread = 0; thread < tailsOfThread.size(); ++thread)
            tailsOfThread[thread].push_back(block.threads[thread].tail);
    }
    m_ownTail = median(std::move(tails));
    for (std::vector<std::int64_t>& thread : tailsOfThread)
        m_ownTails.push_back(median(std::move(thread)));
    return {};
}

Result<BlockResult> RunnerProcess::runBlock(
    std::uint32_t firstSet, std::uint32_t step, std::uint32_t repeats, nanoseconds deadline)
{
    AK_ASSIGN(BlockResult block, m_host.runBlock(firstSet, step, repeats, deadline));
    AK_TRY(judgeTail(block.tailNanoseconds + block.idleNanoseconds));
    block.wallNanoseconds = chargedNanoseconds(block);
    if (!m_inspected) {
        AK_TRY(m_host.inspect(deadline));
        m_inspected = true;
    }
    return block;
}

// The wall time with what was worked before the request and after the reply. The reply is noticed,
// and the process stopped, a little late: a thread that works meanwhile shows in its whole time.
std::int64_t RunnerProcess::chargedNanoseconds(const BlockResult& block) const
{
    const std::int64_t wall = block.wallNanoseconds + block.idleNanoseconds;
    if (block.threads.size() != m_ownTails.size() || m_ownTails.empty())
        return wall + std::max<std::int64_t>(block.tailNanoseconds - m_ownTail, 0);
    std::int64_t latest = 0;
    std::int64_t longest = 0;
    for (std::size_t i = 0; i < m_ownTails.size(); ++i) {
        latest = std::max(latest, block.threads[i].tail - m_ownTails[i]);
        longest = std::max(longest, block.threads[i].whole - m_ownTails[i]);
    }
    return std::max(wall + latest, longest);
}

Result<void> RunnerProcess::judgeTail(std::int64_t tailNanoseconds)
{
    constexpr int kMostLateBlocks = 8;
    const std::int64_t allowed = 300'000 + std::int64_t(m_threads) * 150'000;
    m_lateBlocks
        = static_cast<std::uint16_t>(m_lateBlocks << 1U | (tailNanoseconds > allowed ? 1U : 0U));
    if (std::popcount(m_lateBlocks) < kMostLateBlocks
        && tailNanoseconds < BlockChannelHost::kEndlessTail)
        return {};
    m_host.kill();
    return fail(ErrorCode::Rejected,
        "C8: the kernel went on working after it had returned ({} us of CPU time).",
        tailNanoseconds / 1000);
}

Result<void> RunnerProcess::finish()
{
    constexpr std::int64_t kAllowedIdle
        = 2'000'000; // nanoseconds since its last block came to rest
    if (m_host.idleCpuNanoseconds() > kAllowedIdle) {
        m_host.kill();
        return fail(ErrorCode::Rejected, "C8: the kernel's process worked between two blocks.");
    }
    AK_TRY(m_host.inspect(std::chrono::seconds(5)));
    return {};
}

} // namespace autokernel::runner
