// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/cut_to_axes.h"

#include "ui/charts/plot.h"

#include <QImage>
#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::ui {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Where a value stands on an axis: lines are straight there on a logarithmic axis too.
double placeOn(const QCPAxis& axis, double value)
{
    return axis.scaleType() == QCPAxis::stLogarithmic ? std::log10(value) : value;
}

double valueAt(const QCPAxis& axis, double place)
{
    return axis.scaleType() == QCPAxis::stLogarithmic ? std::pow(10, place) : place;
}

QRectF windowOf(const QCPAxis& key, const QCPAxis& value)
{
    const QPointF low(placeOn(key, key.range().lower), placeOn(value, value.range().lower));
    const QPointF high(placeOn(key, key.range().upper), placeOn(value, value.range().upper));
    return {low, high};
}

// Of an inner point: QRectF's own test leaves out some of its borders.
bool holds(const QRectF& window, const QPointF& at)
{
    return at.x() >= window.left() && at.x() <= window.right() && at.y() >= window.top()
        && at.y() <= window.bottom();
}

// The share [from, to] of the segment inside the window; empty where from > to (Liang and Barsky
// 1984).
std::pair<double, double> shareInside(const QPointF& a, const QPointF& b, const QRectF& window)
{
    double from = 0;
    double to = 1;
    const QPointF d = b - a;
    for (const auto& [step, distance] :
        {std::pair(-d.x(), a.x() - window.left()), std::pair(d.x(), window.right() - a.x()),
            std::pair(-d.y(), a.y() - window.top()), std::pair(d.y(), window.bottom() - a.y())}) {
        if (step == 0 && distance < 0)
            return {1, 0};
        if (step < 0)
            from = std::max(from, distance / step);
        else if (step > 0)
            to = std::min(to, distance / step);
    }
    return {from, to};
}

QPointF within(QPointF at, const QRectF& window) // rounding must not push it out again
{
    return {std::clamp(at.x(), window.left(), window.right()),
        std::clamp(at.y(), window.top(), window.bottom())};
}

// The corners of a line as the graph's style draws it.
std::vector<QPointF> cornersOf(const QCPGraph& graph)
{
    const QCPAxis& key = *graph.keyAxis();
    const QCPAxis& value = *graph.valueAxis();
    std::vector<QPointF> corners;
    for (const auto& each : *graph.data()) {
        const QPointF at(placeOn(key, each.key), placeOn(value, each.value));
        if (!corners.empty()) {
            const QPointF before = corners.back();
            if (graph.lineStyle() == QCPGraph::lsStepLeft)
                corners.emplace_back(at.x(), before.y());
            else if (graph.lineStyle() == QCPGraph::lsStepRight)
                corners.emplace_back(before.x(), at.y());
            else if (graph.lineStyle() == QCPGraph::lsStepCenter) {
                corners.emplace_back((before.x() + at.x()) / 2, before.y());
                corners.emplace_back((before.x() + at.x()) / 2, at.y());
            }
        }
        corners.push_back(at);
    }
    return corners;
}

// A graph of its own for the line, below all marks: its ends at the axes are no marks.
void cutLineOf(QCPGraph& graph)
{
    auto& plot = *graph.parentPlot();
    constexpr const char* kLayer = "cut lines";
    if (plot.layer(kLayer) == nullptr)
        plot.addLayer(kLayer, plot.layer("main"), QCustomPlot::limBelow);
    const QCPAxis& key = *graph.keyAxis();
    const QCPAxis& value = *graph.valueAxis();
    const auto line = cutLine(cornersOf(graph), windowOf(key, value));
    auto* cut = plot.addGraph(graph.keyAxis(), graph.valueAxis());
    cut->setLayer(kLayer);
    cut->setPen(graph.pen());
    cut->setAdaptiveSampling(false);
    QVector<double> keys;
    QVector<double> values;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool isGap = std::isnan(line[i].x());
        keys.push_back(valueAt(key, isGap ? line[i - 1].x() : line[i].x()));
        values.push_back(isGap ? kNan : valueAt(value, line[i].y()));
    }
    cut->setData(keys, values, true);
    graph.setLineStyle(QCPGraph::lsNone);
}

