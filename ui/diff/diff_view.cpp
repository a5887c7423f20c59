// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_view.h"

#include "ui/diff/code_colors.h"
#include "ui/theme/style.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

namespace autokernel::ui {
namespace {
constexpr int kNumberWidth = 44; // pixels
constexpr int kSignWidth = 18;
constexpr int kOverviewWidth = 12;
constexpr int kLineSpacing = 4;
} // namespace

DiffView::DiffView(const Theme& theme, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_theme(&theme)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setFont(codeFont());
    setAccessibleName(tr("Difference of the two sources"));
}

void DiffView::setTheme(const Theme& theme)
{
    m_theme = &theme;
    viewport()->update();
}

void DiffView::setTexts(const std::string& before, const std::string& after)
{
    m_rows = sideBySide(before, after);
    m_changes = changesOf(m_rows);
    m_comments.clear();
    m_widest = 0;
    std::array<bool, 2> inComment {false, false};
    for (const auto& row : m_rows) {
        m_comments.push_back(inComment);
        if (row.left.line >= 0)
            colorsOf(row.left.text, inComment[0]);
        if (row.right.line >= 0)
            colorsOf(row.right.text, inComment[1]);
        m_widest = std::max({m_widest, static_cast<int>(row.left.text.size()),
            static_cast<int>(row.right.text.size())});
    }
    m_change = -1;
    updateScrollBars();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    goTo(0);
    viewport()->update();
}

void DiffView::goTo(int change)
{
    if (m_changes.empty()) {
        emit changeShown(-1, 0);
        return;
    }
    m_change = std::clamp(change, 0, changes() - 1);
    constexpr int kContext = 4;
    verticalScrollBar()->setValue(
        std::max(0, m_changes[static_cast<std::size_t>(m_change)] - kContext));
    emit changeShown(m_change, changes());
    viewport()->update();
}

int DiffView::rowHeight() const
{
    return QFontMetrics(viewport()->font()).height() + kLineSpacing;
}

void DiffView::updateScrollBars()
{
    const int visible = std::max(1, viewport()->height() / rowHeight());
    verticalScrollBar()->setPageStep(visible);
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(m_rows.size()) - visible));
    const int character = QFontMetrics(viewport()->font()).horizontalAdvance('m');
    const int side = (viewport()->width() - kOverviewWidth) / 2 - kNumberWidth - kSignWidth;
    horizontalScrollBar()->setPageStep(std::max(1, side));
    horizontalScrollBar()->setSingleStep(character * 4);
    horizontalScrollBar()->setRange(0, std::max(0, (m_widest + 2) * character - side));
}

void DiffView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void DiffView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), (*m_theme)[Paint::Card]);
    const int width = (viewport()->width() - kOverviewWidth) / 2;
    paintSide(painter, {0, 0, width, viewport()->height()}, false);
    paintSide(painter, {width, 0, width, viewport()->height()}, true);
    painter.setPen((*m_theme)[Paint::Line]);
    painter.drawLine(width, 0, width, viewport()->height());
    paintOverview(painter);
}

void DiffView::paintSide(QPainter& painter, const QRect& area, bool isRight) const
{
    const int height = rowHeight();
    painter.save();
    painter.setClipRect(area);
    int y = 0;
    for (auto i = static_cast<std::size_t>(verticalScrollBar()->value());
         i < m_rows.size() && y < area.height(); ++i, y += height) {
        const auto& row = m_rows[i];
        const auto& side = isRight ? row.right : row.left;
        const QRect line(area.left(), y, area.width(), height);
        if (side.line < 0) {
            painter.fillRect(line, (*m_theme)[Paint::Window]);
            continue;
        }
        if (row.isChanged)
            painter.fillRect(line, (*m_theme)[isRight ? Paint::Added : Paint::Removed]);
        painter.setPen((*m_theme)[Paint::Soft]);
        painter.drawText(QRect(line.left(), y, kNumberWidth - 6, height),
            Qt::AlignRight | Qt::AlignVCenter, QString::number(side.line + 1));
        if (row.isChanged)
            painter.drawText(QRect(line.left() + kNumberWidth, y, kSignWidth, height),
                Qt::AlignLeft | Qt::AlignVCenter, isRight ? "+" : "−");
        painter.save();
        painter.setClipRect(line.adjusted(kNumberWidth + kSignWidth, 0, 0, 0));
        paintCode(painter,
            {line.left() + kNumberWidth + kSignWidth - horizontalScrollBar()->value(), y}, side,
            isRight, m_comments[i][isRight ? 1 : 0]);
        painter.restore();
    }
    painter.restore();
}

void DiffView::paintCode(QPainter& painter, const QPoint& at, const DiffSide& side, bool isRight,
    bool startsInComment) const
{
    const QFontMetrics metrics(viewport()->font());
    const int height = rowHeight();
    const auto x = [&](int character) {
        return at.x() + metrics.horizontalAdvance(side.text.left(character));
    };
    for (const auto& change : side.changes)
        painter.fillRect(
            QRect(x(change.begin), at.y() + 1, x(change.end) - x(change.begin), height - 2),
            (*m_theme)[isRight ? Paint::AddedWord : Paint::RemovedWord]);
    const auto draw = [&](int begin, int end, Paint paint) {
        if (begin >= end)
            return;
        painter.setPen((*m_theme)[paint]);
        painter.drawText(QRect(x(begin), at.y(), x(end) - x(begin) + 4, height),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, side.text.mid(begin, end - begin));
    };
    bool inComment = startsInComment;
    int plain = 0;
    for (const auto& span : colorsOf(side.text, inComment)) {
        draw(plain, span.begin, Paint::Text);
        draw(span.begin, span.end, span.paint);
        plain = span.end;
    }
    draw(plain, static_cast<int>(side.text.size()), Paint::Text);
}

void DiffView::paintOverview(QPainter& painter) const
{
    const QRect strip(
        viewport()->width() - kOverviewWidth, 0, kOverviewWidth, viewport()->height());
    painter.fillRect(strip, (*m_theme)[Paint::Window]);
    if (m_rows.empty())
        return;
    const double scale = strip.height() / static_cast<double>(m_rows.size());
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].isChanged)
            painter.fillRect(QRectF(strip.left() + 3, static_cast<double>(i) * scale,
                                 kOverviewWidth - 6, std::max(2.0, scale)),
                (*m_theme)[m_rows[i].right.line >= 0 ? Paint::Kept : Paint::Incorrect]);
}

void DiffView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_F7)
        return goTo(m_change + (event->modifiers() & Qt::ShiftModifier ? -1 : 1));
    QAbstractScrollArea::keyPressEvent(event);
}

} // namespace autokernel::ui
