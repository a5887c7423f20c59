// SPDX-License-Identifier: GPL-3.0-or-later
// What a roofline's kernels lie under: zones, measured roofs and what a data sheet says.
#include "ui/charts/roofline_labels.h"
#include "ui/figures.h"
#include "ui/local_time.h"

#include <QtMath>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kSlopeNameRoom = 18; // pixels between two roofs that a name between them takes
constexpr double kRoofRadius = 6; // pixels from a roof that is pointed at
constexpr QMarginsF kSlopeNameMargins(6, 6, 6, 6); // that a slanting name keeps from the axes

} // namespace

void RooflineScene::drawZones(QCPPainter& painter, const Bounds& range) const
{
    const double bandwidth = m_data.roofOf(m_look.level).bytesPerSecond;
    const double ridge = m_data.peakFlopPerSecond / bandwidth;
    const auto& theme = m_plot.theme();
    painter.setPen(Qt::NoPen);
    const double from = std::max(range.xLow, range.yLow / bandwidth);
    const double to = std::min(ridge, range.xHigh);
    if (from < to) {
        QPolygonF zone {
            pixelOf(from, range.yLow), pixelOf(from, std::min(from * bandwidth, range.yHigh))};
        if (to * bandwidth > range.yHigh)
            zone << pixelOf(std::max(from, range.yHigh / bandwidth), range.yHigh);
        zone << pixelOf(to, std::min(to * bandwidth, range.yHigh)) << pixelOf(to, range.yLow);
        painter.setBrush(theme[Paint::MemoryZone]);
        painter.drawPolygon(zone);
    }
    const double right = std::max(ridge, range.xLow);
    const double top = std::min(m_data.peakFlopPerSecond, range.yHigh);
    if (right < range.xHigh && top > range.yLow) {
        painter.setBrush(theme[Paint::ComputeZone]);
        painter.drawRect(QRectF(pixelOf(right, top), pixelOf(range.xHigh, range.yLow)));
    }
    painter.setPen(theme[Paint::Soft]);
    const auto name = [&](double low, double high, const QString& text) {
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
        const double left = pixelOf(low, range.yLow).x();
        const double middle = (left + pixelOf(high, range.yLow).x() - width) / 2;
        if (middle > left + 4)
            painter.drawText(QPointF(middle, pixelOf(low, range.yLow).y() - 8), text);
    };
    if (from < to)
        name(from, to, tr("memory-bound"));
    if (right < range.xHigh)
        name(right, range.xHigh, tr("compute-bound, from %1 FLOP per byte").arg(ridge, 0, 'g', 3));
}

void RooflineScene::drawRoofs(QCPPainter& painter, const Bounds& range, Labels& labels) const
{
    const auto& strong = m_data.roofOf(m_look.level);
    for (const auto& roof : m_data.memory)
        if (&roof == &strong || !m_look.isLevelAlone)
            drawSlope(painter, range, roof, &roof == &strong, labels);
    drawNominal(painter, range, labels);
    drawOtherPeaks(painter, range, labels);
    const double peak = m_data.peakFlopPerSecond;
    const double ridge = peak / strong.bytesPerSecond;
    // The thin slopes of nearer memory end at the same peak.
    const double thin = std::max(peak / m_data.memory.front().bytesPerSecond, range.xLow);
    if (!m_look.isLevelAlone && peak > range.yLow && peak < range.yHigh && thin < ridge
        && thin < range.xHigh) {
        painter.setPen(m_plot.pen(Paint::Soft, 1));
        painter.drawLine(pixelOf(thin, peak), pixelOf(std::min(ridge, range.xHigh), peak));
    }
    const double from = std::max(ridge, range.xLow);
    if (peak < range.yLow || peak > range.yHigh || from >= range.xHigh)
        return;
    painter.setPen(m_plot.pen(Paint::Text, 2));
    painter.drawLine(pixelOf(from, peak), pixelOf(range.xHigh, peak));
    const QString name = tr("%1 peak %2, measured").arg(m_data.dtype, rate(peak, "FLOP"));
    const QSizeF size = QFontMetricsF(painter.font()).size(Qt::TextSingleLine, name);
    const bool isAbove = std::none_of(
        m_data.nominal.peaks.begin(), m_data.nominal.peaks.end(), [&](const auto& nominal) {
            const double up
                = pixelOf(range.xHigh, peak).y() - pixelOf(range.xHigh, nominal.flopPerSecond).y();
            return up > 0 && up < size.height() + 8;
        });
    const QPointF corner
        = pixelOf(range.xHigh, peak) - QPointF(size.width() + 8, isAbove ? 6 : -size.height());
    painter.setPen(m_plot.theme()[Paint::Text]);
    painter.drawText(corner, name);
    labels.obstacles.emplace_back(corner - QPointF(0, size.height()), size + QSizeF(0, 12));
    labels.obstacles.emplace_back(pixelOf(from, peak) - QPointF(0, 3),
        QSizeF(pixelOf(range.xHigh, peak).x() - pixelOf(from, peak).x(), 6));
    if (ridge <= range.xLow)
        return;
    painter.setPen(m_plot.pen(Paint::Soft, 1, Qt::DotLine));
    painter.drawLine(pixelOf(ridge, peak), pixelOf(ridge, range.yLow));
}

