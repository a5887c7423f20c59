// SPDX-License-Identifier: Apache-2.0
#include "runner/run_memory.h"

#include "runner/run_table.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace autokernel::runner {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kWorkspaceAlignment = 64;
constexpr std::size_t kRegionCount = 3;
// Guard bands are NaN in every floating dtype, so that a read beyond the end spoils the result too.
constexpr std::uint64_t kBand = 0x7FFA'7FFA'7FFA'7FFAULL;
constexpr std::size_t kElementBytes[] = {4, 2, 2, 8, 8, 1}; // by ABI dtype

std::size_t roundUp(std::size_t value, std::size_t step)
{
    return (value + step - 1) / step * step;
}

// The byte that a repeated 8-byte pattern has at this distance from the start of a page.
void fillPattern(std::span<std::byte> bytes, std::uint64_t pattern, std::size_t phase)
{
    const auto* const source = reinterpret_cast<const std::byte*>(&pattern);
    std::size_t i = 0;
    for (; i < bytes.size() && (phase + i) % sizeof(pattern) != 0; ++i)
        bytes[i] = source[(phase + i) % sizeof(pattern)];
    for (; i + sizeof(pattern) <= bytes.size(); i += sizeof(pattern))
        std::memcpy(bytes.data() + i, &pattern, sizeof(pattern));
    for (; i < bytes.size(); ++i)
        bytes[i] = source[(phase + i) % sizeof(pattern)];
}

bool hasPattern(std::span<const std::byte> bytes, std::uint64_t pattern, std::size_t phase)
{
    const auto* const expected = reinterpret_cast<const std::byte*>(&pattern);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] != expected[(phase + i) % sizeof(pattern)])
            return false;
    }
    return true;
}

// Bytes from the first to the last element; strides are filled in where the description leaves them
// out.
Result<std::size_t> storageBytes(const TensorDescription& tensor, BufferRecord& record)
{
    if (tensor.sizes.size() > AK_MAX_RANK)
        return fail(ErrorCode::InvalidInput, "A tensor has {} dimensions; at most {} are possible.",
            tensor.sizes.size(), AK_MAX_RANK);
    if (tensor.dtype < 0 || tensor.dtype > AK_BOOL)
        return fail(ErrorCode::Internal, "Unknown dtype number {}.", tensor.dtype);
    if (!tensor.strides.empty() && tensor.strides.size() != tensor.sizes.size())
        return fail(ErrorCode::Internal, "A tensor has {} sizes but {} strides.",
            tensor.sizes.size(), tensor.strides.size());
    record.rank = static_cast<std::int32_t>(tensor.sizes.size());
    record.dtype = tensor.dtype;
    std::int64_t contiguous = 1;
    std::int64_t last = 0;
    bool isEmpty = false;
    bool overflows = false;
    for (std::size_t i = tensor.sizes.size(); i-- > 0;) {
        const std::int64_t size = tensor.sizes[i];
        const std::int64_t stride = tensor.strides.empty() ? contiguous : tensor.strides[i];
        if (size < 0 || stride < 0)
            return fail(ErrorCode::Internal, "A tensor has a negative size or stride.");
        record.size[i] = size;
        record.stride[i] = stride;
        isEmpty = isEmpty || size == 0;
        std::int64_t reach = 0;
        overflows = overflows
            || __builtin_mul_overflow(contiguous, std::max<std::int64_t>(size, 1), &contiguous)
            || __builtin_mul_overflow(std::max<std::int64_t>(size - 1, 0), stride, &reach)
            || __builtin_add_overflow(last, reach, &last);
    }
    constexpr std::int64_t kMaximumElements = std::int64_t(1) << 45;
    if (overflows || last > kMaximumElements || contiguous > kMaximumElements)
        return fail(ErrorCode::InvalidInput, "A tensor's size overflows: choose a smaller shape.");
    return isEmpty ? 0
                   : static_cast<std::size_t>(last + 1)
            * kElementBytes[static_cast<std::size_t>(tensor.dtype)];
}

