// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_remarks.h"
#include "ui/pages/runs_page.h"
#include "ui/shell/run_header.h"

#include <gmock/gmock.h>

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

RunLine line(std::int64_t id, store::RunState state = store::RunState::Finished)
{
    RunLine run;
    run.summary.id = store::RunId {id};
    run.summary.state = state;
    run.summary.startedAt = "2026-03-01T22:00:00.000Z";
    run.summary.endedAt = state == store::RunState::Finished ? "2026-03-01T22:15:00.000Z" : "";
    run.heartbeatAt = "2026-03-01T22:01:00.000Z";
    run.verdictCounts
        = {{"kept", 2}, {"reverted", 7}, {"incorrect", 3}, {"timed_out", 1}, {"cancelled", 5}};
    run.overEager = store::SpeedupInterval {1.5, 1.4, 1.6};
    return run;
}

RunLinesPtr lines(std::vector<RunLine> runs)
{
    return std::make_shared<const std::vector<RunLine>>(std::move(runs));
}

QString cell(const RunsModel& model, int row, int column)
{
    return model.data(model.index(row, column), Qt::DisplayRole).toString();
}

SnapshotPtr snapshotOf(std::int64_t run, store::RunState state, bool elsewhere = false)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->report.run.summary.id = store::RunId {run};
    snapshot->report.run.summary.state = state;
    snapshot->report.run.heartbeatAt = "2026-03-01T22:01:00.000Z";
    snapshot->isWrittenElsewhere = elsewhere;
    if (elsewhere)
        snapshot->writer = 4242;
    return snapshot;
}

std::vector<std::int64_t> valuesOf(const std::vector<store::RunId>& runs)
{
    std::vector<std::int64_t> values;
    for (const auto run : runs)
        values.push_back(run.value);
    return values;
}

TEST(RunsModelTest, ShowsFiguresWithTheirBaselineAndWhatFailed)
{
    RunsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setRuns(lines({line(1)}));
    EXPECT_EQ(cell(model, 0, RunsModel::Failed), "4") << "cancelled ones did not fail";
    EXPECT_EQ(cell(model, 0, RunsModel::Reverted), "7");
    auto fallen = line(1);
    fallen.summary.kept = 2;
    fallen.demoted = 1;
    model.setRuns(lines({fallen}));
    EXPECT_EQ(cell(model, 0, RunsModel::Kept), "2");
    EXPECT_EQ(
        model.data(model.index(0, RunsModel::Kept), Qt::ToolTipRole), "2 kept, 1 of them demoted");
    EXPECT_EQ(cell(model, 0, RunsModel::Duration), "15.0 min");
    EXPECT_TRUE(cell(model, 0, RunsModel::OverEager).contains("not verified"));
    EXPECT_TRUE(model.data(model.index(0, RunsModel::OverEager), Qt::ToolTipRole)
                    .toString()
                    .contains("over eager"));
}

TEST(RunsPageTest, theColumnOfMarksComesWithTheFirstMark)
{
    RunsPage page(Theme::light());
    auto* table = page.findChild<QTableView*>();
    page.setRuns(lines({line(1)}));
    EXPECT_TRUE(table->isColumnHidden(RunsModel::Said));
    auto marked = line(1);
    marked.annotation.isPinned = true;
    page.setRuns(lines({marked}));
    EXPECT_FALSE(table->isColumnHidden(RunsModel::Said));
}

TEST(RunsModelTest, ANewRunComesToTheTopAndTheOthersStay)
{
    RunsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setRuns(lines({line(2), line(1)}));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setRuns(lines({line(3, store::RunState::Active), line(2), line(1)}));
    EXPECT_EQ(model.rowCount(), 3);
    EXPECT_EQ(model.rowOf(store::RunId {3}), 0);
    EXPECT_EQ(resets.count(), 0);
    model.setRuns(lines({line(1)})); // another history
    EXPECT_EQ(model.rowCount(), 1);
    EXPECT_EQ(resets.count(), 1);
}

