// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/history_fixture.h"
#include "ui/pages/diff/build_facts.h"
#include "ui/pages/diff/stage_summary.h"
#include "ui/pages/diff/tunable_changes.h"

#include <gmock/gmock.h>

#include <limits>

namespace autokernel::ui {
namespace {

using protocol::Stage;
using store::test::stage;

const StageSummary& of(const std::vector<StageSummary>& all, Stage wanted)
{
    for (const auto& each : all)
        if (each.stage == wanted)
            return each;
    throw std::runtime_error("no such stage");
}

TEST(StageSummary, theFiveStagesAreAlwaysThere)
{
    const auto all = summarise(std::vector {stage(Stage::Smoke, 4), stage(Stage::Basics, 3)});
    EXPECT_EQ(all.size(), 6U) << "smoke, which ran, and the five";
    EXPECT_EQ(passedFullStages(all), 1);
    EXPECT_EQ(of(all, Stage::Edges).state, StageState::NotReached);
    EXPECT_FALSE(of(all, Stage::Edges).worst);
}

TEST(StageSummary, theWorstCaseIsFoundAndNamed)
{
    const auto all = summarise(std::vector {stage(Stage::ShapeSweep, 9, 0.8)});
    const auto& sweep = of(all, Stage::ShapeSweep);
    EXPECT_EQ(sweep.state, StageState::Passed);
    EXPECT_DOUBLE_EQ(sweep.worst.value(), 0.8);
    EXPECT_EQ(sweep.cases, 9);
    EXPECT_TRUE(sweep.remark.contains("0.80")) << sweep.remark.toStdString();
    EXPECT_TRUE(sweep.detail.contains("R=24")) << sweep.detail.toStdString();
}

TEST(StageSummary, whatPassedByAHairIsNotShownAsAllOfItsBudget)
{
    const auto remarkAt = [](double ratio) {
        return of(summarise(std::vector {stage(Stage::ShapeSweep, 9, ratio)}), Stage::ShapeSweep)
            .remark;
    };
    EXPECT_TRUE(remarkAt(0.9982).contains("0.998")) << remarkAt(0.9982).toStdString();
    EXPECT_TRUE(remarkAt(0.9996).contains("0.999")) << remarkAt(0.9996).toStdString();
    EXPECT_TRUE(remarkAt(0.99).contains("0.99"));
}

TEST(StageSummary, anErrorOverItsBudgetFails)
{
    const auto all = summarise(std::vector {stage(Stage::Stability, 5, 1.2)});
    EXPECT_EQ(of(all, Stage::Stability).state, StageState::Failed);
    EXPECT_TRUE(of(all, Stage::Stability).detail.startsWith("Largest error is 1.20 times"))
        << of(all, Stage::Stability).detail.toStdString();
    EXPECT_EQ(passedFullStages(all), 0);
}

TEST(StageSummary, ratiosThatDoNotApplyAreNoZero)
{
    auto evidence = stage(Stage::Determinism, 2);
    for (auto& each : evidence.cases) {
        each.worstMaxRatio = std::numeric_limits<double>::quiet_NaN();
        each.worstRmsRatio = std::numeric_limits<double>::quiet_NaN();
    }
    const auto all = summarise(std::vector {evidence});
    EXPECT_FALSE(of(all, Stage::Determinism).worst);
    EXPECT_EQ(of(all, Stage::Determinism).state, StageState::Passed);
}

TEST(StageSummary, aSkippedStageSaysWhy)
{
    auto evidence = stage(Stage::Sanitizer, 0);
    evidence.skipped = "no sanitizer for this device";
    const auto all = summarise(std::vector {evidence});
    EXPECT_EQ(of(all, Stage::Sanitizer).state, StageState::Skipped);
    EXPECT_TRUE(of(all, Stage::Sanitizer).detail.contains("no sanitizer for this device"));
}

TEST(TunableChanges, onlyThoseThatDiffer)
{
    const auto changes
        = tunableChanges({{"A", 1}, {"B", 2}, {"C", 3}}, {{"A", 1}, {"B", 4}, {"D", 5}});
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[0].name, "B");
    EXPECT_EQ(changes[0].before, 2);
    EXPECT_EQ(changes[0].after, 4);
    EXPECT_EQ(changes[1].name, "C");
    EXPECT_FALSE(changes[1].after);
    EXPECT_FALSE(changes[2].before);
}

TEST(WithoutChanges, leavesTheReasonAndEveryOtherIdea)
{
    EXPECT_EQ(withoutChanges("CHAIN 64 -> 4096, COPY_A 1 -> 0: a region not tried yet."),
        "A region not tried yet.");
    EXPECT_EQ(withoutChanges("UNROLL -1 -> 2: why: because."), "Why: because.");
    EXPECT_EQ(withoutChanges("Starts from \"A 1 -> 2: b\"."), "Starts from \"A 1 -> 2: b\".");
    EXPECT_EQ(withoutChanges(""), "");
}

TEST(BuildFacts, areOfTheEntryThatUsesMost)
{
    const QStringList facts
        = buildFacts("ptxas info    : Used 28 registers, 512 bytes smem\n"
                     "    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads\n"
                     "ptxas info    : Used 32 registers\n");
    EXPECT_TRUE(facts.contains("32 registers a thread")) << facts.join('|').toStdString();
    EXPECT_TRUE(facts.contains("no spills"));
    EXPECT_TRUE(facts.contains("512 B of static shared memory a block"));
    EXPECT_TRUE(buildFacts("warning: unused variable").isEmpty());
    EXPECT_TRUE(buildFacts("16 bytes spill stores, 24 bytes spill loads")
                    .contains("16 B of spill stores, 24 B of spill loads a thread"));
}

} // namespace
} // namespace autokernel::ui
