// SPDX-License-Identifier: GPL-3.0-or-later
// A ratio's interval as a small picture in front of its text: a whisker with its value on a
// logarithmic axis around 1, the same for all rows, so that a column is read at a glance. A target
// is one shape, so a row has one. UI thread.
#pragma once

#include "ui/pages/themed_delegate.h"

#include "judge/speedup.h"

namespace autokernel::ui {

// On `track`, whose middle is 1 and whose ends are kWidestRatio and its inverse: what is decided is
// a matter of a few percent. What lies beyond an end is drawn as an arrow there.
inline constexpr double kWidestRatio = 1.1;
struct IntervalColors
{
    QColor axis; // at 1
    QColor noise; // the ground around it that says nothing
    QColor ink;
};
// `noiseFloor` is a natural logarithm; 0: not known.
void drawInterval(QPainter& painter, const QRectF& track, const judge::SpeedupInterval& interval,
    double noiseFloor, const IntervalColors& colors);

class IntervalDelegate final : public ThemedDelegate
{
    Q_OBJECT

public:
    // The model answers `interval` with a judge::SpeedupInterval, `ink` with a colour and `noise`
    // with a floor; other cells are drawn as usual.
    struct Roles
    {
        int interval;
        int ink;
        int noise;
    };
    IntervalDelegate(const Theme& theme, const Roles& roles, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    Roles m_roles;
};

} // namespace autokernel::ui
