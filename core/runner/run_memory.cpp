// SPDX-License-Identifier: Apache-2.0
#include "runner/run_memory.h"

#include "runner/byte_pattern.h"
#include "runner/shared_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace autokernel::runner {
namespace {

// Guard bands are NaN in every floating dtype, so that a read beyond the end spoils the result too.
constexpr std::uint64_t kBand = 0x7FFA'7FFA'7FFA'7FFAULL;

} // namespace

struct RunMemory::State
{
    BufferLayout layout;
    UniqueDescriptor table;
    std::array<UniqueDescriptor, kRegionCount> regions;
    UniqueDescriptor inputReadOnly;
    UniqueDescriptor packedReadOnly;
    std::array<std::span<std::byte>, kRegionCount> mappings;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State()
    {
        for (const auto& mapping : mappings) {
            if (!mapping.empty())
                ::munmap(mapping.data(), mapping.size());
        }
    }

    std::span<std::byte> pages(const BufferRecord& record) const
    {
        return mappings[record.region].subspan(record.pageOffset, record.pageBytes);
    }
    std::span<std::byte> bytes(const BufferRecord& record) const
    {
        return mappings[record.region].subspan(record.fileOffset, record.bytes);
    }

    bool isResult(std::size_t record) const // an output or a workspace
    {
        return layout.records[record].region == static_cast<std::uint32_t>(Region::Output);
    }

    Result<void> mapRegions();
    Result<void> writeTable();
    void fillBands();
};

Result<void> RunMemory::State::mapRegions()
{
    static constexpr const char* kNames[] = {"inputs", "outputs", "packed"};
    std::size_t total = 0;
    for (const std::size_t bytes : layout.regionBytes)
        total += bytes;
    const std::uint64_t available = availableMemoryBytes();
    if (total > available / 10 * 9)
        return fail(ErrorCode::OutOfMemory,
            "The data sets need {} MiB, but only {} MiB of memory are free: choose a smaller shape "
            "or "
            "fewer data sets.",
            total >> 20U, available >> 20U);
    for (std::size_t i = 0; i < kRegionCount; ++i) {
        const std::size_t bytes = layout.regionBytes[i];
        if (bytes == 0)
            continue;
        AK_ASSIGN(regions[i], createSharedMemory(kNames[i], bytes));
        void* const address
            = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, regions[i].get(), 0);
        if (address == MAP_FAILED)
            return fail(ErrorCode::OutOfMemory, "Cannot map {} bytes of {}: {}.", bytes, kNames[i],
                std::strerror(errno));
        mappings[i] = {static_cast<std::byte*>(address), bytes};
    }
    if (regions[0]) {
        AK_ASSIGN(inputReadOnly, reopenReadOnly(regions[0].get()));
    }
    if (regions[2]) {
        AK_ASSIGN(packedReadOnly, reopenReadOnly(regions[2].get()));
    }
    return {};
}

Result<void> RunMemory::State::writeTable()
{
    const std::string bytes = layout.tableBytes();
    AK_ASSIGN(auto writable, createSharedMemory("table", bytes.size()));
    if (::pwrite(writable.get(), bytes.data(), bytes.size(), 0)
        != static_cast<ssize_t>(bytes.size()))
        return fail(
            ErrorCode::OutOfMemory, "Cannot write the buffer table: {}.", std::strerror(errno));
    AK_ASSIGN(table, reopenReadOnly(writable.get()));
    return {};
}

void RunMemory::State::fillBands()
{
    for (std::size_t i = 0; i < layout.records.size(); ++i) {
        if (layout.isShared[i])
            continue;
        const BufferRecord& record = layout.records[i];
        const std::span<std::byte> all = pages(record);
        const std::size_t start = record.fileOffset - record.pageOffset;
        const std::size_t end = start + record.bytes;
        fillPattern(all.first(start), kBand, 0);
        fillPattern(all.subspan(end), kBand, end);
        if (record.region == static_cast<std::uint32_t>(Region::Packed))
            fillPattern(bytes(record), kPoison, 0);
    }
}

