// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_overview.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr int kWidth = 14; // pixels
constexpr int kInset = 3;
constexpr double kLeastHeight = 3;
constexpr double kMostPerLine = 18; // a short text is not stretched over the whole strip

} // namespace

DiffOverview::DiffOverview(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(&theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setAccessibleName(tr("Overview of the changes"));
    setToolTip(tr("Changes in the whole text; click to go there"));
}

void DiffOverview::setTheme(const Theme& theme)
{
    m_theme = &theme;
    update();
}

void DiffOverview::setMarks(std::vector<Mark> marks, int lines)
{
    m_marks = std::move(marks);
    m_lines = lines;
    update();
}

void DiffOverview::setVisibleLines(int first, int count)
{
    m_first = first;
    m_count = count;
    update();
}

QSize DiffOverview::sizeHint() const
{
    return {kWidth, 0};
}

double DiffOverview::scale() const
{
    return m_lines == 0 ? 0 : std::min(kMostPerLine, static_cast<double>(height()) / m_lines);
}

QRectF DiffOverview::areaOf(const Mark& mark) const
{
    const double top = mark.begin * scale();
    return {kInset + 1.0, top, kWidth - 2.0 * kInset - 1,
        std::max(kLeastHeight, (mark.end - mark.begin) * scale() - 1)};
}

void DiffOverview::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), (*m_theme)[Paint::Card]);
    painter.fillRect(QRect(0, 0, 1, height()), (*m_theme)[Paint::Line]);
    if (m_count > 0 && m_count < m_lines)
        painter.fillRect(
            QRectF(1, m_first * scale(), width() - 1, m_count * scale()), (*m_theme)[Paint::Grid]);
    for (const auto& mark : m_marks)
        painter.fillRect(areaOf(mark), (*m_theme)[mark.isRemoval ? Paint::Incorrect : Paint::Kept]);
}

void DiffOverview::goTo(double y)
{
    if (scale() > 0)
        emit lineWanted(std::clamp(static_cast<int>(std::floor(y / scale())), 0, m_lines - 1));
}

void DiffOverview::mousePressEvent(QMouseEvent* event)
{
    goTo(event->position().y());
}

void DiffOverview::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        goTo(event->position().y());
}

} // namespace autokernel::ui
