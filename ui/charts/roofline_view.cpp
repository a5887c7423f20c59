// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/roofline_view.h"

#include "ui/text.h"
#include "ui/theme/style.h"

#include "report/format.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kGiga = 1e9;

double bandwidthOf(const roofline::Roofs& roofs, const std::string& level)
{
    const double copy = roofs.peakBytesPerSecond(level, "copy");
    return copy > 0 ? copy : roofs.peakBytesPerSecond(level, "read");
}

} // namespace

RooflineView::RooflineView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_plot(new Plot(theme))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setAccessibleName(tr("Roofline"));
}

void RooflineView::setTheme(const Theme& theme)
{
    m_plot->setTheme(theme);
    draw();
}

void RooflineView::setData(const report::ReportData& report, const std::string& dtype)
{
    m_dtype = dtype;
    m_roofs = report.roofs ? std::optional(report.roofs->roofs) : std::nullopt;
    collect(report);
    setAccessibleDescription(
        tr("%n kernels under measured roofs.", nullptr, static_cast<int>(m_trails.size())));
    draw();
}

std::unique_ptr<RooflineView> RooflineView::detached(const Theme& theme) const
{
    auto copy = std::make_unique<RooflineView>(theme);
    copy->m_dtype = m_dtype;
    copy->m_roofs = m_roofs;
    copy->m_trails = m_trails;
    copy->draw();
    if (m_plot->axisRectCount() > 0)
        for (const auto side : {QCPAxis::atBottom, QCPAxis::atLeft})
            copy->m_plot->axisRect()->axis(side)->setRange(m_plot->axisRect()->axis(side)->range());
    return copy;
}

void RooflineView::collect(const report::ReportData& report)
{
    m_trails.clear();
    for (const auto& kernel : report.kernels) {
        if (kernel.flop <= 0 || kernel.bytes <= 0
            || kernel::toString(kernel.target.target.dtype) != m_dtype)
            continue;
        Trail trail {text(kernel.target.target.type), kernel.flop / kernel.bytes, {}, {}};
        for (const auto& keep : kernel.keeps)
            if (const auto us = keep.row.experiment.candidateMicroseconds;
                us && *us > 0 && keep.row.demotedBecause.empty())
                trail.steps.emplace_back(keep.row.experiment.number, kernel.flop / (*us * 1e-6));
        for (const auto& row : kernel.ladder)
            if (!row.record.isOurs && row.medianMicroseconds > 0)
                trail.peers.push_back(kernel.flop / (row.medianMicroseconds * 1e-6));
        if (trail.steps.empty() && trail.peers.empty())
            continue;
        if (kernel.point && kernel.point->fractionOfRoof > 0)
            trail.name += ' ' + text(report::formatPercent(kernel.point->fractionOfRoof));
        m_trails.push_back(std::move(trail));
    }
}

void RooflineView::draw()
{
    m_plot->clearAll();
    auto* rect = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->addElement(0, 0, rect);
    m_plot->dress(*rect, 24);
    const double peak = m_roofs ? m_roofs->peakFlopPerSecond(m_dtype) : 0;
    const double dram = m_roofs ? bandwidthOf(*m_roofs, "DRAM") : 0;
    if (peak <= 0 || dram <= 0) {
        addText(*rect, {0.5, 0.5},
            tr("No roofs were measured for %1 in this history yet.").arg(text(m_dtype)),
            Paint::Soft, Qt::AlignCenter);
        m_plot->refresh();
        return;
    }
    double lowX = peak / dram;
    double highX = lowX;
    double lowY = peak;
    for (const auto& trail : m_trails) {
        lowX = std::min(lowX, trail.intensity);
        highX = std::max(highX, trail.intensity);
        for (const auto& [number, rate] : trail.steps)
            lowY = std::min(lowY, rate);
        for (const double rate : trail.peers)
            lowY = std::min(lowY, rate);
    }
    lowX /= 4;
    highX *= 6;
    for (const auto side : {QCPAxis::atBottom, QCPAxis::atLeft}) {
        auto* axis = rect->axis(side);
        axis->setScaleType(QCPAxis::stLogarithmic);
        axis->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
        axis->setNumberFormat("gb");
        axis->setNumberPrecision(0);
        axis->grid()->setVisible(true);
    }
    rect->axis(QCPAxis::atBottom)
        ->setLabel(
            tr("arithmetic intensity, FLOP per byte (modelled from the kernel's definition)"));
    rect->axis(QCPAxis::atLeft)->setLabel(tr("GFLOP/s"));
    rect->axis(QCPAxis::atBottom)->setRange(lowX, highX);
    rect->axis(QCPAxis::atLeft)
        ->setRange(std::min(lowY, lowX * dram) / 2.5 / kGiga, peak * 3 / kGiga);
    addRoofs(*rect, lowX, highX);
    addTrails(*rect);
    m_plot->refresh();
}

