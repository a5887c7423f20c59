// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/chart_data.h"
#include "ui/charts/roofline_view.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

using testing::HasSubstr;

RooflineData someRoofline()
{
    RooflineData roofline;
    roofline.dtype = "fp32";
    roofline.device = "Test CPU";
    roofline.measuredAt = "2026-03-01T22:00:00.000Z";
    roofline.peakFlopPerSecond = 1e11;
    roofline.memory = {{"L2", 2e11}, {"DRAM", 2e10}};
    RooflineTrail trail;
    trail.target = {1};
    trail.kernel = "rmsnorm R=8,D=8 fp32";
    trail.sign = {"rmsnorm", Paint::Series1};
    trail.flop = 4e6;
    trail.bytes = 8e6; // 0.5 FLOP per byte: 400 us at the DRAM roof
    trail.candidates = {{3, 1000, VerdictClass::Reverted}, {5, 800, VerdictClass::Kept},
        {9, 500, VerdictClass::Kept}, {12, 520, VerdictClass::Reverted}};
    trail.champion = 2;
    trail.eagerMicroseconds = 1100;
    trail.rungs = {{"torch_compile", 700}};
    trail.leastMicroseconds = 400;
    trail.bound = "DRAM";
    trail.level = "DRAM";
    roofline.trails = {trail};
    auto other = trail;
    other.target = {2};
    other.sign = {"softmax", Paint::Series2};
    other.kernel = "softmax R=8,D=8 fp32";
    other.candidates = {{20, 900, VerdictClass::Kept}};
    other.champion = 0;
    roofline.trails.push_back(other);
    return roofline;
}

class RooflineViewTest : public testing::Test
{
protected:
    RooflineViewTest()
    {
        m_view.resize(900, 600);
        m_view.setData(someRoofline());
        m_view.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&m_view));
        m_view.plot().replot();
        QObject::connect(&m_view, &RooflineView::picked,
            [this](std::int64_t number) { m_view.select(m_picked = number); });
    }
    QPoint pixel(double intensity, double gigaflops)
    {
        auto* rect = m_view.plot().axisRect(0);
        return {static_cast<int>(rect->axis(QCPAxis::atBottom)->coordToPixel(intensity)),
            static_cast<int>(rect->axis(QCPAxis::atLeft)->coordToPixel(gigaflops))};
    }

    RooflineView m_view {Theme::light()};
    std::int64_t m_picked = 0;
};

TEST(RooflineData, aReadoutNamesRoofAndRates)
{
    const auto trail = someRoofline().trails.front();
    const auto sentence = readoutOf(trail, 500).toStdString();
    EXPECT_THAT(sentence, HasSubstr("80 % of the DRAM roof at 0.5 FLOP per byte"));
    EXPECT_THAT(sentence, HasSubstr("8.00 GFLOP/s of 10.0 GFLOP/s"));
    EXPECT_THAT(readoutOf(trail, 300).toStdString(), HasSubstr("More than the roof allows"));
}

TEST(RooflineData, aShareNamesItsRoof)
{
    auto trail = someRoofline().trails.front();
    EXPECT_EQ(shareOfRoof(trail, 500), "80 % of DRAM");
    trail.bound = "L3";
    EXPECT_EQ(shareOfRoof(trail, 1600), "25 % of L3");
    trail.leastMicroseconds = 0;
    EXPECT_EQ(shareOfRoof(trail, 500), "");
}

TEST(RooflineData, theWayFromEagerIsAsLongAsTheMeasuredGain)
{
    report::ReportData report;
    auto kernel = report::test::matmulKernel();
    kernel.keeps = {report::test::keepOf(3, 7000, 1.4), report::test::keepOf(9, 5800, 1.5)};
    kernel.champion = 1;
    kernel.ladder = {report::test::rungOf("eager", 10000), report::test::rungOf("onednn", 8000)};
    report.kernels = {kernel};
    for (const auto& keep : kernel.keeps) {
        report::ProgressPoint point;
        point.number = keep.row.experiment.number;
        point.target = {1};
        point.verdict = judge::VerdictKind::Kept;
        point.candidateMicroseconds = keep.row.experiment.candidateMicroseconds;
        point.overEager = keep.row.keep.overEager;
        report.progress.push_back(point);
    }
    const auto trail = rooflineOf(report, "fp32").trails.front();
    EXPECT_NEAR(trail.eagerMicroseconds, 8700, 1e-6);
    EXPECT_NEAR(trail.rungs.front().microseconds, 6960, 1e-6) << "at its own ratio to eager";
    EXPECT_EQ(trail.candidates.back().microseconds, 5800) << "of its own session";
}

