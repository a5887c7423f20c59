// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/pairs.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace autokernel::lab {
namespace {

// Takes a fixed time per call and writes down what it was asked for.
class FakeContender final : public Contender
{
public:
    FakeContender(std::string name, double callNanoseconds, std::vector<std::string>& log)
        : m_name(std::move(name))
        , m_callNanoseconds(callNanoseconds)
        , m_log(log)
    {
    }
    const std::string& name() const override { return m_name; }
    Result<BlockTiming> runBlock(
        int firstSet, int step, int repeats, std::chrono::nanoseconds) override
    {
        if (++m_calls == failAtCall)
            return fail(ErrorCode::RuntimeError, "killed by SIGSEGV");
        m_log.push_back(fmt::format("{}{}", m_name, firstSet));
        lastRepeats = repeats;
        EXPECT_TRUE(isFresh || !mustBeFresh) << "results of the pass before are still there";
        isFresh = false;
        EXPECT_TRUE(step == 1 || !sizes.empty()) << "alike sets are visited in turn";
        const double call
            = m_callNanoseconds * (sizes.empty() ? 1 : sizes[static_cast<std::size_t>(firstSet)]);
        return BlockTiming {
            .wallNanoseconds = call * repeats, .witnessNanoseconds = call * repeats};
    }
    bool isAlive() override { return true; }
    void overwriteResults() override
    {
        ++overwritten;
        isFresh = true;
    }
    std::span<const std::byte> output(int, int) override { return {}; }
    Result<void> checkMemory() override { return {}; }

    int failAtCall = -1;
    int lastRepeats = 0;
    int overwritten = 0;
    bool isFresh = false;
    bool mustBeFresh = true;
    std::vector<double> sizes; // of the sets, where they are unlike

private:
    std::string m_name;
    double m_callNanoseconds;
    std::vector<std::string>& m_log;
    int m_calls = 0;
};

struct Match
{
    std::vector<std::string> log;
    FakeContender a;
    FakeContender b;
    PairOptions options;

