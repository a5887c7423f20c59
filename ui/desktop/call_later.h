// SPDX-License-Identifier: GPL-3.0-or-later
// Asks over D-Bus without waiting. UI thread.
#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QList>
#include <QObject>
#include <QVariant>
#include <functional>

namespace autokernel::ui {

using BusAnswer = std::function<void(const QList<QVariant>&)>;

// `answer` gets the reply's arguments, or none when it failed; at once where there is no bus. When
// the owner is gone by then, `late` gets those of a reply that did not fail: it must not touch the
// owner.
void callLater(QObject& owner, const QDBusConnection& bus, const QDBusMessage& message,
    BusAnswer answer, BusAnswer late = {});

} // namespace autokernel::ui
