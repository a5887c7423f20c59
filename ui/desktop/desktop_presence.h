// SPDX-License-Identifier: GPL-3.0-or-later
// What the desktop around the window learns of a run: that the machine must not suspend while it
// measures, and, where nobody looks at the window, a faster kernel or the end. UI thread.
#pragma once

#include "ui/bridge/engine_session.h"
#include "ui/desktop/notifier.h"
#include "ui/desktop/sleep_inhibitor.h"

namespace autokernel::ui {

class DesktopPresence final : public QObject
{
    Q_OBJECT

public:
    DesktopPresence(std::vector<std::unique_ptr<InhibitService>> services, Notifier::Show show,
        std::function<bool()> isWatched, QObject* parent = nullptr);

    void follow(EngineSession& engine);
    void setNotifies(bool notifies) { m_notifier.setEnabled(notifies); }

    void begin();
    void progress(const engine::Progress& progress);
    void end(bool failed, const QString& summary);

signals:
    // "Sleep is blocked (logind)", or that it could not be; empty while nothing runs or it is
    // paused.
    void sleepChanged(const QString& sentence);

private:
    Notifier m_notifier;
    SleepInhibitor m_sleep;
    std::optional<double> m_best; // speedup; none before a run's first word, which may be a resume
};

} // namespace autokernel::ui
