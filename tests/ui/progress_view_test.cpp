// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/progress_view.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <QTest>
#include <cmath>

namespace autokernel::ui {
namespace {

KernelProgress progressFrom(int first, const char* kernel = "rmsnorm R=8,D=8 fp32")
{
    KernelProgress progress;
    progress.kernel = kernel;
    for (int i = first; i < first + 40; ++i) {
        const auto verdict = i % 10 == 0 ? VerdictClass::Kept
            : i % 7 == 0                 ? VerdictClass::Crashed
                                         : VerdictClass::Reverted;
        const double speedup = hasNoTime(verdict) ? 0 : 1 + 0.01 * i;
        progress.marks.push_back(
            {i, speedup, speedup, speedup, verdict, 1'000'000.0 + 60 * i, nullptr, nullptr});
        if (verdict == VerdictClass::Kept)
            progress.best.emplace_back(i, speedup);
    }
    progress.references = {{1, "eager"}};
    return progress;
}

class ProgressViewTest : public testing::Test
{
protected:
    ProgressViewTest()
    {
        m_view.resize(900, 600);
        m_view.setData(progressFrom(1));
        m_view.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&m_view));
        m_view.plot().replot();
    }
    std::int64_t picked(int key)
    {
        QSignalSpy spy(&m_view, &ProgressView::picked);
        QTest::keyClick(&m_view, static_cast<Qt::Key>(key));
        if (spy.isEmpty())
            return 0;
        const auto number = spy.back().front().toLongLong();
        m_view.select(number);
        return number;
    }
    QCPRange x() { return m_view.plot().axisRect(0)->axis(QCPAxis::atBottom)->range(); }
    void wheel()
    {
        auto& plot = m_view.plot();
        const QPointF at = plot.axisRect(0)->center();
        QWheelEvent event(at, plot.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
            Qt::NoScrollPhase, false);
        QApplication::sendEvent(&plot, &event);
    }

    ProgressView m_view {Theme::light()};
};

TEST_F(ProgressViewTest, arrowsWalkAllMarksAndBracketsWalkKeeps)
{
    EXPECT_EQ(picked(Qt::Key_BracketRight), 10);
    EXPECT_EQ(picked(Qt::Key_BracketRight), 20);
    EXPECT_EQ(picked(Qt::Key_Right), 21);
    EXPECT_EQ(picked(Qt::Key_Left), 20);
    EXPECT_EQ(picked(Qt::Key_BracketLeft), 10);
    EXPECT_EQ(picked(Qt::Key_BracketLeft), 0) << "there is no earlier keep";
}

TEST_F(ProgressViewTest, whatTheLegendHidesIsSteppedOver)
{
    m_view.setHidden({VerdictClass::Reverted, VerdictClass::Crashed});
    EXPECT_EQ(picked(Qt::Key_Right), 10);
    EXPECT_EQ(picked(Qt::Key_Right), 20);
}

TEST_F(ProgressViewTest, aZoomStopsFollowingAndBackspaceTakesItBack)
{
    const auto all = x();
    wheel();
    EXPECT_FALSE(m_view.follows());
    const auto zoomed = x();
    EXPECT_LT(zoomed.size(), all.size());
    m_view.setData(progressFrom(5));
    EXPECT_EQ(x(), zoomed) << "new data never move what is inspected";
    QTest::keyClick(&m_view, Qt::Key_Backspace);
    EXPECT_EQ(x(), all);
    QTest::keyClick(&m_view, Qt::Key_Backspace);
    EXPECT_TRUE(m_view.follows()) << "nothing is left to take back";
}

TEST_F(ProgressViewTest, anotherKernelIsSeenWhole)
{
    wheel();
    m_view.setData(progressFrom(1, "matmul M=8,N=8,K=8 fp32"));
    EXPECT_TRUE(m_view.follows());
    EXPECT_LT(x().lower, 1.5);
    EXPECT_GT(x().upper, 39.5);
}

TEST_F(ProgressViewTest, smallMultiplesShareTheirXAxis)
{
    m_view.setData({progressFrom(1), progressFrom(41, "matmul M=8,N=8,K=8 fp32")},
        ProgressView::Arrangement::Multiples);
    ASSERT_EQ(m_view.plot().axisRectCount(), 3) << "two panels and the strip";
    const auto axis = [&](int i) { return m_view.plot().axisRect(i)->axis(QCPAxis::atBottom); };
    EXPECT_EQ(axis(0)->range(), axis(1)->range());
    EXPECT_GT(axis(0)->range().upper, 80);
    axis(1)->setRange(30, 50);
    EXPECT_EQ(axis(0)->range(), QCPRange(30, 50));
    EXPECT_EQ(axis(2)->range(), QCPRange(30, 50));
}

TEST_F(ProgressViewTest, manySmallMultiplesStandInTwoColumnsWhereTheyFit)
{
    std::vector<KernelProgress> kernels(5, progressFrom(1));
    m_view.setData(kernels, ProgressView::Arrangement::Multiples);
    m_view.plot().replot();
    EXPECT_EQ(m_view.plot().axisRectCount(), 7) << "and a strip below each column";
    EXPECT_EQ(m_view.plot().plotLayout()->columnCount(), 2);
    for (int i = 0; i < 7; ++i)
        EXPECT_GT(m_view.plot().axisRect(i)->width(), 150);
    m_view.resize(600, 600);
    EXPECT_TRUE(QTest::qWaitFor([&] { return m_view.plot().plotLayout()->columnCount() == 1; }));
}

TEST_F(ProgressViewTest, theWholeRunIsShownWhicheverKernelItWasAt)
{
    auto progress = progressFrom(10);
    progress.span = {0, 200};
    m_view.setData(progress);
    EXPECT_LE(x().lower, 0);
    EXPECT_GT(x().upper, 200) << "with room behind it for a last step";
}

