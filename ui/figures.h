// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as the reports write them, as Qt's text. Any thread.
#pragma once

#include "ui/text.h"

#include "report/format.h"
#include "store/timestamp.h"

#include <cmath>

namespace autokernel::ui {

inline QString speedup(double ratio) // "1.28×"
{
    return text(report::formatSpeedup(ratio));
}

inline QString speedupInterval(const store::SpeedupInterval& interval) // "1.28× (1.25 to 1.31)"
{
    return text(report::formatInterval(interval));
}

inline QString speedupRange(const store::SpeedupInterval& interval) // "1.25 to 1.31"
{
    return text(report::formatRange(interval));
}

inline QString percent(double fraction) // "28 %"
{
    return text(report::formatPercent(fraction));
}

inline QString microseconds(double value) // "41.2 ms"
{
    return text(report::formatMicroseconds(value));
}

inline QString duration(double seconds) // "12 min"
{
    return text(report::formatSeconds(seconds));
}

// Between two of the history's times; "" where one of them is none.
inline QString durationBetween(const std::string& startedAt, const std::string& endedAt)
{
    const double seconds = store::secondsSinceEpoch(endedAt) - store::secondsSinceEpoch(startedAt);
    return std::isnan(seconds) ? QString() : duration(seconds);
}

inline QString rate(double perSecond, const std::string& unit) // "11.4 GB/s"
{
    return text(report::formatRate(perSecond, unit));
}

inline QString byteCount(double bytes) // "3.1 MB"
{
    return text(report::formatBytes(bytes));
}

inline QString grouped(std::int64_t count) // "11,940"
{
    return text(report::formatCount(count));
}

} // namespace autokernel::ui
