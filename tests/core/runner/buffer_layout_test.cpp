// SPDX-License-Identifier: Apache-2.0
#include "runner/buffer_layout.h"

#include <gtest/gtest.h>

#include <cstring>

namespace autokernel::runner {
namespace {

DataSetDescription smallSet(Placement placement)
{
    DataSetDescription set;
    set.inputs = {{AK_FP32, {3, 5}, {}, placement, 0, {}}};
    set.outputs = {{AK_BF16, {3, 5}, {}, placement, 0, {}}};
    set.workspaces = {{100, true, placement}};
    set.symbols = {3, 5};
    set.scalars = {0.5};
    set.packedBytes = 10;
    return set;
}

BufferLayout layoutOf(const std::vector<DataSetDescription>& sets)
{
    auto layout = layOutBuffers(sets);
    EXPECT_TRUE(layout) << (layout ? "" : layout.error().message);
    return layout.value_or(BufferLayout {});
}

TEST(BufferLayout, givesEveryBufferPagesOfItsOwn)
{
    for (const auto placement : {Placement::StartAtGuard, Placement::EndAtGuard}) {
        const BufferLayout layout = layoutOf({smallSet(placement), smallSet(placement)});
        ASSERT_EQ(layout.records.size(), 8U);
        std::array<std::uint64_t, kRegionCount> end {};
        for (const BufferRecord& record : layout.records) {
            EXPECT_EQ(record.pageOffset, end[record.region]) << "pages follow each other";
            end[record.region] += record.pageBytes;
            EXPECT_GE(record.fileOffset, record.pageOffset);
            EXPECT_LE(record.fileOffset + record.bytes, end[record.region]);
        }
        EXPECT_TRUE(std::equal(end.begin(), end.end(), layout.regionBytes.begin()));
    }
}

TEST(BufferLayout, startsOrEndsAtAPageBoundary)
{
    auto set = smallSet(Placement::StartAtGuard);
    set.inputs[0].lead = 4;
    EXPECT_EQ(layoutOf({set}).record(0, 0).fileOffset % 4096, 4U);
    EXPECT_EQ(layoutOf({set}).record(0, 1).fileOffset % 4096, 0U);
    const BufferLayout atEnd = layoutOf({smallSet(Placement::EndAtGuard)});
    EXPECT_EQ((atEnd.record(0, 0).fileOffset + 60) % 4096, 0U);
    EXPECT_EQ((atEnd.record(0, 1).fileOffset + 30) % 4096, 0U);
    EXPECT_EQ(atEnd.record(0, 2).fileOffset % 4096, 4096U - 128) << "workspaces stay aligned";
}

TEST(BufferLayout, repeatsSharedBuffers)
{
    auto second = smallSet(Placement::StartAtGuard);
    second.inputs[0].sharedWithSet = 0;
    second.packedSharedWithSet = 0;
    const BufferLayout layout = layoutOf({smallSet(Placement::StartAtGuard), second});
    EXPECT_EQ(layout.isShared,
        (std::vector<bool> {false, false, false, false, true, false, false, true}));
    EXPECT_EQ(std::memcmp(&layout.record(0, 0), &layout.record(1, 0), sizeof(BufferRecord)), 0);
    EXPECT_EQ(layout.record(0, 3).fileOffset, layout.record(1, 3).fileOffset);
    EXPECT_NE(layout.record(0, 1).fileOffset, layout.record(1, 1).fileOffset);
}

TEST(BufferLayout, refusesWhatCannotBe)
{
    const auto set = smallSet(Placement::StartAtGuard);
    const auto refusal = [](const std::vector<DataSetDescription>& sets) {
        const auto layout = layOutBuffers(sets);
        return layout ? std::optional<ErrorCode>() : layout.error().code;
    };
    EXPECT_EQ(refusal({}), ErrorCode::Internal);
    auto other = set;
    other.workspaces.clear();
    EXPECT_EQ(refusal({set, other}), ErrorCode::Internal) << "different numbers of buffers";
    other = set;
    other.inputs[0].sharedWithSet = 1;
    EXPECT_EQ(refusal({set, other}), ErrorCode::Internal) << "shares with itself";
    other = set;
    other.inputs[0].sizes = {INT64_MAX, 4};
    EXPECT_EQ(refusal({other}), ErrorCode::InvalidInput);
    other.inputs[0].sizes = {1, 1, 1, 1, 1, 1, 1};
    EXPECT_EQ(refusal({other}), ErrorCode::InvalidInput) << "too many dimensions";
    other.inputs[0].sizes = {-1};
    EXPECT_EQ(refusal({other}), ErrorCode::Internal);
}

TEST(BufferLayout, writesTheTableThatContendersRead)
{
    const BufferLayout layout = layoutOf({smallSet(Placement::StartAtGuard)});
    const std::string bytes = layout.tableBytes();
    ASSERT_EQ(bytes.size(), sizeof(RunTableHeader) + 4 * sizeof(BufferRecord) + 3 * 8);
    RunTableHeader header {};
    std::memcpy(&header, bytes.data(), sizeof(header));
    EXPECT_EQ(header.magic, kRunTableMagic);
    EXPECT_EQ(header.tableBytes, bytes.size());
    BufferRecord output {};
    std::memcpy(
        &output, bytes.data() + sizeof(header) + sizeof(BufferRecord), sizeof(BufferRecord));
    EXPECT_EQ(output.dtype, AK_BF16);
    EXPECT_EQ(output.stride[0], 5);
    double scalar = 0;
    std::memcpy(&scalar, bytes.data() + bytes.size() - sizeof(scalar), sizeof(scalar));
    EXPECT_EQ(scalar, 0.5);
}

TEST(BufferLayout, namesBuffers)
{
    const BufferLayout layout
        = layoutOf({smallSet(Placement::StartAtGuard), smallSet(Placement::StartAtGuard)});
    EXPECT_EQ(layout.nameOf(0), "input 0 of data set 0");
    EXPECT_EQ(layout.nameOf(5), "output 0 of data set 1");
    EXPECT_EQ(layout.nameOf(6), "workspace 0 of data set 1");
    EXPECT_EQ(layout.nameOf(7), "the packed buffer of data set 1");
}

} // namespace
} // namespace autokernel::runner