TEST_F(ProgressViewTest, aClickPicksTheMarkUnderIt)
{
    QSignalSpy spy(&m_view, &ProgressView::picked);
    auto* rect = m_view.plot().axisRect(0);
    const QPoint at(static_cast<int>(rect->axis(QCPAxis::atBottom)->coordToPixel(20)),
        static_cast<int>(rect->axis(QCPAxis::atLeft)->coordToPixel(1.2)));
    QTest::mouseClick(&m_view.plot(), Qt::LeftButton, {}, at);
    ASSERT_EQ(spy.size(), 1);
    EXPECT_EQ(spy[0][0].toLongLong(), 20);
}

TEST_F(ProgressViewTest, experimentsCanBeLogarithmic)
{
    m_view.setLogarithmicX(true);
    m_view.plot().replot();
    auto* axis = m_view.plot().axisRect(0)->axis(QCPAxis::atBottom);
    EXPECT_EQ(axis->scaleType(), QCPAxis::stLogarithmic);
    EXPECT_EQ(m_view.plot().axisRect(1)->axis(QCPAxis::atBottom)->range(), axis->range());
    EXPECT_GT(x().lower, 0);
    EXPECT_LT(x().lower, 1);
    EXPECT_GT(x().upper, 40);
    EXPECT_GT(axis->coordToPixel(10) - axis->coordToPixel(1),
        1.5 * (axis->coordToPixel(40) - axis->coordToPixel(10)));
    QSignalSpy toggled(&m_view, &ProgressView::logarithmicXToggled);
    QTest::keyClick(&m_view, Qt::Key_X);
    EXPECT_EQ(toggled.size(), 1);
    const auto copy = ProgressView::drawn(m_view.shown(), Theme::light(), m_view.size());
    EXPECT_EQ(copy->plot().axisRect(0)->axis(QCPAxis::atBottom)->range(), axis->range());
}

TEST_F(ProgressViewTest, aLogarithmIsSafeAtZero)
{
    auto progress = progressFrom(1);
    progress.axis = ProgressAxis::Elapsed;
    double elapsed = -5; // the clock was set
    for (auto& mark : progress.marks)
        mark.elapsed = elapsed += 5;
    m_view.setLogarithmicX(true);
    m_view.setData(progress);
    m_view.plot().replot();
    EXPECT_GT(x().lower, 0);
    EXPECT_LT(x().lower, 5);
    m_view.setData(KernelProgress());
    m_view.plot().replot();
    EXPECT_GT(x().lower, 0);
    EXPECT_GT(x().upper, x().lower);
}

// Clouds of different kernels overlap here; the first one has a mark eight pixels away.
TEST_F(ProgressViewTest, amongAllKernelsAClickPicksTheNearestMark)
{
    m_view.setData({progressFrom(1), progressFrom(41, "matmul M=8,N=8,K=8 fp32")},
        ProgressView::Arrangement::Together);
    m_view.plot().replot();
    QSignalSpy spy(&m_view, &ProgressView::picked);
    auto* rect = m_view.plot().axisRect(0);
    const auto clickOn = [&](std::int64_t number) {
        const double speedup = 1 + 0.01 * static_cast<double>(number);
        const auto* x = rect->axis(QCPAxis::atBottom);
        const auto* y = rect->axis(QCPAxis::atLeft);
        QTest::mouseClick(&m_view.plot(), Qt::LeftButton, {},
            {qRound(x->coordToPixel(static_cast<double>(number))),
                qRound(y->coordToPixel(speedup))});
    };
    for (const std::int64_t number : {41, 40, 39, 43}) {
        clickOn(number);
        ASSERT_FALSE(spy.isEmpty());
        EXPECT_EQ(spy.takeLast().front().toLongLong(), number);
    }
}

TEST_F(ProgressViewTest, amongAllKernelsALineBeginsAtItsFirstKeep)
{
    auto progress = progressFrom(1);
    progress.best.insert(progress.best.begin(), {0, 1});
    const auto firstOf = [&](ProgressView::Arrangement arrangement) {
        m_view.setData({progress, progress}, arrangement);
        return m_view.plot().graph(0)->data()->constBegin()->key;
    };
    EXPECT_EQ(firstOf(ProgressView::Arrangement::Multiples), 0);
    EXPECT_EQ(firstOf(ProgressView::Arrangement::Together), 10);
}

TEST_F(ProgressViewTest, whatIsAskedOfACandidateIsInSight)
{
    auto progress = progressFrom(1);
    m_view.setData(progress);
    const auto top
        = [&] { return m_view.plot().axisRect(0)->axis(QCPAxis::atLeft)->range().upper; };
    const double before = top();
    progress.minimumEffect = 0.2;
    m_view.setData(progress);
    EXPECT_GT(top(), before);
    EXPECT_GT(top(), progress.best.back().y() * std::exp(0.2));
    m_view.plot().replot();
    bool isNamed = false;
    for (int i = 0; i < m_view.plot().itemCount(); ++i)
        if (const auto* text = qobject_cast<QCPItemText*>(m_view.plot().item(i)))
            isNamed = isNamed || text->text().startsWith("asked: +22 %");
    EXPECT_TRUE(isNamed);
}

TEST_F(ProgressViewTest, theClockPutsMarksWhereTheyEnded)
{
    auto progress = progressFrom(1);
    progress.axis = ProgressAxis::WallClock;
    m_view.setData(progress);
    EXPECT_NEAR(x().center(), 1'000'000 + 60 * 20.5, 1);
}

} // namespace
} // namespace autokernel::ui
