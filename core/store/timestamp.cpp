// SPDX-License-Identifier: Apache-2.0
#include "store/timestamp.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <limits>

namespace autokernel::store {

std::string utcNow()
{
    using namespace std::chrono;
    const auto now = system_clock::now();
    const auto milliseconds
        = duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    const std::time_t seconds = static_cast<std::time_t>(milliseconds / 1000);
    std::tm utc {};
    gmtime_r(&seconds, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
        utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, milliseconds % 1000);
}

double secondsSinceEpoch(std::string_view utc)
{
    // By hand: a hundred thousand of them are read at a window's start.
    constexpr std::string_view kForm = "0000-00-00T00:00:00.000Z";
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    if (utc.size() != kForm.size())
        return kNone;
    for (std::size_t i = 0; i < kForm.size(); ++i)
        if (kForm[i] == '0' ? utc[i] < '0' || utc[i] > '9' : utc[i] != kForm[i])
            return kNone;
    const auto number = [&](std::size_t from, std::size_t count) {
        int value = 0;
        for (std::size_t i = from; i < from + count; ++i)
            value = value * 10 + (utc[i] - '0');
        return value;
    };
    using namespace std::chrono;
    const year_month_day date {year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
        day(static_cast<unsigned>(number(8, 2)))};
    if (!date.ok())
        return kNone;
    const auto days = sys_days(date).time_since_epoch();
    return static_cast<double>(duration_cast<seconds>(days).count() + number(11, 2) * 3600
               + number(14, 2) * 60 + number(17, 2))
        + number(20, 3) / 1e3;
}

} // namespace autokernel::store