void RooflineView::addRoofs(QCPAxisRect& rect, double lowX, double highX)
{
    auto* x = rect.axis(QCPAxis::atBottom);
    auto* y = rect.axis(QCPAxis::atLeft);
    const double peak = m_roofs->peakFlopPerSecond(m_dtype);
    const auto line = [&](double fromX, double fromY, double toX, double toY, const QPen& pen) {
        auto* graph = m_plot->addGraph(x, y);
        graph->setPen(pen);
        graph->addData(fromX, fromY / kGiga);
        graph->addData(toX, toY / kGiga);
    };
    for (const char* level : {"L1", "L2", "L3", "DRAM"}) {
        const double bandwidth = bandwidthOf(*m_roofs, level);
        if (bandwidth <= 0)
            continue;
        const bool isMemory = std::string_view(level) == "DRAM";
        const double ridge = std::min(peak / bandwidth, highX);
        line(lowX, lowX * bandwidth, ridge, std::min(peak, ridge * bandwidth),
            m_plot->pen(isMemory ? Paint::Text : Paint::Soft, isMemory ? 2 : 1));
        addText(rect, {lowX * 1.1, lowX * bandwidth / kGiga},
            tr("%1 %2, measured").arg(level, text(report::formatRate(bandwidth, "B"))),
            isMemory ? Paint::Text : Paint::Soft, Qt::AlignLeft | Qt::AlignTop);
    }
    const double ridge = peak / bandwidthOf(*m_roofs, "DRAM");
    line(std::min(ridge, highX), peak, highX, peak, m_plot->pen(Paint::Text, 2));
    addText(rect, {highX * 0.95, peak * 1.1 / kGiga},
        tr("%1 peak %2, measured").arg(text(m_dtype), text(report::formatRate(peak, "FLOP"))),
        Paint::Text, Qt::AlignRight | Qt::AlignBottom);
}

void RooflineView::addTrails(QCPAxisRect& rect)
{
    auto* x = rect.axis(QCPAxis::atBottom);
    auto* y = rect.axis(QCPAxis::atLeft);
    const QColor kept = m_plot->theme()[Paint::Kept];
    for (const auto& trail : m_trails) {
        auto* peers = m_plot->addGraph(x, y);
        peers->setLineStyle(QCPGraph::lsNone);
        peers->setScatterStyle(
            {QCPScatterStyle::ssSquare, m_plot->pen(Paint::Text, 1.4), Qt::NoBrush, 7});
        for (const double rate : trail.peers)
            peers->addData(trail.intensity, rate / kGiga);
        if (trail.steps.empty())
            continue;
        auto* way = m_plot->addGraph(x, y);
        way->setPen(m_plot->pen(Paint::Kept, 1));
        way->setScatterStyle({QCPScatterStyle::ssDisc, kept, kept, 5});
        for (const auto& [number, rate] : trail.steps)
            way->addData(
                trail.intensity * (1 + 1e-9 * static_cast<double>(way->dataCount())), rate / kGiga);
        auto* first = m_plot->addGraph(x, y);
        first->setScatterStyle({QCPScatterStyle::ssCircle, m_plot->pen(Paint::Kept, 1.6),
            m_plot->theme()[Paint::Card], 9});
        first->addData(trail.intensity, trail.steps.front().second / kGiga);
        auto* best = m_plot->addGraph(x, y);
        best->setScatterStyle({QCPScatterStyle::ssDisc, kept, kept, 10});
        best->addData(trail.intensity, trail.steps.back().second / kGiga);
        addText(rect, {trail.intensity * 1.08, trail.steps.back().second / kGiga}, trail.name,
            Paint::Text, Qt::AlignLeft | Qt::AlignVCenter);
    }
}

void RooflineView::addText(QCPAxisRect& rect, const QPointF& at, const QString& content,
    Paint paint, Qt::Alignment alignment)
{
    auto* item = new QCPItemText(m_plot);
    item->setClipAxisRect(&rect);
    item->position->setAxes(rect.axis(QCPAxis::atBottom), rect.axis(QCPAxis::atLeft));
    item->position->setAxisRect(&rect);
    const bool isRatio = m_trails.empty() && !m_roofs;
    item->position->setType(
        isRatio ? QCPItemPosition::ptAxisRectRatio : QCPItemPosition::ptPlotCoords);
    item->position->setCoords(at);
    item->setPositionAlignment(alignment);
    item->setText(content);
    item->setFont(fontOf(Type::Small));
    item->setColor(m_plot->theme()[paint]);
    item->setSelectable(false);
}

} // namespace autokernel::ui