std::uint64_t availableMemoryBytes()
{
    std::ifstream file("/proc/meminfo");
    std::string name;
    std::uint64_t kibibytes = 0;
    std::string unit;
    while (file >> name >> kibibytes) {
        std::getline(file, unit);
        if (name == "MemAvailable:")
            return kibibytes * 1024;
    }
    return UINT64_MAX;
}

Result<UniqueDescriptor> createSharedMemory(const char* name, std::size_t bytes)
{
    UniqueDescriptor descriptor(::memfd_create(name, MFD_CLOEXEC));
    if (!descriptor || ::ftruncate(descriptor.get(), static_cast<off_t>(bytes)) != 0)
        return fail(ErrorCode::OutOfMemory, "Cannot make {} bytes of shared memory: {}.", bytes,
            std::strerror(errno));
    return descriptor;
}

Result<UniqueDescriptor> reopenReadOnly(int descriptor)
{
    const std::string path = fmt::format("/proc/self/fd/{}", descriptor);
    UniqueDescriptor result(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!result)
        return fail(ErrorCode::Io, "Cannot open {} for reading: {}. Is /proc mounted?", path,
            std::strerror(errno));
    return result;
}

// Places buffers one behind the other in their regions.
class Layout
{
public:
    void place(BufferRecord& record, Region region, Placement placement, std::size_t bytes,
        std::size_t lead, std::size_t alignment)
    {
        std::size_t& end = m_regionBytes[static_cast<std::size_t>(region)];
        const bool atEnd = placement == Placement::EndAtGuard;
        record.region = static_cast<std::uint32_t>(region);
        record.bytes = bytes;
        record.pageOffset = end;
        record.pageBytes = std::max(roundUp(bytes + (atEnd ? 0 : lead), kPage), kPage);
        record.fileOffset = end + (atEnd ? record.pageBytes - roundUp(bytes, alignment) : lead);
        end += record.pageBytes;
        m_bufferBytes += bytes;
    }
    std::size_t regionBytes(Region region) const
    {
        return m_regionBytes[static_cast<std::size_t>(region)];
    }
    std::size_t bufferBytes() const { return m_bufferBytes; }

private:
    std::array<std::size_t, kRegionCount> m_regionBytes {};
    std::size_t m_bufferBytes = 0;
};

} // namespace

struct RunMemory::State
{
    RunTableHeader header {};
    std::vector<BufferRecord> records; // of all sets
    std::vector<bool> isShared; // the record repeats an earlier set's buffer
    std::vector<std::int64_t> symbols;
    std::vector<double> scalars;
    std::size_t bufferBytes = 0;
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

    std::size_t recordsPerSet() const
    {
        return header.inputCount + header.outputCount + header.workspaceCount + header.packedCount;
    }
    const BufferRecord& record(std::size_t set, std::size_t position) const
    {
        return records.at(set * recordsPerSet() + position);
    }
    std::span<std::byte> pages(const BufferRecord& record) const
    {
        return mappings[record.region].subspan(record.pageOffset, record.pageBytes);
    }
    std::span<std::byte> bytes(const BufferRecord& record) const
    {
        return mappings[record.region].subspan(record.fileOffset, record.bytes);
    }

    Result<void> checkCounts(const std::vector<DataSetDescription>& sets);
    Result<Layout> layOut(const std::vector<DataSetDescription>& sets);
    Result<void> appendTensors(const std::vector<TensorDescription>& tensors, Region region,
        std::size_t set, std::size_t firstPosition, Layout& layout);
    Result<void> mapRegions(const Layout& layout);
    Result<void> writeTable();
    void fillBands();
    std::string nameOf(std::size_t recordIndex) const;
};

