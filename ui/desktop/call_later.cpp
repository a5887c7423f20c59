// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/call_later.h"

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPointer>

namespace autokernel::ui {

void callLater(QObject& owner, const QDBusConnection& bus, const QDBusMessage& message,
    BusAnswer answer, BusAnswer late)
{
    if (!bus.isConnected())
        return answer({});
    auto* const watcher = new QDBusPendingCallWatcher(bus.asyncCall(message));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher,
        [watcher, alive = QPointer(&owner), answer = std::move(answer), late = std::move(late)] {
            const QDBusPendingReply<> reply = *watcher;
            const auto arguments = reply.isError() ? QList<QVariant>() : reply.reply().arguments();
            watcher->deleteLater();
            if (alive)
                answer(arguments);
            else if (late && !arguments.isEmpty())
                late(arguments);
        });
}

} // namespace autokernel::ui
