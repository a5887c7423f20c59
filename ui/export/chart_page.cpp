// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/chart_page.h"

#include "ui/theme/style.h"

#include <QFontMetricsF>
#include <cmath>

namespace autokernel::ui {
namespace {

// In the page's units, 96 an inch.
constexpr double kMargin = 16;
constexpr double kGap = 6;
constexpr double kSign = 9;
constexpr double kLineSign = 20;
constexpr double kEntryGap = 18;
constexpr double kEndless = 1e6;
constexpr int kMostLines = 3; // of a text that wraps
constexpr double kSpacing = 0.02;
constexpr int kWrapped = Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop;

// With some spacing, however little: no ligatures, so that text in a PDF can be searched.
QFont pageFont(Type type)
{
    QFont font = fontOf(type);
    font.setLetterSpacing(QFont::AbsoluteSpacing, kSpacing);
    return font;
}

double signWidth(const LegendEntry& entry)
{
    const bool isLine
        = entry.sign == LegendEntry::Sign::Line || entry.sign == LegendEntry::Sign::DashedLine;
    return isLine ? kLineSign : kSign;
}

// The room that a text takes in this width.
double heightOf(const QString& text, const QFont& font, double width)
{
    const QFontMetricsF metrics(font);
    const double wanted
        = metrics.boundingRect(QRectF(0, 0, width, kEndless), kWrapped, text).height();
    return std::min(wanted, kMostLines * metrics.lineSpacing());
}

void paintSign(QPainter& painter, const LegendEntry& entry, const QPointF& at, const Theme& theme)
{
    const QColor color = theme[entry.paint];
    const double r = kSign / 2;
    painter.setBrush(Qt::NoBrush);
    switch (entry.sign) {
    case LegendEntry::Sign::Verdict:
        return paintMark(painter, entry.verdict, at, kSign, theme[paintOf(entry.verdict)]);
    case LegendEntry::Sign::Line:
    case LegendEntry::Sign::DashedLine:
        painter.setPen(
            entry.sign == LegendEntry::Sign::Line ? QPen(color, 2) : QPen(color, 1, Qt::DashLine));
        return painter.drawLine(at - QPointF(kLineSign / 2, 0), at + QPointF(kLineSign / 2, 0));
    case LegendEntry::Sign::Ring:
        painter.setPen(QPen(color, 1.6));
        return painter.drawEllipse(at, r, r);
    case LegendEntry::Sign::Dot:
    case LegendEntry::Sign::Disc:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        return entry.sign == LegendEntry::Sign::Dot ? painter.drawEllipse(at, r * 0.6, r * 0.6)
                                                    : painter.drawEllipse(at, r, r);
    case LegendEntry::Sign::Square:
        painter.setPen(QPen(color, 1.4));
        return painter.drawRect(QRectF(at - QPointF(r, r) * 0.8, at + QPointF(r, r) * 0.8));
    }
}

} // namespace

ChartPage::ChartPage(const ChartCaption& caption, const QSize& size, const Theme& theme)
    : m_caption(&caption)
    , m_theme(&theme)
    , m_size(size)
{
    const double width = std::max(1.0, size.width() - 2 * kMargin);
    double y = kMargin;
    const auto place = [&](const QString& text, Type type) {
        const QRectF rect(kMargin, y, width, heightOf(text, pageFont(type), width));
        y = rect.bottom() + kGap;
        return rect;
    };
    if (!caption.title.isEmpty())
        m_title = place(caption.title, Type::Title);
    if (!caption.subtitle.isEmpty())
        m_subtitle = place(caption.subtitle, Type::Small);
    if (!caption.legend.empty())
        placeLegend(width, y);
    m_top = y > kMargin ? static_cast<int>(std::ceil(y)) : 0;
    if (caption.source.isEmpty())
        return;
    const double height = heightOf(caption.source, pageFont(Type::Small), width);
    m_bottom = static_cast<int>(std::ceil(height + 2 * kGap + 2));
    m_source = QRectF(kMargin, size.height() - height - kGap - 2, width, height);
}

// From the left to the right, on as many rows as it takes.
void ChartPage::placeLegend(double width, double& y)
{
    const QFontMetricsF metrics(pageFont(Type::Small));
    double x = kMargin;
    y += metrics.height() / 2;
    for (const auto& entry : m_caption->legend) {
        const double taken = signWidth(entry) + kGap + metrics.horizontalAdvance(entry.text);
        if (x > kMargin && x + taken > kMargin + width) {
            x = kMargin;
            y += metrics.lineSpacing() + 2;
        }
        m_legend.emplace_back(x + signWidth(entry) / 2, y);
        x += taken + kEntryGap;
    }
    y += metrics.height() / 2 + kGap;
}

void ChartPage::paint(QPainter& painter) const
{
    const auto& theme = *m_theme;
    painter.setRenderHint(QPainter::Antialiasing);
    const auto write = [&](const QRectF& rect, const QString& text, Type type, Paint paint) {
        if (text.isEmpty())
            return;
        painter.setFont(pageFont(type));
        painter.setPen(theme[paint]);
        painter.drawText(rect, kWrapped, text);
    };
    write(m_title, m_caption->title, Type::Title, Paint::Text);
    write(m_subtitle, m_caption->subtitle, Type::Small, Paint::Soft);
    const QFontMetricsF metrics(pageFont(Type::Small));
    for (std::size_t i = 0; i < m_legend.size(); ++i) {
        const auto& entry = m_caption->legend[i];
        paintSign(painter, entry, m_legend[i], theme);
        painter.setFont(pageFont(Type::Small));
        painter.setPen(theme[Paint::Text]);
        painter.drawText(m_legend[i]
                + QPointF(signWidth(entry) / 2 + kGap, (metrics.ascent() - metrics.descent()) / 2),
            entry.text);
    }
    if (m_bottom == 0)
        return;
    painter.setPen(QPen(theme[Paint::Line], 1));
    const double rule = m_source.top() - kGap;
    painter.drawLine(QPointF(kMargin, rule), QPointF(m_size.width() - kMargin, rule));
    write(m_source, m_caption->source, Type::Small, Paint::Soft);
}

} // namespace autokernel::ui