RunMemory::RunMemory()
    : m_state(std::make_unique<State>())
{
}
RunMemory::RunMemory(RunMemory&&) noexcept = default;
RunMemory& RunMemory::operator=(RunMemory&&) noexcept = default;
RunMemory::~RunMemory() = default;

Result<RunMemory> RunMemory::create(const std::vector<DataSetDescription>& sets)
{
    RunMemory memory;
    State& state = *memory.m_state;
    AK_ASSIGN(state.layout, layOutBuffers(sets));
    AK_TRY(state.mapRegions());
    AK_TRY(state.writeTable());
    state.fillBands();
    memory.poisonAll();
    return memory;
}

std::size_t RunMemory::setCount() const
{
    return m_state->layout.header.setCount;
}

std::span<std::byte> RunMemory::input(std::size_t set, std::size_t index)
{
    return m_state->bytes(m_state->layout.record(set, index));
}

std::span<std::byte> RunMemory::output(std::size_t set, std::size_t index)
{
    return m_state->bytes(m_state->layout.record(set, m_state->layout.header.inputCount + index));
}

std::span<std::byte> RunMemory::workspace(std::size_t set, std::size_t index)
{
    const auto& header = m_state->layout.header;
    return m_state->bytes(
        m_state->layout.record(set, header.inputCount + header.outputCount + index));
}

std::span<std::byte> RunMemory::packed(std::size_t set)
{
    if (m_state->layout.header.packedCount == 0)
        return {};
    return m_state->bytes(m_state->layout.record(set, m_state->layout.recordsPerSet() - 1));
}

void RunMemory::poison(std::size_t set, std::uint64_t pattern)
{
    poisonOutputs(set, pattern);
    for (std::size_t i = 0; i < m_state->layout.header.workspaceCount; ++i)
        fillPattern(workspace(set, i), pattern, 0);
}

void RunMemory::poisonOutputs(std::size_t set, std::uint64_t pattern)
{
    for (std::size_t i = 0; i < m_state->layout.header.outputCount; ++i)
        fillPattern(output(set, i), pattern, 0);
}

void RunMemory::poisonAll(std::uint64_t pattern)
{
    for (std::size_t set = 0; set < setCount(); ++set)
        poison(set, pattern);
}

void RunMemory::overwriteResults(Stores stores)
{
    if (stores == Stores::Ordinary)
        return poisonAll();
    const State& state = *m_state;
    for (std::size_t i = 0; i < state.layout.records.size(); ++i)
        if (state.isResult(i))
            streamPattern(state.bytes(state.layout.records[i]), kPoison);
}

std::size_t RunMemory::resultBytes() const
{
    std::size_t sum = 0;
    for (std::size_t i = 0; i < m_state->layout.records.size(); ++i)
        sum += m_state->isResult(i) ? m_state->layout.records[i].bytes : 0;
    return sum;
}

Result<void> RunMemory::checkGuards() const
{
    const State& state = *m_state;
    for (std::size_t i = 0; i < state.layout.records.size(); ++i) {
        const BufferRecord& record = state.layout.records[i];
        if (state.layout.isShared[i])
            continue;
        const std::span<const std::byte> all = state.pages(record);
        const std::size_t start = record.fileOffset - record.pageOffset;
        const std::size_t end = start + record.bytes;
        if (!hasPattern(all.first(start), kBand, 0))
            return fail(ErrorCode::Rejected, "C9: the kernel wrote in front of {}.",
                state.layout.nameOf(i));
        if (!hasPattern(all.subspan(end), kBand, end))
            return fail(
                ErrorCode::Rejected, "C9: the kernel wrote behind {}.", state.layout.nameOf(i));
    }
    return {};
}

int RunMemory::tableDescriptor() const
{
    return m_state->table.get();
}
int RunMemory::inputDescriptor() const
{
    return m_state->inputReadOnly.get();
}
int RunMemory::outputDescriptor() const
{
    return m_state->regions[1].get();
}
int RunMemory::packedDescriptor() const
{
    return m_state->regions[2].get();
}
int RunMemory::packedReadOnlyDescriptor() const
{
    return m_state->packedReadOnly.get();
}

} // namespace autokernel::runner
