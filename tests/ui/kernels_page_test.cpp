// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "make_snapshot.h"
#include "ui/pages/kernels_page.h"

#include <gmock/gmock.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

report::KernelQueue someQueue()
{
    report::KernelQueue queue;
    queue.forwardMicroseconds = 1000;
    report::QueueRow first;
    first.name = "matmul";
    first.kernel = 0;
    first.share = 0.6;
    first.overEager = store::SpeedupInterval {1.5, 1.4, 1.6};
    first.headroom = 2;
    first.limit = "DRAM";
    first.minutes = 30;
    report::QueueRow second;
    second.name = "rmsnorm";
    second.kernel = 1;
    second.share = 0.1;
    second.minutes = 10;
    second.noHeadroomBecause = "it was not timed yet";
    report::QueueRow op;
    op.name = "aten::cat";
    op.share = 0.2;
    op.state = report::QueueState::NoKernelType;
    queue.rows = {first, second, op};
    return queue;
}

TEST(KernelsModelTest, sortsByValueAndLeavesUnknownCellsEmpty)
{
    KernelsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setQueue(someQueue());
    const auto at = [&](int row, int column, int role = Qt::DisplayRole) {
        return model.data(model.index(row, column), role);
    };
    EXPECT_EQ(at(0, KernelsModel::Headroom).toString(), "2.00× DRAM");
    EXPECT_EQ(at(1, KernelsModel::Headroom).toString(), "");
    EXPECT_THAT(at(1, KernelsModel::Headroom, Qt::ToolTipRole).toString().toStdString(),
        testing::HasSubstr("not timed yet"));
    EXPECT_NEAR(at(0, KernelsModel::Minutes, KernelsModel::BarRole).toDouble(), 30. / 40, 1e-9)
        << "of all minutes";
    EXPECT_NEAR(at(0, KernelsModel::Share, KernelsModel::BarRole).toDouble(), 0.6, 1e-9)
        << "of the forward";
    EXPECT_NEAR(at(1, KernelsModel::Share, KernelsModel::BarRole).toDouble(), 0.1, 1e-9);
    EXPECT_FALSE(at(2, KernelsModel::Share, KernelsModel::BarRole).isValid())
        << "what is not searched has no track";
    EXPECT_EQ(at(0, KernelsModel::Share, KernelsModel::SortRole).toDouble(), 0.6);
    EXPECT_EQ(at(2, KernelsModel::State).toString(), "left as it is");
}

TEST(KernelsModelTest, aKernelStandsBesideTheVendorsAndSaysOfWhatItIsAQuotient)
{
    auto queue = someQueue();
    queue.rows[0].overVendor = 1.2;
    KernelsModel model;
    model.setQueue(queue);
    const auto at = [&](int row, int role = Qt::DisplayRole) {
        return model.data(model.index(row, KernelsModel::OverVendor), role);
    };
    EXPECT_EQ(at(0).toString(), "1.20×");
    EXPECT_THAT(at(0, Qt::ToolTipRole).toString().toStdString(),
        testing::HasSubstr("ours is 1.50× over eager, the vendor's kernel 1.25×"));
    EXPECT_EQ(at(1).toString(), "");
    EXPECT_GT(at(0, KernelsModel::SortRole).toDouble(), at(1, KernelsModel::SortRole).toDouble());
}

TEST(KernelsModelTest, whatIsLeftOverComesLast)
{
    auto queue = someQueue();
    report::QueueRow rest;
    rest.name = "not accounted for";
    rest.share = 0.15;
    rest.state = report::QueueState::Unaccounted;
    queue.rows.push_back(rest);
    KernelsModel model;
    model.setQueue(queue);
    const auto at = [&](int row, int role) {
        return model.data(model.index(row, KernelsModel::Share), role);
    };
    EXPECT_EQ(at(3, Qt::DisplayRole).toString(), "15 %");
    for (int row = 0; row < 3; ++row)
        EXPECT_LT(
            at(3, KernelsModel::SortRole).toDouble(), at(row, KernelsModel::SortRole).toDouble());
}

TEST(KernelsModelTest, updatesRowsOfTheSameKernelsInPlace)
{
    KernelsModel model;
    model.setQueue(someQueue());
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    auto queue = someQueue();
    queue.rows[0].experiments = 7;
    model.setQueue(queue);
    EXPECT_EQ(reset.size(), 0);
    EXPECT_EQ(changed.size(), 1);
    queue.rows.pop_back();
    model.setQueue(queue);
    EXPECT_EQ(reset.size(), 1);
}

class KernelsPageTest : public store::test::HistoryTest
{
protected:
    void present()
    {
        auto history = writer();
        report::test::SyntheticRun run(history, {});
        m_page.resize(1422, 860); // as in a window of the first size
        m_page.show();
        m_page.present(
            test::makeSnapshot(store::test::unwrap(report::buildReport(reader(), run.run()))));
    }
    KernelsPage m_page {Theme::light()};
};

