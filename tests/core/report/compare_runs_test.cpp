// SPDX-License-Identifier: Apache-2.0
#include "report_fixture.h"
#include "schema_check.h"

#include "report/compare_runs.h"
#include "report/outcome.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace autokernel::report {
namespace {

using store::test::unwrap;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct CompareRuns : test::ReportTest
{
    static const Difference* find(const std::vector<Difference>& list, const std::string& name)
    {
        for (const auto& each : list)
            if (each.name == name)
                return &each;
        return nullptr;
    }
};

TEST_F(CompareRuns, TheSameRunTwiceDiffersInNothing)
{
    const auto data = report();
    const auto result = compareRuns(data, data);
    EXPECT_THAT(result.conditions, IsEmpty());
    EXPECT_THAT(result.settings, IsEmpty());
    EXPECT_THAT(result.outcomes, IsEmpty());
    EXPECT_THAT(result.kernels, IsEmpty());
    EXPECT_EQ(result.equalKernels, 2u);
    EXPECT_EQ(result.notComparableBecause, "");
    EXPECT_EQ(result.figures.front().bOverA->value, 1);
    EXPECT_THAT(comparisonText(data, data), HasSubstr("2 kernels without any difference"));
}

TEST_F(CompareRuns, OtherThreadsOrSoftwareMakeTheFiguresIncomparable)
{
    const auto a = report();
    auto b = a;
    b.run.model->threads = 4;
    b.run.device.signature = "Test CPU; gcc 12; torch 2.12";
    const auto result = compareRuns(a, b);
    EXPECT_THAT(
        result.notComparableBecause, HasSubstr("they differ in machine and software and threads"));
    const auto* software = find(result.conditions, "machine and software");
    ASSERT_NE(software, nullptr);
    EXPECT_EQ(software->a, "torch 2.11") << "parts that are equal are left out";
    EXPECT_EQ(software->b, "torch 2.12");
    const auto text = comparisonText(a, b);
    EXPECT_THAT(text, HasSubstr("not comparable"));
    EXPECT_THAT(text, Not(HasSubstr("b over a"))) << "no ratio of what cannot be compared";
    EXPECT_EQ(comparisonJson(a, b)["comparable"], false);
}

TEST_F(CompareRuns, SaysWhatDiffersAndNothingElse)
{
    const auto a = report();
    auto b = a;
    b.run.verdictCounts["kept"] += 3;
    b.run.config["seed"] = 7;
    b.kernels[1].keeps.back().row.experiment.candidateMicroseconds = 12.5;
    b.kernels[0].target.target.symbols["M"] = 256;
    const auto result = compareRuns(a, b);
    EXPECT_THAT(result.outcomes, testing::SizeIs(1));
    EXPECT_EQ(result.outcomes.front().name, "kept");
    EXPECT_NE(find(result.settings, "seed"), nullptr);
    ASSERT_EQ(result.kernels.size(), 3u) << "a kernel of another shape is another kernel";
    EXPECT_THAT(result.kernels, Contains(Field(&KernelComparison::isInB, false)));
    EXPECT_THAT(result.kernels, Contains(Field(&KernelComparison::isInA, false)));
    EXPECT_EQ(result.notComparableBecause, "");
}

// Each history numbers its targets by itself, in the order in which it met them.
TEST_F(CompareRuns, KernelsOfTwoHistoriesPairByWhatTheyCompute)
{
    const auto a = report();
    auto b = a;
    std::reverse(b.kernels.begin(), b.kernels.end());
    b.kernels[0].target.id = a.kernels[0].target.id;
    b.kernels[1].target.id = a.kernels[1].target.id;
    const auto same = compareRuns(a, b);
    EXPECT_THAT(same.kernels, IsEmpty());
    EXPECT_EQ(same.equalKernels, 2u);

    auto& keep = b.kernels[0].keeps[*b.kernels[0].champion];
    ASSERT_TRUE(keep.row.keep.overEager);
    keep.row.keep.overEager->value *= 2;
    const auto faster = compareRuns(a, b);
    ASSERT_THAT(faster.kernels, testing::SizeIs(1));
    EXPECT_EQ(faster.kernels[0].target, b.kernels[0].target.target.key());
    EXPECT_NEAR(faster.kernels[0].overEager.bOverA->value, 2, 1e-9);
}

TEST_F(CompareRuns, EachPartOfWhatAKernelComputesTellsItFromOthers)
{
    const auto a = report();
    const auto differsBy = [&](auto change) {
        auto b = a;
        change(b.kernels[0].target.target);
        const auto result = compareRuns(a, b);
        EXPECT_EQ(result.equalKernels, 1u);
        return result.kernels.size() == 2 && result.kernels[0].isInA != result.kernels[1].isInA;
    };
    EXPECT_TRUE(differsBy([](kernel::Target& target) { target.type = "softmax"; }));
    EXPECT_TRUE(differsBy([](kernel::Target& target) { target.variant = "other"; }));
    EXPECT_TRUE(differsBy([](kernel::Target& target) { target.dtype = kernel::Dtype::BFloat16; }));
    EXPECT_TRUE(differsBy([](kernel::Target& target) { target.symbols["M"] += 1; }));
    EXPECT_TRUE(differsBy([](kernel::Target& target) { target.scalars["eps"] = 0.5; }));
}

// What a user gets is the package: where it gains less than the worker saw, that is what is
// compared, each run's with its own.
TEST_F(CompareRuns, AFigureIsThatOfTheRunsOwnPackage)
{
    const auto a = report();
    auto b = a;
    const auto package = std::find_if(b.endToEnd.rbegin(), b.endToEnd.rend(),
        [](const auto& row) { return row.record.kind == store::ModelMeasurement::Package; });
    ASSERT_NE(package, b.endToEnd.rend());
    package->record.overBaseline = {1.2, 1.19, 1.21};
    b.outcome = decideOutcome(b);
    const auto figures = compareRuns(a, b).figures;
    EXPECT_EQ(figures.front().a->value, a.outcome.ours.overEager->value);
    EXPECT_EQ(figures.front().b->value, 1.2);
    EXPECT_NEAR(figures.front().bOverA->value, 1.2 / 1.36, 1e-9);
    EXPECT_EQ(find(compareRuns(a, b).outcomes, "result"), nullptr) << "both are verified";

    package->record.overBaseline = {1.9, 1.88, 1.92}; // more than it honestly can
    b.outcome = decideOutcome(b);
    const auto contradicted = compareRuns(a, b);
    const auto* result = find(contradicted.outcomes, "result");
    ASSERT_NE(result, nullptr);
    EXPECT_EQ(result->a, "verified");
    EXPECT_EQ(result->b, "not verified");
}

TEST_F(CompareRuns, ARatioOfTwoSessionsIsNoGainWhileItsIntervalHoldsOne)
{
    EXPECT_THAT(describeRatio({1.02, 0.99, 1.05}), HasSubstr("same within noise"));
    EXPECT_THAT(describeRatio({1.10, 1.05, 1.15}), HasSubstr("faster"));
    EXPECT_THAT(describeRatio({0.90, 0.85, 0.95}), HasSubstr("slower"));
    const auto a = report();
    auto b = a;
    b.outcome.ours.overEager = store::SpeedupInterval {1.5, 1.48, 1.52};
    const auto over = compareRuns(a, b).figures.front().bOverA;
    ASSERT_TRUE(over);
    EXPECT_NEAR(over->value, 1.5 / 1.36, 1e-9);
    EXPECT_NEAR(over->low, 1.48 / (1.36 * 1.015), 1e-9) << "worst end over best";
}

TEST_F(CompareRuns, KeepTheContractForScripts)
{
    const auto a = report();
    auto b = a;
    b.run.model->threads = 4;
    b.kernels.pop_back();
    const auto schema
        = unwrap(readFile(installationRoot() / "resources" / "schemas" / "compare.schema.json"));
    test::SchemaCheck check(Json::parse(schema));
    EXPECT_THAT(check(comparisonJson(a, b)), IsEmpty());
}

} // namespace
} // namespace autokernel::report
