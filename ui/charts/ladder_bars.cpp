// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ladder_bars.h"

#include "ui/figures.h"
#include "ui/theme/style.h"

#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kThickest = 14; // pixels of a bar, as the next
constexpr double kGap = 8; // between a bar and its texts
constexpr double kWhisker = 3; // half of the line at its end
constexpr double kMostName = 220;

QFont nameFont(const LadderBar& bar)
{
    QFont font = fontOf(Type::Small);
    font.setWeight(bar.isOurs ? QFont::DemiBold : QFont::Normal);
    return font;
}

QString nameOf(const LadderBar& bar)
{
    return bar.isOurs ? LadderBars::tr("%1, ours").arg(bar.name) : bar.name;
}

} // namespace

int ladderNameRoom(const Ladder& ladder)
{
    double widest = 0; // a fraction of a pixel too little, and a name is elided
    for (const auto& bar : ladder.bars)
        widest = std::max(widest, QFontMetricsF(nameFont(bar)).horizontalAdvance(nameOf(bar)));
    return static_cast<int>(std::ceil(std::min(widest, kMostName) + 1 + 2 * kGap));
}

LadderBars::LadderBars(Plot& plot, QCPAxisRect& rect, const Ladder& ladder)
    : QCPAbstractItem(&plot)
    , m_plot(plot)
    , m_rect(rect)
    , m_ladder(ladder)
{
    setClipToAxisRect(false); // names and figures stand beside it
    setSelectable(false);
}

double LadderBars::pixelOf(double microseconds) const
{
    return std::clamp(m_rect.axis(QCPAxis::atBottom)->coordToPixel(microseconds),
        static_cast<double>(m_rect.left()), static_cast<double>(m_rect.right()));
}

void LadderBars::draw(QCPPainter* painter)
{
    painter->setRenderHint(QPainter::Antialiasing);
    for (std::size_t row = 0; row < m_ladder.bars.size(); ++row)
        drawRow(*painter, row);
    drawLines(*painter);
    // Above the lines: what they cross is still read.
    for (std::size_t row = 0; row < m_ladder.bars.size(); ++row)
        drawInterval(*painter, m_ladder.bars[row],
            m_rect.axis(QCPAxis::atLeft)->coordToPixel(static_cast<double>(row)));
}

void LadderBars::drawRow(QCPPainter& painter, std::size_t row) const
{
    const auto& bar = m_ladder.bars[row];
    const auto& theme = m_plot.theme();
    const double middle = m_rect.axis(QCPAxis::atLeft)->coordToPixel(static_cast<double>(row));
    const double left = m_rect.left();
    const double height = static_cast<double>(m_rect.height())
        / std::max(1.0, static_cast<double>(m_ladder.bars.size()));
    const double thick = std::min(kThickest, 0.6 * height);
    const QFont font = nameFont(bar);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    painter.setPen(theme[bar.isOurs ? Paint::Text : Paint::Soft]);
    const QRectF name(kGap, middle - height / 2, left - 2 * kGap, height);
    painter.drawText(name, Qt::AlignVCenter | Qt::AlignRight,
        metrics.elidedText(nameOf(bar), Qt::ElideMiddle, name.width()));
    if (bar.microseconds <= 0) {
        painter.drawText(QRectF(left + kGap, middle - height / 2, m_rect.width(), height),
            Qt::AlignVCenter | Qt::AlignLeft, tr("could not run"));
        return;
    }
    // A wrong answer's time is no rung: its bar is hollow, and its figure says so.
    const Paint paint = !bar.isCorrect ? Paint::Incorrect
        : bar.isOurs                   ? Paint::Kept
                                       : Paint::Reverted;
    painter.setPen(bar.isCorrect ? QPen(Qt::NoPen) : m_plot.pen(paint, 1.2));
    painter.setBrush(bar.isCorrect ? QBrush(theme[paint]) : QBrush(Qt::NoBrush));
    painter.drawRect(QRectF(
        QPointF(left, middle - thick / 2), QPointF(pixelOf(bar.microseconds), middle + thick / 2)));
    QString figure = microseconds(bar.microseconds);
    if (!bar.isCorrect)
        figure += tr(", wrong");
    else if (const auto over = overEager(bar, m_ladder); !over.isEmpty())
        figure += "  " + over;
    painter.setPen(theme[bar.isOurs ? Paint::Text : Paint::Soft]);
    painter.drawText(QRectF(m_rect.right() + kGap, middle - height / 2, kNameRoom - kGap, height),
        Qt::AlignVCenter | Qt::AlignLeft, figure);
}

void LadderBars::drawInterval(QCPPainter& painter, const LadderBar& bar, double middle) const
{
    if (bar.microseconds <= 0)
        return;
    painter.setPen(m_plot.pen(Paint::Text, 1.4));
    const double low = pixelOf(bar.low);
    const double high = pixelOf(bar.high);
    painter.drawLine(QPointF(low, middle), QPointF(high, middle));
    for (const double end : {low, high})
        painter.drawLine(QPointF(end, middle - kWhisker), QPointF(end, middle + kWhisker));
}

void LadderBars::drawLines(QCPPainter& painter) const
{
    const auto upright = [&](double at, const QPen& pen) {
        painter.setPen(pen);
        painter.drawLine(QPointF(pixelOf(at), m_rect.top()), QPointF(pixelOf(at), m_rect.bottom()));
    };
    painter.setFont(fontOf(Type::Small));
    const QFontMetricsF metrics(painter.font());
    const auto name = [&](double at, const QString& text, Paint paint, bool isLeft) {
        const double width = metrics.horizontalAdvance(text);
        const double wanted = pixelOf(at) - (isLeft ? width : 0);
        const double begin = std::clamp<double>(
            wanted, m_rect.left(), std::max<double>(m_rect.left(), m_rect.right() - width));
        painter.setPen(m_plot.theme()[paint]);
        painter.drawText(QPointF(begin, m_rect.top() - metrics.descent() - 2), text);
    };
    if (m_ladder.eagerMicroseconds > 0) {
        upright(m_ladder.eagerMicroseconds, m_plot.pen(Paint::Soft, 1, Qt::DashLine));
        name(m_ladder.eagerMicroseconds, tr("eager"), Paint::Soft, true);
    }
    if (m_ladder.floorMicroseconds > 0) {
        upright(m_ladder.floorMicroseconds, m_plot.pen(Paint::Accent));
        name(m_ladder.floorMicroseconds,
            tr("%1 roof %2").arg(m_ladder.floorBound, microseconds(m_ladder.floorMicroseconds)),
            Paint::Accent, false);
    }
}

} // namespace autokernel::ui
