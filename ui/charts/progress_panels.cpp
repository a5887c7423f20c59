// SPDX-License-Identifier: GPL-3.0-or-later
// What the progress chart is built of: panels with one x axis, their lines, bands and marks.
#include "ui/charts/axis_ticks.h"
#include "ui/charts/kernel_bands.h"
#include "ui/charts/progress_view.h"
#include "ui/figures.h"
#include "ui/theme/style.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::ui {
namespace {

constexpr int kStripHeight = 28; // pixels, as the next
constexpr int kAxisHeight = 44;
constexpr int kSmallestPanel = 130;
constexpr int kPanelName = 20; // above it
constexpr int kBetween = 4;

} // namespace

void ProgressView::addPanels()
{
    m_panels.clear();
    if (m_arrangement == Arrangement::Together)
        m_panels.resize(1);
    else
        m_panels.resize(m_kernels.size());
    for (std::size_t i = 0; i < m_kernels.size(); ++i)
        m_panels[m_arrangement == Arrangement::Together ? 0 : i].kernels.push_back(i);
    constexpr int kTop = 10;
    const int between = m_arrangement == Arrangement::Multiples ? kPanelName : kBetween;
    constexpr int kBelow = 8;
    for (auto& panel : m_panels) {
        panel.rect = &m_plot->addPanel();
        const auto margins = panel.rect->margins();
        panel.rect->setMargins(QMargins(margins.left(),
            std::max(between, &panel == &m_panels.front() ? kTop : 0), kNameRoom, kBelow));
        panel.rect->axis(QCPAxis::atBottom)->setTickLabels(false);
    }
    m_plot->plotLayout()->setRowSpacing(0);
    addStrip();
    setMinimumHeight(
        static_cast<int>(m_panels.size()) * kSmallestPanel + kStripHeight + kAxisHeight);
    shareX();
}

void ProgressView::addStrip()
{
    m_strip = &m_plot->addPanel();
    m_strip->setMargins(QMargins(m_strip->margins().left(), 0, kNameRoom, kAxisHeight));
    m_strip->setMinimumSize(0, kStripHeight);
    m_strip->setMaximumSize(QWIDGETSIZE_MAX, kStripHeight);
    auto* y = m_strip->axis(QCPAxis::atLeft);
    y->setRange(0, 1);
    y->setTicks(false);
    y->grid()->setVisible(false);
    m_strip->setupFullAxesBox();
    for (auto* axis : m_strip->axes()) {
        axis->setBasePen(m_plot->pen(Paint::Grid));
        if (axis->axisType() == QCPAxis::atTop || axis->axisType() == QCPAxis::atRight) {
            axis->setTicks(false);
            axis->grid()->setVisible(false);
        }
    }
    m_plot->setEndLabels(*m_strip, {{0.5, tr("no valid time"), Paint::Soft, false, {}}});
    countExperiments(
        *m_strip->axis(QCPAxis::atBottom), m_kernels.front().axis, firstSecond(), m_logarithmicX);
}

// Whichever x axis is moved moves the others.
void ProgressView::shareX()
{
    auto* stripX = m_strip->axis(QCPAxis::atBottom);
    for (const auto& from : m_panels) {
        auto* x = from.rect->axis(QCPAxis::atBottom);
        x->setTicker(stripX->ticker());
        x->setScaleType(stripX->scaleType());
        const auto follow = [&](QCPAxis* other) {
            connect(x, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), other,
                qOverload<const QCPRange&>(&QCPAxis::setRange));
        };
        follow(stripX);
        for (const auto& to : m_panels)
            if (to.rect != from.rect)
                follow(to.rect->axis(QCPAxis::atBottom));
    }
}

std::optional<double> ProgressView::firstSecond() const
{
    std::optional<double> first;
    for (const auto& kernel : m_kernels)
        if (!kernel.marks.empty())
            first = std::min(
                first.value_or(kernel.marks.front().endedAt), kernel.marks.front().endedAt);
    return first;
}

void ProgressView::addPanel(const Panel& panel)
{
    auto* y = panel.rect->axis(QCPAxis::atLeft);
    // Small multiples are too low for it; the card says it of all of them.
    if (m_arrangement != Arrangement::Multiples)
        y->setLabel(m_arrangement == Arrangement::Together ? tr("speedup, each over its own eager")
                                                           : tr("speedup over eager"));
    countSpeedup(*y, m_logarithmic);
    if (m_arrangement != Arrangement::Together)
        addNoise(panel);
    else if (!m_slices.empty())
        new KernelBands(*m_plot, *panel.rect, m_slices); // the plot's
    std::vector<EndLabel> labels;
    addLines(panel, labels);
    m_plot->setEndLabels(*panel.rect, std::move(labels));
    if (m_arrangement == Arrangement::Multiples)
        addName(panel);
}

// Gains within the band cannot be told from noise.
void ProgressView::addNoise(const Panel& panel)
{
    const auto& kernel = m_kernels[panel.kernels.front()];
    if (!kernel.noiseFloor || *kernel.noiseFloor <= 0)
        return;
    const double level = kernel.best.empty() ? 1 : kernel.best.back().y();
    if (!std::isfinite(level))
        return;
    auto* band = new QCPItemRect(m_plot);
    band->setClipAxisRect(panel.rect);
    for (auto* corner : {band->topLeft, band->bottomRight}) {
        corner->setAxes(panel.rect->axis(QCPAxis::atBottom), panel.rect->axis(QCPAxis::atLeft));
        corner->setAxisRect(panel.rect);
        corner->setTypeX(QCPItemPosition::ptAxisRectRatio);
        corner->setTypeY(QCPItemPosition::ptPlotCoords);
    }
    band->topLeft->setCoords(0, level * std::exp(*kernel.noiseFloor));
    band->bottomRight->setCoords(1, level * std::exp(-*kernel.noiseFloor));
    band->setPen(Qt::NoPen);
    band->setBrush(m_plot->theme()[Paint::KeptSoft]);
    band->setSelectable(false);
}

