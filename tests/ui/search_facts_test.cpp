// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/search_facts.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ProgressMark mark(const char* mutator, VerdictClass verdict)
{
    ProgressMark made;
    made.verdict = verdict;
    made.mutator = std::make_shared<const std::string>(mutator); // one a mark: addresses differ
    return made;
}

TEST(SearchFacts, theMutatorThatKeptMostComesFirst)
{
    KernelProgress one;
    one.marks = {mark("crossover", VerdictClass::Reverted),
        mark("crossover", VerdictClass::Reverted), mark("crossover", VerdictClass::Crashed),
        mark("language_model", VerdictClass::Kept), mark("control", VerdictClass::Control)};
    KernelProgress other;
    other.marks = {mark("language_model", VerdictClass::Incorrect)};
    const auto found = foundBy({one, other});
    ASSERT_EQ(found.size(), 2U) << "a control tries nothing";
    EXPECT_EQ(found[0].mutator, "language model");
    EXPECT_EQ(found[0].kept, 1);
    EXPECT_EQ(found[0].tried, 2);
    EXPECT_EQ(found[1].tried, 3);
    EXPECT_EQ(found[1].kept, 0);
}

TEST(SearchFacts, theLargestExpectedGainIsNext)
{
    report::KernelQueue queue;
    const auto add = [&](report::QueueState state, std::optional<double> gain) {
        report::QueueRow row;
        row.kernel = queue.rows.size();
        row.state = state;
        row.gainPerMinute = gain;
        queue.rows.push_back(row);
    };
    add(report::QueueState::Searching, 0.9);
    add(report::QueueState::Waiting, 0.01);
    add(report::QueueState::Waiting, 0.03);
    add(report::QueueState::Waiting, std::nullopt);
    add(report::QueueState::Waiting, 0.0);
    add(report::QueueState::Waiting, 0.02);
    EXPECT_THAT(nextInLine(queue, false), ElementsAre(2, 5, 1));
    EXPECT_THAT(nextInLine(queue, true), ElementsAre(0, 2, 5)) << "a continued run may go on here";
    EXPECT_THAT(nextInLine({}, false), IsEmpty());
}

// Two kernels, searched in turns: matmul, gelu, matmul.
report::ReportData twoKernels()
{
    report::ReportData report;
    for (const int id : {1, 2}) {
        report::KernelReport kernel;
        kernel.target.id = store::TargetId {id};
        kernel.target.target.type = id == 1 ? "matmul" : "gelu";
        kernel.target.target.variant = "default";
        report.kernels.push_back(kernel);
    }
    for (const int target : {1, 1, 2, 1}) {
        report::ProgressPoint point;
        point.target = store::TargetId {target};
        report.progress.push_back(point);
    }
    return report;
}

TEST(SearchFacts, anOldReasonIsToldOfTheKernelThatItIsOf)
{
    auto report = twoKernels();
    auto& kernel = report.kernels[0];
    kernel.target.reason = "matmul promises 2.43 % of the forward per minute, this one 1.91 %.";
    EXPECT_EQ(whyTurned(report, kernel),
        "The search came here because it promised 2.43 % of the forward a minute; gelu, searched "
        "until then, promised 1.91 %.");
    auto control = report.progress[2];
    control.isControl = true;
    report.progress = {control, report.progress[0]};
    EXPECT_EQ(whyTurned(report, kernel),
        "When the search turned here: matmul promises 2.43 % of the forward per minute, this one "
        "1.91 %.")
        << "nothing was searched before";
}

TEST(SearchFacts, aReasonCallsKernelsAsTheChartsDo)
{
    auto report = twoKernels();
    auto& kernel = report.kernels[1];
    EXPECT_EQ(whyTurned(report, kernel), "");
    const auto key = kernel.target.target.key();
    kernel.target.reason = "A minute on " + key + " is expected to save 1.00 % of the forward.";
    EXPECT_EQ(whyTurned(report, kernel),
        "When the search turned here: A minute on gelu is expected to save 1.00 % of the forward.");
}

TEST(SearchFacts, mutatorsAreCountedWithoutMakingACurveOfEachKernel)
{
    auto report = twoKernels();
    for (auto& point : report.progress) {
        point.verdict = judge::VerdictKind::Kept;
        point.mutator = std::make_shared<const std::string>("crossover");
    }
    report.progress[1].isDemoted = true;
    report.progress[2].verdict = judge::VerdictKind::Cancelled;
    report.progress[3].isControl = true;
    const auto found = foundBy(report);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].tried, 2);
    EXPECT_EQ(found[0].kept, 1);
}

} // namespace
} // namespace autokernel::ui
