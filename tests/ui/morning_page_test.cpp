// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "make_snapshot.h"
#include "ui/charts/kernel_names.h"
#include "ui/figures.h"
#include "ui/pages/effect_delegate.h"
#include "ui/pages/morning_gains.h"
#include "ui/pages/morning_model_effect.h"
#include "ui/pages/morning_page.h"
#include "ui/pages/morning_remarks.h"
#include "ui/pages/remark_list.h"
#include "ui/pages/title_line.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QScrollArea>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

namespace autokernel::ui {
namespace {

report::KernelReport kernelInModel(std::optional<store::SpeedupInterval> withoutIt, bool isApplied)
{
    report::KernelReport kernel;
    kernel.keeps.emplace_back();
    kernel.champion = 0;
    kernel.appliedInModel = isApplied;
    kernel.withoutIt = withoutIt;
    return kernel;
}

report::ReportData finishedRun(std::vector<report::KernelReport> kernels)
{
    report::ReportData report;
    report.run.summary.state = store::RunState::Finished;
    report.kernels = std::move(kernels);
    return report;
}

TEST(ModelEffect, isALossOfTimeWithItsInterval)
{
    const auto effect = modelEffectOf(kernelInModel(store::SpeedupInterval {0.8, 0.75, 0.9}, true));
    ASSERT_TRUE(effect);
    EXPECT_NEAR(effect->loss, 0.25, 1e-9);
    EXPECT_NEAR(effect->low, 1 / 0.9 - 1, 1e-9);
    EXPECT_NEAR(effect->high, 1 / 0.75 - 1, 1e-9);
    EXPECT_TRUE(effect->isTold());
}

TEST(ModelEffect, anIntervalThatIncludesNoEffectClaimsNone)
{
    const auto wide = kernelInModel(store::SpeedupInterval {0.977, 0.906, 1.102}, true);
    const auto dropped = kernelInModel(store::SpeedupInterval {0.982, 0.956, 1.018}, false);
    const auto report = finishedRun({wide, dropped});
    EXPECT_FALSE(modelEffectOf(wide)->isTold());
    EXPECT_EQ(describeInModel(wide), "+2.4 %, in the noise");
    EXPECT_EQ(describeInModel(dropped), "not applied: no gain in the model");
    const auto figures = explainInModel(report, wide).toStdString();
    EXPECT_THAT(figures, testing::HasSubstr("+2.4 %"));
    EXPECT_THAT(figures, testing::HasSubstr("−9.3 % to +10 %"));
}

TEST(ModelEffect, saysWhyAKernelWasNeverTakenAway)
{
    const auto applied = kernelInModel(std::nullopt, true);
    auto report = finishedRun({applied, applied});
    EXPECT_EQ(describeInModel(applied), "–") << "the reason is told once";
    EXPECT_TRUE(explainInModel(report, applied).contains("the time was up"));
    EXPECT_TRUE(whyNotInModel(report).contains("the time was up"));
    report.run.summary.state = store::RunState::Stopped;
    EXPECT_TRUE(whyNotInModel(report).contains("stopped"));
    report.kernels.pop_back();
    EXPECT_TRUE(whyNotInModel(report).contains("the only one applied"));
    report.kernels[0].withoutIt = store::SpeedupInterval {0.8, 0.75, 0.9};
    EXPECT_EQ(whyNotInModel(report), "");
    EXPECT_EQ(describeInModel(kernelInModel(std::nullopt, false)), "not applied: won alone");
}

TEST(EffectDelegateTest, drawsInTheInkOfAResultOnlyWhatIsTold)
{
    constexpr int kRole = Qt::UserRole;
    const QSize size(240, 28);
    const auto countOf = [&](const DrawnEffect& interval, Paint paint) {
        QStandardItemModel model(1, 1);
        model.setData(model.index(0, 0), QVariant::fromValue(interval), kRole);
        QImage image(size, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        QStyleOptionViewItem option;
        option.rect = QRect(QPoint(), size);
        EffectDelegate(Theme::light(), kRole).paint(&painter, option, model.index(0, 0));
        painter.end();
        int count = 0;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                count += image.pixelColor(x, y) == Theme::light()[paint] ? 1 : 0;
        return count;
    };
    const DrawnEffect told {0.05, 0.02, 0.08, -0.1, 0.1};
    const DrawnEffect untold {0.02, -0.09, 0.1, -0.1, 0.1};
    EXPECT_GT(countOf(told, Paint::Accent), 0);
    EXPECT_EQ(countOf(untold, Paint::Accent), 0);
    EXPECT_GT(countOf(untold, Paint::Soft), countOf(told, Paint::Soft)) << "the tick alone";
}

TEST(BestPeer, theVendorsKernelStandsWhereThereIsNoLadder)
{
    report::KernelReport kernel;
    EXPECT_FALSE(bestPeerOf(kernel));
    auto& keep = kernel.keeps.emplace_back();
    kernel.champion = 0;
    keep.row.keep.overEager = store::SpeedupInterval {2, 1.9, 2.1};
    keep.vendorOverEager = 1.25;
    const auto peer = bestPeerOf(kernel);
    ASSERT_TRUE(peer);
    EXPECT_NEAR(*peer->quotient, 1.6, 1e-9);
    EXPECT_THAT(peer->toolTip.toStdString(), testing::HasSubstr("1.25×"));
}

class MorningPageTest : public report::test::ReportTest
{
protected:
    MorningPageTest()
    {
        m_snapshot = test::makeSnapshot(report());
        m_page.resize(1420, 880);
        m_page.show();
        m_page.present(m_snapshot);
        QApplication::processEvents();
    }

    template <typename Widget> Widget& child() { return *m_page.findChild<Widget*>(); }
    int topOf(QWidget& widget) { return widget.mapTo(&m_page, QPoint()).y(); }

    SnapshotPtr m_snapshot;
    MorningPage m_page {Theme::light()};
};

TEST_F(MorningPageTest, theNightIsSeenWithoutScrollingAndStandsBeforeTheKeeps)
{
    auto& chart = child<ModelView>();
    ASSERT_TRUE(chart.isVisible());
    EXPECT_LE(topOf(chart) + chart.height(), m_page.height());
    EXPECT_LT(topOf(chart), topOf(child<KeepsInOrder>()));
    EXPECT_LT(topOf(child<KernelGains>()), topOf(chart));
    EXPECT_EQ(m_page.findChildren<QScrollArea*>().size(), 1) << "no bar between the columns";
}

TEST_F(MorningPageTest, failuresAreToldWithTheirReasons)
{
    ASSERT_FALSE(m_snapshot->report.failures.empty());
    const auto told = whatDidNotWork(m_snapshot->report).join('\n').toStdString();
    EXPECT_THAT(told, testing::HasSubstr("It did not compile."));
    EXPECT_THAT(told,
        testing::HasSubstr(
            QString("experiment:%1").arg(m_snapshot->report.failures[0].number).toStdString()));
    EXPECT_THAT(told, testing::HasSubstr("reverted"));
}

TEST_F(MorningPageTest, whatIsNotInTheModelStandsApartAndLeadsNowhereItself)
{
    auto report = m_snapshot->report;
    ASSERT_EQ(report.kernels.size(), 2U);
    report.kernels[0].appliedInModel = false;
    report.kernels[1].appliedInModel = true;
    m_page.present(test::makeSnapshot(report));
    QApplication::processEvents();
    auto& gains = child<KernelGains>();
    ASSERT_EQ(gains.rowCount(), 3);
    EXPECT_EQ(gains.item(1, 0)->text(), "not in the model");
    EXPECT_EQ(gains.item(2, 0)->text(), kernelSigns(report)[0].name) << "as the charts call it";
    EXPECT_EQ(
        gains.item(2, 0)->toolTip(), QString::fromStdString(report.kernels[0].target.target.key()));
    QSignalSpy picked(&m_page, &MorningPage::experimentPicked);
    QTest::mouseClick(
        gains.viewport(), Qt::LeftButton, {}, gains.visualItemRect(gains.item(1, 0)).center());
    EXPECT_EQ(picked.count(), 0);
}

TEST_F(MorningPageTest, theLadderOfTheModelIsShownAndOffered)
{
    auto& ladder = child<LadderView>();
    EXPECT_TRUE(ladder.isVisible());
    EXPECT_EQ(ladder.data().bars.size(), m_snapshot->report.modelLadder.size());
    const auto offers = m_page.charts();
    ASSERT_EQ(offers.size(), 2U);
    EXPECT_TRUE(offers[1].name.contains("gpt2")) << offers[1].name.toStdString();
    EXPECT_TRUE(offers[1].fileName.endsWith("ladder"));
}

TEST_F(MorningPageTest, theLaddersRemarkIsWholeAndSaysItsOwnEager)
{
    const auto titles = m_page.findChildren<TitleLine*>();
    const auto remark = std::find_if(titles.begin(), titles.end(),
        [](const TitleLine* each) { return each->remark().text().contains("timed in turn"); });
    ASSERT_NE(remark, titles.end());
    const auto told = (*remark)->remark().text().toStdString();
    EXPECT_THAT(told, testing::StartsWith("its own session: eager ")) << "the figures beside it";
    EXPECT_THAT(told, testing::HasSubstr("at the end"));
    EXPECT_THAT(told, testing::HasSubstr("gpt2"));
}

TEST_F(MorningPageTest, namesOfKernelsHaveTheWidthThatTheyNeed)
{
    for (auto* table : {static_cast<QTableWidget*>(&child<KernelGains>()),
             static_cast<QTableWidget*>(&child<KeepsInOrder>())}) {
        int column = 0;
        while (table->horizontalHeaderItem(column)->text() != "kernel")
            ++column;
        EXPECT_GE(table->columnWidth(column),
            static_cast<QAbstractItemView*>(table)->sizeHintForColumn(column))
            << table->accessibleName().toStdString();
    }
}

TEST_F(MorningPageTest, whatWasTriedHasTheWidthThatReasonsLeave)
{
    auto report = m_snapshot->report;
    for (auto& kernel : report.kernels)
        for (auto& keep : kernel.keeps)
            keep.notRevalidated = "the run ended before the hour at which champions are tried";
    m_page.resize(1600, 1000);
    m_page.present(test::makeSnapshot(report));
    QApplication::processEvents();
    auto& keeps = child<KeepsInOrder>();
    EXPECT_GE(keeps.columnWidth(2), 500) << "a sentence";
    bool isSaid = false;
    for (int row = 0; row < keeps.rowCount(); ++row)
        isSaid = isSaid || keeps.item(row, 5)->toolTip().contains("the run ended before");
    EXPECT_TRUE(isSaid) << "one hover away";
}

TEST_F(MorningPageTest, aFirstKeepsFigureStandsOnceAndItsBaselineIsSaid)
{
    auto& keeps = child<KeepsInOrder>();
    ASSERT_GT(keeps.rowCount(), 0);
    EXPECT_EQ(keeps.item(0, 3)->text(), "first");
    EXPECT_THAT(
        keeps.item(0, 3)->toolTip().toStdString(), testing::HasSubstr("over eager, which it was"));
}

TEST_F(MorningPageTest, whereEagerIsTheStrongestFreeRungItsFigureIsNotTwice)
{
    auto report = m_snapshot->report;
    report.outcome.freeRung.name = "eager";
    report.outcome.overFreeRung = report.outcome.ours.overEager;
    m_page.present(test::makeSnapshot(report));
    QApplication::processEvents();
    QStringList shown;
    for (const auto* label : m_page.findChildren<QLabel*>())
        shown.push_back(label->text());
    EXPECT_TRUE(shown.contains("PyTorch's own best"));
    EXPECT_TRUE(shown.contains("eager"));
    EXPECT_EQ(shown.count(speedup(report.outcome.ours.overEager->value)), 1);
}

TEST_F(MorningPageTest, whatDidNotWorkAndTheLadderAreSeenWithoutScrolling)
{
    auto& ladder = child<LadderView>();
    EXPECT_LE(topOf(ladder) + ladder.height(), m_page.height());
    EXPECT_GT(topOf(ladder), topOf(child<KernelGains>()));
    m_page.resize(1100, 880);
    QApplication::processEvents();
    EXPECT_GE(topOf(ladder), topOf(child<ModelView>()) + child<ModelView>().height())
        << "a narrow page has no room for both beside each other";
}

TEST(RemarkListTest, isFoldedUntilAllOfItIsWanted)
{
    RemarkList list(RemarkList::Fold::Below, "Look at first");
    list.resize(300, 200);
    list.show();
    list.set({"<b>It drifted</b><br>Eager took <a href=\"experiment:3\">#3</a> longer.<br>Much."});
    const auto shown = [&] {
        QApplication::processEvents();
        QStringList texts;
        for (const auto* label : list.findChildren<QLabel*>())
            if (label->isVisible())
                texts.push_back(label->text());
        return texts;
    };
    EXPECT_EQ(shown(), QStringList({"<b>It drifted</b>", "Eager took #3 longer. Much."}));
    QSignalSpy clicked(&list, &RemarkList::linkActivated);
    list.button().click();
    ASSERT_EQ(shown().size(), 1);
    EXPECT_TRUE(shown()[0].contains("experiment:3"));
    for (auto* label : list.findChildren<QLabel*>())
        if (label->isVisible())
            emit label->linkActivated("experiment:3");
    EXPECT_EQ(clicked.count(), 1);
}

TEST(RemarkListTest, offersNothingWhereNothingIsFolded)
{
    RemarkList list(RemarkList::Fold::Heads, "Why you can believe it");
    list.set({"Nothing stands out."});
    EXPECT_TRUE(list.button().isHidden());
    list.set({"a control ran<br>twice"});
    EXPECT_FALSE(list.button().isHidden());
    QStringList heads;
    for (const auto* label : list.findChildren<QLabel*>())
        if (!label->text().isEmpty() && !label->text().startsWith("<p"))
            heads.push_back(label->text());
    EXPECT_EQ(heads, QStringList({"a control ran"})) << "of the former remarks nothing is left";
}

TEST_F(MorningPageTest, oneClickOnALinkOpensTheExperimentAndOnAFigureNone)
{
    auto& gains = child<KernelGains>();
    QSignalSpy picked(&m_page, &MorningPage::experimentPicked);
    const auto click = [&](int column) {
        QTest::mouseClick(gains.viewport(), Qt::LeftButton, {},
            gains.visualItemRect(gains.item(0, column)).center());
    };
    click(2);
    EXPECT_EQ(picked.count(), 0);
    click(7);
    ASSERT_EQ(picked.count(), 1);
    EXPECT_EQ(QString("#%1").arg(picked[0][0].toLongLong()), gains.item(0, 7)->text());
    EXPECT_GE(gains.currentRow(), 0);
    m_page.clearSelection();
    EXPECT_EQ(gains.currentRow(), -1);
}

TEST_F(MorningPageTest, controlsAreNamedApartFromExperiments)
{
    QStringList shown;
    for (const auto* label : m_page.findChildren<QLabel*>())
        shown.push_back(label->text());
    const auto experiments = m_snapshot->report.run.summary.experiments;
    EXPECT_TRUE(shown.contains(QString("%1 experiments").arg(experiments)))
        << shown.join('\n').toStdString();
    EXPECT_EQ(shown.filter(QString("2%1controls").arg(QChar(QChar::Nbsp))).size(), 1);
}

} // namespace
} // namespace autokernel::ui
