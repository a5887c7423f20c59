// SPDX-License-Identifier: GPL-3.0-or-later
// Where a window goes that was last seen on screens which may be gone. Pure; any thread.
#pragma once

#include <QRect>
#include <vector>

namespace autokernel::ui {

// `window` where its title can be taken with the mouse on one of `screens`, each without its bars;
// else in the middle of the first one. Never larger than the screen that it ends up on.
QRect placedOn(const std::vector<QRect>& screens, QRect window);

} // namespace autokernel::ui
