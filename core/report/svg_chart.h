// SPDX-License-Identifier: Apache-2.0
// A small chart writer: marks, lines, bars and whiskers in a framed plot, as inline SVG styled by
// CSS classes. Nothing is drawn outside its frame and a value that is not finite is not drawn.
// Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace autokernel::report {

enum class Scale
{
    Linear,
    Logarithmic
};

struct Axis
{
    std::string title; // with unit
    double low = 0;
    double high = 1;
    Scale scale = Scale::Linear;
    std::string suffix; // after each tick's number: "×", " %"
    bool isOfCounts = false; // whole numbers alone have a meaning: linear ticks are whole
};

// Round positions inside [low, high], at most `most` of them. Logarithmic: powers of ten, with 2
// and 5 where the range is short.
std::vector<double> axisTicks(const Axis& axis, int most = 8);
std::string formatTick(double value);

enum class Mark
{
    Disc,
    Ring,
    Diamond,
    Cross,
    Square,
    Triangle,
    Plus
};

struct Point
{
    double x = 0;
    double y = 0;
};

class SvgChart
{
public:
    struct Frame // in pixels of the view box
    {
        int width = 860;
        int height = 320;
        int left = 64;
        int right = 150; // room for labels at line ends
        int top = 14;
        int bottom = 44;
    };

    SvgChart(Frame frame, Axis x, Axis y);

    // `style` is a CSS class; `tooltip` becomes a <title>.
    void mark(Point at, Mark mark, std::string_view style, std::string_view tooltip = {},
        double radius = 4);
    void whisker(double x, double low, double high, std::string_view style);
    void line(const std::vector<Point>& points, std::string_view style); // cut at the frame
    void stepLine(const std::vector<Point>& points, double untilX, std::string_view style);
    void horizontal(
        double y, std::string_view style, std::string_view label, std::string_view labelStyle);
    void area(double fromX, double toX, std::string_view style); // full height, behind all else
    void text(
        Point at, std::string_view text, std::string_view style, std::string_view anchor = "start");
    // The name of a mark, beside it; where names would overlap, the later one gives way.
    void name(Point at, std::string_view text, std::string_view style);
    // A name at the right edge, at the height of y; names that would overlap are pushed apart.
    void label(double y, std::string_view text, std::string_view style);
    // Values of y are multiplied by this before they are placed: marks in FLOP/s on an axis in
    // GFLOP/s.
    void scaleY(double factor) { m_factorY = factor; }
    // One mark alone, for legends.
    static std::string glyph(Mark mark, std::string_view style);
    // A strip under the plot for marks without a y value.
    void rugMark(double x, Mark mark, std::string_view style, std::string_view tooltip = {});
    void setRugLabel(std::string_view label);

    // `title` and `description` are read out by screen readers.
    std::string toString(std::string_view title, std::string_view description) const;

private:
    struct Label
    {
        double y = 0; // wanted, in pixels
        std::string text;
        std::string style;
    };
    struct Box // in pixels
    {
        double left = 0;
        double top = 0;
        double width = 0;
        double height = 0;
        bool meets(const Box& other) const;
    };
    Box freeBox(Point mark, double width) const;
    double placeX(double x) const; // along the axis, in [0, 1] where it is inside
    double placeY(double y) const;
    double pixelX(double x) const;
    double pixelY(double y) const;
    bool isInside(Point at) const;

    Frame m_frame;
    Axis m_x;
    Axis m_y;
    double m_factorY = 1;
    std::string m_behind;
    std::string m_body;
    std::string m_rug;
    std::string m_rugLabel;
    std::vector<Label> m_labels;
    std::vector<Box> m_named;
};

} // namespace autokernel::report
