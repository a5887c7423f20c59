// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/elided_label.h"

#include <QHelpEvent>
#include <QStyle>
#include <QStylePainter>
#include <QTextLayout>
#include <QToolTip>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kFewestCharacters = 12; // of a text that is cut: fewer say nothing

} // namespace

ElidedLabel::ElidedLabel(Type type, bool isSoft, Qt::TextElideMode mode)
    : m_mode(mode)
{
    setFont(fontOf(type));
    setProperty("soft", isSoft);
    setTextFormat(Qt::PlainText);
}

void ElidedLabel::setMostLines(int count)
{
    m_mostLines = count;
    setWordWrap(count > 1);
}

int ElidedLabel::fewestWidth() const
{
    return fontMetrics().averageCharWidth() * kFewestCharacters;
}

QSize ElidedLabel::minimumSizeHint() const
{
    const auto whole = QLabel::minimumSizeHint();
    return {std::min(whole.width(), fewestWidth()), whole.height()};
}

int ElidedLabel::heightForWidth(int width) const
{
    if (m_mostLines == 1)
        return QLabel::heightForWidth(width);
    const auto margins = contentsMargins();
    const auto lines = shown(width - margins.left() - margins.right());
    return static_cast<int>(lines.size()) * fontMetrics().lineSpacing() + margins.top()
        + margins.bottom();
}

// Together they are the text where nothing is cut.
QStringList ElidedLabel::shown(int width) const
{
    if (m_mostLines > 1)
        return wrapped(width);
    const auto line = fontMetrics().elidedText(text(), m_mode, width);
    return {line != text() && width < fewestWidth() ? QString() : line};
}

QStringList ElidedLabel::wrapped(int width) const
{
    QTextLayout layout(text(), font());
    layout.setTextOption(QTextOption()); // words wrap
    layout.beginLayout();
    QStringList lines;
    for (auto line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(width, 1));
        if (lines.size() + 1 == m_mostLines) {
            lines.push_back(
                fontMetrics().elidedText(text().mid(line.textStart()), Qt::ElideRight, width));
            break;
        }
        lines.push_back(text().mid(line.textStart(), line.textLength()));
    }
    layout.endLayout();
    return lines;
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QRect place = contentsRect();
    const auto lines = shown(place.width());
    if (lines.size() > 1)
        place.setHeight(fontMetrics().lineSpacing());
    for (const auto& line : lines) {
        painter.drawItemText(place, static_cast<int>(alignment()) | Qt::TextSingleLine, palette(),
            isEnabled(), line, foregroundRole());
        place.translate(0, fontMetrics().lineSpacing());
    }
}

bool ElidedLabel::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty()
        || shown(contentsRect().width()).join(QString()) == text())
        return QLabel::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text(), this);
    return true;
}

} // namespace autokernel::ui
