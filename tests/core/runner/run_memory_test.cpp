// SPDX-License-Identifier: Apache-2.0
#include "runner/candidate_abi.h"
#include "runner/run_memory.h"
#include "runner/run_table.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace autokernel::runner {
namespace {

DataSetDescription smallSet(Placement placement)
{
    DataSetDescription set;
    set.inputs = {{AK_FP32, {3, 5}, {}, placement, 0, {}}};
    set.outputs = {{AK_FP32, {3, 5}, {}, placement, 0, {}}};
    set.workspaces = {{100, false, placement}};
    set.symbols = {3, 5};
    set.scalars = {0.5};
    return set;
}

TEST(RunMemory, poisonIsNotANumberInFp32AndFp64)
{
    auto memory = RunMemory::create({smallSet(Placement::StartAtGuard)});
    ASSERT_TRUE(memory);
    float value = 0;
    double wide = 0;
    std::memcpy(&value, memory->output(0, 0).data(), sizeof(value));
    std::memcpy(&wide, memory->output(0, 0).data(), sizeof(wide));
    EXPECT_TRUE(std::isnan(value));
    EXPECT_TRUE(std::isnan(wide));
}

TEST(RunMemory, poisonOutputsLeavesWorkspacesAlone)
{
    auto memory = RunMemory::create({smallSet(Placement::StartAtGuard)});
    ASSERT_TRUE(memory);
    memory->workspace(0, 0)[0] = std::byte {42};
    memory->output(0, 0)[0] = std::byte {42};
    memory->poisonOutputs(0);
    EXPECT_EQ(memory->workspace(0, 0)[0], std::byte {42});
    EXPECT_NE(memory->output(0, 0)[0], std::byte {42});
}

TEST(RunMemory, overwritesEveryByteOfAllResultsAndNothingElse)
{
    for (const Stores stores : {Stores::Ordinary, Stores::PastCaches}) {
        auto memory = RunMemory::create(
            {smallSet(Placement::EndAtGuard), smallSet(Placement::StartAtGuard)});
        ASSERT_TRUE(memory);
        EXPECT_EQ(memory->resultBytes(), 2U * (3 * 5 * 4 + 100));
        for (std::size_t set = 0; set < 2; ++set) {
            for (const auto& bytes :
                {memory->input(set, 0), memory->output(set, 0), memory->workspace(set, 0)})
                std::memset(bytes.data(), 42, bytes.size());
        }
        memory->overwriteResults(stores);
        for (std::size_t set = 0; set < 2; ++set) {
            for (const auto& bytes : {memory->output(set, 0), memory->workspace(set, 0)})
                EXPECT_TRUE(std::ranges::none_of(
                    bytes, [](std::byte byte) { return byte == std::byte {42}; }));
            EXPECT_TRUE(std::ranges::all_of(
                memory->input(set, 0), [](std::byte byte) { return byte == std::byte {42}; }));
        }
        EXPECT_TRUE(memory->checkGuards());
    }
}

TEST(RunMemory, aChangedByteBesideABufferIsFoundAndNamed)
{
    for (const auto placement : {Placement::StartAtGuard, Placement::EndAtGuard}) {
        auto memory = RunMemory::create({smallSet(placement), smallSet(placement)});
        ASSERT_TRUE(memory);
        EXPECT_TRUE(memory->checkGuards());
        const auto output = memory->output(1, 0);
        std::byte* const beside = placement == Placement::StartAtGuard
            ? output.data() + output.size()
            : output.data() - 1;
        *beside ^= std::byte {1};
        const auto result = memory->checkGuards();
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::Rejected);
        EXPECT_NE(result.error().message.find("output 0 of data set 1"), std::string::npos);
    }
}

TEST(RunMemory, endPlacementEndsAtAPageBoundaryAndKeepsWorkspacesAligned)
{
    auto memory = RunMemory::create({smallSet(Placement::EndAtGuard)});
    ASSERT_TRUE(memory);
    const auto output = memory->output(0, 0);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(output.data() + output.size()) % 4096, 0U);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory->workspace(0, 0).data()) % 64, 0U);
}

TEST(RunMemory, inputDescriptorCannotBeMappedForWriting)
{
    auto memory = RunMemory::create({smallSet(Placement::StartAtGuard)});
    ASSERT_TRUE(memory);
    EXPECT_EQ(
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory->inputDescriptor(), 0),
        MAP_FAILED);
}

TEST(RunMemory, tableDescribesEverySetAndSharedTensors)
{
    auto second = smallSet(Placement::StartAtGuard);
    second.inputs[0].sharedWithSet = 0;
    auto memory = RunMemory::create({smallSet(Placement::StartAtGuard), second});
    ASSERT_TRUE(memory);
    RunTableHeader header {};
    ASSERT_EQ(
        ::pread(memory->tableDescriptor(), &header, sizeof(header), 0), ssize_t(sizeof(header)));
    EXPECT_EQ(header.magic, kRunTableMagic);
    EXPECT_EQ(header.setCount, 2U);
    BufferRecord records[6] {};
    ASSERT_EQ(::pread(memory->tableDescriptor(), records, sizeof(records), sizeof(header)),
        ssize_t(sizeof(records)));
    EXPECT_EQ(records[0].fileOffset, records[3].fileOffset);
    EXPECT_NE(records[1].fileOffset, records[4].fileOffset);
    EXPECT_EQ(records[0].stride[0], 5);
    EXPECT_EQ(memory->input(0, 0).data(), memory->input(1, 0).data());
}

TEST(RunMemory, stridedStorageReachesFromFirstToLastElement)
{
    auto set = smallSet(Placement::StartAtGuard);
    set.inputs[0].strides = {8, 1};
    set.outputs[0].sizes = {0, 5};
    auto memory = RunMemory::create({set});
    ASSERT_TRUE(memory);
    EXPECT_EQ(memory->input(0, 0).size(), (2 * 8 + 4 + 1) * sizeof(float));
    EXPECT_EQ(memory->output(0, 0).size(), 0U);
}

TEST(RunMemory, impossibleShapesAreErrors)
{
    auto set = smallSet(Placement::StartAtGuard);
    set.inputs[0].sizes = {INT64_MAX, 4};
    const auto overflow = RunMemory::create({set});
    ASSERT_FALSE(overflow);
    EXPECT_EQ(overflow.error().code, ErrorCode::InvalidInput);
    set.inputs[0].sizes = {std::int64_t(1) << 44};
    const auto large = RunMemory::create({set});
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().code, ErrorCode::OutOfMemory);
}

} // namespace
} // namespace autokernel::runner