void cutMarksOf(QCPGraph& graph, const std::vector<QCPErrorBars*>& bars)
{
    const QCPAxis& key = *graph.keyAxis();
    const QCPAxis& value = *graph.valueAxis();
    const QRectF window = windowOf(key, value);
    std::vector<bool> stays;
    for (const auto& each : *graph.data())
        stays.push_back(holds(window, {placeOn(key, each.key), placeOn(value, each.value)}));
    for (auto* bar : bars) {
        QVector<QCPErrorBarsData> errors;
        for (int i = 0; i < bar->data()->size() && i < std::ssize(stays); ++i)
            if (stays[static_cast<std::size_t>(i)]) {
                const double middle = graph.data()->at(i)->value;
                const auto& error = bar->data()->at(i);
                errors.push_back({std::min(error.errorMinus, middle - value.range().lower),
                    std::min(error.errorPlus, value.range().upper - middle)});
            }
        *bar->data() = errors;
    }
    QVector<QCPGraphData> inside;
    for (int i = 0; i < graph.data()->size(); ++i)
        if (stays[static_cast<std::size_t>(i)])
            inside.push_back(*graph.data()->at(i));
    graph.data()->set(inside, true);
}

void cutGraph(QCPGraph& graph)
{
    const QRectF window = windowOf(*graph.keyAxis(), *graph.valueAxis());
    const bool isInside
        = std::all_of(graph.data()->begin(), graph.data()->end(), [&](const auto& each) {
              const QPointF at(
                  placeOn(*graph.keyAxis(), each.key), placeOn(*graph.valueAxis(), each.value));
              return std::isnan(at.y()) || holds(window, at);
          });
    if (graph.lineStyle() != QCPGraph::lsNone && !isInside)
        cutLineOf(graph);
    std::vector<QCPErrorBars*> bars;
    for (int i = 0; i < graph.parentPlot()->plottableCount(); ++i)
        if (auto* bar = qobject_cast<QCPErrorBars*>(graph.parentPlot()->plottable(i));
            bar != nullptr && bar->dataPlottable() == &graph)
            bars.push_back(bar);
    if (!isInside || !bars.empty())
        cutMarksOf(graph, bars);
}

// A name that begins inside is moved in whole; one that begins outside is not shown.
void cutText(QCPItemText& item)
{
    if (!item.clipToAxisRect() || item.clipAxisRect() == nullptr)
        return;
    const QRectF area = item.clipAxisRect()->rect();
    const QRectF text(item.topLeft->pixelPosition(), item.bottomRight->pixelPosition());
    const QPointF at = item.position->pixelPosition();
    if (!holds(area, at) || text.width() > area.width() || text.height() > area.height())
        return item.setVisible(false);
    const QPointF shift(
        std::max(0.0, area.left() - text.left()) - std::max(0.0, text.right() - area.right()),
        std::max(0.0, area.top() - text.top()) - std::max(0.0, text.bottom() - area.bottom()));
    item.position->setPixelPosition(at + shift);
}

void cutRect(QCPItemRect& item)
{
    const auto* axes = item.clipAxisRect();
    if (!item.clipToAxisRect() || axes == nullptr)
        return;
    const QRectF area = axes->rect();
    for (auto* corner : {item.topLeft, item.bottomRight})
        corner->setPixelPosition(within(corner->pixelPosition(), area));
}

// So that items know where they stand.
void layOut(QCustomPlot& plot, const QSize& size)
{
    QImage nowhere(1, 1, QImage::Format_RGB32);
    QCPPainter painter(&nowhere);
    plot.toPainter(&painter, size.width(), size.height());
}

} // namespace

std::vector<QPointF> cutLine(const std::vector<QPointF>& line, const QRectF& window)
{
    std::vector<QPointF> cut;
    bool goesOn = false; // the segment before ended at the point that this one begins with
    for (std::size_t i = 1; i < line.size(); ++i) {
        const QPointF& a = line[i - 1];
        const QPointF& b = line[i];
        const bool isDrawn = std::isfinite(a.x() + a.y() + b.x() + b.y());
        const auto [from, to] = isDrawn ? shareInside(a, b, window) : std::pair(1.0, 0.0);
        if (from > to) {
            goesOn = false;
            continue;
        }
        if (!goesOn || from > 0) {
            if (!cut.empty())
                cut.emplace_back(kNan, kNan);
            cut.push_back(within(a + from * (b - a), window));
        }
        cut.push_back(within(a + to * (b - a), window));
        goesOn = to >= 1;
    }
    return cut;
}

void cutToAxes(QCustomPlot& plot, const QSize& size)
{
    const int graphs = plot.graphCount(); // cutting adds some
    for (int i = 0; i < graphs; ++i)
        cutGraph(*plot.graph(i));
    layOut(plot, size);
    for (int i = 0; i < plot.itemCount(); ++i) {
        if (auto* text = qobject_cast<QCPItemText*>(plot.item(i)))
            cutText(*text);
        else if (auto* rect = qobject_cast<QCPItemRect*>(plot.item(i)))
            cutRect(*rect);
    }
}

} // namespace autokernel::ui
