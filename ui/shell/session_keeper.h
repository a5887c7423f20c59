// SPDX-License-Identifier: GPL-3.0-or-later
// Stores the session of an open window a few seconds after the user last did something, and when a
// run begins or ends: a crash after a night takes no filter, zoom or panel along. UI thread.
#pragma once

#include "ui/shell/session.h"

#include <QTimer>
#include <chrono>
#include <optional>

namespace autokernel::ui {

class MainWindow;

class SessionKeeper final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds kRest {3};

    // Both outlive it.
    SessionKeeper(MainWindow& window, QSettings& stored, std::chrono::milliseconds rest = kRest);

    void save(); // at once, and at the end: another window may have stored its own since

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; // of the application

private:
    void saveChanges();

    MainWindow& m_window;
    QSettings& m_stored;
    QTimer m_timer;
    std::optional<Session> m_saved;
};

} // namespace autokernel::ui