void ProgressView::addLines(const Panel& panel, std::vector<EndLabel>& labels)
{
    auto* x = panel.rect->axis(QCPAxis::atBottom);
    auto* y = panel.rect->axis(QCPAxis::atLeft);
    const bool isTogether = m_arrangement == Arrangement::Together;
    for (const auto index : panel.kernels) {
        const auto& kernel = m_kernels[index];
        for (const auto& line : kernel.references) {
            // Rungs of different kernels have nothing in common but eager.
            if (isTogether && (line.name != "eager" || index != panel.kernels.front()))
                continue;
            const Paint paint = line.isRoof ? Paint::Accent : Paint::Soft;
            m_plot->horizontal(*panel.rect, line.speedup,
                m_plot->pen(paint, 1, line.isRoof ? Qt::SolidLine : Qt::DashLine));
            labels.push_back(
                {line.speedup, line.name, paint, false, isTogether ? QString() : detailOf(line)});
        }
        if (kernel.best.empty())
            continue;
        auto* best = m_plot->addGraph(x, y);
        best->setLineStyle(QCPGraph::lsStepLeft);
        const Paint paint = isTogether ? kernel.sign.paint : Paint::Kept;
        best->setPen(m_plot->pen(paint, 2));
        for (const auto& point : kernel.best)
            best->addData(point.x(), point.y());
        const double last = kernel.best.back().y();
        if (std::isfinite(last))
            labels.push_back({last, isTogether ? kernel.sign.name : tr("best verified"), paint,
                true, speedup(last)});
    }
}

void ProgressView::addName(const Panel& panel)
{
    auto* name = new QCPItemText(m_plot);
    name->setClipToAxisRect(false);
    name->position->setType(QCPItemPosition::ptAxisRectRatio);
    name->position->setAxisRect(panel.rect);
    name->position->setCoords(0, 0);
    name->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    name->setPadding(QMargins(0, 0, 0, 3));
    name->setText(m_kernels[panel.kernels.front()].kernel);
    QFont font = fontOf(Type::Small);
    font.setWeight(QFont::DemiBold);
    name->setFont(font);
    name->setColor(m_plot->theme()[Paint::Text]);
    name->setSelectable(false);
}

void ProgressView::addMarks()
{
    for (std::size_t i = 0; i < m_kernels.size(); ++i)
        for (const auto part : {MarkCloud::Part::Timed, MarkCloud::Part::Strip}) {
            auto* rect = part == MarkCloud::Part::Strip
                ? m_strip
                : m_panels[m_arrangement == Arrangement::Together ? 0 : i].rect;
            m_clouds.push_back(new MarkCloud(*m_plot, *rect, m_kernels[i], m_hidden, part));
        }
    auto* ring = new SelectionRing(*m_plot, m_clouds, m_kernels, m_selected);
    ring->setLayer(kSelectionLayer);
}

void ProgressView::fitY(const Panel& panel) const
{
    double low = 1;
    double high = 1;
    double roof = 0;
    const bool isTogether = m_arrangement == Arrangement::Together;
    for (const auto index : panel.kernels) {
        const auto& kernel = m_kernels[index];
        for (const auto& mark : kernel.marks) {
            if (mark.speedup <= 0 || m_hidden.contains(mark.verdict))
                continue;
            const bool isKept = mark.verdict == VerdictClass::Kept;
            low = std::min(low, isKept ? mark.low : mark.speedup);
            high = std::max(high, isKept ? mark.high : mark.speedup);
        }
        for (const auto& line : kernel.references)
            if (!isTogether) // else only eager is drawn
                (line.isRoof ? roof : high) = std::max(line.isRoof ? roof : high, line.speedup);
    }
    // A roof far above would press everything else flat; the roofline shows it.
    constexpr double kNear = 2;
    if (roof < kNear * high)
        high = std::max(high, roof);
    const double margin = std::max(0.05 * (high - low), 0.02);
    const double names = isTogether && !m_slices.empty() ? margin : 0; // of bands
    panel.rect->axis(QCPAxis::atLeft)
        ->setRange(std::max(low - margin, 0.01), high + margin + names);
}

// With a margin; a logarithm begins at the first value above zero.
QCPRange ProgressView::wholeX() const
{
    double first = std::numeric_limits<double>::infinity();
    double last = -first;
    for (const auto& kernel : m_kernels) {
        const auto begin = m_logarithmicX
            ? std::upper_bound(kernel.marks.begin(), kernel.marks.end(), 0.0,
                [&](double x, const auto& mark) { return x < xOf(mark, kernel.axis); })
            : kernel.marks.begin();
        if (begin == kernel.marks.end())
            continue;
        first = std::min(first, xOf(*begin, kernel.axis));
        last = std::max(last, xOf(kernel.marks.back(), kernel.axis));
    }
    if (!(first <= last))
        return m_logarithmicX ? QCPRange(1, 10) : QCPRange(-1, 2);
    if (m_logarithmicX) {
        const double side = std::max(1.1, std::pow(last / first, 0.02)); // a factor
        return {first / side, last * side};
    }
    const double side = std::max(1.0, 0.01 * (last - first));
    return {first - side, last + side};
}

void ProgressView::fit()
{
    const auto x = wholeX();
    for (const auto& panel : m_panels) {
        fitY(panel);
        panel.rect->axis(QCPAxis::atBottom)->setRange(x);
    }
}

} // namespace autokernel::ui
