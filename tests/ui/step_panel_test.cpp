// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/kernel_bands.h"
#include "ui/charts/step_panel.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

template <typename T> int countOf(const Plot& plot)
{
    int count = 0;
    for (int i = 0; i < plot.itemCount(); ++i)
        count += qobject_cast<T*>(plot.item(i)) != nullptr ? 1 : 0;
    return count;
}

bool hasName(const Plot& plot, const QString& name)
{
    for (int i = 0; i < plot.itemCount(); ++i)
        if (const auto* text = qobject_cast<QCPItemText*>(plot.item(i));
            text != nullptr && text->visible() && text->text() == name)
            return true;
    return false;
}

class StepPanelTest : public testing::Test
{
protected:
    void draw(const std::vector<ReferenceLine>& rungs)
    {
        m_plot.resize(800, 300);
        StepPanel panel(m_plot, ProgressAxis::Experiment, {0, 10});
        for (const auto& rung : rungs)
            panel.addRung(rung);
        panel.addSteps({{0, 1}, {5, 2}, {10, 2}}, m_plot.pen(Paint::Kept), {});
        panel.finish();
        m_plot.replot();
    }

    Plot m_plot {Theme::light()};
};

TEST_F(StepPanelTest, rungsThatLieTogetherAreOneBandAndEagerIsALine)
{
    draw({{1, "eager"}, {0.97, "a"}, {0.98, "b"}, {0.99, "c"}});
    EXPECT_EQ(countOf<QCPItemStraightLine>(m_plot), 1);
    EXPECT_EQ(countOf<QCPItemRect>(m_plot), 1);
    EXPECT_TRUE(hasName(m_plot, "3 free ways 0.97 to 0.99×"));
    EXPECT_TRUE(hasName(m_plot, "eager 1.00×"));
}

TEST_F(StepPanelTest, rungsThatCanBeToldApartAreLines)
{
    draw({{1, "eager"}, {1.2, "a"}, {1.6, "b"}});
    EXPECT_EQ(countOf<QCPItemStraightLine>(m_plot), 3);
    EXPECT_EQ(countOf<QCPItemRect>(m_plot), 0);
    EXPECT_TRUE(hasName(m_plot, "b 1.60×"));
}

TEST_F(StepPanelTest, theNamesOfBandsHaveAStripAboveTheAxes)
{
    const std::vector<KernelSlice> slices {{"matmul", 0, 10, false}};
    m_plot.clearAll(); // of the rectangle that a plot begins with
    StepPanel without(m_plot, ProgressAxis::Experiment, {0, 10});
    StepPanel with(m_plot, ProgressAxis::Experiment, {0, 10});
    with.addBands(slices);
    EXPECT_EQ(
        m_plot.axisRect(1)->margins().top(), m_plot.axisRect(0)->margins().top() + kBandNameHeight);
}

} // namespace
} // namespace autokernel::ui
