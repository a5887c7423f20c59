// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures.h"
#include "ui/models/experiments_model.h"

#include <gmock/gmock.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace autokernel::ui {
namespace {

std::vector<store::ExperimentId> idsFrom(std::int64_t newest, int count)
{
    std::vector<store::ExperimentId> ids;
    for (int i = 0; i < count; ++i)
        ids.push_back({newest - i});
    return ids;
}

store::ExperimentRow rowOf(store::ExperimentId id)
{
    store::ExperimentRow row;
    row.number = id.value;
    row.id = id;
    row.verdict.kind = id.value % 2 == 0 ? judge::VerdictKind::Kept : judge::VerdictKind::TimedOut;
    return row;
}

class ExperimentsModelTest : public testing::Test
{
protected:
    ExperimentsModelTest()
        : m_tester(&m_model, QAbstractItemModelTester::FailureReportingMode::Fatal)
    {
        QObject::connect(&m_model, &ExperimentsModel::orderWanted,
            [this](const ExperimentFilter& filter, std::uint64_t request) {
                m_wanted = filter;
                m_request = request;
            });
        QObject::connect(&m_model, &ExperimentsModel::rowsWanted,
            [this](const std::vector<store::ExperimentId>& ids) {
                m_rows.insert(m_rows.end(), ids.begin(), ids.end());
            });
    }

    void show(std::int64_t newest, int count)
    {
        ExperimentFilter filter;
        filter.run = {1};
        m_model.setFilter(filter);
        m_model.setOrder({m_request, idsFrom(newest, count), count});
    }
    QVariant verdict(int row)
    {
        return m_model.data(m_model.index(row, ExperimentsModel::Verdict), Qt::DisplayRole);
    }

