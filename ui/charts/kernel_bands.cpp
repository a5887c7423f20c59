// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/kernel_bands.h"

#include "ui/theme/style.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr double kNarrowest = 3; // pixels; a night in turns of a pixel would be a grey mist
constexpr double kLeastName = 48; // pixels of a band whose name is cut
constexpr double kPadding = 6;
constexpr float kOpacity = 0.45F;

} // namespace

KernelBands::KernelBands(Plot& plot, QCPAxisRect& rect, const std::vector<KernelSlice>& slices)
    : QCPAbstractItem(&plot)
    , m_plot(plot)
    , m_rect(rect)
    , m_slices(slices)
{
    setClipAxisRect(&rect);
    setSelectable(false);
    setLayer("background");
}

void KernelBands::draw(QCPPainter* painter)
{
    const auto* x = m_rect.axis(QCPAxis::atBottom);
    const QRectF area(m_rect.rect());
    const QFont font = fontOf(Type::Small);
    const QFontMetricsF metrics(font);
    QColor shade = m_plot.theme()[Paint::Grid];
    shade.setAlphaF(kOpacity);
    painter->setFont(font);
    auto slice = std::lower_bound(m_slices.begin(), m_slices.end(), x->range().lower,
        [](const KernelSlice& each, double value) { return each.to < value; });
    for (; slice != m_slices.end() && slice->from < x->range().upper; ++slice) {
        const double left = std::max(x->coordToPixel(slice->from), area.left());
        const double right = std::min(x->coordToPixel(slice->to), area.right());
        if (right - left < kNarrowest)
            continue;
        // Every second one, however the chart is zoomed.
        if ((slice - m_slices.begin()) % 2 == 1) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(shade);
            painter->drawRect(QRectF(left, area.top(), right - left, area.height()));
        }
        const double room = right - left - 2 * kPadding;
        if (room < std::min(kLeastName, metrics.horizontalAdvance(slice->kernel)))
            continue;
        painter->setPen(m_plot.theme()[Paint::Soft]);
        painter->drawText(QPointF(left + kPadding, area.top() + metrics.ascent() + 2),
            metrics.elidedText(slice->kernel, Qt::ElideMiddle, room));
    }
}

} // namespace autokernel::ui
