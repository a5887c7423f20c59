// SPDX-License-Identifier: Apache-2.0
#include "report/svg_chart.h"

#include "report/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::report {
namespace {

constexpr double kRugHeight = 18;
constexpr double kLabelHeight = 14;
constexpr double kLetterWidth = 7.2; // of the labels' type, half-bold: at most, on average
constexpr double kBesideMark = 9; // from a mark's centre to its name

std::string title(std::string_view tooltip)
{
    return tooltip.empty() ? "" : "<title>" + escapeHtml(tooltip) + "</title>";
}

std::string shape(Mark mark, double x, double y, double r)
{
    switch (mark) {
    case Mark::Disc:
    case Mark::Ring:
        return fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}'", x, y, r);
    case Mark::Diamond:
        return fmt::format("<path d='M{:.1f} {:.1f}l{:.1f} {:.1f}l-{:.1f} {:.1f}l-{:.1f} -{:.1f}z'",
            x, y - r, r, r, r, r, r, r);
    case Mark::Cross:
        return fmt::format("<path d='M{:.1f} {:.1f}l{:.1f} {:.1f}m0 -{:.1f}l-{:.1f} {:.1f}'",
            x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6, r * 1.6, r * 1.6, r * 1.6);
    case Mark::Square:
        return fmt::format("<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}'",
            x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
    case Mark::Triangle:
        return fmt::format(
            "<path d='M{:.1f} {:.1f}l{:.1f} {:.1f}h-{:.1f}z'", x, y - r, r, r * 1.8, r * 2);
    case Mark::Plus:
        return fmt::format("<path d='M{:.1f} {:.1f}h{:.1f}M{:.1f} {:.1f}v{:.1f}'", x - r, y, r * 2,
            x, y - r, r * 2);
    }
    return {};
}

std::string element(
    Mark mark, Point pixel, double radius, std::string_view style, std::string_view tooltip)
{
    const char* name = mark == Mark::Disc || mark == Mark::Ring ? "circle"
        : mark == Mark::Square                                  ? "rect"
                                                                : "path";
    return shape(mark, pixel.x, pixel.y, radius)
        + fmt::format(" class='{}'>{}</{}>\n", style, title(tooltip), name);
}

// The part of a segment inside [0, 1] x [0, 1] (Liang and Barsky 1984); false when there is none.
bool clip(Point& a, Point& b)
{
    double from = 0;
    double to = 1;
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    for (const auto& [step, distance] : {std::pair {-dx, a.x}, std::pair {dx, 1 - a.x},
             std::pair {-dy, a.y}, std::pair {dy, 1 - a.y}}) {
        if (step == 0 && distance < 0)
            return false;
        if (step < 0)
            from = std::max(from, distance / step);
        else if (step > 0)
            to = std::min(to, distance / step);
    }
    if (from > to)
        return false;
    const Point start = a;
    a = {start.x + from * dx, start.y + from * dy};
    b = {start.x + to * dx, start.y + to * dy};
    return true;
}

// Position along the axis in [0, 1] where it lies inside; NaN where the scale has no place for it.
double fraction(const Axis& axis, double value)
{
    if (axis.scale == Scale::Linear)
        return (value - axis.low) / (axis.high - axis.low);
    return value > 0 ? std::log(value / axis.low) / std::log(axis.high / axis.low)
                     : std::numeric_limits<double>::quiet_NaN();
}

Axis usable(Axis axis)
{
    if (!std::isfinite(axis.low) || !std::isfinite(axis.high))
        axis.low = axis.scale == Scale::Linear ? 0 : 1, axis.high = 10;
    if (axis.scale == Scale::Logarithmic && axis.low <= 0)
        axis.low = axis.high > 0 ? axis.high / 1000 : 1;
    if (!(axis.high > axis.low))
        axis.high = axis.scale == Scale::Linear ? axis.low + 1 : axis.low * 10;
    return axis;
}

} // namespace

std::vector<double> axisTicks(const Axis& given, int most)
{
    const Axis axis = usable(given);
    std::vector<double> ticks;
    if (axis.scale == Scale::Logarithmic) {
        const bool isShort = std::log10(axis.high / axis.low) < 2.5;
        for (double decade = std::pow(10, std::floor(std::log10(axis.low))); decade <= axis.high;
             decade *= 10)
            for (const double step : {1.0, 2.0, 5.0})
                if (const double tick = decade * step; (isShort || step == 1.0)
                    && tick >= axis.low * 0.999999 && tick <= axis.high * 1.000001)
                    ticks.push_back(tick);
        while (static_cast<int>(ticks.size()) > most) {
            std::vector<double> everySecond;
            for (std::size_t i = 0; i < ticks.size(); i += 2)
                everySecond.push_back(ticks[i]);
            ticks = everySecond;
        }
        return ticks;
    }
    const double rough = (axis.high - axis.low) / std::max(1, most - 1);
    const double decade = std::pow(10, std::floor(std::log10(rough)));
    double step = decade * 10;
    for (const double nice : {1.0, 2.0, 2.5, 5.0})
        if (decade * nice >= rough * 0.999) {
            step = decade * nice;
            break;
        }
    if (axis.isOfCounts)
        step = std::max(1.0, std::ceil(step)); // 2.5 of a count is 3
    for (auto i = static_cast<std::int64_t>(std::ceil(axis.low / step - 1e-9));
         static_cast<double>(i) * step <= axis.high + step * 1e-9; ++i)
        ticks.push_back(static_cast<double>(i) * step);
    return ticks;
}

