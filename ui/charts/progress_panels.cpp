// SPDX-License-Identifier: GPL-3.0-or-later
// What the progress chart is built of: panels with one x axis, their lines, bands and marks.
#include "ui/charts/axis_ticks.h"
#include "ui/charts/kernel_bands.h"
#include "ui/charts/noise_band.h"
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
constexpr std::size_t kManyPanels = 4; // fewer are one below the other
constexpr int kWidthOfTwo = 860; // of a view with two columns
constexpr int kFewTicks = 3; // of a low panel

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
    m_columns = columnsThatFit();
    const auto count = static_cast<int>(m_panels.size());
    const int rows = (count + m_columns - 1) / m_columns;
    for (int i = 0; i < count; ++i) {
        auto& panel = m_panels[static_cast<std::size_t>(i)];
        panel.rect = &m_plot->addPanel(i / m_columns, i % m_columns);
        const auto margins = panel.rect->margins();
        panel.rect->setMargins(QMargins(
            margins.left(), std::max(between, i < m_columns ? kTop : 0), leastNameRoom(), kBelow));
        panel.rect->axis(QCPAxis::atBottom)->setTickLabels(false);
    }
    m_plot->plotLayout()->setRowSpacing(0);
    m_strips.clear();
    for (int column = 0; column < m_columns; ++column)
        addStrip(rows, column);
    setMinimumHeight(rows * kSmallestPanel + kStripHeight + kAxisHeight);
    shareX();
}

// Small multiples stand in two columns where both have the room.
int ProgressView::columnsThatFit() const
{
    return m_arrangement == Arrangement::Multiples && m_kernels.size() >= kManyPanels
            && width() >= kWidthOfTwo
        ? 2
        : 1;
}

// Two columns have no room to spare; there the names of one line each say how much they need.
int ProgressView::leastNameRoom() const
{
    return m_columns == 1 ? kNameRoom : 0;
}

void ProgressView::resizeEvent(QResizeEvent* event)
{
    Chart::resizeEvent(event);
    if (!m_panels.empty() && columnsThatFit() != m_columns)
        draw();
}

QCPAxisRect& ProgressView::stripOf(std::size_t panel) const
{
    return *m_strips[panel % m_strips.size()];
}

void ProgressView::addStrip(int row, int column)
{
    auto* strip = &m_plot->addPanel(row, column);
    m_strips.push_back(strip);
    strip->setMargins(QMargins(strip->margins().left(), 0, leastNameRoom(), kAxisHeight));
    strip->setMinimumSize(0, kStripHeight);
    strip->setMaximumSize(QWIDGETSIZE_MAX, kStripHeight);
    auto* y = strip->axis(QCPAxis::atLeft);
    y->setRange(0, 1);
    y->setTicks(false);
    y->grid()->setVisible(false);
    strip->setupFullAxesBox();
    for (auto* axis : strip->axes()) {
        axis->setBasePen(m_plot->pen(Paint::Grid));
        if (axis->axisType() == QCPAxis::atTop || axis->axisType() == QCPAxis::atRight) {
            axis->setTicks(false);
            axis->grid()->setVisible(false);
        }
    }
    m_plot->setEndLabels(*strip, {{0.5, tr("no valid time"), Paint::Soft, false, {}}});
    countExperiments(
        *strip->axis(QCPAxis::atBottom), m_kernels.front().axis, firstSecond(), m_logarithmicX);
}

// Whichever x axis is moved moves the others.
void ProgressView::shareX()
{
    std::vector<QCPAxis*> all;
    for (const auto* strip : m_strips)
        all.push_back(strip->axis(QCPAxis::atBottom));
    for (const auto& panel : m_panels) {
        auto* x = panel.rect->axis(QCPAxis::atBottom);
        x->setTicker(all.front()->ticker());
        x->setScaleType(all.front()->scaleType());
        all.push_back(x);
    }
    for (const auto& from : m_panels) {
        auto* x = from.rect->axis(QCPAxis::atBottom);
        for (auto* other : all)
            if (other != x)
                connect(x, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), other,
                    qOverload<const QCPRange&>(&QCPAxis::setRange));
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
    const bool isSmall = m_arrangement == Arrangement::Multiples;
    y->setLabel(m_arrangement == Arrangement::Together ? tr("speedup, each over its own eager")
            : isSmall                                  ? tr("over eager")
                                                       : tr("speedup over eager"));
    countSpeedup(*y, m_logarithmic);
    if (isSmall)
        y->ticker()->setTickCount(kFewTicks);
    if (!m_slices.empty())
        new KernelBands(*m_plot, *panel.rect, m_slices, !isSmall); // the plot's
    if (m_arrangement != Arrangement::Together)
        addNoise(panel);
    std::vector<EndLabel> labels;
    addLines(panel, labels);
    if (m_arrangement == Arrangement::One)
        addMinimumEffect(panel, labels);
    m_plot->setEndLabels(
        *panel.rect, std::move(labels), [isSmall](double low, double high, int count) {
            return tr("%n rung(s)", nullptr, count) + (isSmall ? ' ' : '\n')
                + speedupsBetween(low, high);
        });
    if (isSmall)
        addName(panel);
}

