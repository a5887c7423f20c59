// SPDX-License-Identifier: GPL-3.0-or-later
// Round ticks with units for what the charts' axes count: experiments, the clock, speedups, times,
// decades. UI thread, but for the pure functions.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/progress_data.h"

namespace autokernel::ui {

// Powers of ten, with their double and fivefold where ticks stay `room` pixels apart, or only some
// of the powers where not even those do. Pure.
std::vector<double> decadeTicks(const QCPRange& range, double pixels, double room);

// Digits behind the point that the values need, at most `most`. Pure.
int decimalsOf(const QVector<double>& values, int most);

// Seconds from tick to tick of a clock that shows `span` seconds with at most `most` ticks: parts
// of a minute, an hour or a day that clocks have. Pure.
double clockStep(double span, double most);

// Each sets ticks and, for the first, the label of an axis.
void countExperiments(
    QCPAxis& x, ProgressAxis kind, std::optional<double> firstSecond, bool isLogarithmic = false);
void countSpeedup(QCPAxis& axis, bool isLogarithmic = false); // "1.25×"
void countTime(QCPAxis& axis); // values in microseconds: "0.85 ms"
void countDecades(QCPAxis& axis);

} // namespace autokernel::ui
