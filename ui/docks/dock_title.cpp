// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/dock_title.h"

#include "ui/shell/card.h"
#include "ui/shell/elided_label.h"
#include "ui/theme/metrics.h"

#include <QToolButton>

namespace autokernel::ui {

DockTitle::DockTitle(QDockWidget& dock, Qt::DockWidgetArea area)
    : QWidget(&dock)
    , m_remark(new ElidedLabel(Type::Small, true))
{
    auto* name = makeLabel(dock.windowTitle(), Type::Title);
    auto* close = new QToolButton;
    close->setObjectName("close");
    close->setText("✕");
    close->setToolTip(tr("Close this panel"));
    close->setAccessibleName(tr("Close %1").arg(dock.windowTitle()));
    close->setFocusPolicy(Qt::TabFocus);
    auto* layout = new QHBoxLayout(this);
    // Towards the page its own margin is the distance.
    layout->setContentsMargins(area == Qt::RightDockWidgetArea ? 0 : kPageMargin, 10,
        area == Qt::LeftDockWidgetArea ? 0 : kPageMargin, 6);
    layout->setSpacing(8);
    layout->addWidget(name);
    layout->addWidget(m_remark, 1);
    layout->addWidget(close);
    connect(close, &QToolButton::clicked, &dock, &QDockWidget::close);
    connect(&dock, &QDockWidget::windowTitleChanged, this, [name, close](const QString& title) {
        name->setText(title);
        close->setAccessibleName(tr("Close %1").arg(title));
    });
}

} // namespace autokernel::ui