TEST(RunsModelTest, ALiveRunIsElsewhereUnlessThisProcessHoldsIt)
{
    RunsModel model;
    model.setRuns(lines({line(1, store::RunState::Active)}));
    EXPECT_EQ(cell(model, 0, RunsModel::State), "Running elsewhere (read-only)");
    model.setOwnProcess(true);
    EXPECT_EQ(cell(model, 0, RunsModel::State), "Running");
}

TEST(RunsModelTest, APeerIsTheLastEarlierRunOfTheSameSubject)
{
    auto other = line(3);
    other.summary.subject = "bert-base";
    auto first = line(1);
    RunsModel model;
    model.setRuns(lines({line(4), other, line(2), first}));
    EXPECT_EQ(model.peerOf(0), 2);
    EXPECT_EQ(model.peerOf(1), 2) << "without one, the run before it";
    EXPECT_EQ(model.peerOf(3), 2) << "the first has none before it";
}

TEST(RunsPageTest, ComparesTheShownRunWithTheOneBeforeIt)
{
    RunsPage page(Theme::light());
    std::vector<std::int64_t> asked;
    QObject::connect(&page, &RunsPage::comparisonWanted,
        [&](const std::vector<store::RunId>& runs) { asked = valuesOf(runs); });
    page.present(snapshotOf(3, store::RunState::Finished));
    page.compare(); // before the list is here
    EXPECT_TRUE(asked.empty());
    page.setRuns(lines({line(4), line(3), line(2)}));
    EXPECT_THAT(asked, testing::ElementsAre(2, 3)) << "the older one first";
    page.setRuns(lines({line(4)}));
    asked.clear();
    page.compare();
    EXPECT_TRUE(asked.empty()) << "one run is no pair";
}

TEST(RunsPageTest, ASearchLeavesTheRunsThatHaveItAndTheyAreTheOnesThatAreMeant)
{
    RunsPage page(Theme::light());
    std::vector<std::int64_t> asked;
    QObject::connect(&page, &RunsPage::comparisonWanted,
        [&](const std::vector<store::RunId>& runs) { asked = valuesOf(runs); });
    QSignalSpy chosen(&page, &RunsPage::runChosen);
    auto named = [](std::int64_t id, const char* subject) {
        auto run = line(id);
        run.summary.subject = subject;
        return run;
    };
    page.present(snapshotOf(3, store::RunState::Finished));
    page.setRuns(lines({named(4, "bert"), named(3, "gpt2"), named(2, "bert"), named(1, "gpt2")}));
    auto* table = page.findChild<QTableView*>();
    auto* search = page.findChild<SearchBox*>();
    search->setSearch("bert", false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return table->model()->rowCount() == 2; }));
    emit table->activated(table->model()->index(1, 0));
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.front().front().value<store::RunId>(), store::RunId {2});
    page.compare(); // the shown one and its peer, which the search has taken
    EXPECT_THAT(asked, testing::ElementsAre(1, 3));
    table->selectAll();
    EXPECT_THAT(asked, testing::ElementsAre(2, 4));
    search->setSearch("no such run", false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return table->model()->rowCount() == 0; }));
    page.setRuns(lines({named(5, "no such run"), named(4, "bert"), named(3, "gpt2"),
        named(2, "bert"), named(1, "gpt2")}));
    EXPECT_EQ(table->model()->rowCount(), 1) << "those that come pass it too";
}

TEST(RunsPageTest, SeveralSelectedRunsAreComparedUpToTheColoursThatThereAre)
{
    RunsPage page(Theme::light());
    std::vector<std::int64_t> asked;
    QObject::connect(&page, &RunsPage::comparisonWanted,
        [&](const std::vector<store::RunId>& runs) { asked = valuesOf(runs); });
    page.present(snapshotOf(3, store::RunState::Finished));
    page.setRuns(lines({line(4), line(3), line(2), line(1)}));
    auto* table = page.findChild<QTableView*>();
    table->selectAll();
    EXPECT_THAT(asked, testing::ElementsAre(1, 2, 3, 4)) << "the oldest first";
    asked.clear();
    std::vector<RunLine> many;
    for (int id = 20; id > 0; --id)
        many.push_back(line(id));
    page.setRuns(lines(many));
    table->selectAll();
    EXPECT_THAT(asked, testing::IsEmpty());
    bool saysWhy = false;
    for (const auto* label : page.findChildren<QLabel*>())
        saysWhy = saysWhy || label->text().contains("at most 8 runs");
    EXPECT_TRUE(saysWhy);
}

