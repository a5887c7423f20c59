// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/when_seen.h"

#include <QEvent>

namespace autokernel::ui {

WhenSeen::WhenSeen(QWidget& widget, std::function<void()> act)
    : m_widget(widget)
    , m_act(std::move(act))
{
    widget.installEventFilter(this);
}

void WhenSeen::ask()
{
    m_isDue = true;
    if (m_widget.isVisible())
        actNow();
}

bool WhenSeen::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Show && m_isDue)
        actNow();
    return QObject::eventFilter(watched, event);
}

void WhenSeen::actNow()
{
    m_isDue = false;
    m_act();
}

} // namespace autokernel::ui