std::string formatTick(double value)
{
    if (std::abs(value) >= 1e5 || (value != 0 && std::abs(value) < 1e-3))
        return fmt::format("{:.0e}", value);
    return fmt::format("{:.4g}", value);
}

SvgChart::SvgChart(Frame frame, Axis x, Axis y)
    : m_frame(frame)
    , m_x(usable(std::move(x)))
    , m_y(usable(std::move(y)))
{
}

double SvgChart::placeX(double x) const
{
    return fraction(m_x, x);
}

double SvgChart::placeY(double y) const
{
    return fraction(m_y, y * m_factorY);
}

double SvgChart::pixelX(double x) const
{
    return m_frame.left + placeX(x) * (m_frame.width - m_frame.left - m_frame.right);
}

double SvgChart::pixelY(double y) const
{
    const int height = m_frame.height - m_frame.top - m_frame.bottom;
    return m_frame.top + (1 - placeY(y)) * height;
}

bool SvgChart::isInside(Point at) const
{
    const double x = placeX(at.x);
    const double y = placeY(at.y);
    return x >= 0 && x <= 1 && y >= 0 && y <= 1; // false for NaN
}

void SvgChart::mark(
    Point at, Mark mark, std::string_view style, std::string_view tooltip, double radius)
{
    if (isInside(at))
        m_body += element(mark, {pixelX(at.x), pixelY(at.y)}, radius, style, tooltip);
}

void SvgChart::whisker(double x, double low, double high, std::string_view style)
{
    line({{x, low}, {x, high}}, style);
}

void SvgChart::line(const std::vector<Point>& points, std::string_view style)
{
    for (std::size_t i = 1; i < points.size(); ++i) {
        Point a {placeX(points[i - 1].x), placeY(points[i - 1].y)};
        Point b {placeX(points[i].x), placeY(points[i].y)};
        if (!std::isfinite(a.x + a.y + b.x + b.y) || !clip(a, b))
            continue;
        const int width = m_frame.width - m_frame.left - m_frame.right;
        const int height = m_frame.height - m_frame.top - m_frame.bottom;
        m_body
            += fmt::format("<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' class='{}'/>\n",
                m_frame.left + a.x * width, m_frame.top + (1 - a.y) * height,
                m_frame.left + b.x * width, m_frame.top + (1 - b.y) * height, style);
    }
}

void SvgChart::stepLine(const std::vector<Point>& points, double untilX, std::string_view style)
{
    std::vector<Point> corners;
    for (const Point& point : points) {
        if (!corners.empty())
            corners.push_back({point.x, corners.back().y});
        corners.push_back(point);
    }
    if (!corners.empty())
        corners.push_back({untilX, corners.back().y});
    line(corners, style);
}

void SvgChart::horizontal(
    double y, std::string_view style, std::string_view label, std::string_view labelStyle)
{
    if (!isInside({m_x.low, y}))
        return;
    line({{m_x.low, y}, {m_x.high, y}}, style);
    this->label(y, label, labelStyle);
}

void SvgChart::label(double y, std::string_view text, std::string_view style)
{
    if (isInside({m_x.low, y}))
        m_labels.push_back({pixelY(y), std::string(text), std::string(style)});
}

void SvgChart::area(double fromX, double toX, std::string_view style)
{
    if (!std::isfinite(fromX) || !std::isfinite(toX))
        return;
    const double from = std::clamp(fraction(m_x, fromX), 0.0, 1.0);
    const double to = std::clamp(fraction(m_x, toX), 0.0, 1.0);
    if (!(to > from))
        return;
    const int width = m_frame.width - m_frame.left - m_frame.right;
    m_behind += fmt::format("<rect x='{:.1f}' y='{}' width='{:.1f}' height='{}' class='{}'/>\n",
        m_frame.left + from * width, m_frame.top, (to - from) * width,
        m_frame.height - m_frame.top - m_frame.bottom, style);
}

void SvgChart::text(
    Point at, std::string_view text, std::string_view style, std::string_view anchor)
{
    if (isInside(at))
        m_body += fmt::format("<text x='{:.1f}' y='{:.1f}' class='{}' text-anchor='{}'>{}</text>\n",
            pixelX(at.x), pixelY(at.y), style, anchor, escapeHtml(text));
}

bool SvgChart::Box::meets(const Box& other) const
{
    return left < other.left + other.width && other.left < left + width
        && top < other.top + other.height && other.top < top + height;
}

