// SPDX-License-Identifier: GPL-3.0-or-later
// The history's times, which are in UTC, as the user's clock has them. Any thread.
#pragma once

#include <QString>
#include <string>

namespace autokernel::ui {

// "26 Nov, 22:23", or in Qt's `format`; "" of what is no time.
QString localTime(const std::string& utc, const QString& format = {});
QString localSecond(const std::string& utc); // "26 Nov, 22:23:07", where seconds tell lines apart

} // namespace autokernel::ui
