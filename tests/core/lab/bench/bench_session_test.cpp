// SPDX-License-Identifier: Apache-2.0
#include "core/lab/check/rmsnorm_candidates.h"

#include "base/files.h"
#include "base/statistics.h"
#include "lab/bench/bench_session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::lab {
namespace {

using test::RmsnormParts;

const std::vector<kernel::KernelType>& types()
{
    static const auto loaded = std::vector<kernel::KernelType> {
        kernel::loadKernelType(installationRoot() / "kernels" / "rmsnorm").value()};
    return loaded;
}

protocol::ContenderRef contender(std::string name, const RmsnormParts& parts)
{
    protocol::ContenderRef reference;
    reference.name = std::move(name);
    reference.candidate = protocol::CandidateRef {test::rmsnormSource(parts), {}};
    return reference;
}

protocol::TimeRequest request(const RmsnormParts& a, const RmsnormParts& b)
{
    protocol::TimeRequest request;
    request.a = contender("a", a);
    request.b = contender("b", b);
    request.target.type = "rmsnorm";
    request.target.symbols = {{"R", 64}, {"D", 1024}};
    request.pairs = 24;
    request.seed = 3;
    request.threads = 1;
    return request;
}

// Reads everything twice: about twice the work.
constexpr std::string_view kTwice
    = "for (int64_t c = 0; c < D; ++c) sum = sum + float(x[r * D + c]) * "
      "float(x[r * D + "
      "c]); y[r * D] = sum < 0.0f ? scalar_t(0.0f) : y[r * D];";

// The least CPU time of a call: the machine that runs the tests has other work, which disturbs some
// blocks, and wall clock would show all of it.
double logRatio(const protocol::PairBlock& block)
{
    double a = std::numeric_limits<double>::infinity();
    double b = a;
    for (const protocol::Pair& pair : block.pairs) {
        a = std::min(a, pair.aWitnessNanoseconds);
        b = std::min(b, pair.bWitnessNanoseconds);
    }
    return std::log(a / b);
}

class BenchSessionTest : public testing::Test
{
protected:
    CaseStore m_store;
    BenchSession m_session {types(), m_store};

