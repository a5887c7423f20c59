// SPDX-License-Identifier: Apache-2.0
// The claim of search_benchmark at its smallest budget, in seconds.
#include "base/files.h"
#include "bench/search_table.h"

#include <gmock/gmock.h>

namespace autokernel::bench {
namespace {

class RecordedKernel : public testing::TestWithParam<const char*>
{
};

TEST_P(RecordedKernel, parameterSearchBeatsRandomSearchInFiftyEvaluations)
{
    const auto table = loadSearchTable(
        installationRoot() / "tests/bench/data" / GetParam());
    ASSERT_TRUE(table) << table.error().message;
    ASSERT_GE(table->logSpeedup.size(), 150U);
    std::vector<double> ours;
    std::vector<double> theirs;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        ours.push_back(runParameterSearch(*table, 50, 0.01, seed).back());
        theirs.push_back(runRandomSearch(*table, 50, 0.01, seed).back());
    }
    EXPECT_LT(wilcoxonGreater(ours, theirs), 0.05) << table->name;
}

INSTANTIATE_TEST_SUITE_P(All, RecordedKernel,
    testing::Values("matmul.json", "reduce.json", "softmax.json"), [](const auto& tested) {
        return std::string(tested.param).substr(0, std::string(tested.param).find('.'));
    });

TEST(Wilcoxon, exactByTable)
{
    // Five positive differences: 1 / 32. One of rank 1 negative: sums 14 and 15, 2 / 32.
    const std::vector<double> zero(5, 0.0);
    EXPECT_DOUBLE_EQ(wilcoxonGreater(std::vector<double> {1, 2, 3, 4, 5}, zero), 1.0 / 32);
    EXPECT_DOUBLE_EQ(wilcoxonGreater(std::vector<double> {-1, 2, 3, 4, 5}, zero), 2.0 / 32);
    EXPECT_DOUBLE_EQ(wilcoxonGreater(zero, zero), 1);
    // Ties share ranks: both differences have rank 1.5, and both must be positive.
    EXPECT_DOUBLE_EQ(wilcoxonGreater(std::vector<double> {2, 2}, zero), 0.25);
}

} // namespace
} // namespace autokernel::bench