    Match(double callOfA, double callOfB)
        : a("A", callOfA, log)
        , b("B", callOfB, log)
    {
        options.pairs = 8;
        options.dataSets = 3;
        options.warmUpNanoseconds = 0;
        options.seed = 5;
    }
};

TEST(TimePairs, alternatesAndNeverGivesBothTheSameSet)
{
    Match match(5e6, 5e6);
    match.options.dataSets = 3;
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_TRUE(block.has_value());
    const std::size_t warm = match.log.size() - 16;
    std::string order;
    for (std::size_t i = warm; i < match.log.size(); i += 2) {
        order += match.log[i].substr(0, 1) + match.log[i + 1].substr(0, 1);
        EXPECT_NE(match.log[i].back(), match.log[i + 1].back());
    }
    EXPECT_EQ(order, "ABBABAABABBABAAB");
    for (std::size_t i = 0; i < block->pairs.size(); ++i)
        EXPECT_EQ(block->pairs[i].aNanoseconds, 5e6);
}

// A set three times as large as another would make pairs of two sets compare inputs.
TEST(TimePairs, timesEverySetOfInputsThatDifferInSizeAndWeighsThem)
{
    Match match(2e6, 1e6);
    match.options.dataSets = 2;
    match.options.overwritesResults = false;
    match.options.setWeights = {3, 1};
    match.a.mustBeFresh = match.b.mustBeFresh = false;
    match.a.sizes = match.b.sizes = {1, 9};
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_TRUE(block.has_value());
    ASSERT_EQ(block->pairs.size(), 8U);
    for (const auto& pair : block->pairs) {
        EXPECT_DOUBLE_EQ(pair.aNanoseconds, 2e6 * (3 * 1 + 1 * 9) / 4);
        EXPECT_DOUBLE_EQ(pair.bNanoseconds, 1e6 * (3 * 1 + 1 * 9) / 4);
    }
    ASSERT_EQ(block->inputSets.size(), 2U) << "each set's own times are kept";
    EXPECT_EQ(block->inputSets[0].weight, 3);
    EXPECT_EQ(block->inputSets[1].aNanoseconds, std::vector<double>(8, 18e6));
    EXPECT_EQ(block->inputSets[1].bNanoseconds, std::vector<double>(8, 9e6));
}

TEST(TimePairs, givesSimilarContendersTheSameRepeats)
{
    Match match(1.0e6, 1.1e6);
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_TRUE(block.has_value());
    EXPECT_EQ(block->repeatsA, 5);
    EXPECT_EQ(block->repeatsB, 5);
}

TEST(TimePairs, fillsBlocksOfUnlikeContendersEqually)
{
    Match match(1e6, 2.5e6);
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_TRUE(block.has_value());
    EXPECT_EQ(block->repeatsA, 5);
    EXPECT_EQ(block->repeatsB, 2);
    EXPECT_DOUBLE_EQ(block->pairs[0].bNanoseconds, 2.5e6) << "times are of one call";
}

TEST(TimePairs, rechecksOutputsOfPairsThatCount)
{
    for (const std::string wrong : {"A", "B"}) {
        Match match(5e6, 5e6);
        match.options.recheckedPairs = 3;
        int checked = 0;
        match.options.recheck = [&](Contender& contender, int) -> Result<std::string> {
            ++checked;
            return contender.name() == wrong ? wrong + " is wrong" : std::string();
        };
        const auto block = timePairs(match.a, match.b, match.options);
        ASSERT_TRUE(block.has_value());
        const auto& faulty = wrong == "A" ? block->faultA : block->faultB;
        const auto& other = wrong == "A" ? block->faultB : block->faultA;
        EXPECT_EQ(faulty.cause, protocol::FaultCause::WrongOutputs);
        EXPECT_EQ(faulty.text, wrong + " is wrong");
        EXPECT_EQ(other.cause, protocol::FaultCause::None);
        EXPECT_EQ(block->pairs.size(), 8U);
        for (const protocol::Pair& pair : block->pairs)
            EXPECT_EQ(pair.droppedBecause, "");
        EXPECT_EQ(checked, 3 + 1) << "a side that was wrong once needs no further check";
    }
}

TEST(TimePairs, aRecheckThatFailsItselfIsAnErrorAndNobodysFault)
{
    Match match(5e6, 5e6);
    match.options.recheck = [](Contender&, int) -> Result<std::string> {
        return fail(ErrorCode::Internal, "no oracle");
    };
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_FALSE(block.has_value());
    EXPECT_EQ(block.error().message, "no oracle");
}

TEST(TimePairs, overwritesResultsBeforeEachPassOverTheSets)
{
    Match match(1e5, 1e5);
    match.options.pairs = 1;
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_TRUE(block.has_value());
    EXPECT_EQ(block->repeatsA, 50);
    const int warmUp = 2; // one call, then the rest of the three sets
    EXPECT_EQ(match.a.overwritten, warmUp + 17) << "fifty calls, three a pass";
    EXPECT_EQ(match.b.overwritten, warmUp + 17);
    EXPECT_DOUBLE_EQ(block->pairs[0].aNanoseconds, 1e5) << "the sum of all passes";
}

TEST(TimePairs, leavesResultsThatTheContendersOwn)
{
    Match match(1e5, 1e5);
    match.options.overwritesResults = false;
    match.a.mustBeFresh = match.b.mustBeFresh = false;
    ASSERT_TRUE(timePairs(match.a, match.b, match.options).has_value());
    EXPECT_EQ(match.a.overwritten, 0);
    EXPECT_EQ(match.a.lastRepeats, 50) << "one pass";
}

TEST(TimePairs, namesTheContenderThatFails)
{
    Match match(5e6, 5e6);
    match.b.failAtCall = 5;
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_FALSE(block.has_value());
    EXPECT_EQ(block.error().message, "killed by SIGSEGV (contender B)");
    EXPECT_EQ(block.error().code, ErrorCode::RuntimeError);
}

TEST(TimePairs, pairsThatTheHypervisorDisturbedDoNotCount)
{
    Match match(5e6, 5e6);
    int readings = 0; // two a pair
    match.options.ticks = [&] {
        MachineState state;
        state.totalTicks = static_cast<std::uint64_t>(100 * ++readings);
        state.stealTicks = readings >= 4 ? 10U : 0U; // during the second pair
        return state;
    };
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_TRUE(block.has_value());
    for (std::size_t i = 0; i < block->pairs.size(); ++i)
        EXPECT_EQ(block->pairs[i].droppedBecause,
            i == 1 ? "the hypervisor took 10 % of the CPU time" : "")
            << i;
}

TEST(TimePairs, whatTheBaselineDoesIsNotTheCandidatesFault)
{
    for (const int call : {1, 5}) { // while it is warmed up, in a pair
        Match match(5e6, 5e6);
        match.a.failAtCall = call;
        const auto block = timePairs(match.a, match.b, match.options);
        ASSERT_FALSE(block.has_value());
        EXPECT_EQ(block.error().code, ErrorCode::BaselineFailed) << call;
        EXPECT_EQ(block.error().message,
            "what it is compared with failed: killed by SIGSEGV (contender A)");
    }
}

TEST(TimePairs, isTheSameForTheSameSeed)
{
    Match one(5e6, 5e6);
    Match two(5e6, 5e6);
    ASSERT_TRUE(timePairs(one.a, one.b, one.options).has_value());
    ASSERT_TRUE(timePairs(two.a, two.b, two.options).has_value());
    EXPECT_EQ(one.log, two.log);
}

TEST(RepeatsFor, fillsABlock)
{
    EXPECT_EQ(repeatsFor(1e6, 5e6), 5);
    EXPECT_EQ(repeatsFor(50e6, 5e6), 1);
    EXPECT_EQ(repeatsFor(1, 5e6), 10'000);
    EXPECT_EQ(repeatsFor(0, 5e6), 10'000);
}

TEST(TimePairs, extraWorkIsWholeCallsOfBWithinTheSameTime)
{
    Match match(1e6, 1e6);
    match.options.extraWorkOfB = 0.02;
    match.options.dataSets = 63;
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_TRUE(block.has_value());
    EXPECT_EQ(block->repeatsA, 50); // five would fill the block; 2 % of five is no whole call
    EXPECT_EQ(block->repeatsB, 51);
    EXPECT_EQ(match.b.lastRepeats, 51);
    for (const auto& pair : block->pairs)
        EXPECT_NEAR(pair.bNanoseconds / pair.aNanoseconds, 1.02, 1e-9);
}

TEST(TimePairs, extraWorkOfShortCallsKeepsTheBlock)
{
    Match match(1e4, 1e4);
    match.options.extraWorkOfB = 0.02;
    const auto block = timePairs(match.a, match.b, match.options);
    ASSERT_TRUE(block.has_value());
    EXPECT_EQ(block->repeatsA, 500);
    EXPECT_EQ(block->repeatsB, 510);
    EXPECT_EQ(match.a.overwritten, match.b.overwritten) << "both are handed over equally often";
}

} // namespace
} // namespace autokernel::lab
