// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/mark_cloud.h"

#include "ui/charts/thinning.h"

#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

double sizeOf(VerdictClass verdict)
{
    switch (verdict) {
    case VerdictClass::Kept:
        return 9;
    case VerdictClass::Inconclusive:
        return 8;
    case VerdictClass::Control:
        return 8;
    default:
        return 7;
    }
}

} // namespace

MarkCloud::MarkCloud(Plot& plot, QCPAxisRect& rect, const KernelProgress& progress,
    const std::set<VerdictClass>& hidden, Part part)
    : QCPAbstractItem(&plot)
    , m_plot(plot)
    , m_rect(rect)
    , m_progress(progress)
    , m_hidden(hidden)
    , m_part(part)
{
    setClipAxisRect(&rect);
    setSelectable(false);
}

bool MarkCloud::shows(const ProgressMark& mark) const
{
    return !m_hidden.contains(mark.verdict)
        && (m_part == Part::Strip ? hasNoTime(mark.verdict) : mark.speedup > 0);
}

QPointF MarkCloud::pixelOf(const ProgressMark& mark) const
{
    return {m_rect.axis(QCPAxis::atBottom)->coordToPixel(xOf(mark, m_progress.axis)),
        m_part == Part::Strip ? static_cast<double>(m_rect.rect().center().y())
                              : m_rect.axis(QCPAxis::atLeft)->coordToPixel(mark.speedup)};
}

QColor MarkCloud::colorOf(VerdictClass verdict) const
{
    const bool isTinted
        = m_tint && (verdict == VerdictClass::Reverted || verdict == VerdictClass::Kept);
    return m_plot.theme()[isTinted ? *m_tint : paintOf(verdict)];
}

const QPixmap& MarkCloud::glyphOf(VerdictClass verdict)
{
    auto& glyph = m_glyphs[verdict];
    if (!glyph.isNull())
        return glyph;
    const double scale = m_plot.bufferDevicePixelRatio();
    const int side = static_cast<int>(std::ceil((sizeOf(verdict) + 4) * scale));
    glyph = QPixmap(side, side);
    glyph.fill(Qt::transparent);
    glyph.setDevicePixelRatio(scale);
    QPainter painter(&glyph);
    painter.setRenderHint(QPainter::Antialiasing);
    paintVerdict(painter, verdict, QPointF(side, side) / (2 * scale));
    return glyph;
}

void MarkCloud::paintVerdict(QPainter& painter, VerdictClass verdict, const QPointF& at) const
{
    paintMark(painter, verdict, at, sizeOf(verdict), colorOf(verdict));
    if (!m_tint || verdict != VerdictClass::Kept)
        return;
    // In its kernel's colour a disc would be lost on its kernel's line.
    painter.setPen(m_plot.pen(Paint::Text, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at, sizeOf(verdict) / 2, sizeOf(verdict) / 2);
}

void MarkCloud::draw(QCPPainter* painter)
{
    const auto* axis = m_rect.axis(QCPAxis::atBottom);
    const auto x = axis->range();
    const auto& marks = m_progress.marks;
    auto hidden = m_hidden;
    for (const auto verdict : kVerdictClasses)
        if (hasNoTime(verdict) != (m_part == Part::Strip))
            hidden.insert(verdict);
    const auto shown = thinned(marks, m_progress.axis,
        {x.lower, x.upper, std::max(1, m_rect.width()), hidden,
            axis->scaleType() == QCPAxis::stLogarithmic});
    // Files are drawn as shapes, at any scale.
    const bool isScreen = !painter->modes().testFlag(QCPPainter::pmNoCaching)
        && !painter->modes().testFlag(QCPPainter::pmVectorized);
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF area(m_rect.rect());
    // Keeps lie above all others.
    for (const bool keeps : {false, true})
        for (const auto index : shown) {
            const auto& mark = marks[index];
            if ((mark.verdict == VerdictClass::Kept) != keeps || !shows(mark))
                continue;
            const QPointF at = pixelOf(mark);
            if (!area.contains(at))
                continue;
            if (keeps)
                drawWhiskers(*painter, mark);
            if (isScreen) {
                const auto& glyph = glyphOf(mark.verdict);
                const QSizeF size = glyph.deviceIndependentSize();
                painter->drawPixmap(at - QPointF(size.width(), size.height()) / 2, glyph);
            } else {
                paintVerdict(*painter, mark.verdict, at);
            }
        }
}

void MarkCloud::drawWhiskers(QCPPainter& painter, const ProgressMark& mark) const
{
    if (!(mark.low > 0) || !(mark.high >= mark.low))
        return;
    constexpr double kHalf = 3; // of the bar at an end
    const auto* y = m_rect.axis(QCPAxis::atLeft);
    const QRectF area(m_rect.rect());
    const double x = pixelOf(mark).x();
    const double low = std::min(y->coordToPixel(mark.low), area.bottom());
    const double high = std::max(y->coordToPixel(mark.high), area.top());
    painter.setPen(m_plot.pen(m_tint.value_or(Paint::Kept), 1.4));
    painter.drawLine(QPointF(x, low), QPointF(x, high));
    for (const double end : {low, high})
        painter.drawLine(QPointF(x - kHalf, end), QPointF(x + kHalf, end));
}

MarkCloud::Near MarkCloud::nearest(const QPointF& at, double radius) const
{
    const auto* x = m_rect.axis(QCPAxis::atBottom);
    if (!QRectF(m_rect.rect()).adjusted(-radius, -radius, radius, radius).contains(at))
        return {};
    const auto& marks = m_progress.marks;
    auto mark = std::lower_bound(marks.begin(), marks.end(), x->pixelToCoord(at.x() - radius),
        [&](const ProgressMark& each, double value) { return xOf(each, m_progress.axis) < value; });
    const double last = x->pixelToCoord(at.x() + radius);
    Near found {nullptr, radius};
    for (; mark != marks.end() && xOf(*mark, m_progress.axis) <= last; ++mark) {
        if (!shows(*mark))
            continue;
        const QPointF there = pixelOf(*mark);
        const double distance = std::hypot(there.x() - at.x(), there.y() - at.y())
            + (mark->verdict == VerdictClass::Kept ? 0 : 1);
        if (distance < found.distance)
            found = {&*mark, distance};
    }
    return found;
}

SelectionRing::SelectionRing(Plot& plot, const std::vector<MarkCloud*>& clouds,
    const std::vector<KernelProgress>& kernels, const std::int64_t& selected)
    : QCPAbstractItem(&plot)
    , m_plot(plot)
    , m_clouds(clouds)
    , m_kernels(kernels)
    , m_selected(selected)
{
    setClipToAxisRect(false);
    setSelectable(false);
}

// Two clouds a kernel, its timed one first, in the order of the kernels.
void SelectionRing::draw(QCPPainter* painter)
{
    constexpr double kRadius = 8;
    if (m_selected <= 0)
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(m_plot.pen(Paint::Accent, 2));
    painter->setBrush(Qt::NoBrush);
    for (std::size_t i = 0; i < m_clouds.size(); ++i)
        for (const auto& mark : m_kernels[i / 2].marks) {
            if (mark.number != m_selected || !m_clouds[i]->shows(mark))
                continue;
            const QPointF at = m_clouds[i]->pixelOf(mark);
            if (QRectF(m_clouds[i]->clipAxisRect()->rect()).contains(at))
                painter->drawEllipse(at, kRadius, kRadius);
        }
}

} // namespace autokernel::ui
