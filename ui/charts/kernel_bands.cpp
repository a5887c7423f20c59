// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/kernel_bands.h"

#include "ui/charts/band_names.h"
#include "ui/theme/style.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr double kNarrowest = 3; // pixels; a night in turns of a pixel would be a grey mist
constexpr float kOpacity = 0.45F;

} // namespace

KernelBands::KernelBands(
    Plot& plot, QCPAxisRect& rect, const std::vector<KernelSlice>& slices, bool hasNames)
    : QCPAbstractItem(&plot)
    , m_plot(plot)
    , m_rect(rect)
    , m_slices(slices)
    , m_strip(hasNames ? kBandNameHeight : 0)
{
    setClipToAxisRect(false); // names stand above it; the bands end where it ends
    setSelectable(false);
    setLayer("background");
    auto margins = rect.margins();
    margins.setTop(margins.top() + m_strip);
    rect.setMargins(margins);
}

void KernelBands::draw(QCPPainter* painter)
{
    const auto* x = m_rect.axis(QCPAxis::atBottom);
    const QRectF area = QRectF(m_rect.rect()).adjusted(0, -m_strip, 0, 0);
    QColor shade = m_plot.theme()[Paint::Grid];
    shade.setAlphaF(kOpacity);
    auto slice = std::lower_bound(m_slices.begin(), m_slices.end(), x->range().lower,
        [](const KernelSlice& each, double value) { return each.to < value; });
    std::vector<Band> bands;
    painter->setPen(Qt::NoPen);
    painter->setBrush(shade);
    for (; slice != m_slices.end() && slice->from < x->range().upper; ++slice) {
        const double left = std::max(x->coordToPixel(slice->from), area.left());
        const double right = std::min(x->coordToPixel(slice->to), area.right());
        // Every second one, however the chart is zoomed.
        if (right - left >= kNarrowest && (slice - m_slices.begin()) % 2 == 1)
            painter->drawRect(QRectF(left, area.top(), right - left, area.height()));
        bands.push_back({slice->kernel, left, right, slice->isStarters});
    }
    if (m_strip == 0)
        return;
    painter->setFont(fontOf(Type::Small));
    painter->setPen(m_plot.theme()[Paint::Soft]);
    const QFontMetricsF metrics(painter->font());
    const double base = area.top() + (m_strip + metrics.ascent() - metrics.descent()) / 2;
    for (const auto& name : nameBands(bands, area.left(), metrics))
        painter->drawText(QPointF(name.left, base), name.text);
}

QString kernelAt(const std::vector<KernelSlice>& slices, double x)
{
    const auto slice = std::lower_bound(slices.begin(), slices.end(), x,
        [](const KernelSlice& each, double value) { return each.to < value; });
    return slice != slices.end() && slice->from <= x ? slice->kernel : QString();
}

} // namespace autokernel::ui
