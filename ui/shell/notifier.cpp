// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notifier.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QVariantMap>

namespace autokernel::ui {

void notify(const QString& title, const QString& body)
{
    const auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    constexpr uint kNewOne = 0; // replaces no earlier one
    constexpr int kAsLongAsUsual = -1;
    auto message = QDBusMessage::createMethodCall("org.freedesktop.Notifications",
        "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "Notify");
    message << QApplication::applicationName() << kNewOne << QString() << title
            << body.toHtmlEscaped() << QStringList() << QVariantMap() << kAsLongAsUsual;
    bus.send(message);
}

} // namespace autokernel::ui
