// SPDX-License-Identifier: Apache-2.0
#include "runner/buffer_layout.h"

#include <algorithm>
#include <cstring>

namespace autokernel::runner {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kWorkspaceAlignment = 64;
constexpr std::size_t kElementBytes[] = {4, 2, 2, 8, 8, 1}; // by ABI dtype

std::size_t roundUp(std::size_t value, std::size_t step)
{
    return (value + step - 1) / step * step;
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
    return isEmpty ? 0 : static_cast<std::size_t>(last + 1) * elementBytesOf(tensor.dtype);
}

// What one buffer needs of its region.
struct Space
{
    std::size_t bytes = 0;
    Placement placement = Placement::StartAtGuard;
    std::size_t lead = 0; // bytes
    std::size_t alignment = 1; // bytes; EndAtGuard
};

// Puts buffers one behind the other into the regions of a layout.
class LayoutBuilder
{
public:
    explicit LayoutBuilder(const std::vector<DataSetDescription>& sets)
        : m_sets(sets)
    {
    }
    Result<BufferLayout> build();

private:
    Result<void> checkCounts();
    Result<void> appendTensors(const std::vector<TensorDescription>& tensors, Region region,
        std::size_t set, std::size_t firstPosition);
    void appendWorkspaces(const std::vector<WorkspaceDescription>& workspaces);
    Result<void> appendPacked(std::size_t set);
    void append(BufferRecord record, Region region, const Space& space);
    void repeat(const BufferRecord& record);

    const std::vector<DataSetDescription>& m_sets;
    BufferLayout m_layout;
};

void LayoutBuilder::append(BufferRecord record, Region region, const Space& space)
{
    std::size_t& end = m_layout.regionBytes[static_cast<std::size_t>(region)];
    const bool atEnd = space.placement == Placement::EndAtGuard;
    record.region = static_cast<std::uint32_t>(region);
    record.bytes = space.bytes;
    record.pageOffset = end;
    record.pageBytes = std::max(roundUp(space.bytes + (atEnd ? 0 : space.lead), kPage), kPage);
    record.fileOffset
        = end + (atEnd ? record.pageBytes - roundUp(space.bytes, space.alignment) : space.lead);
    end += record.pageBytes;
    m_layout.records.push_back(record);
    m_layout.isShared.push_back(false);
}

void LayoutBuilder::repeat(const BufferRecord& record)
{
    m_layout.records.push_back(BufferRecord(record));
    m_layout.isShared.push_back(true);
}

Result<void> LayoutBuilder::checkCounts()
{
    if (m_sets.empty())
        return fail(ErrorCode::Internal, "A run needs at least one data set.");
    const DataSetDescription& first = m_sets.front();
    RunTableHeader& header = m_layout.header;
    header.magic = kRunTableMagic;
    header.version = kRunTableVersion;
    header.setCount = static_cast<std::uint32_t>(m_sets.size());
    header.inputCount = static_cast<std::uint32_t>(first.inputs.size());
    header.outputCount = static_cast<std::uint32_t>(first.outputs.size());
    header.workspaceCount = static_cast<std::uint32_t>(first.workspaces.size());
    header.packedCount = first.packedBytes > 0 ? 1 : 0;
    header.symbolCount = static_cast<std::uint32_t>(first.symbols.size());
    header.scalarCount = static_cast<std::uint32_t>(first.scalars.size());
    for (const DataSetDescription& set : m_sets) {
        if (set.inputs.size() != first.inputs.size() || set.outputs.size() != first.outputs.size()
            || set.workspaces.size() != first.workspaces.size()
            || set.symbols.size() != first.symbols.size()
            || set.scalars.size() != first.scalars.size()
            || (set.packedBytes > 0) != (first.packedBytes > 0))
            return fail(
                ErrorCode::Internal, "The data sets of a run differ in their numbers of buffers.");
        m_layout.symbols.insert(m_layout.symbols.end(), set.symbols.begin(), set.symbols.end());
        m_layout.scalars.insert(m_layout.scalars.end(), set.scalars.begin(), set.scalars.end());
    }
    return {};
}

Result<void> LayoutBuilder::appendTensors(const std::vector<TensorDescription>& tensors,
    Region region, std::size_t set, std::size_t firstPosition)
{
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const TensorDescription& tensor = tensors[i];
        if (tensor.sharedWithSet) {
            if (*tensor.sharedWithSet >= set)
                return fail(ErrorCode::Internal, "A data set shares a tensor with a later one.");
            repeat(m_layout.record(*tensor.sharedWithSet, firstPosition + i));
            continue;
        }
        BufferRecord entry {};
        AK_ASSIGN(const std::size_t bytes, storageBytes(tensor, entry));
        append(entry, region, {bytes, tensor.placement, tensor.lead, 1});
    }
    return {};
}

void LayoutBuilder::appendWorkspaces(const std::vector<WorkspaceDescription>& workspaces)
{
    for (const WorkspaceDescription& workspace : workspaces) {
        BufferRecord entry {};
        entry.zeroed = workspace.zeroed ? 1 : 0;
        append(
            entry, Region::Output, {workspace.bytes, workspace.placement, 0, kWorkspaceAlignment});
    }
}

Result<void> LayoutBuilder::appendPacked(std::size_t set)
{
    const DataSetDescription& description = m_sets[set];
    if (!description.packedSharedWithSet) {
        append({}, Region::Packed,
            {description.packedBytes, Placement::StartAtGuard, 0, kWorkspaceAlignment});
        return {};
    }
    if (*description.packedSharedWithSet >= set)
        return fail(ErrorCode::Internal, "A data set shares packed weights with a later one.");
    repeat(m_layout.record(*description.packedSharedWithSet, m_layout.recordsPerSet() - 1));
    return {};
}

Result<BufferLayout> LayoutBuilder::build()
{
    AK_TRY(checkCounts());
    for (std::size_t set = 0; set < m_sets.size(); ++set) {
        const DataSetDescription& description = m_sets[set];
        AK_TRY(appendTensors(description.inputs, Region::Input, set, 0));
        AK_TRY(appendTensors(description.outputs, Region::Output, set, m_layout.header.inputCount));
        appendWorkspaces(description.workspaces);
        if (m_layout.header.packedCount > 0) {
            AK_TRY(appendPacked(set));
        }
    }
    return std::move(m_layout);
}

} // namespace

std::size_t elementBytesOf(std::int32_t dtype)
{
    return kElementBytes[static_cast<std::size_t>(dtype)];
}

std::size_t BufferLayout::recordsPerSet() const
{
    return header.inputCount + header.outputCount + header.workspaceCount + header.packedCount;
}

const BufferRecord& BufferLayout::record(std::size_t set, std::size_t position) const
{
    return records.at(set * recordsPerSet() + position);
}

std::string BufferLayout::nameOf(std::size_t recordIndex) const
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

std::string BufferLayout::tableBytes() const
{
    RunTableHeader complete = header;
    complete.tableBytes = sizeof(header) + records.size() * sizeof(records[0])
        + symbols.size() * sizeof(symbols[0]) + scalars.size() * sizeof(scalars[0]);
    std::string bytes(reinterpret_cast<const char*>(&complete), sizeof(complete));
    const auto append = [&bytes](const auto& values) {
        if (!values.empty())
            bytes.append(
                reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
    };
    append(records);
    append(symbols);
    append(scalars);
    return bytes;
}

Result<BufferLayout> layOutBuffers(const std::vector<DataSetDescription>& sets)
{
    return LayoutBuilder(sets).build();
}

} // namespace autokernel::runner
