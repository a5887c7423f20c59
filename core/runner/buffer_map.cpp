// SPDX-License-Identifier: Apache-2.0
#include "runner/buffer_map.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <random>

namespace autokernel::runner {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kGuardPages = 16;
constexpr unsigned kMaximumGapPages = 255;

struct Table
{
    const RunTableHeader* header = nullptr;
    const BufferRecord* records = nullptr;
    const std::int64_t* symbols = nullptr;
    const double* scalars = nullptr;
    std::size_t recordsPerSet() const
    {
        return header->inputCount + header->outputCount + header->workspaceCount
            + header->packedCount;
    }
};

std::string systemError(const char* what)
{
    return std::string(what) + ": " + std::strerror(errno);
}

std::string openTable(int descriptor, Table& table)
{
    struct stat information
    {
    };
    if (::fstat(descriptor, &information) != 0)
        return systemError("buffer table");
    const auto bytes = static_cast<std::size_t>(information.st_size);
    if (bytes < sizeof(RunTableHeader))
        return "the buffer table is too short";
    void* const address = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, descriptor, 0);
    if (address == MAP_FAILED)
        return systemError("buffer table");
    table.header = static_cast<const RunTableHeader*>(address);
    if (table.header->magic != kRunTableMagic || table.header->version != kRunTableVersion
        || table.header->tableBytes != bytes)
        return "the buffer table is of another version";
    table.records = reinterpret_cast<const BufferRecord*>(table.header + 1);
    table.symbols = reinterpret_cast<const std::int64_t*>(
        table.records + table.header->setCount * table.recordsPerSet());
    table.scalars = reinterpret_cast<const double*>(
        table.symbols + std::size_t(table.header->setCount) * table.header->symbolCount);
    return {};
}

// Room for all argument structs; filled front to back, then sealed.
class Arena
{
public:
    bool reserve(std::size_t bytes)
    {
        m_bytes = (bytes + kPage - 1) / kPage * kPage;
        void* const address
            = ::mmap(nullptr, m_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        m_base = address == MAP_FAILED ? nullptr : static_cast<std::byte*>(address);
        return m_base != nullptr;
    }
    template <typename T> T* take(std::size_t count)
    {
        T* const result = reinterpret_cast<T*>(m_base + m_used);
        m_used += (count * sizeof(T) + 15) / 16 * 16;
        return result;
    }
    bool seal() { return ::mprotect(m_base, m_bytes, PROT_READ) == 0; }

private:
    std::byte* m_base = nullptr;
    std::size_t m_bytes = 0;
    std::size_t m_used = 0;
};

class Mapper
{
public:
    Mapper(const MapDescriptors& descriptors, MapRole role, std::vector<AddressRange>& ranges)
        : m_descriptors(descriptors)
        , m_role(role)
        , m_ranges(ranges)
    {
    }

