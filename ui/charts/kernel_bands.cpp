// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/kernel_bands.h"

#include "ui/theme/style.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::ui {
namespace {

constexpr double kNarrowest = 3; // pixels; a night in turns of a pixel would be a grey mist
constexpr double kLeastName = 84; // pixels of a name that is cut: fewer say nothing
constexpr double kPadding = 6;
constexpr float kOpacity = 0.45F;
constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();

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
    QColor shade = m_plot.theme()[Paint::Grid];
    shade.setAlphaF(kOpacity);
    painter->setFont(fontOf(Type::Small));
    const QFontMetricsF metrics(painter->font());
    auto slice = std::lower_bound(m_slices.begin(), m_slices.end(), x->range().lower,
        [](const KernelSlice& each, double value) { return each.to < value; });
    double unnamed = kNowhere; // where starters begin that are too narrow for their names
    for (; slice != m_slices.end() && slice->from < x->range().upper; ++slice) {
        const double left = std::max(x->coordToPixel(slice->from), area.left());
        const double right = std::min(x->coordToPixel(slice->to), area.right());
        // Every second one, however the chart is zoomed.
        if (right - left >= kNarrowest && (slice - m_slices.begin()) % 2 == 1) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(shade);
            painter->drawRect(QRectF(left, area.top(), right - left, area.height()));
        }
        const bool isNamed = drawName(*painter, metrics, slice->kernel, left, right);
        if (!isNamed && slice->isStarters && std::isnan(unnamed))
            unnamed = left;
        const auto next = std::next(slice);
        const bool isEnd = isNamed || next == m_slices.end() || !next->isStarters;
        if (!std::isnan(unnamed) && isEnd) {
            drawName(*painter, metrics, tr("starters"), unnamed, right);
            unnamed = kNowhere;
        }
    }
}

// Whole or cut in the middle; false: there is no room for a part that says something.
bool KernelBands::drawName(QCPPainter& painter, const QFontMetricsF& metrics, const QString& name,
    double left, double right) const
{
    const double room = right - left - 2 * kPadding;
    if (room < std::min(kLeastName, metrics.horizontalAdvance(name)))
        return false;
    painter.setPen(m_plot.theme()[Paint::Soft]);
    painter.drawText(QPointF(left + kPadding, m_rect.rect().top() + metrics.ascent() + 2),
        metrics.elidedText(name, Qt::ElideMiddle, room));
    return true;
}

QString kernelAt(const std::vector<KernelSlice>& slices, double x)
{
    const auto slice = std::lower_bound(slices.begin(), slices.end(), x,
        [](const KernelSlice& each, double value) { return each.to < value; });
    return slice != slices.end() && slice->from <= x ? slice->kernel : QString();
}

} // namespace autokernel::ui
