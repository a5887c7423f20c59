// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot.h"
#include "ui/export/cut_to_axes.h"

#include <gmock/gmock.h>

#include <cmath>

namespace autokernel::ui {
namespace {

using Line = std::vector<QPointF>;

const QRectF kWindow(0, 0, 10, 10);

// "x,y x,y | x,y" with | for a gap.
std::string spelled(const Line& line)
{
    std::string text;
    for (const auto& at : line) {
        if (!text.empty())
            text += ' ';
        text += std::isnan(at.x()) ? "|" : fmt::format("{:g},{:g}", at.x(), at.y());
    }
    return text;
}

TEST(CutLine, keepsWhatIsInsideAndEndsAtTheBorder)
{
    EXPECT_EQ(spelled(cutLine({{1, 1}, {9, 9}}, kWindow)), "1,1 9,9");
    EXPECT_EQ(spelled(cutLine({{-5, 5}, {5, 5}, {15, 5}}, kWindow)), "0,5 5,5 10,5");
    EXPECT_EQ(spelled(cutLine({{-10, -10}, {20, 20}}, kWindow)), "0,0 10,10");
    EXPECT_EQ(spelled(cutLine({{-1, 11}, {-1, -1}, {5, -1}}, kWindow)), "");
}

TEST(CutLine, isInterruptedWhereItLeavesAndComesBack)
{
    EXPECT_EQ(spelled(cutLine({{2, 5}, {2, 15}, {8, 15}, {8, 5}}, kWindow)), "2,5 2,10 | 8,10 8,5");
    EXPECT_EQ(spelled(cutLine({{1, 1}, {2, std::nan("")}, {3, 3}, {4, 4}}, kWindow)), "3,3 4,4");
}

TEST(CutToAxes, aStepLineAndItsMarksEndAtTheAxes)
{
    Plot plot(Theme::light());
    auto* graph = plot.addGraph();
    graph->setLineStyle(QCPGraph::lsStepLeft);
    graph->setScatterStyle(QCPScatterStyle::ssDisc);
    graph->addData(QVector<double> {0, 5, 20}, QVector<double> {5, 50, 7});
    plot.xAxis->setRange(-1, 10);
    plot.yAxis->setRange(0, 10);
    cutToAxes(plot, {400, 300});
    ASSERT_EQ(graph->dataCount(), 1) << "one mark is inside";
    EXPECT_EQ(graph->data()->at(0)->key, 0);
    EXPECT_EQ(graph->lineStyle(), QCPGraph::lsNone);
    ASSERT_EQ(plot.graphCount(), 2);
    for (const auto& each : *plot.graph(1)->data()) {
        EXPECT_GE(each.key, -1);
        EXPECT_LE(each.key, 10);
        if (!std::isnan(each.value)) {
            EXPECT_GE(each.value, 0);
            EXPECT_LE(each.value, 10);
        }
    }
}

TEST(CutToAxes, aLineIsCutWhereItIsStraightOnALogarithmicAxis)
{
    Plot plot(Theme::light());
    for (auto* axis : {plot.xAxis, plot.yAxis}) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        axis->setRange(1, 100);
    }
    auto* graph = plot.addGraph();
    graph->addData(QVector<double> {0.01, 10'000}, QVector<double> {0.1, 100'000});
    cutToAxes(plot, {400, 300});
    const auto& line = *plot.graph(1)->data();
    ASSERT_EQ(line.size(), 2);
    EXPECT_NEAR(line.at(0)->key, 1, 1e-9);
    EXPECT_NEAR(line.at(0)->value, 10, 1e-9);
    EXPECT_NEAR(line.at(1)->key, 10, 1e-9);
    EXPECT_NEAR(line.at(1)->value, 100, 1e-9);
}

TEST(CutToAxes, aNameIsMovedInsideOrNotShown)
{
    Plot plot(Theme::light());
    plot.xAxis->setRange(0, 10);
    plot.yAxis->setRange(0, 10);
    const auto add = [&](double x, double y) {
        auto* text = new QCPItemText(&plot);
        text->setClipAxisRect(plot.axisRect());
        text->position->setCoords(x, y);
        text->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        text->setText("a name of some length");
        return text;
    };
    const auto* atTheEdge = add(9.9, 5);
    const auto* outside = add(11, 5);
    cutToAxes(plot, {500, 300});
    EXPECT_TRUE(atTheEdge->visible());
    EXPECT_LE(atTheEdge->bottomRight->pixelPosition().x(), plot.axisRect()->right() + 1);
    EXPECT_FALSE(outside->visible());
}

} // namespace
} // namespace autokernel::ui
