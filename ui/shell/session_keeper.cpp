// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session_keeper.h"

#include "ui/shell/main_window.h"

#include <QApplication>
#include <QEvent>

namespace autokernel::ui {

SessionKeeper::SessionKeeper(MainWindow& window, QSettings& stored, std::chrono::milliseconds rest)
    : m_window(window)
    , m_stored(stored)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(rest);
    connect(&m_timer, &QTimer::timeout, this, &SessionKeeper::saveChanges);
    connect(&window, &MainWindow::ownRunChanged, this, &SessionKeeper::saveChanges);
    qApp->installEventFilter(this);
}

void SessionKeeper::save()
{
    m_saved = m_window.session();
    saveSession(m_stored, *m_saved);
    m_stored.sync();
}

void SessionKeeper::saveChanges()
{
    if (m_saved != m_window.session())
        save();
}

// What a session holds changes by the user's hand alone.
bool SessionKeeper::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyRelease:
    case QEvent::MouseButtonRelease:
    case QEvent::Wheel:
    case QEvent::Drop:
        m_timer.start();
        break;
    case QEvent::Move:
    case QEvent::Resize:
        if (watched == &m_window)
            m_timer.start();
        break;
    default:
        break;
    }
    return false;
}

} // namespace autokernel::ui
