// SPDX-License-Identifier: Apache-2.0
#include "core/report/report_fixture.h"

#include "judge/controls.h"
#include "report/report_builder.h"
#include "report/report_writers.h"
#include "store/annotations.h"

#include <gmock/gmock.h>

namespace autokernel::report::test {
namespace {

class ReportBuilderTest : public store::test::HistoryTest
{
protected:
    const ReportOptions m_options {{}, "2026-03-02T07:00:00.000Z"};
};

// A look at a run that went on must say what a first look at it says.
TEST_F(ReportBuilderTest, readsOnToTheSameReportAsAFreshLook)
{
    auto history = writer();
    const SyntheticRun synthetic(history, {});
    const auto run = synthetic.run();
    const auto follower = reader();
    ReportBuilder builder(run, m_options);
    const auto before = unwrap(builder.build(follower));
    ASSERT_FALSE(before.kernels.front().keeps.empty());
    const auto target = before.kernels.front().target.id;
    const auto champion
        = before.kernels.front().keeps[*before.kernels.front().champion].row.experiment.id;

    for (int i = 0; i < 7; ++i) {
        auto record = store::test::experiment(run, target, 50'000 + i);
        if (i == 2)
            record.control = store::ControlKind::SameCode;
        if (i == 4)
            record.verdict = {judge::VerdictKind::Rejected, "audit", "It reads the clock."};
        unwrap(history.recordExperiment(record));
    }
    unwrap(history.recordRevalidation(champion, store::test::pairBlock(60, 1.5, 3)));
    auto after = unwrap(builder.build(follower));
    EXPECT_EQ(after.progress.size(), before.progress.size() + 7);
    EXPECT_EQ(after.rejected.size(), before.rejected.size() + 1);
    EXPECT_EQ(writeJson(after), writeJson(unwrap(buildReport(reader(), run, m_options))));
    EXPECT_NE(after.kernels.front().keeps.back().revalidation,
        before.kernels.front().keeps.back().revalidation)
        << "a later look at a champion is seen";

    unwrap(history.demote(champion, "its interval includes 1"));
    after = unwrap(builder.build(follower));
    EXPECT_EQ(writeJson(after), writeJson(unwrap(buildReport(reader(), run, m_options))));
    EXPECT_TRUE(std::any_of(after.progress.begin(), after.progress.end(),
        [](const auto& point) { return point.isDemoted; }));
    EXPECT_EQ(after.kernels.front().keeps.back().revalidation, "")
        << "nothing says that it holds beside what says that it does not";

    auto annotations = unwrap(store::AnnotationWriter::open(m_file));
    unwrap(annotations.annotate(champion, {true, "look again", {}}));
    const auto noted = unwrap(builder.build(follower));
    EXPECT_TRUE(after.annotated.empty());
    EXPECT_EQ(noted.annotated.size(), 1u) << "what the user says of an old experiment is seen";
    EXPECT_EQ(writeJson(noted), writeJson(unwrap(buildReport(reader(), run, m_options))));
}

// Older versions stored a median beside a sentence that says the mean.
TEST_F(ReportBuilderTest, aControlsFigureIsThatOfItsJudge)
{
    auto history = writer();
    const auto run = SyntheticRun(history, {}).run();
    const auto target = unwrap(reader().targets(run)).front().id;
    auto record = store::test::experiment(run, target, 60'000);
    record.control = store::ControlKind::SameCode;
    record.overIncumbent = store::SpeedupInterval {0.5, 0.4, 0.6};
    record.blocks = {{store::BlockPurpose::Control, store::test::pairBlock(60, 0.99, 7)},
        {store::BlockPurpose::Control, store::test::pairBlock(60, 1, 8)}};
    unwrap(history.recordExperiment(record));
    const auto report = unwrap(buildReport(reader(), run, m_options));
    const auto judged = judge::judgeAaControl(
        std::vector {record.blocks[0].block, record.blocks[1].block}, false, record.thresholds);
    EXPECT_DOUBLE_EQ(report.controls.back().overIncumbent->value, judged.ratio.value);
    EXPECT_DOUBLE_EQ(report.progress.back().overIncumbent->value, judged.ratio.value);
}

// Sessions lie hours apart: a ratio of two of their figures would be of two machines.
TEST_F(ReportBuilderTest, aResumedRunShowsTheRungsOfItsLastSessionAlone)
{
    auto history = writer();
    const auto run = SyntheticRun(history, {}).run();
    const auto target = unwrap(reader().targets(run)).front().id;
    const auto session = [&](const std::vector<std::pair<std::string, double>>& rungs) {
        std::vector<store::LadderRecord> rows;
        for (const auto& [name, nanoseconds] : rungs) {
            auto& row = rows.emplace_back();
            row.run = run;
            row.target = target;
            row.samples.name = name;
            row.samples.nanoseconds = std::vector<double>(8, nanoseconds);
        }
        unwrap(history.recordLadder(rows));
    };
    session({{"starter", 9e5}, {"winner", 5e5}, {"eager", 1e6}, {"torch_compile", 6e5}});
    session({{"starter", 18e5}, {"winner", 8e5}, {"eager", 2e6}});
    const auto report = unwrap(buildReport(reader(), run, m_options));
    std::vector<std::pair<std::string, double>> shown;
    for (const auto& row : report.kernels.front().ladder)
        shown.emplace_back(row.record.samples.name, row.medianMicroseconds);
    EXPECT_THAT(shown,
        testing::ElementsAre(
            std::pair("starter", 1800.0), std::pair("winner", 800.0), std::pair("eager", 2000.0)));
}

} // namespace
} // namespace autokernel::report::test