    // The address of the buffer's first byte; null with errno on failure.
    void* map(const BufferRecord& record)
    {
        const std::size_t before = (kGuardPages + m_gap(m_random)) * kPage;
        const std::size_t after = kGuardPages * kPage;
        const std::size_t whole = before + record.pageBytes + after;
        void* const reserved
            = ::mmap(nullptr, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (reserved == MAP_FAILED)
            return nullptr;
        auto* const pages = static_cast<std::byte*>(reserved) + before;
        const auto [descriptor, protection, kind] = accessOf(static_cast<Region>(record.region));
        if (::mmap(pages, record.pageBytes, protection, MAP_SHARED | MAP_FIXED | MAP_POPULATE,
                descriptor, static_cast<off_t>(record.pageOffset))
            == MAP_FAILED)
            return nullptr;
        const auto start = reinterpret_cast<std::uintptr_t>(pages);
        m_ranges.push_back({start - before, start, AddressKind::Guard});
        m_ranges.push_back({start, start + record.pageBytes, kind});
        m_ranges.push_back(
            {start + record.pageBytes, start + record.pageBytes + after, AddressKind::Guard});
        return pages + (record.fileOffset - record.pageOffset);
    }

private:
    struct Access
    {
        int descriptor;
        int protection;
        AddressKind kind;
    };
    Access accessOf(Region region) const
    {
        switch (region) {
        case Region::Input:
            return {m_descriptors.input, PROT_READ, AddressKind::Input};
        case Region::Packed:
            return m_role == MapRole::Prepare
                ? Access {m_descriptors.packed, PROT_READ | PROT_WRITE, AddressKind::Elsewhere}
                : Access {m_descriptors.packed, PROT_READ, AddressKind::Packed};
        case Region::Output:
            break;
        }
        return {m_descriptors.output, PROT_READ | PROT_WRITE, AddressKind::Elsewhere};
    }

    MapDescriptors m_descriptors;
    MapRole m_role;
    std::vector<AddressRange>& m_ranges;
    std::random_device m_random; // address gaps are not part of any result
    std::uniform_int_distribution<unsigned> m_gap {0, kMaximumGapPages};
};

std::string fillTensors(const BufferRecord* records, std::uint32_t count, std::uint64_t visible,
    Mapper& mapper, ak_tensor* tensors)
{
    for (std::uint32_t i = 0; i < count; ++i) {
        const BufferRecord& record = records[i];
        ak_tensor& tensor = tensors[i];
        std::memcpy(tensor.size, record.size, sizeof(tensor.size));
        std::memcpy(tensor.stride, record.stride, sizeof(tensor.stride));
        tensor.rank = record.rank;
        tensor.dtype = record.dtype;
        if (i < 64 && (visible >> i & 1U) == 0)
            continue;
        tensor.data = mapper.map(record);
        if (!tensor.data)
            return systemError("mapping a tensor");
    }
    return {};
}

std::string mapSet(const Table& table, std::size_t index, MapRole role, std::uint64_t visibleInputs,
    int threads, Arena& arena, Mapper& mapper, MappedSet& set)
{
    const RunTableHeader& header = *table.header;
    const BufferRecord* record = table.records + index * table.recordsPerSet();
    const bool prepares = role == MapRole::Prepare;
    auto* const arguments = arena.take<ak_args>(1);
    auto* const inputs = arena.take<ak_tensor>(header.inputCount);
    auto* const outputs = arena.take<ak_tensor>(header.outputCount);
    auto* const workspaces = arena.take<void*>(header.workspaceCount);
    auto* const symbols = arena.take<std::int64_t>(header.symbolCount);
    auto* const scalars = arena.take<double>(header.scalarCount);

    if (auto error = fillTensors(record, header.inputCount, visibleInputs, mapper, inputs);
        !error.empty())
        return error;
    record += header.inputCount;
    const std::uint64_t visibleOutputs = prepares ? 0 : ~std::uint64_t(0);
    if (auto error = fillTensors(record, header.outputCount, visibleOutputs, mapper, outputs);
        !error.empty())
        return error;
    record += header.outputCount;
    for (std::uint32_t i = 0; i < header.workspaceCount; ++i, ++record) {
        if (prepares)
            continue;
        workspaces[i] = mapper.map(*record);
        if (!workspaces[i])
            return systemError("mapping a workspace");
        set.workspaces.push_back({workspaces[i], record->bytes, record->zeroed != 0});
    }
    if (header.packedCount > 0) {
        set.packed = mapper.map(*record);
        if (!set.packed)
            return systemError("mapping packed weights");
    }
    if (header.symbolCount > 0)
        std::memcpy(symbols, table.symbols + index * header.symbolCount,
            header.symbolCount * sizeof(*symbols));
    if (header.scalarCount > 0)
        std::memcpy(scalars, table.scalars + index * header.scalarCount,
            header.scalarCount * sizeof(*scalars));
    *arguments = ak_args {AK_ABI_VERSION, sizeof(ak_args), threads, 0, inputs, outputs, workspaces,
        prepares ? nullptr : set.packed, symbols, scalars};
    set.arguments = arguments;
    return {};
}

} // namespace

std::string mapBuffers(const MapDescriptors& descriptors, MapRole role, std::uint64_t visibleInputs,
    int threads, BufferMap& result)
{
    Table table;
    if (auto error = openTable(descriptors.table, table); !error.empty())
        return error;
    const RunTableHeader& header = *table.header;
    const std::size_t perSet = sizeof(ak_args)
        + (std::size_t(header.inputCount) + header.outputCount) * sizeof(ak_tensor)
        + (std::size_t(header.workspaceCount) + header.symbolCount + header.scalarCount) * 8
        + 6 * 16;
    Arena arena;
    if (!arena.reserve(perSet * header.setCount))
        return systemError("arguments");
    Mapper mapper(descriptors, role, result.ranges);
    result.sets.resize(header.setCount);
    for (std::size_t i = 0; i < header.setCount; ++i) {
        if (auto error
            = mapSet(table, i, role, visibleInputs, threads, arena, mapper, result.sets[i]);
            !error.empty())
            return error;
    }
    ::munmap(const_cast<RunTableHeader*>(table.header), header.tableBytes);
    if (!arena.seal())
        return systemError("arguments");
    return {};
}

} // namespace autokernel::runner