// Thin, from where the strong slope meets it; one that cannot be told from the peak is left out.
void RooflineScene::drawOtherPeaks(QCPPainter& painter, const Bounds& range, Labels& labels) const
{
    constexpr double kApart = 10; // pixels
    const double bandwidth = m_data.roofOf(m_look.level).bytesPerSecond;
    for (const auto& other : m_data.otherPeaks) {
        const double peak = other.flopPerSecond;
        const double from = std::max(peak / bandwidth, range.xLow);
        if (peak <= range.yLow || peak >= range.yHigh || from >= range.xHigh)
            continue;
        const QPointF end = pixelOf(range.xHigh, peak);
        if (std::abs(end.y() - pixelOf(range.xHigh, m_data.peakFlopPerSecond).y()) < kApart)
            continue;
        painter.setPen(m_plot.pen(Paint::Line, 1));
        painter.drawLine(pixelOf(from, peak), end);
        const QString name = tr("%1 %2, measured").arg(other.dtype, rate(peak, "FLOP"));
        const QSizeF size = QFontMetricsF(painter.font()).size(Qt::TextSingleLine, name);
        const QPointF corner = end - QPointF(size.width() + 8, 5);
        painter.setPen(m_plot.theme()[Paint::Soft]);
        painter.drawText(corner, name);
        labels.obstacles.emplace_back(corner - QPointF(0, size.height()), size + QSizeF(0, 6));
    }
}

void RooflineScene::drawSlope(QCPPainter& painter, const Bounds& range, const MemoryRoof& roof,
    bool isStrong, Labels& labels) const
{
    const double bandwidth = roof.bytesPerSecond;
    const double from = std::max(range.xLow, range.yLow / bandwidth);
    const double to
        = std::min({range.xHigh, range.yHigh / bandwidth, m_data.peakFlopPerSecond / bandwidth});
    if (from >= to)
        return;
    const QPointF begin = pixelOf(from, from * bandwidth);
    const QPointF end = pixelOf(to, to * bandwidth);
    painter.setPen(m_plot.pen(isStrong ? Paint::Text : Paint::Soft, isStrong ? 2 : 1));
    painter.drawLine(begin, end);
    const QLineF line(begin, end);
    const QString name = tr("%1 %2, measured").arg(roof.level, rate(bandwidth, "B"));
    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(name);
    constexpr double kFromEnds = 24;
    constexpr double kStep = 8;
    for (double at = 0; isStrong && at < line.length(); at += kStep)
        labels.avoid(line.pointAt(at / line.length()), kStep);
    // Roofs are parallel here. Where the next one is too near for a name between them, the other
    // side may have room.
    const auto isFree = [&](double side) {
        return std::none_of(m_data.memory.begin(), m_data.memory.end(), [&](const auto& other) {
            const double up = begin.y() - pixelOf(from, from * other.bytesPerSecond).y();
            const double away = side * up * std::cos(qDegreesToRadians(line.angle()));
            return !m_look.isLevelAlone && away > 0 && away < kSlopeNameRoom;
        });
    };
    if (!isStrong && !isFree(1) && !isFree(-1))
        return;
    const double offset = isStrong || isFree(1) ? -6 : 14;
    const auto start
        = startAlong(line, QRectF(0, offset - metrics.ascent(), width, metrics.height()),
            QRectF(m_rect.rect()).marginsRemoved(kSlopeNameMargins), kFromEnds);
    if (!start)
        return;
    painter.save();
    painter.setTransform(alongLine(line), true);
    painter.setPen(m_plot.theme()[isStrong ? Paint::Text : Paint::Soft]);
    painter.drawText(QPointF(*start, offset), name);
    painter.restore();
    // The slanting text as a chain of boxes.
    for (double at = *start; at < *start + width; at += 12)
        labels.avoid(
            line.pointAt(at / line.length()) + (offset < 0 ? QPointF(-5, -8) : QPointF(5, 8)), 18);
}