Result<void> RunMemory::State::checkCounts(const std::vector<DataSetDescription>& sets)
{
    if (sets.empty())
        return fail(ErrorCode::Internal, "A run needs at least one data set.");
    const DataSetDescription& first = sets.front();
    header.magic = kRunTableMagic;
    header.version = kRunTableVersion;
    header.setCount = static_cast<std::uint32_t>(sets.size());
    header.inputCount = static_cast<std::uint32_t>(first.inputs.size());
    header.outputCount = static_cast<std::uint32_t>(first.outputs.size());
    header.workspaceCount = static_cast<std::uint32_t>(first.workspaces.size());
    header.packedCount = first.packedBytes > 0 ? 1 : 0;
    header.symbolCount = static_cast<std::uint32_t>(first.symbols.size());
    header.scalarCount = static_cast<std::uint32_t>(first.scalars.size());
    for (const DataSetDescription& set : sets) {
        if (set.inputs.size() != first.inputs.size() || set.outputs.size() != first.outputs.size()
            || set.workspaces.size() != first.workspaces.size()
            || set.symbols.size() != first.symbols.size()
            || set.scalars.size() != first.scalars.size()
            || (set.packedBytes > 0) != (first.packedBytes > 0))
            return fail(
                ErrorCode::Internal, "The data sets of a run differ in their numbers of buffers.");
        symbols.insert(symbols.end(), set.symbols.begin(), set.symbols.end());
        scalars.insert(scalars.end(), set.scalars.begin(), set.scalars.end());
    }
    return {};
}

Result<void> RunMemory::State::appendTensors(const std::vector<TensorDescription>& tensors,
    Region region, std::size_t set, std::size_t firstPosition, Layout& layout)
{
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const TensorDescription& tensor = tensors[i];
        if (tensor.sharedWithSet) {
            if (*tensor.sharedWithSet >= set)
                return fail(ErrorCode::Internal, "A data set shares a tensor with a later one.");
            records.push_back(BufferRecord(record(*tensor.sharedWithSet, firstPosition + i)));
            isShared.push_back(true);
            continue;
        }
        BufferRecord entry {};
        AK_ASSIGN(const std::size_t bytes, storageBytes(tensor, entry));
        layout.place(entry, region, tensor.placement, bytes, tensor.lead, 1);
        records.push_back(entry);
        isShared.push_back(false);
    }
    return {};
}

Result<Layout> RunMemory::State::layOut(const std::vector<DataSetDescription>& sets)
{
    AK_TRY(checkCounts(sets));
    Layout layout;
    for (std::size_t set = 0; set < sets.size(); ++set) {
        const DataSetDescription& description = sets[set];
        AK_TRY(appendTensors(description.inputs, Region::Input, set, 0, layout));
        AK_TRY(appendTensors(description.outputs, Region::Output, set, header.inputCount, layout));
        for (const WorkspaceDescription& workspace : description.workspaces) {
            BufferRecord entry {};
            entry.zeroed = workspace.zeroed ? 1 : 0;
            layout.place(entry, Region::Output, workspace.placement, workspace.bytes, 0,
                kWorkspaceAlignment);
            records.push_back(entry);
            isShared.push_back(false);
        }
        if (header.packedCount == 0)
            continue;
        if (description.packedSharedWithSet) {
            if (*description.packedSharedWithSet >= set)
                return fail(
                    ErrorCode::Internal, "A data set shares packed weights with a later one.");
            records.push_back(
                BufferRecord(record(*description.packedSharedWithSet, recordsPerSet() - 1)));
            isShared.push_back(true);
            continue;
        }
        BufferRecord entry {};
        layout.place(entry, Region::Packed, Placement::StartAtGuard, description.packedBytes, 0,
            kWorkspaceAlignment);
        records.push_back(entry);
        isShared.push_back(false);
    }
    bufferBytes = layout.bufferBytes();
    return layout;
}