// Gains within the band cannot be told from noise.
void ProgressView::addNoise(const Panel& panel)
{
    const auto& kernel = m_kernels[panel.kernels.front()];
    const double level = kernel.best.empty() ? 1 : kernel.best.back().y();
    if (kernel.noiseFloor && *kernel.noiseFloor > 0 && std::isfinite(level))
        new NoiseBand(*m_plot, *panel.rect, level * std::exp(-*kernel.noiseFloor),
            level * std::exp(*kernel.noiseFloor)); // the plot's
}

// Why marks above the band were reverted all the same.
void ProgressView::addMinimumEffect(const Panel& panel, std::vector<EndLabel>& labels)
{
    const auto& kernel = m_kernels[panel.kernels.front()];
    const double level = kernel.best.empty() ? 1 : kernel.best.back().y();
    if (!kernel.minimumEffect || !std::isfinite(level))
        return;
    const double asked = level * std::exp(*kernel.minimumEffect);
    m_plot->horizontal(*panel.rect, asked, m_plot->pen(Paint::Kept, kThin, Qt::DotLine));
    labels.push_back({asked, tr("asked: +%1").arg(percent(std::expm1(*kernel.minimumEffect))),
        Paint::Kept, false, {}});
}

void ProgressView::addLines(const Panel& panel, std::vector<EndLabel>& labels)
{
    auto* x = panel.rect->axis(QCPAxis::atBottom);
    auto* y = panel.rect->axis(QCPAxis::atLeft);
    const bool isTogether = m_arrangement == Arrangement::Together;
    // Small multiples are too low for labels of two lines, and many kernels in one panel would push
    // them far from their lines.
    const auto label = [&](double value, const QString& name, const QString& detail, Paint paint) {
        EndLabel made {value, name, paint, false, detail};
        if (m_arrangement != Arrangement::One && !detail.isEmpty()) {
            made.text = QString("%1 %2").arg(name, detail);
            made.detail.clear();
        }
        return made;
    };
    for (const auto index : panel.kernels) {
        const auto& kernel = m_kernels[index];
        for (const auto& line : kernel.references) {
            // Rungs of different kernels have nothing in common but eager.
            if (isTogether && (!line.isEager() || index != panel.kernels.front()))
                continue;
            const Paint paint = line.isRoof ? Paint::Accent : Paint::Soft;
            m_plot->horizontal(*panel.rect, line.speedup,
                m_plot->pen(paint, kThin, line.isRoof ? Qt::SolidLine : Qt::DashLine));
            labels.push_back(
                label(line.speedup, line.name, isTogether ? QString() : detailOf(line), paint));
            labels.back().mayMerge = !line.isRoof && !line.isEager() && !line.isVendor;
        }
        if (kernel.best.empty())
            continue;
        auto* best = m_plot->addGraph(x, y);
        best->setLineStyle(QCPGraph::lsStepLeft);
        const Paint paint = isTogether ? kernel.sign.paint : Paint::Kept;
        best->setPen(m_plot->pen(paint, 2));
        // Every kernel's first step comes from 1: together they would be one thick line.
        for (const auto& point : kernel.best)
            if (!isTogether || point.y() != 1)
                best->addData(point.x(), point.y());
        const double last = kernel.best.back().y();
        if (!std::isfinite(last))
            continue;
        QString figure = speedup(last);
        if (m_arrangement == Arrangement::One && kernel.noiseFloor && *kernel.noiseFloor > 0)
            figure += tr(", noise ±%1").arg(percent(std::expm1(*kernel.noiseFloor)));
        labels.push_back(
            label(last, isTogether ? kernel.sign.name : tr("best verified"), figure, paint));
        labels.back().isStrong = true;
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
                ? &stripOf(m_arrangement == Arrangement::Together ? 0 : i)
                : m_panels[m_arrangement == Arrangement::Together ? 0 : i].rect;
            m_clouds.push_back(new MarkCloud(*m_plot, *rect, m_kernels[i], m_hidden, part));
            if (m_arrangement == Arrangement::Together)
                m_clouds.back()->setTint(m_kernels[i].sign.paint);
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
        if (m_arrangement == Arrangement::One && kernel.minimumEffect && !kernel.best.empty())
            high = std::max(high, kernel.best.back().y() * std::exp(*kernel.minimumEffect));
    }
    // A roof far above would press everything else flat; the roofline shows it.
    constexpr double kNear = 2;
    if (roof < kNear * high)
        high = std::max(high, roof);
    const double margin = std::max(0.05 * (high - low), 0.02);
    panel.rect->axis(QCPAxis::atLeft)->setRange(std::max(low - margin, 0.01), high + margin);
}

// The run, so that charts of several kernels and of the whole model show the same; without one the
// marks. With a margin; a logarithm begins at the first value above zero.
QCPRange ProgressView::wholeX() const
{
    const auto& span = m_kernels.front().span;
    if (span.isKnown() && !m_logarithmicX)
        return {span.start(), span.border()};
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
