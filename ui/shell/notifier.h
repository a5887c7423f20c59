// SPDX-License-Identifier: GPL-3.0-or-later
// A notification of the desktop. It waits for nothing, and where the desktop shows none nothing
// happens: what it says stands in the window too. UI thread.
#pragma once

#include <QString>

namespace autokernel::ui {

void notify(const QString& title, const QString& body);

} // namespace autokernel::ui