Result<void> RunMemory::State::mapRegions(const Layout& layout)
{
    static constexpr const char* kNames[] = {"inputs", "outputs", "packed"};
    std::size_t total = 0;
    for (const Region region : {Region::Input, Region::Output, Region::Packed})
        total += layout.regionBytes(region);
    const std::uint64_t available = availableMemoryBytes();
    if (total > available / 10 * 9)
        return fail(ErrorCode::OutOfMemory,
            "The data sets need {} MiB, but only {} MiB of memory are free: choose a smaller shape "
            "or "
            "fewer data sets.",
            total >> 20U, available >> 20U);
    for (std::size_t i = 0; i < kRegionCount; ++i) {
        const std::size_t bytes = layout.regionBytes(static_cast<Region>(i));
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
    std::string bytes(reinterpret_cast<const char*>(&header), sizeof(header));
    const auto append = [&bytes](const auto& values) {
        if (!values.empty())
            bytes.append(
                reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
    };
    append(records);
    append(symbols);
    append(scalars);
    header.tableBytes = bytes.size();
    std::memcpy(bytes.data(), &header, sizeof(header));
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
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (isShared[i])
            continue;
        const std::span<std::byte> all = pages(records[i]);
        const std::size_t start = records[i].fileOffset - records[i].pageOffset;
        const std::size_t end = start + records[i].bytes;
        fillPattern(all.first(start), kBand, 0);
        fillPattern(all.subspan(end), kBand, end);
        if (records[i].region == static_cast<std::uint32_t>(Region::Packed))
            fillPattern(bytes(records[i]), kPoison, 0);
    }
}

std::string RunMemory::State::nameOf(std::size_t recordIndex) const
{
    const std::size_t set = recordIndex / recordsPerSet();
    std::size_t position = recordIndex % recordsPerSet();
    if (position < header.inputCount)
        return fmt::format("input {} of data set {}", position, set);
    position -= header.inputCount;
    if (position < header.outputCount)
        return fmt::format("output {} of data set {}", position, set);
    position -= header.outputCount;
    if (position < header.workspaceCount)
        return fmt::format("workspace {} of data set {}", position, set);
    return fmt::format("the packed buffer of data set {}", set);
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
    AK_ASSIGN(const Layout layout, state.layOut(sets));
    AK_TRY(state.mapRegions(layout));
    AK_TRY(state.writeTable());
    state.fillBands();
    memory.poisonAll();
    return memory;
}

std::size_t RunMemory::setCount() const
{
    return m_state->header.setCount;
}

std::span<std::byte> RunMemory::input(std::size_t set, std::size_t index)
{
    return m_state->bytes(m_state->record(set, index));
}

std::span<std::byte> RunMemory::output(std::size_t set, std::size_t index)
{
    return m_state->bytes(m_state->record(set, m_state->header.inputCount + index));
}

std::span<std::byte> RunMemory::workspace(std::size_t set, std::size_t index)
{
    const auto& header = m_state->header;
    return m_state->bytes(m_state->record(set, header.inputCount + header.outputCount + index));
}

std::span<std::byte> RunMemory::packed(std::size_t set)
{
    if (m_state->header.packedCount == 0)
        return {};
    return m_state->bytes(m_state->record(set, m_state->recordsPerSet() - 1));
}

std::size_t RunMemory::totalBytes() const
{
    return m_state->bufferBytes;
}

void RunMemory::poison(std::size_t set, std::uint64_t pattern)
{
    poisonOutputs(set, pattern);
    for (std::size_t i = 0; i < m_state->header.workspaceCount; ++i)
        fillPattern(workspace(set, i), pattern, 0);
}

void RunMemory::poisonOutputs(std::size_t set, std::uint64_t pattern)
{
    for (std::size_t i = 0; i < m_state->header.outputCount; ++i)
        fillPattern(output(set, i), pattern, 0);
}

void RunMemory::poisonAll(std::uint64_t pattern)
{
    for (std::size_t set = 0; set < setCount(); ++set)
        poison(set, pattern);
}

Result<void> RunMemory::checkGuards() const
{
    const State& state = *m_state;
    for (std::size_t i = 0; i < state.records.size(); ++i) {
        const BufferRecord& record = state.records[i];
        if (state.isShared[i])
            continue;
        const std::span<const std::byte> all = state.pages(record);
        const std::size_t start = record.fileOffset - record.pageOffset;
        const std::size_t end = start + record.bytes;
        if (!hasPattern(all.first(start), kBand, 0))
            return fail(
                ErrorCode::Rejected, "C9: the kernel wrote in front of {}.", state.nameOf(i));
        if (!hasPattern(all.subspan(end), kBand, end))
            return fail(ErrorCode::Rejected, "C9: the kernel wrote behind {}.", state.nameOf(i));
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
