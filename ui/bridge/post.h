// SPDX-License-Identifier: GPL-3.0-or-later
// The one way in which threads meet here: a function, with values of its own, is handed to the
// thread of an object.
#pragma once

#include "ui/bridge/handed_over.h"

#include <QMetaObject>
#include <QObject>

namespace autokernel::ui {

// Any thread. `function` runs on the thread of `receiver`, later even if that is this one, after
// what this thread posted to it before; not at all when the receiver is gone by then. The receiver
// must not be destroyed during the call itself.
template <typename Function> void post(QObject& receiver, Function function)
{
    HandedOver<Function> handed(std::move(function));
    [[maybe_unused]] const UnseenBySanitizer envelope;
    QMetaObject::invokeMethod(&receiver, std::move(handed), Qt::QueuedConnection);
}

} // namespace autokernel::ui