// Dashed, between what was measured and the kernels; a name where there is room.
void RooflineScene::drawNominal(QCPPainter& painter, const Bounds& range, Labels& labels) const
{
    const auto& nominal = m_data.nominal;
    if (!nominal.isKnown())
        return;
    const auto& strong = m_data.roofOf(m_look.level);
    const bool hasSlope = !m_look.isLevelAlone || strong.level == "DRAM";
    const double bandwidth = nominal.dramBytesPerSecond;
    const auto dashed = [&](const QPointF& begin, const QPointF& end, const QString& name) {
        painter.setPen(m_plot.pen(Paint::Soft, 1.2, Qt::DashLine));
        painter.drawLine(begin, end);
        labels.add(
            (begin + end) / 2, tr("%1, data sheet").arg(name), Paint::Soft, false, Paint::Soft);
    };
    const double from = std::max(range.xLow, range.yLow / bandwidth);
    const double to = std::min(
        {range.xHigh, range.yHigh / bandwidth, nominal.peaks.front().flopPerSecond / bandwidth});
    if (hasSlope && from < to)
        dashed(pixelOf(from, from * bandwidth), pixelOf(to, to * bandwidth),
            tr("DRAM %1").arg(rate(bandwidth, "B")));
    for (const auto& peak : nominal.peaks) {
        const double ridge = peak.flopPerSecond / (hasSlope ? bandwidth : strong.bytesPerSecond);
        const double left = std::max(ridge, range.xLow);
        if (peak.flopPerSecond > range.yLow && peak.flopPerSecond < range.yHigh
            && left < range.xHigh)
            dashed(pixelOf(left, peak.flopPerSecond), pixelOf(range.xHigh, peak.flopPerSecond),
                QString("%1 %2").arg(peak.arithmetic, rate(peak.flopPerSecond, "FLOP")));
    }
}

QString RooflineScene::roofAt(const QPointF& at) const
{
    if (!m_data.hasRoofs() || !m_rect.rect().contains(at.toPoint()))
        return {};
    const double intensity = m_rect.axis(QCPAxis::atBottom)->pixelToCoord(at.x());
    QString found;
    double nearest = kRoofRadius;
    const auto offer = [&](double flopPerSecond, const QString& sentence) {
        const double away = std::abs(pixelOf(intensity, flopPerSecond).y() - at.y());
        if (away < nearest) {
            nearest = away;
            found = sentence;
        }
    };
    // The roof that data come from, up to the peak that ends it.
    const auto offerSlope = [&](double bandwidth, double peak, const QString& sentence) {
        if (intensity * bandwidth < peak)
            offer(intensity * bandwidth, sentence);
    };
    const auto& strong = m_data.roofOf(m_look.level);
    const double peak = m_data.peakFlopPerSecond;
    const auto measured
        = tr("measured on %1, %2").arg(m_data.device, localTime(m_data.measuredAt.toStdString()));
    for (const auto& roof : m_data.memory)
        if (&roof == &strong || !m_look.isLevelAlone)
            offerSlope(roof.bytesPerSecond, peak,
                tr("%1 %2, %3").arg(roof.level, rate(roof.bytesPerSecond, "B"), measured));
    if (intensity * strong.bytesPerSecond >= peak)
        offer(peak, tr("%1 peak %2, %3").arg(m_data.dtype, rate(peak, "FLOP"), measured));
    for (const auto& other : m_data.otherPeaks)
        if (intensity * strong.bytesPerSecond >= other.flopPerSecond)
            offer(other.flopPerSecond,
                tr("%1 peak %2, %3").arg(other.dtype, rate(other.flopPerSecond, "FLOP"), measured));
    const auto& nominal = m_data.nominal;
    if (!nominal.isKnown())
        return found;
    const double bandwidth = nominal.dramBytesPerSecond;
    const bool hasSlope = !m_look.isLevelAlone || strong.level == "DRAM";
    if (hasSlope)
        offerSlope(bandwidth, nominal.peaks.front().flopPerSecond,
            tr("DRAM %1, nominal: %2").arg(rate(bandwidth, "B"), nominal.source));
    for (const auto& each : nominal.peaks)
        if (intensity * (hasSlope ? bandwidth : strong.bytesPerSecond) >= each.flopPerSecond)
            offer(each.flopPerSecond,
                tr("%1 peak %2, nominal: %3")
                    .arg(each.arithmetic, rate(each.flopPerSecond, "FLOP"), nominal.source));
    return found;
}

} // namespace autokernel::ui
