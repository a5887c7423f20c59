// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/what_if_slider.h"

#include "ui/figures.h"
#include "ui/theme/style.h"

#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <algorithm>
#include <array>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kTrackInset = 10; // pixels: half the handle
constexpr double kTrackTop = 12;
constexpr double kTrackHeight = 4;
constexpr double kHandle = 16;
constexpr int kSliderHeight = 62;
constexpr double kLeastMaximum = 1.5; // speedups
constexpr double kBeyond = 1.35; // of the roof, or of today

int stepOf(double speedup)
{
    return static_cast<int>(std::lround(speedup * WhatIfSlider::kStepsPerUnit));
}

} // namespace

WhatIfSlider::WhatIfSlider(const Theme& theme, QWidget* parent)
    : QSlider(Qt::Horizontal, parent)
    , m_theme(&theme)
{
    setMinimum(kStepsPerUnit);
    setSingleStep(kStepsPerUnit / 20);
    setPageStep(kStepsPerUnit / 2);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void WhatIfSlider::setTheme(const Theme& theme)
{
    m_theme = &theme;
    update();
}

void WhatIfSlider::setKernel(double today, double roof)
{
    m_today = today;
    m_roof = roof;
    // Without a roof there is no end: as far again as it has come, and once more.
    const double end = roof > 0 ? kBeyond * std::max(today, roof) : 2 * today;
    setMaximum(stepOf(std::max(kLeastMaximum, end)));
    setValue(stepOf(today));
    update();
}

double WhatIfSlider::speedup() const
{
    return value() == stepOf(m_today) ? m_today : static_cast<double>(value()) / kStepsPerUnit;
}

QSize WhatIfSlider::sizeHint() const
{
    return {200, kSliderHeight};
}

double WhatIfSlider::placeOf(double speedup) const
{
    const double low = static_cast<double>(minimum()) / kStepsPerUnit;
    const double high = static_cast<double>(maximum()) / kStepsPerUnit;
    const double part = std::clamp((speedup - low) / (high - low), 0.0, 1.0);
    return kTrackInset + part * (width() - 2 * kTrackInset);
}

void WhatIfSlider::moveTo(double x)
{
    const double part = std::clamp((x - kTrackInset) / (width() - 2 * kTrackInset), 0.0, 1.0);
    setValue(minimum() + static_cast<int>(std::lround(part * (maximum() - minimum()))));
}

void WhatIfSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        moveTo(event->position().x());
}

void WhatIfSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        moveTo(event->position().x());
}

void WhatIfSlider::paintEvent(QPaintEvent*)
{
    const Theme& theme = *m_theme;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const auto track = [&](double from, double to, Paint paint) {
        painter.setBrush(theme[paint]);
        painter.drawRoundedRect(QRectF(from, kTrackTop - kTrackHeight / 2, to - from, kTrackHeight),
            kTrackHeight / 2, kTrackHeight / 2);
    };
    const double at = placeOf(speedup());
    track(kTrackInset, width() - kTrackInset, Paint::Line);
    if (isEnabled())
        track(kTrackInset, at, Paint::Accent);
    painter.setFont(fontOf(Type::Small));
    // Each in a line of its own: they may be near each other, and the roof is seldom the lower one.
    const auto mark = [&](double where, const QString& text, Paint paint, double bottom) {
        const double x = placeOf(where);
        painter.setPen(QPen(theme[paint], 1.4));
        painter.drawLine(QPointF(x, kTrackTop - 8), QPointF(x, bottom - 4));
        const double wide = painter.fontMetrics().horizontalAdvance(text);
        const double left = std::clamp(x + 5, 0.0, std::max(0.0, width() - wide));
        // Where it does not fit to the right it ends at its line.
        const bool isRight = x + 5 + wide <= width();
        painter.drawText(QPointF(isRight ? left : x - 5 - wide, bottom - 4), text);
    };
    if (isEnabled()) {
        if (m_roof > 0)
            mark(m_roof, tr("roof %1").arg(ui::speedup(m_roof)), Paint::Soft, 38);
        mark(m_today, tr("today %1").arg(ui::speedup(m_today)), Paint::Text, 58);
    }
    painter.setPen(QPen(theme[hasFocus() ? Paint::Accent : Paint::Soft], hasFocus() ? 2 : 1));
    painter.setBrush(theme[Paint::Card]);
    painter.drawEllipse(QPointF(at, kTrackTop), kHandle / 2 - 1, kHandle / 2 - 1);
}

} // namespace autokernel::ui
