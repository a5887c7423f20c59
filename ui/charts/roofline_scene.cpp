// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/roofline_scene.h"

#include "ui/charts/label_layout.h"
#include "ui/figures.h"
#include "ui/theme/style.h"

#include <QtMath>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kCandidateSize = 6;
constexpr double kSelectedSize = 18;
constexpr double kFaintest = 0.2; // opacity of a trail's first candidate
constexpr double kSlopeNameRoom = 18; // pixels between two roofs that a name between them takes
constexpr double kNameGap = 11; // pixels from a point to its name
constexpr double kLeader = 13; // a name further away gets a line to its point

} // namespace

struct RooflineScene::Labels
{
    struct Name
    {
        QString text;
        Paint paint;
        bool isStrong;
        Paint leader;
    };
    std::vector<LabelWish> wishes;
    std::vector<Name> names;
    std::vector<QRectF> obstacles;

    void add(const QPointF& at, const QString& text, Paint paint, bool isStrong, Paint leader)
    {
        QFont font = fontOf(Type::Small);
        font.setWeight(isStrong ? QFont::DemiBold : QFont::Normal);
        wishes.push_back({at, QFontMetricsF(font).size(Qt::TextSingleLine, text), kNameGap});
        names.push_back({text, paint, isStrong, leader});
    }
    void putFirst() // the last one
    {
        std::rotate(wishes.begin(), wishes.end() - 1, wishes.end());
        std::rotate(names.begin(), names.end() - 1, names.end());
    }
    void avoid(const QPointF& at, double size)
    {
        obstacles.emplace_back(at - QPointF(size, size) / 2, QSizeF(size, size));
    }
};

RooflineScene::RooflineScene(
    Plot& plot, QCPAxisRect& rect, const RooflineData& data, const RooflineLook& look)
    : QCPAbstractItem(&plot)
    , m_plot(plot)
    , m_rect(rect)
    , m_data(data)
    , m_look(look)
{
    setClipAxisRect(&rect);
    setSelectable(false);
}

RooflineScene::Bounds RooflineScene::bounds() const
{
    const auto x = m_rect.axis(QCPAxis::atBottom)->range();
    const auto y = m_rect.axis(QCPAxis::atLeft)->range();
    return {x.lower, x.upper, y.lower * m_look.scale, y.upper * m_look.scale};
}

QPointF RooflineScene::pixelOf(double intensity, double flopPerSecond) const
{
    return {m_rect.axis(QCPAxis::atBottom)->coordToPixel(intensity),
        m_rect.axis(QCPAxis::atLeft)->coordToPixel(flopPerSecond / m_look.scale)};
}

QPointF RooflineScene::pixelOf(const RooflineTrail& trail, double microseconds) const
{
    return pixelOf(trail.intensity(), trail.flopPerSecond(microseconds));
}

bool RooflineScene::shows(const RooflineTrail& trail) const
{
    return !m_look.kernel || *m_look.kernel == trail.target;
}

void RooflineScene::draw(QCPPainter* painter)
{
    if (!m_data.hasRoofs())
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(fontOf(Type::Small));
    const auto range = bounds();
    Labels labels;
    drawZones(*painter, range);
    drawRoofs(*painter, range, labels);
    for (const auto& trail : m_data.trails)
        if (shows(trail))
            drawTrail(*painter, trail, labels);
    // Over the ways of all others.
    for (const auto& trail : m_data.trails)
        if (shows(trail)) {
            drawBest(*painter, trail, labels);
            drawSelected(*painter, trail, labels);
        }
    drawLabels(*painter, labels);
}

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
    const double peak = m_data.peakFlopPerSecond;
    const double ridge = peak / strong.bytesPerSecond;
    const double from = std::max(ridge, range.xLow);
    if (peak < range.yLow || peak > range.yHigh || from >= range.xHigh)
        return;
    painter.setPen(m_plot.pen(Paint::Text, 2));
    painter.drawLine(pixelOf(from, peak), pixelOf(range.xHigh, peak));
    const QString name = tr("%1 peak %2, measured").arg(m_data.dtype, rate(peak, "FLOP"));
    const QSizeF size = QFontMetricsF(painter.font()).size(Qt::TextSingleLine, name);
    const QPointF corner = pixelOf(range.xHigh, peak) - QPointF(size.width() + 8, 6);
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
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(name);
    constexpr double kFromBegin = 24;
    constexpr double kStep = 8;
    for (double at = 0; isStrong && at < line.length(); at += kStep)
        labels.avoid(line.pointAt(at / line.length()), kStep);
    if (line.length() < width + 2 * kFromBegin)
        return;
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
    painter.save();
    painter.translate(begin);
    painter.rotate(-line.angle());
    painter.setPen(m_plot.theme()[isStrong ? Paint::Text : Paint::Soft]);
    painter.drawText(QPointF(kFromBegin, offset), name);
    painter.restore();
    // The slanting text as a chain of boxes.
    for (double at = kFromBegin; at < kFromBegin + width; at += 12)
        labels.avoid(
            line.pointAt(at / line.length()) + (offset < 0 ? QPointF(-5, -8) : QPointF(5, 8)), 18);
}

bool RooflineScene::drawMark(
    QCPPainter& painter, RoofMark mark, const QPointF& at, Paint paint, Labels& labels) const
{
    if (!m_rect.rect().contains(at.toPoint()))
        return false;
    paintRoofMark(painter, mark, at, m_plot.theme(), paint);
    labels.avoid(at, sizeOf(mark));
    return true;
}

