// SPDX-License-Identifier: GPL-3.0-or-later
// A mark of a chart as the small picture that legends and tables show of it. UI thread.
#pragma once

#include <QPainter>
#include <QPixmap>

namespace autokernel::ui {

// `draw(painter, centre)` draws the mark, in pixels at 1x.
template <typename Draw> QPixmap signPixmap(Draw draw)
{
    constexpr int kSize = 16;
    constexpr int kScale = 3; // for high-density screens
    QPixmap pixmap(kSize * kScale, kSize * kScale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(kScale, kScale);
    draw(painter, QPointF(kSize, kSize) / 2);
    painter.end();
    pixmap.setDevicePixelRatio(kScale);
    return pixmap;
}

} // namespace autokernel::ui
