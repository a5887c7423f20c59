// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/noise_band.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr double kStrokeStep = 7; // pixels from stroke to stroke
constexpr float kHatchOpacity = 0.4F;
constexpr double kLeastBand = 2; // pixels: a thinner band is behind its own line

} // namespace

NoiseBand::NoiseBand(Plot& plot, QCPAxisRect& rect, double low, double high)
    : QCPAbstractItem(&plot)
    , m_plot(plot)
    , m_rect(rect)
    , m_low(low)
    , m_high(high)
{
    setClipAxisRect(&rect);
    setSelectable(false);
    setLayer("background");
}

// Strokes are cut to the band here: files have no clip.
void NoiseBand::draw(QCPPainter* painter)
{
    const auto* y = m_rect.axis(QCPAxis::atLeft);
    const QRectF area(m_rect.rect());
    const double top = std::max(y->coordToPixel(m_high), area.top());
    const double bottom = std::min(y->coordToPixel(m_low), area.bottom());
    if (bottom - top < kLeastBand)
        return;
    QColor ink = m_plot.theme()[Paint::Kept];
    ink.setAlphaF(kHatchOpacity);
    painter->setPen(QPen(ink, 1.1));
    const double height = bottom - top;
    for (double foot = area.left() - height; foot < area.right(); foot += kStrokeStep) {
        // From the foot of a stroke up to the right, at 45 degrees.
        const double from = std::max(0.0, area.left() - foot);
        const double to = std::min(height, area.right() - foot);
        if (from < to)
            painter->drawLine(QPointF(foot + from, bottom - from), QPointF(foot + to, bottom - to));
    }
}

} // namespace autokernel::ui
