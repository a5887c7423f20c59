// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as the reports write them, as Qt's text. Any thread.
#pragma once

#include "ui/text.h"

#include "report/format.h"

namespace autokernel::ui {

inline QString speedup(double ratio) // "1.28×"
{
    return text(report::formatSpeedup(ratio));
}

inline QString percent(double fraction) // "28 %"
{
    return text(report::formatPercent(fraction));
}

inline QString microseconds(double value) // "41.2 ms"
{
    return text(report::formatMicroseconds(value));
}

} // namespace autokernel::ui
