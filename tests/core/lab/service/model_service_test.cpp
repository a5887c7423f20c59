// SPDX-License-Identifier: Apache-2.0
#include "lab/model/export_child.h"
#include "lab/service/model_service.h"

#include <gtest/gtest.h>

namespace autokernel::lab {
namespace {

class ModelServiceTest : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!helperPython())
            GTEST_SKIP() << "no Python with torch";
        protocol::LoadModel request;
        request.example = "gpt2-tiny";
        request.threads = 2;
        const auto loaded = m_service.load(request, {});
        ASSERT_TRUE(loaded) << loaded.error().message;
    }

    Result<protocol::PairBlock> time(int pairs, int loads)
    {
        protocol::TimeModelRequest request;
        request.a = "original";
        request.b = "torchscript_frozen";
        request.pairs = pairs;
        request.loads = loads;
        m_started = 0;
        return m_service.time(request, [this](const std::string& text, double) {
            m_started += text.starts_with("starting ") ? 1 : 0;
        });
    }

    std::vector<kernel::KernelType> m_types;
    ModelService m_service {m_types};
    int m_started = 0; // processes, in the last timing
};

TEST_F(ModelServiceTest, eachLoadIsOfNewProcessesAndHasItsShareOfThePairs)
{
    const auto block = time(7, 3);
    ASSERT_TRUE(block) << block.error().message;
    EXPECT_EQ(block->loads, 3);
    EXPECT_EQ(block->pairs.size(), 6U) << "two of each";
    EXPECT_EQ(m_started, 6);
    EXPECT_NE(block->pairs[0].aFirst, block->pairs[2].aFirst) << "the other one begins";
}

TEST_F(ModelServiceTest, withoutLoadsTheProcessesThatRunAreTimed)
{
    ASSERT_TRUE(time(2, 1));
    EXPECT_EQ(m_started, 2);
    const auto block = time(2, 0);
    ASSERT_TRUE(block) << block.error().message;
    EXPECT_EQ(m_started, 0);
    EXPECT_EQ(block->loads, 1);
}

TEST_F(ModelServiceTest, moreLoadsThanPairsAreRefused)
{
    const auto block = time(2, 3);
    ASSERT_FALSE(block);
    EXPECT_EQ(block.error().code, ErrorCode::InvalidInput);
}

} // namespace
} // namespace autokernel::lab
