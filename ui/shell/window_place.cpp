// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_place.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kGripWidth = 120; // pixels of the title that must be in reach
constexpr int kGripHeight = 24;

} // namespace

QRect placedOn(const std::vector<QRect>& screens, QRect window)
{
    if (screens.empty())
        return window;
    const QRect title(window.topLeft(), QSize(window.width(), kGripHeight));
    const auto reached = std::ranges::find_if(screens, [&](const QRect& screen) {
        const auto seen = screen & title;
        return seen.width() >= std::min(kGripWidth, window.width())
            && seen.height() >= kGripHeight / 2;
    });
    const bool isReached = reached != screens.end();
    const QRect& screen = isReached ? *reached : screens.front();
    window.setSize(window.size().boundedTo(screen.size()));
    if (!isReached)
        window.moveCenter(screen.center());
    return window;
}

} // namespace autokernel::ui