TEST(RunsPageTest, FinishedRunsCanBeHiddenAndComeBackWithTheLook)
{
    RunsPage page(Theme::light());
    page.present(snapshotOf(2, store::RunState::Finished));
    page.setRuns(
        lines({line(3, store::RunState::Active), line(2), line(1, store::RunState::Failed)}));
    auto& rows = *page.findChild<QTableView*>()->model();
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::Fatal);
    auto* hide = page.findChild<QCheckBox*>();
    hide->click();
    EXPECT_EQ(rows.rowCount(), 2);
    page.setRuns(lines({line(3), line(2), line(1, store::RunState::Failed)}));
    EXPECT_EQ(rows.rowCount(), 1) << "it has finished meanwhile";
    const auto look = page.look();
    page.setLook({});
    EXPECT_EQ(rows.rowCount(), 3);
    page.setLook(look);
    EXPECT_EQ(rows.rowCount(), 1);
}

TEST(CompareViewTest, AGroupsNameHasItsLineForItself)
{
    const std::string key = "matmul/linear fp32 K=768,M=128,N=50257";
    auto both = std::make_shared<Comparison>();
    both->runs.resize(2);
    auto& result = both->toFirst.emplace_back();
    result.outcomes = {{"state", "finished", "stopped"}};
    report::KernelComparison kernel;
    kernel.target = key;
    kernel.differences = {{"experiments", "42", "19"}};
    result.kernels = {kernel};
    CompareView view(Theme::light());
    view.present(both);
    const auto* table = view.findChild<QTableWidget*>();
    ASSERT_EQ(table->rowCount(), 4);
    EXPECT_EQ(table->item(2, 0)->text().toStdString(), key);
    EXPECT_EQ(table->columnSpan(2, 0), table->columnCount());
    EXPECT_EQ(table->columnSpan(3, 0), 1);
    EXPECT_EQ(table->item(3, 2)->text(), "19");
    view.present(both);
    EXPECT_EQ(table->rowCount(), 4) << "nothing of the former comparison stays";
}

TEST(CompareViewTest, HasOneColumnARunAndTheRatioOfTwoAlone)
{
    auto three = std::make_shared<Comparison>();
    three->runs.resize(3);
    three->toFirst.resize(2);
    three->toFirst[0].outcomes = {{"state", "finished", "stopped"}};
    auto two = std::make_shared<Comparison>();
    two->runs.resize(2);
    two->toFirst = {three->toFirst[0]};
    CompareView view(Theme::light());
    const auto* table = view.findChild<QTableWidget*>();
    const auto shownColumns = [&] {
        int shown = 0;
        for (int column = 0; column < table->columnCount(); ++column)
            shown += table->isColumnHidden(column) ? 0 : 1;
        return shown;
    };
    view.present(three);
    EXPECT_EQ(shownColumns(), 4) << "what differs, and three runs";
    EXPECT_EQ(table->item(1, 2)->text(), "stopped");
    EXPECT_EQ(table->item(1, 3)->text(), "finished") << "as the first";
    view.present(two);
    EXPECT_EQ(shownColumns(), 4) << "what differs, two runs and their ratio";
    EXPECT_FALSE(table->isColumnHidden(table->columnCount() - 1));
}

TEST(RunsPageTest, ARunOfAFormerHistoryIsNotOfferedInAnother)
{
    RunsPage page(Theme::light());
    const auto of = [](std::uint64_t generation) {
        auto snapshot = std::make_shared<Snapshot>(*snapshotOf(1, store::RunState::Finished));
        snapshot->generation = {generation};
        return snapshot;
    };
    page.present(of(1));
    page.setRuns(lines({line(2), line(1)}));
    const auto* table = page.findChild<QTableView*>();
    EXPECT_EQ(table->model()->rowCount(), 2);
    page.present(of(2));
    EXPECT_EQ(table->model()->rowCount(), 0);
}