    ExperimentsModel m_model {Theme::light()};
    QAbstractItemModelTester m_tester;
    ExperimentFilter m_wanted;
    std::uint64_t m_request = 0;
    std::vector<store::ExperimentId> m_rows;
};

TEST_F(ExperimentsModelTest, kernelsHaveTheirShortNamesAndTheirKeyIsOneHoverAway)
{
    show(2, 2);
    auto first = rowOf({2});
    first.targetKey = "matmul/linear fp32 K=8,N=16";
    auto second = rowOf({1});
    second.targetKey = "softmax/default fp32 D=8";
    m_model.add({{first}, {second}});
    m_model.setKernelNames({{first.targetKey, "matmul/linear N=16"}});
    const auto shown = [this](int row, int role) {
        return m_model.data(m_model.index(row, ExperimentsModel::Kernel), role).toString();
    };
    EXPECT_EQ(shown(0, Qt::DisplayRole), "matmul/linear N=16");
    EXPECT_EQ(shown(0, Qt::ToolTipRole), "matmul/linear fp32 K=8,N=16");
    EXPECT_EQ(shown(1, Qt::DisplayRole), "softmax/default fp32 D=8") << "it has no short name";
}

TEST_F(ExperimentsModelTest, knowsAllRowsAndReadsThoseThatAreSeen)
{
    show(100'000, 100'000);
    EXPECT_EQ(m_model.rowCount(), 100'000);
    EXPECT_FALSE(verdict(50'000).isValid()) << "not read yet";
    m_model.prepare(50'000, 50'001);
    m_model.prepare(50'000, 50'001);
    EXPECT_THAT(
        m_rows, testing::ElementsAre(store::ExperimentId {50'000}, store::ExperimentId {49'999}))
        << "asked for once";
    m_model.add({{rowOf({50'000})}, {rowOf({49'999})}});
    EXPECT_EQ(verdict(50'000), "Kept");
    EXPECT_EQ(verdict(50'001), "Crashed or timed out");
}

TEST_F(ExperimentsModelTest, saysHowFarEachGotWhatItCostAndWhereItsRatioLies)
{
    show(2, 2);
    auto reverted = rowOf({2});
    reverted.stageReached = store::ExperimentStage::FirstGate;
    reverted.verdict = {judge::VerdictKind::Reverted, "futile", "No gain of 1.0 % in it."};
    reverted.overIncumbent = store::SpeedupInterval {0.98, 0.97, 0.99};
    reverted.mutator = "parameters";
    reverted.compileSeconds = 1;
    reverted.checkSeconds = 20;
    reverted.timeSeconds = 300;
    m_model.prepare(0, 1);
    m_model.add({{reverted}, {rowOf({1})}});
    const auto at = [this](int row, int column, int role) {
        return m_model.data(m_model.index(row, column), role);
    };
    EXPECT_EQ(at(0, ExperimentsModel::Mutator, Qt::DisplayRole), "parameter search");
    EXPECT_EQ(at(0, ExperimentsModel::Stage, Qt::DisplayRole), "slower");
    EXPECT_EQ(at(0, ExperimentsModel::Stage, Qt::ToolTipRole).toString().toStdString(),
        "No gain of 1.0 % in it.\nIt ended at the first timing.");
    EXPECT_EQ(at(0, ExperimentsModel::OverIncumbent, Qt::DisplayRole), "0.98×");
    EXPECT_EQ(at(0, ExperimentsModel::OverIncumbent, Qt::ToolTipRole).toString(),
        speedupInterval(*reverted.overIncumbent));
    EXPECT_EQ(at(0, ExperimentsModel::Duration, Qt::ToolTipRole),
        "compiled in 1.00 s, checked for 20.0 s, timed for 5.00 min");
    const auto interval = at(0, ExperimentsModel::OverIncumbent, ExperimentsModel::kIntervalRole);
    ASSERT_TRUE(interval.isValid());
    EXPECT_EQ(interval.value<judge::SpeedupInterval>().low, 0.97);
    EXPECT_FALSE(at(1, ExperimentsModel::OverIncumbent, ExperimentsModel::kIntervalRole).isValid());
    EXPECT_FALSE(at(0, ExperimentsModel::Idea, ExperimentsModel::kIntervalRole).isValid());
}

TEST_F(ExperimentsModelTest, aCrossoverNamesItsParentsAndItsSentenceIsOneHoverAway)
{
    show(2, 2);
    auto mixed = rowOf({2});
    mixed.idea = "The tunables of two good candidates mixed (+0.5 % and +1.9 % over the starter).";
    m_model.add({{mixed, {59, 26}}, {rowOf({1})}});
    const auto shown = [this](int role) {
        return m_model.data(m_model.index(0, ExperimentsModel::Idea), role).toString();
    };
    EXPECT_EQ(shown(Qt::DisplayRole), "crossover of #59 (+0.5 %) and #26 (+1.9 %)");
    EXPECT_EQ(shown(Qt::ToolTipRole).toStdString(), mixed.idea);
}

TEST_F(ExperimentsModelTest, asksAgainForRowsThatCouldNotBeRead)
{
    show(10, 10);
    m_model.prepare(0, 1);
    m_rows.clear();
    m_model.refuse({{10}});
    m_model.prepare(0, 1);
    EXPECT_THAT(m_rows, testing::ElementsAre(store::ExperimentId {10}))
        << "the other one is on its way";
}

TEST_F(ExperimentsModelTest, aRunOfAnotherHistoryIsAnotherRunThoughItsNumberIsTheSame)
{
    show(10, 10);
    const auto late = m_request;
    m_model.prepare(0, 0);
    m_model.add({{rowOf({10})}});
    auto filter = m_wanted;
    filter.generation = {2};
    m_model.setFilter(filter);
    EXPECT_EQ(m_model.rowCount(), 0);
    EXPECT_EQ(m_model.total(), 0);
    m_model.setOrder({late, idsFrom(10, 10), 10});
    EXPECT_EQ(m_model.rowCount(), 0);
    m_model.setOrder({m_request, idsFrom(10, 10), 10});
    EXPECT_EQ(m_model.row(0), nullptr) << "a row of the former history";
}

TEST_F(ExperimentsModelTest, dropsTheAnswerToAnEarlierFilter)
{
    show(10, 10);
    const auto late = m_request;
    auto filter = m_wanted;
    filter.text = "unroll";
    m_model.setFilter(filter);
    m_model.setOrder({late, idsFrom(9, 9), 10});
    EXPECT_EQ(m_model.rowCount(), 10);
    m_model.setOrder({m_request, idsFrom(4, 2), 10});
    EXPECT_EQ(m_model.rowCount(), 2);
    EXPECT_EQ(m_model.total(), 10);
}

TEST_F(ExperimentsModelTest, newExperimentsAreInsertedAboveAndNothingIsReset)
{
    show(10, 10);
    QSignalSpy inserted(&m_model, &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(&m_model, &QAbstractItemModel::modelReset);
    m_model.refresh();
    m_model.setOrder({m_request, idsFrom(13, 13), 13});
    ASSERT_EQ(inserted.size(), 1);
    EXPECT_EQ(inserted[0][1].toInt(), 0);
    EXPECT_EQ(inserted[0][2].toInt(), 2);
    EXPECT_EQ(reset.size(), 0);
    EXPECT_EQ(m_model.indexOf({10}), 3);
}

TEST_F(ExperimentsModelTest, aClickOnAHeadingAsksForAnotherOrder)
{
    show(10, 10);
    m_model.sort(ExperimentsModel::OverEager, Qt::DescendingOrder);
    EXPECT_EQ(m_wanted.sortedBy, ExperimentColumn::OverEager);
    EXPECT_TRUE(m_wanted.isDescending);
    m_model.sort(ExperimentsModel::OverEager, Qt::AscendingOrder);
    EXPECT_FALSE(m_wanted.isDescending);
}

TEST_F(ExperimentsModelTest, forgetsWhatWasSeenLongAgo)
{
    show(20'000, 20'000);
    for (int first = 0; first < 20'000; first += 100) {
        m_rows.clear();
        m_model.prepare(first, first + 99);
        std::vector<ListedExperiment> rows;
        for (const auto id : m_rows)
            rows.push_back({rowOf(id)});
        m_model.add(rows);
        ASSERT_NE(m_model.row(first), nullptr);
    }
    EXPECT_EQ(m_model.row(0), nullptr);
    m_rows.clear();
    m_model.prepare(0, 0);
    EXPECT_EQ(m_rows.size(), 1U) << "and asks for it again";
}

TEST_F(ExperimentsModelTest, aRowSaysWhatTheReportSaysNowAndNotWhenItWasRead)
{
    show(2, 2);
    auto row = rowOf({2});
    row.run = {1};
    row.overEager = store::SpeedupInterval {1.9, 1.8, 2};
    m_model.add({{row}});
    const auto shown = [this](int column) {
        return m_model.data(m_model.index(0, column), Qt::DisplayRole).toString();
    };
    ASSERT_EQ(shown(ExperimentsModel::OverEager), "1.90×");
    report::ReportData report;
    report.run.summary.id = {1};
    auto& point = report.progress.emplace_back();
    point.number = 2;
    point.overEager = store::SpeedupInterval {1.83, 1.8, 1.9};
    QSignalSpy changed(&m_model, &QAbstractItemModel::dataChanged);
    m_model.printAlike(report);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_EQ(shown(ExperimentsModel::OverEager), "1.83×");
    EXPECT_EQ(shown(ExperimentsModel::Verdict), "Kept");
    point.isDemoted = true;
    m_model.printAlike(report);
    EXPECT_EQ(shown(ExperimentsModel::Verdict), "Reverted") << "as in every chart";
}

} // namespace
} // namespace autokernel::ui
