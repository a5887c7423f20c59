// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/against_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace autokernel::ui {
namespace {

report::ProgressPoint pointOf(std::int64_t number, store::TargetId target,
    judge::VerdictKind verdict = judge::VerdictKind::Reverted, bool isControl = false)
{
    report::ProgressPoint point;
    point.number = number;
    point.target = target;
    point.verdict = verdict;
    point.isControl = isControl;
    return point;
}

TEST(AgainstModelTest, isAProperModelAndGrowsWithARun)
{
    report::ReportData report;
    const store::TargetId target {1};
    for (int i = 1; i <= 5; ++i)
        report.progress.push_back(pointOf(i, target, judge::VerdictKind::Reverted, i == 4));
    report.progress.push_back(pointOf(6, {2}, judge::VerdictKind::Kept));
    AgainstModel model;
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.present(report, target);
    EXPECT_EQ(model.rowCount(), 4 + 4) << "neither the control nor the other kernel's";
    EXPECT_EQ(model.choiceAt(4).number, 5) << "the newest first";
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    report.progress.push_back(pointOf(7, target, judge::VerdictKind::Kept));
    model.present(report, target);
    EXPECT_EQ(inserted.count(), 1);
    EXPECT_EQ(reset.count(), 0);
    EXPECT_EQ(model.choiceAt(4).number, 7);
    model.present(report, store::TargetId {2});
    EXPECT_EQ(reset.count(), 1);
    EXPECT_EQ(model.rowCount(), 5);
}

TEST(AgainstModelTest, understandsWhatIsTyped)
{
    report::ReportData report;
    const store::TargetId target {1};
    for (int i = 1; i <= 20; ++i)
        report.progress.push_back(pointOf(i, target));
    AgainstModel model;
    model.present(report, target);
    EXPECT_EQ(model.choiceAt(model.rowOf(QString("#12"))).number, 12);
    EXPECT_EQ(model.choiceAt(model.rowOf(QString(" 7 "))).number, 7);
    EXPECT_EQ(model.choiceAt(model.rowOf(QString("best"))).against, Against::Best);
    EXPECT_EQ(model.rowOf(QString("#99")), -1);
    EXPECT_EQ(model.rowOf(QString("")), -1);
}

TEST(AgainstModelTest, aChampionThatFellIsCalledRevertedAndTextsAreFoundByTheirNumber)
{
    report::ReportData report;
    const store::TargetId target {1};
    report.progress.push_back(pointOf(1, target, judge::VerdictKind::Kept));
    report.progress.push_back(pointOf(2, target, judge::VerdictKind::Kept));
    report.progress[0].isDemoted = true;
    AgainstModel model;
    model.present(report, target);
    EXPECT_EQ(model.index(4, 0).data().toString(), "#2 · kept");
    EXPECT_EQ(model.index(5, 0).data().toString(), "#1 · reverted");
    const auto rowsOf = [&](const QString& typed) {
        QList<int> rows;
        for (const auto& found :
            model.match(model.index(0, 0), Qt::DisplayRole, typed, 1, Qt::MatchFixedString))
            rows.push_back(found.row());
        return rows;
    };
    EXPECT_EQ(rowsOf("#1 · reverted"), QList<int>({5}));
    EXPECT_EQ(rowsOf("best"), QList<int>({2}));
    EXPECT_EQ(rowsOf("#1"), QList<int>()) << "a part of a text is not that text";
    const auto starting
        = model.match(model.index(0, 0), Qt::DisplayRole, "#1", 1, Qt::MatchStartsWith);
    ASSERT_EQ(starting.size(), 1);
    EXPECT_EQ(starting[0].row(), 5) << "the list is gone through by typing";
}

} // namespace
} // namespace autokernel::ui