TEST(RunsPageTest, WhatCouldNotBeReadIsSaidAndAComparisonAskedForAgain)
{
    RunsPage page(Theme::light());
    int asked = 0;
    QObject::connect(
        &page, &RunsPage::comparisonWanted, [&](const std::vector<store::RunId>&) { ++asked; });
    const auto says = [&](const QString& sentence) {
        for (const auto* label : page.findChildren<QLabel*>())
            if (!label->isHidden() && label->text().contains(sentence))
                return true;
        return false;
    };
    page.present(snapshotOf(2, store::RunState::Finished));
    page.setRuns(lines({line(2), line(1)}));
    page.setFailure("the file is locked");
    EXPECT_TRUE(says("the file is locked")) << "though there is a table";
    page.setRuns(lines({line(2), line(1)}));
    EXPECT_FALSE(says("the file is locked"));
    page.compare();
    ASSERT_EQ(asked, 1);
    page.refuseComparison("a page of the file is damaged");
    EXPECT_TRUE(says("a page of the file is damaged"));
    page.setRuns(lines({line(2), line(1)}));
    EXPECT_EQ(asked, 2);
}

TEST(RunHeaderTest, OffersNothingForARunThatAnotherProcessHolds)
{
    RunHeader header;
    header.present(*snapshotOf(1, store::RunState::Active, true));
    EXPECT_FALSE(header.offersNew());
    EXPECT_FALSE(header.offersResume());
    bool saysWho = false;
    for (const auto* label : header.findChildren<QLabel*>())
        saysWho = saysWho || label->text().contains("process 4242");
    EXPECT_TRUE(saysWho);
    header.present(*snapshotOf(2, store::RunState::Finished, true));
    EXPECT_FALSE(header.offersResume()) << "the history is taken, whichever run is shown";
    header.present(*snapshotOf(2, store::RunState::Finished));
    EXPECT_TRUE(header.offersResume());
    EXPECT_TRUE(header.offersNew());
}

TEST(RunHeaderTest, CommandsBelongToTheOwnRunAlone)
{
    RunHeader header;
    const auto offersStop = [&] {
        for (const auto* button : header.findChildren<QPushButton*>())
            if (button->text() == "Stop")
                return button->isVisibleTo(&header);
        return false;
    };
    header.setOwnRun(true, false);
    header.present(*snapshotOf(2, store::RunState::Active));
    EXPECT_TRUE(offersStop());
    header.setShowsOwnRun(false);
    header.present(*snapshotOf(1, store::RunState::Finished));
    EXPECT_FALSE(offersStop());
    EXPECT_FALSE(header.offersResume()) << "one run at a time";
    QSignalSpy back(&header, &RunHeader::ownRunWanted);
    for (auto* button : header.findChildren<QPushButton*>())
        if (button->text() == "Back to the running one" && button->isVisibleTo(&header))
            button->click();
    EXPECT_EQ(back.count(), 1);
}

TEST(RunHeaderTest, ARunThatWaitsForSpaceSaysSoAndNotThatResumeWouldHelp)
{
    RunHeader header;
    header.setOwnRun(true, false);
    engine::Progress waiting;
    waiting.phase = engine::Phase::Paused;
    waiting.text = "waiting for disk space";
    header.showProgress(waiting);
    QStringList shown;
    for (const auto* label : header.findChildren<QLabel*>())
        if (label->isVisibleTo(&header))
            shown << label->text();
    EXPECT_TRUE(shown.join('|').contains("Paused")) << shown.join('|').toStdString();
    EXPECT_TRUE(shown.join('|').contains("aiting for disk space")) << shown.join('|').toStdString();
    EXPECT_FALSE(shown.join('|').contains("Resume")) << shown.join('|').toStdString();
}

