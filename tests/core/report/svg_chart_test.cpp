// SPDX-License-Identifier: Apache-2.0
#include "report/svg_chart.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>
#include <regex>
#include <set>

namespace autokernel::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const SvgChart::Frame kFrame {400, 200, 50, 100, 10, 30};

void expectInside(const std::string& svg)
{
    const std::regex attribute("class='data'|(x1|x2|cx)='([-0-9.]+)'|(y1|y2|cy)='([-0-9.]+)'");
    for (std::sregex_iterator match(svg.begin(), svg.end(), attribute), end; match != end;
         ++match) {
        if ((*match)[2].matched) {
            EXPECT_GE(std::stod((*match)[2]), kFrame.left) << match->str();
            EXPECT_LE(std::stod((*match)[2]), kFrame.width - kFrame.right) << match->str();
        }
        if ((*match)[4].matched) {
            EXPECT_GE(std::stod((*match)[4]), kFrame.top) << match->str();
            EXPECT_LE(std::stod((*match)[4]), kFrame.height - kFrame.bottom) << match->str();
        }
    }
}

TEST(SvgChart, DrawsNothingOutsideItsFrame)
{
    for (const Scale scale : {Scale::Linear, Scale::Logarithmic}) {
        SvgChart chart(kFrame, {"x", 1, 10, scale, ""}, {"y", 1, 100, scale, ""});
        std::mt19937 random(7);
        std::uniform_real_distribution<double> value(-50, 300);
        for (int i = 0; i < 500; ++i) {
            chart.line({{value(random), value(random)}, {value(random), value(random)}}, "data");
            chart.mark({value(random), value(random)}, Mark::Disc, "data");
            chart.whisker(value(random), value(random), value(random), "data");
        }
        chart.stepLine({{-5, 2}, {3, 500}, {4, 50}}, 1000, "data");
        const std::string svg = chart.toString("t", "d");
        EXPECT_THAT(svg, HasSubstr("circle"));
        expectInside(svg);
    }
}

TEST(SvgChart, LeavesOutWhatIsNotFinite)
{
    const double nan = std::nan("");
    const double inf = std::numeric_limits<double>::infinity();
    SvgChart chart(kFrame, {"x", 0, 10, Scale::Linear, ""}, {"y", 0, 10, Scale::Linear, ""});
    for (const double bad : {nan, inf, -inf}) {
        chart.mark({bad, 1}, Mark::Disc, "data");
        chart.mark({1, bad}, Mark::Cross, "data");
        chart.line({{1, 1}, {bad, 2}, {3, 3}}, "data");
        chart.horizontal(bad, "data", "label", "label");
        chart.text({1, bad}, "text", "label");
        chart.rugMark(bad, Mark::Square, "data");
        chart.area(bad, 3, "data");
    }
    const std::string svg = chart.toString("t", "d");
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
    EXPECT_THAT(svg, Not(HasSubstr("inf")));
    EXPECT_THAT(svg, Not(HasSubstr("class='data'")));
}

TEST(SvgChart, SurvivesAxesWithoutARange)
{
    const double nan = std::nan("");
    for (const Axis& axis :
        {Axis {"a", 3, 3, Scale::Linear, ""}, Axis {"a", nan, 1, Scale::Linear, ""},
            Axis {"a", 0, 0, Scale::Logarithmic, ""}, Axis {"a", -5, 10, Scale::Logarithmic, ""}}) {
        SvgChart chart(kFrame, axis, axis);
        chart.mark({3, 3}, Mark::Disc, "data");
        const std::string svg = chart.toString("t", "d");
        EXPECT_THAT(svg, Not(HasSubstr("nan")));
        expectInside(svg);
    }
}

TEST(SvgChart, EscapesTexts)
{
    SvgChart chart(kFrame, {"x<y", 0, 1, Scale::Linear, ""}, {"y", 0, 1, Scale::Linear, ""});
    chart.mark({0.5, 0.5}, Mark::Ring, "data", "a & b < c");
    EXPECT_THAT(chart.toString("<t>", "'d'"), Not(HasSubstr("<t>")));
    EXPECT_THAT(chart.toString("<t>", "'d'"), HasSubstr("a &amp; b &lt; c"));
}

TEST(SvgChart, PushesLabelsApart)
{
    SvgChart chart(kFrame, {"x", 0, 1, Scale::Linear, ""}, {"y", 0, 100, Scale::Linear, ""});
    for (const char* name : {"one", "two", "three"})
        chart.label(50, name, "label");
    const std::string svg = chart.toString("t", "d");
    const std::regex label("y='([0-9.]+)' class='label'");
    std::vector<double> heights;
    for (std::sregex_iterator match(svg.begin(), svg.end(), label), end; match != end; ++match)
        heights.push_back(std::stod((*match)[1]));
    ASSERT_EQ(heights.size(), 3u);
    EXPECT_GE(heights[1] - heights[0], 13);
    EXPECT_GE(heights[2] - heights[1], 13);
}

TEST(SvgChart, NamesOfMarksAtOnePlaceDoNotCoverEachOther)
{
    SvgChart chart(kFrame, {"x", 0, 1, Scale::Linear, ""}, {"y", 0, 100, Scale::Linear, ""});
    constexpr Point kAt {0.5, 50};
    for (const char* name : {"one", "two", "three", "four"})
        chart.name(kAt, name, "label");
    const std::string svg = chart.toString("t", "d");
    const std::regex label("<text x='([0-9.]+)' y='([0-9.]+)' class='label' text-anchor='(\\w+)'>");
    std::set<std::string> sidesAndLines;
    for (std::sregex_iterator match(svg.begin(), svg.end(), label), end; match != end; ++match)
        sidesAndLines.insert((*match)[3].str() + (*match)[2].str());
    EXPECT_EQ(sidesAndLines.size(), 4u) << svg;
}

TEST(AxisTicks, AreRound)
{
    EXPECT_THAT(axisTicks({"", 0, 10, Scale::Linear, ""}, 6), ElementsAre(0, 2, 4, 6, 8, 10));
    EXPECT_THAT(axisTicks({"", 1, 1000, Scale::Logarithmic, ""}), ElementsAre(1, 10, 100, 1000));
    EXPECT_THAT(axisTicks({"", 1, 20, Scale::Logarithmic, ""}), ElementsAre(1, 2, 5, 10, 20));
    for (const double high : {1e-9, 0.013, 1.37, 88.0, 1e12})
        EXPECT_LE(axisTicks({"", 0, high, Scale::Linear, ""}, 7).size(), 8u) << high;
}

} // namespace
} // namespace autokernel::report
