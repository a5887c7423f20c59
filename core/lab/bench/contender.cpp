// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/contender.h"

#include "lab/bench/overwrite.h"
#include "lab/check/content_hash.h"

namespace autokernel::lab {

CandidateContender::CandidateContender(std::string name, runner::RunMemory memory,
    runner::RunnerProcess process, std::size_t inputCount, int core)
    : m_name(std::move(name))
    , m_memory(std::move(memory))
    , m_process(std::move(process))
    , m_inputCount(inputCount)
    , m_inputHash(hashInputs())
    , m_core(core)
{
}

Result<BlockTiming> CandidateContender::runBlock(
    int firstSet, int step, int repeats, std::chrono::nanoseconds deadline)
{
    AK_ASSIGN(const auto block,
        m_process.runBlock(static_cast<std::uint32_t>(firstSet), static_cast<std::uint32_t>(step),
            static_cast<std::uint32_t>(repeats), deadline));
    return BlockTiming {.wallNanoseconds = static_cast<double>(block.wallNanoseconds),
        .witnessNanoseconds = static_cast<double>(block.cpuNanoseconds)};
}

void CandidateContender::overwriteResults()
{
    lab::overwriteResults(m_memory, m_core);
}

std::span<const std::byte> CandidateContender::output(int set, int index)
{
    return m_memory.output(static_cast<std::size_t>(set), static_cast<std::size_t>(index));
}

Result<void> CandidateContender::checkMemory()
{
    AK_TRY(m_process.finish());
    AK_TRY(m_memory.checkGuards());
    if (hashInputs() != m_inputHash)
        return fail(ErrorCode::Rejected, "C9: the kernel changed its inputs.");
    return {};
}

std::uint64_t CandidateContender::hashInputs()
{
    std::uint64_t hash = 0;
    for (std::size_t set = 0; set < m_memory.setCount(); ++set)
        for (std::size_t input = 0; input < m_inputCount; ++input)
            hash = contentHash(m_memory.input(set, input), hash);
    return hash;
}

} // namespace autokernel::lab