void RooflineScene::drawCandidates(QCPPainter& painter, const RooflineTrail& trail) const
{
    // In a column of one intensity later ones cover earlier ones: a pixel is drawn once.
    const auto& all = trail.candidates;
    std::vector<bool> isTaken(static_cast<std::size_t>(std::max(1, m_rect.height() + 1)));
    for (std::size_t i = all.size(); i-- > 0;) {
        const QPointF at = pixelOf(trail, all[i].microseconds);
        const int row = static_cast<int>(at.y()) - m_rect.top();
        if (row < 0 || row >= static_cast<int>(isTaken.size())
            || isTaken[static_cast<std::size_t>(row)])
            continue;
        isTaken[static_cast<std::size_t>(row)] = true;
        QColor color = m_plot.theme()[paintOf(all[i].verdict)];
        color.setAlphaF(static_cast<float>(kFaintest
            + (1 - kFaintest) * static_cast<double>(i + 1) / static_cast<double>(all.size())));
        if (m_rect.rect().contains(at.toPoint()))
            paintMark(painter, all[i].verdict, at, kCandidateSize, color);
    }
}

// From eager to the best that was verified.
void RooflineScene::drawWay(QCPPainter& painter, const RooflineTrail& trail, Labels& labels) const
{
    if (!trail.champion || trail.eagerMicroseconds <= 0)
        return;
    const QRectF area = m_rect.rect();
    const QPointF begin = pixelOf(trail, trail.eagerMicroseconds);
    const QPointF end = pixelOf(trail, trail.candidates[*trail.champion].microseconds);
    if (begin.x() < area.left() || begin.x() > area.right())
        return;
    const auto inside = [&](double y) { return std::clamp(y, area.top(), area.bottom()); };
    const QLineF way(begin.x(), inside(begin.y()), end.x(), inside(end.y()));
    painter.setPen(m_plot.pen(trail.sign.paint, 1.4));
    painter.drawLine(way);
    constexpr double kStep = 8;
    for (double at = 0; at < way.length(); at += kStep)
        labels.avoid(way.pointAt(at / way.length()), kStep);
}

void RooflineScene::drawTrail(QCPPainter& painter, const RooflineTrail& trail, Labels& labels) const
{
    const bool isAlone = m_look.kernel.has_value();
    if (isAlone)
        drawCandidates(painter, trail);
    drawWay(painter, trail, labels);
    const auto name = [&](const QPointF& at, const QString& text) {
        if (isAlone || m_data.trails.size() == 1)
            labels.add(at, text, Paint::Soft, false, Paint::Line);
    };
    for (const auto& rung : trail.rungs) {
        const QPointF at = pixelOf(trail, rung.microseconds);
        if (drawMark(painter, RoofMark::Rung, at, Paint::Text, labels))
            name(at, rung.name);
    }
    if (trail.eagerMicroseconds > 0) {
        const QPointF at = pixelOf(trail, trail.eagerMicroseconds);
        if (drawMark(painter, RoofMark::Start, at, trail.sign.paint, labels))
            name(at, tr("eager"));
    }
    for (const auto& candidate : trail.candidates)
        if (!isAlone && candidate.verdict == VerdictClass::Kept)
            drawMark(painter, RoofMark::OnTheWay, pixelOf(trail, candidate.microseconds),
                trail.sign.paint, labels);
}

void RooflineScene::drawBest(QCPPainter& painter, const RooflineTrail& trail, Labels& labels) const
{
    if (trail.champion) {
        const double time = trail.candidates[*trail.champion].microseconds;
        const QPointF at = pixelOf(trail, time);
        drawMark(painter, RoofMark::Best, at, trail.sign.paint, labels);
        QString name = trail.sign.name;
        if (trail.leastMicroseconds > 0)
            name += ' ' + percent(trail.leastMicroseconds / time);
        labels.add(at, name, trail.sign.paint, true, trail.sign.paint);
        labels.putFirst();
    } else if (!m_look.kernel && trail.eagerMicroseconds > 0) {
        labels.add(pixelOf(trail, trail.eagerMicroseconds), trail.sign.name, Paint::Soft, false,
            trail.sign.paint);
    }
}

void RooflineScene::drawSelected(
    QCPPainter& painter, const RooflineTrail& trail, Labels& labels) const
{
    for (const auto& candidate : trail.candidates) {
        if (candidate.number != m_look.selected)
            continue;
        const QPointF at = pixelOf(trail, candidate.microseconds);
        if (!m_rect.rect().contains(at.toPoint()))
            continue;
        painter.setPen(m_plot.pen(Paint::Accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(at, kSelectedSize / 2, kSelectedSize / 2);
        labels.avoid(at, kSelectedSize);
    }
}

void RooflineScene::drawLabels(QCPPainter& painter, const Labels& labels) const
{
    const auto places = placeLabels(
        labels.wishes, QRectF(m_rect.rect()).adjusted(2, 2, -2, -2), labels.obstacles);
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!places[i])
            continue;
        const auto& place = *places[i];
        const auto& at = labels.wishes[i].at;
        const QPointF nearest(std::clamp(at.x(), place.left(), place.right()),
            std::clamp(at.y(), place.top(), place.bottom()));
        if (QLineF(at, nearest).length() > kLeader) {
            painter.setPen(m_plot.pen(labels.names[i].leader));
            painter.drawLine(at, nearest);
        }
        QFont font = fontOf(Type::Small);
        font.setWeight(labels.names[i].isStrong ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(m_plot.theme()[labels.names[i].paint]);
        painter.drawText(place, Qt::AlignCenter | Qt::TextDontClip, labels.names[i].text);
    }
}

} // namespace autokernel::ui
