// SPDX-License-Identifier: GPL-3.0-or-later
// A slider of speedups with a scale: where the kernel is today, and where its roof ends. It is what
// it was set to until it is moved, though its steps are coarser. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QSlider>

namespace autokernel::ui {

class WhatIfSlider final : public QSlider
{
    Q_OBJECT

public:
    static constexpr int kStepsPerUnit = 100; // 0.01x

    explicit WhatIfSlider(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    // From 1x to a little more than the roof, at today's value; roof 0: not known.
    void setKernel(double today, double roof);
    double speedup() const; // today's own figure where it was not moved

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    double placeOf(double speedup) const; // pixel
    void moveTo(double x);

    const Theme* m_theme;
    double m_today = 1;
    double m_roof = 0;
};

} // namespace autokernel::ui
