// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

#include "report/format.h"
#include "report/kernel_text.h"

#include <gmock/gmock.h>

namespace autokernel::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(KernelFacts, countsOneExperimentAsOne)
{
    auto kernel = test::matmulKernel();
    kernel.target.experiments = 1;
    EXPECT_THAT(kernelFacts(kernel), HasSubstr("1 experiment."));
    kernel.target.experiments = 2;
    EXPECT_THAT(kernelFacts(kernel), HasSubstr("2 experiments."));
    EXPECT_EQ(formatCounted(0, "pair"), "0 pairs");
    EXPECT_EQ(formatCounted(1200, "pair"), "1,200 pairs");
}

TEST(KernelFacts, aModelThatIsFasterWithoutAKernelTakesNoLonger)
{
    auto kernel = test::matmulKernel();
    kernel.leaveOneOutLoss = 0.03;
    EXPECT_THAT(kernelFacts(kernel), HasSubstr("takes 3.0 % longer"));
    kernel.leaveOneOutLoss = -0.009;
    EXPECT_THAT(kernelFacts(kernel), HasSubstr("Without it the model is not slower."));
    EXPECT_THAT(kernelFacts(kernel), Not(HasSubstr("longer")));
}

TEST(KernelFacts, aDifferenceWithinTheNoiseIsNone)
{
    auto kernel = test::matmulKernel();
    kernel.leaveOneOutLoss = 1 / 0.977 - 1;
    kernel.withoutIt = store::SpeedupInterval {0.977, 0.906, 1.102};
    EXPECT_THAT(kernelFacts(kernel), HasSubstr("cannot be told: without it 0.98× (0.91 to 1.10)"));
    EXPECT_THAT(kernelFacts(kernel), Not(HasSubstr("longer")));
    kernel.withoutIt = store::SpeedupInterval {0.95, 0.92, 0.98};
    EXPECT_THAT(kernelFacts(kernel), HasSubstr("longer"));
}

TEST(GainOverIncumbent, namesEagerWhereNothingWasKeptBefore)
{
    auto keep = test::keepOf(1, 100, 1.5);
    keep.row.keep.overIncumbent = {1.5, 1.4, 1.6};
    EXPECT_EQ(gainOverIncumbent(keep), "1.50× (1.40 to 1.60) over eager");
    keep.isChained = true;
    EXPECT_EQ(gainOverIncumbent(keep), "1.50× (1.40 to 1.60)");
}

TEST(WhatWasTried, isTheTitleOfWhatWasShippedAndElseTheIdea)
{
    auto keep = test::keepOf(1, 100, 1.5);
    keep.row.experiment.title = "Tiles in L1";
    keep.row.experiment.idea = "Starts from \"Tiles in L1\".";
    EXPECT_EQ(whatWasTried(keep), "Starts from \"Tiles in L1\".");
    keep.row.experiment.mutator = "seed"; // another source than the starter
    EXPECT_TRUE(keep.isShipped());
    EXPECT_EQ(whatWasTried(keep), "Tiles in L1");
}

TEST(FormatSeconds, aShortTimeHasAUnitOfItsSize)
{
    EXPECT_EQ(formatSeconds(0.00415), "4.15 ms");
    EXPECT_EQ(formatSeconds(0.41), "0.41 s");
    EXPECT_EQ(formatSeconds(0), "0 s");
}

TEST(FormatRange, hasTheDigitsOfItsInterval)
{
    EXPECT_EQ(formatRange({1.5, 1.4, 1.6}), "1.40 to 1.60");
    EXPECT_EQ(formatRange({1.01, 1.001, 1.02}), "1.001 to 1.020");
    EXPECT_EQ(formatInterval({1.01, 1.001, 1.02}), "1.010× (1.001 to 1.020)");
}

TEST(KeepRemark, isThereWhereThePrintedIntervalIncludesATie)
{
    auto keep = test::keepOf(1, 100, 1.5);
    keep.row.keep.overIncumbent = {1.02, 1.01, 1.03};
    EXPECT_EQ(keepRemark(keep), "");
    keep.row.keep.overIncumbent = {1.01, 0.99, 1.03};
    EXPECT_THAT(keepRemark(keep), HasSubstr("pairs of its gates"));
}

} // namespace
} // namespace autokernel::report