TEST(RooflineData, peaksOfOtherDtypesAreThereForScale)
{
    report::ReportData report;
    store::StoredRoofs stored;
    stored.roofs.compute = {{"fp32", "avx512", 2, {2e11, 2e11, 2e11}},
        {"fp64", "avx512", 2, {1e11, 1e11, 1e11}}, // no kernel is in it
        {"bf16", "amx", 1, {3e11, 3e11, 3e11}}, {"bf16", "amx", 2, {6e11, 6e11, 6e11}}};
    report.roofs = stored;
    const auto peaks = rooflineOf(report, "fp32").otherPeaks;
    ASSERT_EQ(peaks.size(), 1U);
    EXPECT_EQ(peaks[0].dtype, "bf16");
    EXPECT_EQ(peaks[0].flopPerSecond, 6e11);
}

TEST(RooflineData, anUnknownLevelIsDram)
{
    const auto roofline = someRoofline();
    EXPECT_EQ(roofline.roofOf("L2").level, "L2");
    EXPECT_EQ(roofline.roofOf("").level, "DRAM");
}

TEST(RooflineData, whatADataSheetSaysIsKeptApartFromWhatWasMeasured)
{
    report::ReportData report;
    report.run.device.name = "Some CPU";
    report.run.device.id = "cpu";
    EXPECT_FALSE(rooflineOf(report, "fp32").nominal.isKnown());
    EXPECT_TRUE(rooflineOf(report, "fp32").nominal.missing.contains("clock"));
    report.run.device.name = "NVIDIA H100 80GB HBM3";
    report.run.device.cores = 132;
    const auto nominal = rooflineOf(report, "fp32").nominal;
    ASSERT_TRUE(nominal.isKnown());
    EXPECT_DOUBLE_EQ(nominal.peaks.front().flopPerSecond, 66.9e12);
    EXPECT_TRUE(nominal.source.contains("data sheet"));
    EXPECT_FALSE(rooflineOf(report, "i64").nominal.isKnown());
}

TEST_F(RooflineViewTest, aNominalRoofIsInSightDashedAndNamesItsSource)
{
    auto roofline = someRoofline();
    roofline.nominal = {{{"fp32", 1.5e11}}, 4e10, "Some data sheet"};
    m_view.setData(roofline);
    m_view.plot().replot();
    auto* rect = m_view.plot().axisRect(0);
    EXPECT_GT(pixel(20, 150).y(), rect->top());
    EXPECT_LT(pixel(20, 150).y(), pixel(20, 100).y());
    const auto scenes = m_view.plot().findChildren<RooflineScene*>();
    ASSERT_EQ(scenes.size(), 1);
    EXPECT_TRUE(scenes[0]->roofAt(pixel(20, 150)).contains("Some data sheet"));
    EXPECT_TRUE(scenes[0]->roofAt(pixel(0.5, 20)).contains("DRAM"));
    EXPECT_TRUE(scenes[0]->roofAt(pixel(20, 100)).contains("measured on Test CPU"));
    EXPECT_TRUE(scenes[0]->roofAt(pixel(20, 5)).isEmpty());
    // Dashes: along the line some pixels have the ink and some have not.
    const auto picture = m_view.grab().toImage();
    const int y = pixel(20, 150).y();
    std::set<QRgb> inks;
    for (int x = pixel(5, 150).x(); x < pixel(5, 150).x() + 20; ++x)
        inks.insert(picture.pixel(x, y));
    EXPECT_GT(inks.size(), 1U);
}

TEST_F(RooflineViewTest, aClickPicksTheChampion)
{
    QTest::mouseClick(&m_view.plot(), Qt::LeftButton, {}, pixel(0.5, 8));
    EXPECT_EQ(m_picked, 9);
    QTest::mouseClick(&m_view.plot(), Qt::LeftButton, {}, pixel(20, 8));
    EXPECT_EQ(m_picked, 9) << "nothing is there";
}

TEST_F(RooflineViewTest, oneKernelShowsItsTrailAndNotTheOther)
{
    QTest::mouseClick(&m_view.plot(), Qt::LeftButton, {}, pixel(0.5, 4));
    EXPECT_NE(m_picked, 3) << "with all kernels only keeps are shown";
    QTest::mouseClick(&m_view.plot(), Qt::LeftButton, {}, pixel(0.5, 5));
    EXPECT_EQ(m_picked, 5);
    m_view.setKernel(store::TargetId {1});
    m_view.plot().replot();
    QTest::mouseClick(&m_view.plot(), Qt::LeftButton, {}, pixel(0.5, 4));
    EXPECT_EQ(m_picked, 3);
    m_picked = 0;
    m_view.select(12);
    QTest::keyClick(&m_view, Qt::Key_Right);
    EXPECT_EQ(m_picked, 0) << "the other kernel's #20 is not shown";
}

