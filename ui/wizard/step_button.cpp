// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/step_button.h"

#include "ui/theme/style.h"

#include <QPainter>
#include <QPixmap>

namespace autokernel::ui {
namespace {

constexpr int kNumberWidth = 16; // pixels, as the next
constexpr int kBeforeNumber = 13; // the style sheet's padding and border
constexpr int kBehindNumber = 8; // what Qt leaves between picture and text, and a reserve
constexpr auto kOpenMark = "  !";

} // namespace

StepButton::StepButton(int number, const QString& name, QWidget* parent)
    : QPushButton(name, parent)
    , m_number(number)
    , m_name(name)
{
    setObjectName("page"); // looks as the window's rail does
    setCheckable(true);
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    // Keeps the column free: as part of the text the number would move the name when it turns bold.
    QPixmap column(kNumberWidth, 1);
    column.fill(Qt::transparent);
    setIcon(column);
    setIconSize(column.size());
    setProblem({});
}

void StepButton::setProblem(const QString& problem)
{
    const auto shown = problem.isEmpty() ? m_name : m_name + kOpenMark;
    setText(shown);
    setToolTip(problem);
    setAccessibleName(QString("%1   %2").arg(m_number).arg(shown));
}

QSize StepButton::sizeHint() const
{
    QFont bold = fontOf(Type::Body);
    bold.setWeight(QFont::DemiBold);
    const int name = QFontMetrics(bold).horizontalAdvance(m_name + kOpenMark);
    return {
        2 * kBeforeNumber + kNumberWidth + kBehindNumber + name, QPushButton::sizeHint().height()};
}

void StepButton::paintEvent(QPaintEvent* event)
{
    QPushButton::paintEvent(event);
    QPainter painter(this);
    painter.setFont(fontOf(Type::Body));
    painter.setPen(palette().color(QPalette::ButtonText));
    painter.drawText(rect().adjusted(kBeforeNumber, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
        QString::number(m_number));
}

} // namespace autokernel::ui