// Right of the mark, else left of it, else as little above or below as is free.
SvgChart::Box SvgChart::freeBox(Point mark, double width) const
{
    const double right = m_frame.width - m_frame.right;
    const double bottom = m_frame.height - m_frame.bottom;
    for (double away = 0; away < bottom; away += kLabelHeight / 2)
        for (const double up : {-away, away})
            for (const double left : {mark.x + kBesideMark, mark.x - kBesideMark - width}) {
                const Box box {left, mark.y + up - kLabelHeight / 2, width, kLabelHeight};
                const bool isInFrame = left >= m_frame.left && left + width <= right
                    && box.top >= m_frame.top && box.top + box.height <= bottom;
                if (isInFrame
                    && std::none_of(m_named.begin(), m_named.end(),
                        [&](const Box& other) { return box.meets(other); }))
                    return box;
            }
    return {mark.x + kBesideMark, mark.y - kLabelHeight / 2, width, kLabelHeight};
}

void SvgChart::name(Point at, std::string_view text, std::string_view style)
{
    if (!isInside(at))
        return;
    const auto letters = std::count_if(text.begin(), text.end(),
        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    const auto box
        = freeBox({pixelX(at.x), pixelY(at.y)}, static_cast<double>(letters) * kLetterWidth);
    const bool isLeft = box.left < pixelX(at.x);
    m_named.push_back(box);
    m_body += fmt::format("<text x='{:.1f}' y='{:.1f}' class='{}' text-anchor='{}'>{}</text>\n",
        isLeft ? box.left + box.width : box.left, box.top + kLabelHeight - 3, style,
        isLeft ? "end" : "start", escapeHtml(text));
}

void SvgChart::rugMark(double x, Mark mark, std::string_view style, std::string_view tooltip)
{
    const double place = fraction(m_x, x);
    if (place >= 0 && place <= 1)
        m_rug += element(mark, {pixelX(x), kRugHeight / 2}, 3.2, style, tooltip);
}

std::string SvgChart::glyph(Mark mark, std::string_view style)
{
    return "<svg viewBox='0 0 14 14' aria-hidden='true'>" + element(mark, {7, 7}, 4.5, style, {})
        + "</svg>";
}

void SvgChart::setRugLabel(std::string_view label)
{
    m_rugLabel = label;
}

std::string SvgChart::toString(std::string_view chartTitle, std::string_view description) const
{
    const bool hasRug = !m_rug.empty();
    const int bottom = m_frame.height - m_frame.bottom;
    const int right = m_frame.width - m_frame.right;
    const int extra = hasRug ? static_cast<int>(kRugHeight) + 4 : 0;
    std::string svg
        = fmt::format("<svg class='chart' viewBox='0 0 {} {}' role='img' aria-label='{}'>"
                      "<title>{}</title><desc>{}</desc>\n",
            m_frame.width, m_frame.height + extra, escapeHtml(chartTitle), escapeHtml(chartTitle),
            escapeHtml(description));
    svg += m_behind;
    for (const double tick : axisTicks(m_y, 7)) {
        const double y = pixelY(tick / m_factorY);
        svg += fmt::format("<line x1='{}' y1='{:.1f}' x2='{}' y2='{:.1f}' class='grid'/>"
                           "<text x='{}' y='{:.1f}' class='tick' text-anchor='end'>{}{}</text>\n",
            m_frame.left, y, right, y, m_frame.left - 8, y + 4, formatTick(tick),
            escapeHtml(m_y.suffix));
    }
    for (const double tick : axisTicks(m_x, 9))
        svg += fmt::format(
            "<text x='{:.1f}' y='{}' class='tick' text-anchor='middle'>{}{}</text>\n", pixelX(tick),
            bottom + extra + 17, formatTick(tick), escapeHtml(m_x.suffix));
    svg += fmt::format("<text x='{}' y='{}' class='axis' text-anchor='middle'>{}</text>\n",
        (m_frame.left + right) / 2, m_frame.height + extra - 8, escapeHtml(m_x.title));
    const int middle = (m_frame.top + bottom) / 2;
    svg += fmt::format("<text x='14' y='{}' class='axis' text-anchor='middle' "
                       "transform='rotate(-90 14 {})'>{}</text>\n",
        middle, middle, escapeHtml(m_y.title));
    svg += m_body;
    if (hasRug)
        svg += fmt::format("<g transform='translate(0 {})'><line x1='{}' y1='0' x2='{}' y2='0' "
                           "class='grid'/>{}<text x='{}' y='13' class='label'>{}</text></g>\n",
            bottom + 3, m_frame.left, right, m_rug, right + 8, escapeHtml(m_rugLabel));
    // Labels keep their order and are pushed apart where they would overlap.
    auto labels = m_labels;
    std::stable_sort(
        labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
    double free = m_frame.top;
    for (auto& label : labels) {
        label.y = std::max(label.y, free);
        free = label.y + kLabelHeight;
    }
    double ceiling = bottom;
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
        label->y = std::min(label->y, ceiling);
        ceiling = label->y - kLabelHeight;
    }
    for (const auto& label : labels)
        svg += fmt::format("<text x='{}' y='{:.1f}' class='{}'>{}</text>\n", right + 8, label.y + 4,
            label.style, escapeHtml(label.text));
    return svg + "</svg>\n";
}

} // namespace autokernel::report