TEST_F(KernelsPageTest, theSliderSaysWhatTheModelWouldBe)
{
    present();
    auto* slider = m_page.findChild<QSlider*>();
    ASSERT_TRUE(slider->isEnabled()) << "the largest kernel is chosen";
    const auto shown = [&] {
        QStringList all;
        for (const auto* label : m_page.findChildren<QLabel*>())
            all.push_back(label->text());
        return all.join('\n').toStdString();
    };
    slider->setValue(100); // as fast as eager
    const auto before = shown();
    slider->setValue(150);
    EXPECT_NE(shown(), before);
    EXPECT_THAT(shown(), testing::HasSubstr("were 1.50× over eager"));
    EXPECT_THAT(shown(), testing::HasSubstr("Amdahl"));
}

TEST_F(KernelsPageTest, whatIfNothingChangedIsWhatIs)
{
    auto report = store::test::unwrap([&] {
        auto history = writer();
        report::test::SyntheticRun run(history, {});
        return report::buildReport(reader(), run.run());
    }());
    report.outcome.ours.overEager = store::SpeedupInterval {1.68, 1.6, 1.76};
    auto snapshot = test::makeSnapshot(report);
    for (auto& row : snapshot->queue.rows)
        row.share = row.kernel ? 0.3 : 0;
    snapshot->queue.rows.front().overEager = store::SpeedupInterval {2.0164, 2, 2.03};
    m_page.show();
    m_page.present(snapshot);
    EXPECT_NEAR(m_page.findChild<WhatIfSlider*>()->speedup(), 2.0164, 1e-9) << "no step of it";
    QStringList all;
    for (const auto* label : m_page.findChildren<QLabel*>())
        all.push_back(label->text());
    EXPECT_TRUE(all.contains("1.68×")) << all.join('|').toStdString();
}

TEST(BarDelegate, aBarIsLongEnoughToCompareAndAsLongAsItsPart)
{
    const auto track = BarDelegate::trackOf(QRect(0, 0, 140, 42));
    EXPECT_GE(track.width(), 120);
    EXPECT_LT(track.bottom(), 42);
}

TEST_F(KernelsPageTest, namesAndShapesOfKernelsAreReadWhole)
{
    present();
    auto& table = m_page.table();
    const QAbstractItemView& view = table; // where the hint is public
    EXPECT_GE(
        table.columnWidth(KernelsModel::Kernel), view.sizeHintForColumn(KernelsModel::Kernel));
}

TEST_F(KernelsPageTest, theVendorsColumnIsThereWhereItsKernelWasTimed)
{
    present();
    auto snapshot = test::makeSnapshot(report::ReportData {});
    snapshot->queue = someQueue();
    m_page.present(snapshot);
    EXPECT_TRUE(m_page.table().isColumnHidden(KernelsModel::OverVendor));
    snapshot = std::make_shared<Snapshot>(*snapshot);
    snapshot->queue.rows[0].overVendor = 1.2;
    m_page.present(snapshot);
    EXPECT_FALSE(m_page.table().isColumnHidden(KernelsModel::OverVendor));
    const QAbstractItemView& view = m_page.table();
    for (const int column : {KernelsModel::Kernel, KernelsModel::OverEager})
        EXPECT_GE(m_page.table().columnWidth(column), view.sizeHintForColumn(column));
}

TEST_F(KernelsPageTest, aSearchLeavesTheKernelsThatHaveIt)
{
    present();
    auto& rows = *m_page.table().model();
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const int all = rows.rowCount();
    auto& search = *m_page.findChild<SearchBox*>();
    search.setSearch("^rms", true);
    ASSERT_TRUE(QTest::qWaitFor([&] { return rows.rowCount() == 1; }));
    m_page.table().selectRow(0);
    EXPECT_THAT(m_page.kernelInView().toStdString(), testing::StartsWith("rmsnorm"));
    search.setSearch("nothing of the kind", false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return rows.rowCount() == 0; }));
    EXPECT_EQ(m_page.kernelInView(), "");
    search.setSearch("", false);
    EXPECT_TRUE(QTest::qWaitFor([&] { return rows.rowCount() == all; }));
}

TEST_F(KernelsPageTest, theKernelOfAnotherRunIsNotInViewAnyMore)
{
    present();
    EXPECT_THAT(m_page.kernelInView().toStdString(), testing::StartsWith("matmul"));
    m_page.clearSelection();
    EXPECT_EQ(m_page.kernelInView(), "");
}

TEST_F(KernelsPageTest, enterOpensTheKernelsProgress)
{
    present();
    QSignalSpy picked(&m_page, &KernelsPage::kernelPicked);
    m_page.table().setFocus();
    QTest::keyClick(&m_page.table(), Qt::Key_Return);
    ASSERT_EQ(picked.size(), 1);
    EXPECT_THAT(picked[0][0].toString().toStdString(), testing::StartsWith("matmul"));
}

} // namespace
} // namespace autokernel::ui
