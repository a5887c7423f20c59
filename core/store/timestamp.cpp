// SPDX-License-Identifier: Apache-2.0
#include "store/timestamp.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>

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

} // namespace autokernel::store
