// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/chart_data.h"
#include "make_snapshot.h"
#include "ui/pages/roofline_page.h"
#include "ui/theme/metrics.h"

#include <gmock/gmock.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QLayout>
#include <QTest>

namespace autokernel::ui {
namespace {

report::ReportData underRoofs(int experiments)
{
    report::ReportData report;
    report.run.summary.id = {1};
    report.run.device.name = "Test CPU";
    report.kernels = {report::test::matmulKernel()};
    for (int number = 1; number <= experiments; ++number) {
        report::ProgressPoint point;
        point.number = number;
        point.target = {1};
        point.verdict = judge::VerdictKind::Reverted;
        point.candidateMicroseconds = 20'000;
        report.progress.push_back(point);
    }
    store::StoredRoofs stored;
    stored.roofs.compute = {{"fp32", "avx512", 2, {2e11, 2e11, 2e11}}};
    stored.roofs.bandwidth = {{"DRAM", "copy", 2, 1U << 28U, {2e10, 2e10, 2e10}}};
    stored.roofs.measuredAt = "2026-03-01T22:00:00.000Z";
    report.roofs = stored;
    return report;
}

class RooflinePageTest : public testing::Test
{
protected:
    RooflinePageTest()
    {
        m_page.resize(1400, 900);
        m_page.show();
        present(3);
        m_page.chart().plot().replot();
    }
    void present(int experiments) { m_page.present(test::makeSnapshot(underRoofs(experiments))); }
    std::size_t drawn() { return m_page.chart().data().trails.front().candidates.size(); }

    RooflinePage m_page {Theme::light()};
};

TEST_F(RooflinePageTest, aDragGoesOnWhileExperimentsArrive)
{
    auto& plot = m_page.chart().plot();
    const auto move = [&](const QPoint& to) {
        QMouseEvent event(QEvent::MouseMove, to, plot.mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
            Qt::NoModifier);
        QApplication::sendEvent(&plot, &event);
    };
    const auto x = [&] { return plot.axisRect(0)->axis(QCPAxis::atBottom)->range(); };
    const QPoint from = plot.axisRect(0)->center() + QPoint(0, 40);
    QTest::mousePress(&plot, Qt::LeftButton, {}, from);
    move(from + QPoint(20, 0));
    const auto before = x();
    present(5);
    move(from + QPoint(60, 0));
    EXPECT_LT(x().lower, before.lower) << "it is still dragged";
    EXPECT_EQ(drawn(), 3U);
    const auto dragged = x();
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, from + QPoint(60, 0));
    EXPECT_TRUE(QTest::qWaitFor([&] { return drawn() == 5U; }));
    EXPECT_EQ(x(), dragged);
}

TEST_F(RooflinePageTest, anOpenListIsLeftAloneByALiveRun)
{
    for (auto* choice : m_page.findChildren<QComboBox*>()) {
        choice->showPopup();
        auto* list = choice->view();
        const auto current = list->currentIndex();
        EXPECT_TRUE(current.isValid());
        present(4);
        EXPECT_EQ(list->currentIndex(), current) << choice->accessibleName().toStdString();
        EXPECT_EQ(drawn(), 3U);
        choice->hidePopup();
        EXPECT_TRUE(QTest::qWaitFor([&] { return drawn() == 4U; }));
        present(3);
    }
}

TEST_F(RooflinePageTest, theCardsEndWhereThoseOfOtherPagesDo)
{
    const auto* marks = m_page.findChild<RoofReadout*>();
    const auto end
        = [&](const QWidget& card) { return card.mapTo(&m_page, QPoint(card.width(), 0)).x(); };
    for (const int height : {2000, 500}) { // without a bar and with one
        m_page.resize(1400, height);
        QApplication::processEvents();
        EXPECT_EQ(end(*marks), 1400 - kPageMargin) << height;
        EXPECT_EQ(marks->width(), kSideWidth);
    }
    // Within a window it is the hint that counts, and not what its layout needs at the moment.
    m_page.layout()->setSizeConstraint(QLayout::SetNoConstraint);
    m_page.setMinimumSize(0, 0);
    m_page.resize(m_page.minimumSizeHint().width(), 900);
    QApplication::processEvents();
    ASSERT_FALSE(marks->isVisible());
    EXPECT_EQ(end(*m_page.findChild<Card*>()), m_page.width() - kPageMargin)
        << "the chart leaves the margin where no card stands beside it";
}

TEST_F(RooflinePageTest, whatTheModelWouldGainIsNeverLessThanItHas)
{
    auto report = underRoofs(3);
    auto& kernel = report.kernels.front();
    kernel.keeps = {report::test::keepOf(2, 10'000, 1.5)};
    kernel.champion = 0;
    kernel.floor = {0.005, 0.005, 0, "compute"};
    report.progress[1].verdict = judge::VerdictKind::Kept;
    report.progress[1].candidateMicroseconds = 10'000;
    report.profile.emplace();
    report.profile->forwardMicroseconds = 40'000;
    report.outcome.ours.overEager = store::SpeedupInterval {1.68, 1.6, 1.76};
    const auto says = [&] {
        QStringList all;
        for (const auto* rows : m_page.findChildren<FactRows*>())
            all += rows->texts();
        return all.join('\n').toStdString();
    };
    m_page.present(test::makeSnapshot(report));
    EXPECT_THAT(says(), testing::HasSubstr("Model as it is, measured: 1.68×"));
    // 0.5 / 1.5 of the forward at half the time: 1.68 * (0.8333 / 0.6667)
    EXPECT_THAT(says(), testing::HasSubstr("Model then, forecast: about 2.10×"));
    report.kernels.front().appliedInModel = false;
    m_page.present(test::makeSnapshot(report));
    EXPECT_THAT(says(), testing::HasSubstr("left out of the model"));
    EXPECT_THAT(says(), testing::Not(testing::HasSubstr("Model then")));
}

} // namespace
} // namespace autokernel::ui
