// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/roofline_scene.h"

#include "ui/charts/roofline_labels.h"
#include "ui/figures.h"
#include "ui/theme/style.h"

#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kCandidateSize = 6;
constexpr double kSelectedSize = 18;
constexpr double kFaintest = 0.2; // opacity of a trail's first candidate
constexpr double kLeader = 18; // a name further away gets a line to its point

} // namespace

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

QPointF RooflineScene::pixelOf(const RooflineTrail& trail, const RooflineRung& rung) const
{
    QPointF at = pixelOf(trail, rung.microseconds);
    if (trail.eagerMicroseconds <= 0)
        return at;
    const QPointF start = pixelOf(trail, trail.eagerMicroseconds);
    if (std::abs(at.y() - start.y()) < sizeOf(RoofMark::Start))
        at.rx() += sizeOf(RoofMark::Start);
    return at;
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
    const bool isNamed = isAlone || m_data.trails.size() == 1;
    const auto name = [&](const QPointF& at, const QString& text) {
        labels.add(at, text, Paint::Soft, false, Paint::Line);
    };
    const QPointF start = pixelOf(trail, trail.eagerMicroseconds);
    if (trail.eagerMicroseconds > 0
        && drawMark(painter, RoofMark::Start, start, trail.sign.paint, labels) && isNamed)
        name(start, tr("eager"));
    for (const auto& rung : trail.rungs) {
        const QPointF at = pixelOf(trail, rung);
        if (drawMark(painter, RoofMark::Rung, at, Paint::Text, labels)
            && (isNamed || rung.isVendor))
            name(at, rung.name);
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
        const auto name = (trail.sign.name + "  " + shareOfRoof(trail, time)).trimmed();
        labels.add(at, name, Paint::Text, true, trail.sign.paint);
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
