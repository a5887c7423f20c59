// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/when_free.h"

#include "ui/charts/plot.h"

#include <QAbstractItemView>
#include <QMouseEvent>
#include <QTimer>
#include <algorithm>

namespace autokernel::ui {

WhenFree::WhenFree(std::function<void()> act)
    : m_act(std::move(act))
{
}

void WhenFree::watch(Plot& plot)
{
    plot.installEventFilter(this);
}

void WhenFree::watch(QComboBox& choice)
{
    m_choices.push_back(&choice);
}

void WhenFree::ask()
{
    m_isDue = true;
    actIfFree();
}

// The list of a choice is made when it is opened first, so it is looked for rather than made here.
bool WhenFree::isBusy()
{
    const auto isOpen = [this](const QComboBox* choice) {
        auto* list = choice->findChild<QAbstractItemView*>();
        if (list == nullptr || !list->isVisible())
            return false;
        list->installEventFilter(this); // once, however often
        return true;
    };
    return !m_held.empty() || std::any_of(m_choices.begin(), m_choices.end(), isOpen);
}

void WhenFree::actIfFree()
{
    if (!m_isDue || isBusy())
        return;
    m_isDue = false;
    m_act();
}

void WhenFree::actSoon()
{
    QTimer::singleShot(0, this, &WhenFree::actIfFree);
}

// A hidden plot gets no release, and a dialog may take one; the next move tells.
bool WhenFree::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseMove:
        if (static_cast<QMouseEvent*>(event)->buttons() & Qt::LeftButton) {
            if (qobject_cast<Plot*>(watched) != nullptr)
                m_held.insert(watched);
        } else if (m_held.erase(watched) > 0) {
            actSoon();
        }
        break;
    case QEvent::Hide:
        m_held.erase(watched);
        actSoon();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace autokernel::ui
