// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axis_ticks.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(AxisTicks, decadesGetTheirDoubleAndFivefoldWhereThereIsRoom)
{
    EXPECT_THAT(decadeTicks({8, 260}, 600, 34), ElementsAre(10, 20, 50, 100, 200));
    EXPECT_THAT(decadeTicks({8, 260}, 100, 34), ElementsAre(10, 100));
}

TEST(AxisTicks, whereEvenDecadesAreTooNearSomeAreLeftOut)
{
    const auto ticks = decadeTicks({1, 1e8}, 200, 40); // 25 pixels a decade
    EXPECT_THAT(ticks, ElementsAre(1, 1e2, 1e4, 1e6, 1e8));
}

TEST(AxisTicks, aRangeWithoutALogarithmHasNone)
{
    EXPECT_THAT(decadeTicks({0, 10}, 600, 34), IsEmpty());
    EXPECT_THAT(decadeTicks({5, 5}, 600, 34), IsEmpty());
    EXPECT_THAT(decadeTicks({1, 10}, 0, 34), IsEmpty());
}

TEST(AxisTicks, asManyDecimalsAsTheTicksDifferIn)
{
    EXPECT_EQ(decimalsOf({1, 2, 3}, 4), 0);
    EXPECT_EQ(decimalsOf({1, 1.25, 1.5}, 4), 2);
    EXPECT_EQ(decimalsOf({0.1 + 0.2, 0.4}, 4), 1) << "rounding of sums is no digit";
    EXPECT_EQ(decimalsOf({1.0 / 3}, 4), 4);
}

TEST(AxisTicks, aClockIsTickedInPartsThatClocksHave)
{
    constexpr double kMinute = 60;
    constexpr double kHour = 3600;
    EXPECT_EQ(clockStep(11.2 * kMinute, 8), 2 * kMinute);
    EXPECT_EQ(clockStep(8 * kHour, 9), kHour);
    EXPECT_EQ(clockStep(25 * kMinute, 8), 5 * kMinute) << "not every 3.1 minutes";
    EXPECT_EQ(clockStep(12, 8), 2);
    EXPECT_EQ(clockStep(30 * kHour, 8), 6 * kHour);
    EXPECT_EQ(clockStep(20 * 24 * kHour, 8), 3 * 24 * kHour);
}

class AxisTicksOnAPlot : public testing::Test
{
protected:
    AxisTicksOnAPlot()
    {
        m_plot.clearAll();
        m_rect = &m_plot.addPanel();
        m_plot.resize(500, 400);
    }
    std::vector<std::string> labels(QCPAxis& axis)
    {
        m_plot.replot(QCustomPlot::rpImmediateRefresh);
        std::vector<std::string> shown;
        const auto texts = axis.tickVectorLabels();
        for (int i = 0; i < texts.size(); ++i)
            if (axis.range().contains(axis.tickVector()[i]))
                shown.push_back(texts[i].toStdString());
        return shown;
    }
    QCPAxis& x() { return *m_rect->axis(QCPAxis::atBottom); }
    QCPAxis& y() { return *m_rect->axis(QCPAxis::atLeft); }

    Plot m_plot {Theme::light()};
    QCPAxisRect* m_rect = nullptr;
};

TEST_F(AxisTicksOnAPlot, timesAreRoundAndInTheUnitOfTheRange)
{
    countTime(x());
    x().setRange(47'900, 48'520);
    EXPECT_THAT(labels(x()), ElementsAre("48.0 ms", "48.2 ms", "48.4 ms"));
    x().setRange(0.8, 4.1);
    EXPECT_THAT(labels(x()), ElementsAre("1 µs", "2 µs", "3 µs", "4 µs"));
}

TEST_F(AxisTicksOnAPlot, speedupsAreTickedOnALogarithmicAxisOfLessThanADecade)
{
    countSpeedup(y(), true);
    y().setRange(0.9, 2.1);
    const auto shown = labels(y());
    EXPECT_GE(shown.size(), 3U) << testing::PrintToString(shown);
    for (const auto& label : shown)
        EXPECT_THAT(label, testing::EndsWith("×"));
    y().setRange(0.3, 30);
    EXPECT_THAT(labels(y()), ElementsAre("0.5×", "1.0×", "2.0×", "5.0×", "10.0×", "20.0×"));
}

TEST_F(AxisTicksOnAPlot, timeSinceARunBeganIsTickedInWords)
{
    countExperiments(x(), ProgressAxis::Elapsed, std::nullopt, true);
    x().setRange(1, 8 * 3600);
    const auto shown = labels(x());
    EXPECT_EQ(shown.front(), "1 s");
    EXPECT_THAT(shown, testing::Contains(testing::EndsWith(" min")));
    EXPECT_THAT(shown.back(), testing::EndsWith(" h"));
    x().setRange(1, 3);
    EXPECT_THAT(labels(x()), ElementsAre("1 s", "2 s"));
}

TEST_F(AxisTicksOnAPlot, theClockIsTheLocalOne)
{
    countExperiments(x(), ProgressAxis::WallClock, std::nullopt);
    const QDateTime evening(QDate(2026, 11, 26), QTime(22, 41));
    const auto second = static_cast<double>(evening.toSecsSinceEpoch());
    x().setRange(second, second + 9 * 3600);
    EXPECT_THAT(labels(x()), ElementsAre("00:00", "02:00", "04:00", "06:00"));
    x().setRange(second, second + 60);
    EXPECT_THAT(labels(x()),
        ElementsAre(
            "22:41:00", "22:41:10", "22:41:20", "22:41:30", "22:41:40", "22:41:50", "22:42:00"));
}

TEST_F(AxisTicksOnAPlot, experimentsAreWhole)
{
    countExperiments(x(), ProgressAxis::Experiment, std::nullopt);
    x().setRange(0, 2.5);
    EXPECT_THAT(labels(x()), ElementsAre("0", "1", "2"));
}

} // namespace
} // namespace autokernel::ui