TEST_F(RooflineViewTest, theAxesHoldTheRoofsNamesAndLittleMore)
{
    auto* rect = m_view.plot().axisRect(0);
    const int roof = pixel(0.5, 100).y(); // the peak, in GFLOP/s
    EXPECT_GT(roof - rect->top(), 18) << "a line of text stands above it";
    EXPECT_LT(roof - rect->top(), rect->height() / 8);
    EXPECT_LT(pixel(0.5, 4e6 / 1100e-6 / 1e9).y(), rect->bottom()) << "eager is seen";
    int shown = 0;
    for (const double tick : rect->axis(QCPAxis::atLeft)->tickVector())
        shown += rect->axis(QCPAxis::atLeft)->range().contains(tick) ? 1 : 0;
    EXPECT_GE(shown, 4);
}

TEST_F(RooflineViewTest, oneKernelsCandidatesHaveTheHeightOfTheChart)
{
    auto roofline = someRoofline();
    auto& trail = roofline.trails.front();
    trail.candidates = {{3, 100, VerdictClass::Reverted}, {9, 50, VerdictClass::Kept}};
    trail.champion = 1;
    trail.eagerMicroseconds = 90;
    trail.rungs.clear();
    m_view.setData(roofline);
    m_view.setKernel(store::TargetId {1});
    m_view.plot().replot();
    const auto* rect = m_view.plot().axisRect(0);
    const int slowest = pixel(0.5, 40).y(); // GFLOP/s
    EXPECT_LT(slowest, rect->bottom() - 12) << "a name has room below it";
    EXPECT_LT(rect->bottom() - slowest, rect->height() / 4);
}

TEST_F(RooflineViewTest, eachKernelIsDrawnInItsColour)
{
    const auto picture = m_view.grab().toImage();
    const auto has = [&](Paint paint, const QPoint& at) {
        return picture.pixelColor(at) == Theme::light()[paint];
    };
    EXPECT_TRUE(has(Paint::Series1, pixel(0.5, 8)));
    EXPECT_TRUE(has(Paint::Series2, pixel(0.5, 4e6 / 900e-6 / 1e9)));
}

TEST_F(RooflineViewTest, bracketsWalkTheKeeps)
{
    for (const int expected : {5, 9, 20}) {
        QTest::keyClick(&m_view, Qt::Key_BracketRight);
        EXPECT_EQ(m_picked, expected);
    }
}

TEST_F(RooflineViewTest, aCopyForAFileShowsTheSameRange)
{
    m_view.plot().axisRect(0)->axis(QCPAxis::atBottom)->setRange(0.3, 0.9);
    const auto copy = RooflineView::drawn(m_view.shown(), Theme::dark(), {800, 450});
    EXPECT_EQ(copy->plot().axisRect(0)->axis(QCPAxis::atBottom)->range(), QCPRange(0.3, 0.9));
    EXPECT_EQ(copy->data().trails.size(), 2U);
}

TEST_F(RooflineViewTest, arrowsGoThroughWhatIsDrawn)
{
    for (const int expected : {5, 9, 20}) {
        QTest::keyClick(&m_view, Qt::Key_Right);
        EXPECT_EQ(m_picked, expected) << "of all kernels only keeps are";
    }
    m_picked = 0;
    QTest::keyClick(&m_view, Qt::Key_Right);
    EXPECT_EQ(m_picked, 0) << "there is none behind it";
    m_view.setKernel(store::TargetId {1});
    m_view.plot().axisRect(0)->axis(QCPAxis::atLeft)->setRange(7, 9); // GFLOP/s: 500 and 520 us
    m_view.select(0);
    for (const int expected : {9, 12, 12}) {
        QTest::keyClick(&m_view, Qt::Key_Right);
        EXPECT_EQ(m_picked, expected);
    }
    QTest::keyClick(&m_view, Qt::Key_Left);
    QTest::keyClick(&m_view, Qt::Key_Left);
    EXPECT_EQ(m_picked, 9) << "#3 and #5 lie outside";
}

TEST(RooflineData, aRungIsCalledAsItsMakersCallItAndAChampionThatFellIsReverted)
{
    report::ReportData report;
    auto kernel = report::test::matmulKernel();
    kernel.ladder = {
        report::test::rungOf("eager", 10000), report::test::rungOf("torch_compile_frozen", 8000)};
    report.kernels = {kernel};
    auto& point = report.progress.emplace_back();
    point.number = 3;
    point.target = {1};
    point.verdict = judge::VerdictKind::Kept;
    point.isDemoted = true;
    point.candidateMicroseconds = 9000;
    report.progress.push_back(point);
    report.progress.back().target = {2}; // of another kernel
    const auto trail = rooflineOf(report, "fp32").trails.front();
    EXPECT_EQ(trail.rungs.front().name, "torch.compile, frozen");
    EXPECT_EQ(trail.rungs.front().id, "torch_compile_frozen") << "files keep it";
    ASSERT_EQ(trail.candidates.size(), 1U);
    EXPECT_EQ(trail.candidates[0].verdict, VerdictClass::Reverted);
}

} // namespace
} // namespace autokernel::ui
