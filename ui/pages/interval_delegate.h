// SPDX-License-Identifier: GPL-3.0-or-later
// A ratio's interval as a small picture in front of its text: a whisker with its value on a
// logarithmic axis around 1, the same for all rows, so that a column is read at a glance. A target
// is one shape, so a row has one. UI thread.
#pragma once

#include "ui/pages/themed_delegate.h"

#include "judge/speedup.h"

namespace autokernel::ui {

// On `track`, whose middle is 1 and whose ends are kWidestRatio and its inverse; what lies beyond
// an end is drawn as an arrow there.
inline constexpr double kWidestRatio = 1.5;
void drawInterval(QPainter& painter, const QRectF& track, const judge::SpeedupInterval& interval,
    const QColor& axis, const QColor& ink);

class IntervalDelegate final : public ThemedDelegate
{
    Q_OBJECT

public:
    // The model answers `intervalRole` with a judge::SpeedupInterval and `inkRole` with a colour;
    // other cells are drawn as usual.
    IntervalDelegate(const Theme& theme, int intervalRole, int inkRole, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    int m_intervalRole;
    int m_inkRole;
};

} // namespace autokernel::ui
