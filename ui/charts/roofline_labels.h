// SPDX-License-Identifier: GPL-3.0-or-later
// What a roofline's scene names, and what those names must not cover. UI thread.
#pragma once

#include "ui/charts/label_layout.h"
#include "ui/charts/roofline_scene.h"
#include "ui/theme/style.h"

#include <algorithm>

namespace autokernel::ui {

struct RooflineScene::Labels
{
    static constexpr double kGap = 14; // pixels from a point to its name
    struct Name
    {
        QString text;
        Paint paint;
        bool isStrong;
        Paint leader;
    };
    std::vector<LabelWish> wishes;
    std::vector<Name> names;
    std::vector<QRectF> obstacles;

    void add(const QPointF& at, const QString& text, Paint paint, bool isStrong, Paint leader)
    {
        QFont font = fontOf(Type::Small);
        font.setWeight(isStrong ? QFont::DemiBold : QFont::Normal);
        wishes.push_back({at, QFontMetricsF(font).size(Qt::TextSingleLine, text), kGap});
        names.push_back({text, paint, isStrong, leader});
    }
    void putFirst() // the last one
    {
        std::rotate(wishes.begin(), wishes.end() - 1, wishes.end());
        std::rotate(names.begin(), names.end() - 1, names.end());
    }
    void avoid(const QPointF& at, double size)
    {
        obstacles.emplace_back(at - QPointF(size, size) / 2, QSizeF(size, size));
    }
};

} // namespace autokernel::ui