    protocol::PairBlock time(const protocol::TimeRequest& request)
    {
        auto block = m_session.timePairs(request);
        EXPECT_TRUE(block.has_value())
            << (block ? "" : block.error().message + block.error().detail);
        return block.value_or(protocol::PairBlock {});
    }
};

TEST_F(BenchSessionTest, findsACopyAsFastAsItsOriginal)
{
    const auto block = time(request({}, {.inside = "(void)0;"}));
    EXPECT_EQ(block.faultA.text + block.faultB.text, "");
    EXPECT_LT(std::fabs(logRatio(block)), 0.1);
}

TEST_F(BenchSessionTest, seesThatTwiceTheWorkIsSlower)
{
    const auto block = time(request({}, {.inside = kTwice}));
    EXPECT_LT(logRatio(block), -0.2);
    EXPECT_GT(block.repeatsA, block.repeatsB) << "blocks last equally long";
}

TEST_F(BenchSessionTest, recordsWhatWasMeasured)
{
    const auto block = time(request({}, {.inside = "(void)0;"}));
    EXPECT_EQ(block.a, "a");
    EXPECT_EQ(block.b, "b");
    EXPECT_EQ(block.clock, protocol::Clock::Wall);
    EXPECT_EQ(block.dataSets, 5);
    EXPECT_EQ(block.footprintBytes, 5U * (2 * 64 * 1024 + 1024) * 4);
    int counted = 0;
    int firstA = 0;
    for (const protocol::Pair& pair : block.pairs) {
        // One thread: it cannot use more CPU time than passes, beyond a reading of the clocks; on a
        // machine with other work it waits for a part of the time.
        for (const auto& [wall, cpu] : {std::pair(pair.aNanoseconds, pair.aWitnessNanoseconds),
                 std::pair(pair.bNanoseconds, pair.bWitnessNanoseconds)}) {
            EXPECT_GT(cpu, 0.02 * wall);
            EXPECT_LT(cpu, 1.05 * wall);
        }
        counted += pair.droppedBecause.empty() ? 1 : 0;
        firstA += pair.droppedBecause.empty() && pair.aFirst ? 1 : 0;
    }
    EXPECT_EQ(counted, 24);
    EXPECT_EQ(firstA, 12) << "A B B A: each goes first equally often";
    EXPECT_EQ(block.pairs.size(), 24U);
}

TEST_F(BenchSessionTest, countsTheCpuTimeOfEveryThread)
{
    auto asked = request({}, {.inside = "(void)0;"});
    asked.target.symbols = {{"R", 512}, {"D", 4096}};
    asked.pairs = 10;
    const auto leastCpu = [&](int threads) {
        asked.threads = threads;
        double least = std::numeric_limits<double>::infinity();
        for (const protocol::Pair& pair : time(asked).pairs) {
            EXPECT_LT(pair.aWitnessNanoseconds, threads * 1.05 * pair.aNanoseconds);
            least = std::min(least, pair.aWitnessNanoseconds);
        }
        return least;
    };
    // The same work, whoever does it.
    const double ratio = leastCpu(2) / leastCpu(1);
    EXPECT_GT(ratio, 0.7);
    EXPECT_LT(ratio, 2.0);
}

TEST_F(BenchSessionTest, turnsTheOrderRound)
{
    auto asked = request({}, {.inside = "(void)0;"});
    asked.pairs = 8;
    asked.startWithB = true;
    std::vector<bool> order;
    for (const protocol::Pair& pair : time(asked).pairs)
        if (pair.droppedBecause.empty())
            order.push_back(pair.aFirst);
    EXPECT_EQ(order, (std::vector<bool> {false, true, true, false, false, true, true, false}));
}

TEST_F(BenchSessionTest, rechecksTimedOutputs)
{
    const auto block = time(request({}, {.weight = "1.0f"}));
    EXPECT_EQ(block.faultB.cause, protocol::FaultCause::WrongOutputs);
    EXPECT_NE(block.faultB.text.find("b: output y"), std::string::npos) << block.faultB.text;
    EXPECT_EQ(block.faultA.cause, protocol::FaultCause::None) << block.faultA.text;
}

TEST_F(BenchSessionTest, saysWhenTheIncumbentIsTheOneThatIsWrong)
{
    const auto block = time(request({.weight = "1.0f"}, {}));
    EXPECT_EQ(block.faultA.cause, protocol::FaultCause::WrongOutputs);
    EXPECT_NE(block.faultA.text.find("a: output y"), std::string::npos) << block.faultA.text;
    EXPECT_EQ(block.faultB.cause, protocol::FaultCause::None) << block.faultB.text;
}

TEST_F(BenchSessionTest, givesNoCallTheAnswerOfAnEarlierOne)
{
    // Returns at once where the answer of an earlier call is still there.
    const auto block
        = time(request({}, {.before = "if (R > 0 && float(y[0]) == float(y[0])) return;"}));
    EXPECT_EQ(block.faultB.text, "");
    EXPECT_LT(std::fabs(logRatio(block)), 0.1) << "and so it saves nothing";
}

TEST_F(BenchSessionTest, keepsDataForTheNextRequestAndRenewsItForConfirmation)
{
    auto asked = request({}, {.inside = "(void)0;"});
    asked.pairs = 4;
    const auto first = time(asked);
    asked.seed = 77;
    EXPECT_EQ(time(asked).seed, first.seed);
    asked.freshProcesses = true;
    EXPECT_EQ(time(asked).seed, 77U);
}

TEST_F(BenchSessionTest, namesTheContenderThatCrashes)
{
    const auto block = m_session.timePairs(request({}, {.before = "*(volatile int*)8 = 1;"}));
    ASSERT_FALSE(block.has_value());
    EXPECT_NE(block.error().message.find("(contender b)"), std::string::npos)
        << block.error().message;
}

TEST_F(BenchSessionTest, laddersCarryOnWithoutTheOneThatFails)
{
    protocol::LadderRequest ladder;
    const auto pairRequest = request({}, {});
    ladder.target = pairRequest.target;
    ladder.contenders = {contender("plain", {}), contender("wrong", {.weight = "1.0f"}),
        contender("crash", {.before = "*(volatile int*)8 = 1;"}), {"vendor", std::nullopt}};
    ladder.budgetSeconds = 2; // enough for six rounds beside other programs
    ladder.threads = 1;
    const auto samples = m_session.measureContenders(ladder);
    ASSERT_TRUE(samples.has_value()) << samples.error().message;
    ASSERT_EQ(samples->size(), 4U);
    EXPECT_GE((*samples)[0].nanoseconds.size(), statistics::kFewestForMedianInterval);
    EXPECT_TRUE((*samples)[0].correct);
    EXPECT_FALSE((*samples)[1].correct);
    EXPECT_NE((*samples)[2].error, "");
    EXPECT_NE((*samples)[3].error, "") << "this session has no rungs";
}

TEST(DataSetCount, isOddAndFitsTheLimit)
{
    const DataSetLimits limits {1000, 5, 100, 63};
    EXPECT_EQ(dataSetCount(1, limits), 63) << "many where they are small";
    EXPECT_EQ(dataSetCount(10, limits), 9);
    EXPECT_EQ(dataSetCount(50, limits), 5);
    EXPECT_EQ(dataSetCount(200, limits), 5);
    EXPECT_EQ(dataSetCount(201, limits), 3);
    EXPECT_EQ(dataSetCount(334, limits), 1);
    EXPECT_EQ(dataSetCount(5000, limits), 1);
}

} // namespace
} // namespace autokernel::lab
