// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the desktop what happened while nobody looked: finished, failed, a new best (not more often
// than every ten minutes). Without a notification service nothing is shown, and nothing waits. UI
// thread.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <functional>

namespace autokernel::ui {

struct Notification
{
    QString title;
    QString text;
    bool isUrgent = false;
};

// Over org.freedesktop.Notifications; replaces our former one.
void showOnDesktop(const Notification& notification);

class Notifier final : public QObject
{
    Q_OBJECT

public:
    using Show = std::function<void(const Notification&)>;
    // `isWatched`: the window has the focus, so the page itself says it.
    explicit Notifier(Show show, std::function<bool()> isWatched, QObject* parent = nullptr);

    void setEnabled(bool enabled) { m_isEnabled = enabled; }
    void runEnded(bool failed, const QString& summary);
    void newBest(const QString& sentence);

private:
    void tell(const Notification& notification);

    Show m_show;
    std::function<bool()> m_isWatched;
    QElapsedTimer m_sinceBest;
    bool m_isEnabled = true;
};

} // namespace autokernel::ui
