// SPDX-License-Identifier: GPL-3.0-or-later
// The core's UTF-8 as Qt's text. Any thread.
#pragma once

#include <QString>
#include <string>

namespace autokernel::ui {

inline QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

} // namespace autokernel::ui