TEST(RunHeaderTest, SaysPausedOnceItIsAndNothingOfItToTheNextRun)
{
    RunHeader header;
    const auto shows = [&](const QString& words) {
        for (const auto* label : header.findChildren<QLabel*>())
            if (label->isVisibleTo(&header) && label->text().contains(words))
                return true;
        return false;
    };
    engine::Progress timing;
    timing.phase = engine::Phase::Searching;
    header.setOwnRun(true, false);
    header.togglePause();
    header.setOwnRun(true, true);
    header.showProgress(timing);
    EXPECT_TRUE(shows("Pausing")) << "the experiment goes on to its end";
    header.present(*snapshotOf(1, store::RunState::Paused));
    EXPECT_TRUE(shows("Pausing")) << "what is stored says it no sooner than the engine";
    auto pausedNow = timing;
    pausedNow.phase = engine::Phase::Paused;
    header.showProgress(pausedNow);
    EXPECT_TRUE(shows("Paused"));
    EXPECT_TRUE(shows("waits for Resume"));
    header.setShowsOwnRun(false);
    header.present(*snapshotOf(2, store::RunState::Finished));
    EXPECT_TRUE(shows("Finished"));
    header.setShowsOwnRun(true);
    header.present(*snapshotOf(1, store::RunState::Paused));
    EXPECT_TRUE(shows("Paused")) << "though the engine says nothing until it goes on";
    header.setOwnRun(false, false); // stopped meanwhile
    header.setOwnRun(true, false);
    header.showProgress(timing);
    EXPECT_TRUE(shows("Optimising"));
    QSignalSpy pauses(&header, &RunHeader::pauseToggled);
    header.togglePause();
    ASSERT_EQ(pauses.count(), 1);
    EXPECT_TRUE(pauses.front().front().toBool()) << "one press pauses";
}

TEST(RunHeaderTest, SaysOnWhichShapesDtypeAndDeviceTheFiguresRest)
{
    auto snapshot = std::make_shared<Snapshot>(*snapshotOf(4, store::RunState::Finished));
    auto& run = snapshot->report.run;
    run.device.name = "Xeon";
    run.seed = 7;
    run.summary.summary = "The model runs 1.68x as fast as eager on a 512x768 input.";
    run.model.emplace();
    run.model->dtype = "bf16";
    run.model->inputs = {"ids int64[1,128]", "mask int64[1,128]"};
    RunHeader header;
    header.present(*snapshot);
    QStringList shown;
    for (const auto* label : header.findChildren<QLabel*>())
        shown.push_back(label->text());
    EXPECT_TRUE(shown.contains("run 4 · 1×128 tokens and 1 more · bf16 · Xeon · seed 7"))
        << shown.join('\n').toStdString();
    EXPECT_TRUE(shown.contains("The model runs 1.68× as fast as eager on a 512x768 input."));
    run.model->inputs = {"a sentence"};
    header.present(*snapshot);
    const auto labels = header.findChildren<QLabel*>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const auto* label) {
        return label->text().contains("a sentence · bf16");
    })) << "what has no known form stays as it is";
}

TEST(RunHeaderTest, AHistoryWithoutRunsOffersNothingOfTheFormerOne)
{
    RunHeader header;
    header.present(*snapshotOf(1, store::RunState::Finished));
    ASSERT_TRUE(header.offersResume());
    header.present({});
    EXPECT_FALSE(header.offersResume());
    EXPECT_TRUE(header.offersNew());
}

TEST(MorningRemarks, SayWhatFailedWithTheWayToIt)
{
    report::ReportData report;
    report.run.verdictCounts = {{"incorrect", 12}, {"rejected", 1}, {"kept", 2}};
    store::ExperimentRow cheat;
    cheat.number = 9;
    cheat.verdict = {judge::VerdictKind::Rejected, "C4", "It kept <answers>."};
    report.rejected = {cheat};
    const auto failed = whatDidNotWork(report).join(' ');
    EXPECT_TRUE(failed.contains("<a href=\"verdict:incorrect\">12 incorrect</a>"));
    EXPECT_TRUE(failed.contains("<a href=\"experiment:9\">#9</a>"));
    EXPECT_TRUE(failed.contains("&lt;answers&gt;")) << "user's text is no markup";
    EXPECT_TRUE(lookAtFirst(report).join(' ').contains("caught cheating"));
    EXPECT_THAT(whatWasSaid(report), testing::IsEmpty());
    report.annotated = {{cheat, {true, "remember", {}}, false}};
    EXPECT_TRUE(whatWasSaid(report).join(' ').contains("★ remember"));
}

} // namespace
} // namespace autokernel::ui
