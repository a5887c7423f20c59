// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail.h"

#include "ui/figures.h"
#include "ui/shell/action_registry.h"
#include "ui/theme/line_icon.h"
#include "ui/theme/style.h"

#include <QPainter>
#include <QVBoxLayout>

namespace autokernel::ui {
namespace {

constexpr int kWidth = 178;
constexpr int kCountMargin = 10;
constexpr auto kPagePrefix = "page.";

// "940", "11.9k": a row is narrow.
QString shortCount(std::int64_t count)
{
    if (count < 10'000)
        return grouped(count);
    return QString("%1k").arg(static_cast<double>(count) / 1000, 0, 'f', count < 100'000 ? 1 : 0);
}

} // namespace

RailRow::RailRow(const QAction& page)
    : QPushButton(plainText(page))
    , m_picture(page.objectName().mid(static_cast<int>(qstrlen(kPagePrefix))))
{
    setObjectName("page");
    setCheckable(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(QString("%1 (%2)").arg(text(), page.shortcut().toString(QKeySequence::NativeText)));
}

void RailRow::setCount(std::int64_t count)
{
    m_count = count > 0 ? shortCount(count) : QString();
    setAccessibleDescription(count > 0 ? QString::number(count) : QString());
    update();
}

void RailRow::setTheme(const Theme& theme)
{
    setIcon(lineIcon(m_picture, theme));
    m_soft = theme[Paint::Soft];
}

void RailRow::paintEvent(QPaintEvent* event)
{
    QPushButton::paintEvent(event);
    QPainter painter(this);
    painter.setFont(fontOf(Type::Small));
    painter.setPen(m_soft);
    painter.drawText(
        rect().adjusted(0, 0, -kCountMargin, 0), Qt::AlignVCenter | Qt::AlignRight, m_count);
}

Rail::Rail(const std::vector<QAction*>& actions, const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_rows(new QButtonGroup(this))
{
    setObjectName("rail");
    setFixedWidth(kWidth);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 10, 8, 10);
    layout->setSpacing(3);
    for (const auto* action : actions) {
        if (!action->objectName().startsWith(kPagePrefix))
            continue;
        auto* row = new RailRow(*action);
        m_rows->addButton(row, static_cast<int>(m_rows->buttons().size()));
        layout->addWidget(row);
    }
    layout->addStretch();
    connect(m_rows, &QButtonGroup::idClicked, this, &Rail::chosen);
    setTheme(theme);
}

RailRow* Rail::row(int index) const
{
    return static_cast<RailRow*>(m_rows->button(index));
}

void Rail::setTheme(const Theme& theme)
{
    for (int i = 0; i < m_rows->buttons().size(); ++i)
        row(i)->setTheme(theme);
}

void Rail::setCurrent(int index)
{
    if (index >= 0)
        return m_rows->button(index)->setChecked(true);
    m_rows->setExclusive(false);
    for (auto* each : m_rows->buttons())
        each->setChecked(false);
    m_rows->setExclusive(true);
}

void Rail::setCount(int index, std::int64_t count)
{
    row(index)->setCount(count);
}

} // namespace autokernel::ui
