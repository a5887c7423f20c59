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
    connect(&m_timer, &QTimer::timeout, this, &SessionKeeper::save);
    connect(&window, &MainWindow::ownRunChanged, this, &SessionKeeper::save);
    qApp->installEventFilter(this);
}

void SessionKeeper::save()
{
    // Also where nothing changed: another window may have stored its own since.
    saveSession(m_stored, m_window.session());
    m_stored.sync();
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
