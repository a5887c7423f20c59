// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment_view_fixture.h"

namespace autokernel::ui {
namespace {

using store::test::unwrap;

TEST_F(ExperimentViewTest, carriesItsRequestAndWhatWasTimed)
{
    const auto view = unwrap(read(m_best.number));
    EXPECT_EQ(view->request.id, 7U);
    EXPECT_EQ(view->details.row.id, m_best.id);
    EXPECT_EQ(view->target.key(), m_best.targetKey);
    EXPECT_FALSE(view->details.blocks.empty());
    EXPECT_EQ(view->device.signature, m_report.run.device.signature);
}

TEST_F(ExperimentViewTest, theLineageBeginsWithTheStarterAndRises)
{
    const auto view = unwrap(read(m_best.number));
    ASSERT_GE(view->lineage.size(), 2U);
    EXPECT_EQ(view->lineage.back().experiment.id, m_best.id);
    for (std::size_t i = 1; i < view->lineage.size(); ++i) {
        EXPECT_LT(view->lineage[i - 1].experiment.number, view->lineage[i].experiment.number);
        EXPECT_EQ(view->lineage[i].experiment.target, m_best.target);
    }
}

// What a failed candidate was made from leads back to the keep that it descends from.
TEST_F(ExperimentViewTest, whatIsNoKeepHasTheStepsBetween)
{
    auto history = writer();
    const auto add = [&](int index, store::CandidateId parent) {
        auto record = store::test::experiment(m_run, m_best.target, index);
        if (parent.isValid())
            record.parents = {parent};
        return unwrap(reader().experimentRow(unwrap(history.recordExperiment(record))));
    };
    const auto child = add(90'001, m_best.candidate);
    const auto grandchild = add(90'002, child.candidate);
    const auto view = unwrap(read(grandchild.number));
    ASSERT_EQ(view->ancestors.size(), 1U);
    EXPECT_EQ(view->ancestors[0].number, child.number);
    EXPECT_TRUE(view->descendsFromLast);
    const auto stranger = add(90'003, {});
    const auto apart = unwrap(read(add(90'004, stranger.candidate).number));
    ASSERT_EQ(apart->ancestors.size(), 1U);
    EXPECT_EQ(apart->ancestors[0].number, stranger.number);
    EXPECT_FALSE(apart->descendsFromLast) << "of another starting source";
    EXPECT_TRUE(unwrap(read(m_best.number))->ancestors.empty()) << "a keep is in the lineage";
}

TEST_F(ExperimentViewTest, aStepDescendsFromTheOneBeforeOverWhateverLiesBetween)
{
    auto history = writer();
    const auto add = [&](int index, std::vector<store::CandidateId> parents, bool isKept) {
        auto record = store::test::experiment(m_run, m_best.target, index);
        record.parents = std::move(parents);
        if (isKept) {
            record.verdict.kind = judge::VerdictKind::Kept;
            record.keep = store::Keep {};
        }
        return unwrap(reader().experimentRow(unwrap(history.recordExperiment(record))));
    };
    const auto stranger = add(90'001, {}, false);
    const auto between = add(90'002, {m_best.candidate}, false);
    const auto child = add(90'003, {stranger.candidate, between.candidate}, true);
    const auto another = add(90'004, {stranger.candidate}, true);
    const auto lineage = unwrap(read(m_best.number))->lineage;
    const auto of = [&](const store::ExperimentRow& row) {
        return *std::find_if(lineage.begin(), lineage.end(),
            [&](const auto& step) { return step.experiment.id == row.id; });
    };
    EXPECT_TRUE(of(child).descendsFromBefore) << "by its second parent";
    EXPECT_FALSE(of(another).descendsFromBefore);
}

TEST_F(ExperimentViewTest, hasTheFiguresThatTheReportPrints)
{
    auto point = std::find_if(m_report.progress.begin(), m_report.progress.end(),
        [&](const auto& each) { return each.number == m_best.number; });
    point->overEager = store::SpeedupInterval {9, 8, 10};
    const auto view = unwrap(readExperimentView(
        reader(), {m_run, m_best.number, Against::Starter, 0, 7}, m_types, &m_report));
    EXPECT_EQ(view->details.row.overEager->value, 9);
    EXPECT_EQ(view->lineage.back().experiment.overEager->value, 9);
    EXPECT_NE(unwrap(read(m_best.number))->details.row.overEager->value, 9);
}

TEST_F(ExperimentViewTest, aStarterHasNoParentAndTheBestIsNotComparedWithItself)
{
    EXPECT_EQ(unwrap(read(m_best.number))->noOtherSide, NoOtherSide::NoParent);
    EXPECT_EQ(unwrap(read(m_best.number, Against::Incumbent))->noOtherSide, NoOtherSide::Eager);
    EXPECT_EQ(unwrap(read(m_best.number, Against::Best))->noOtherSide, NoOtherSide::Itself);
}

TEST_F(ExperimentViewTest, comparesWithStarterBestAndAnyNumber)
{
    const auto first = unwrap(read(m_best.number))->lineage.front().experiment.number;
    const auto starter = unwrap(read(m_best.number, Against::Starter));
    ASSERT_TRUE(starter->other);
    EXPECT_EQ(starter->other->experiment->number, first);
    EXPECT_NE(starter->other->source, starter->candidate.source);
    const auto best = unwrap(read(first + 1, Against::Best));
    ASSERT_TRUE(best->other);
    EXPECT_EQ(best->other->experiment->number, m_best.number);
    const auto any = unwrap(read(m_best.number, Against::Experiment, first + 2));
    ASSERT_TRUE(any->other);
    EXPECT_EQ(any->other->experiment->number, first + 2);
    EXPECT_FALSE(read(m_best.number, Against::Experiment, 99'999));
}

TEST_F(ExperimentViewTest, theRoofsPointIsTheReports)
{
    for (const auto& kernel : m_report.kernels) {
        if (!kernel.champion || !kernel.point)
            continue;
        const auto view = unwrap(read(kernel.keeps[*kernel.champion].row.experiment.number));
        ASSERT_TRUE(view->point);
        EXPECT_DOUBLE_EQ(view->point->fractionOfRoof, kernel.point->fractionOfRoof);
    }
}

TEST_F(ExperimentViewTest, whatTheHistoryDoesNotHoldIsNamed)
{
    m_types.clear();
    EXPECT_EQ(unwrap(read(m_best.number))->noPoint, NoRoofPoint::UnknownKernel);
    for (const auto& point : m_report.progress)
        if (point.verdict == judge::VerdictKind::CompileError) {
            const auto view = unwrap(read(point.number));
            EXPECT_EQ(view->noPoint, NoRoofPoint::NoTime);
            return;
        }
    FAIL() << "the run has an experiment that did not compile";
}

} // namespace
} // namespace autokernel::ui
