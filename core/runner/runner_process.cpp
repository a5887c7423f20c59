// SPDX-License-Identifier: Apache-2.0
#include "runner/runner_process.h"

#include "runner/candidate_process.h"

#include <fcntl.h>

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
    return process;
}

Result<BlockResult> RunnerProcess::runBlock(
    std::uint32_t firstSet, std::uint32_t step, std::uint32_t repeats, nanoseconds deadline)
{
    AK_ASSIGN(const BlockResult block, m_host.runBlock(firstSet, step, repeats, deadline));
    // Wiping the stack, and the pool's short spin.
    const std::int64_t allowed = 300'000 + std::int64_t(m_threads) * 150'000;
    // On a busy machine a pool that was preempted ends its spin late now and then; a kernel that
    // goes on working does so in every block.
    constexpr int kLateBlocksInARow = 3;
    constexpr std::int64_t kBeyondAnySpin = 4'500'000;
    m_lateBlocks = block.tailNanoseconds > allowed ? m_lateBlocks + 1 : 0;
    if (m_lateBlocks >= kLateBlocksInARow || block.tailNanoseconds > kBeyondAnySpin) {
        m_host.kill();
        return fail(ErrorCode::Rejected,
            "C8: the kernel went on working after it had returned ({} us of CPU time).",
            block.tailNanoseconds / 1000);
    }
    if (!m_inspected) {
        AK_TRY(m_host.inspect(deadline));
        m_inspected = true;
    }
    return block;
}

Result<void> RunnerProcess::finish()
{
    constexpr std::int64_t kAllowedIdle = 2'000'000; // nanoseconds over a whole data group
    if (m_host.idleCpuNanoseconds() > kAllowedIdle) {
        m_host.kill();
        return fail(ErrorCode::Rejected, "C8: the kernel's process worked between two blocks.");
    }
    return m_host.inspect(std::chrono::seconds(5));
}

} // namespace autokernel::runner
