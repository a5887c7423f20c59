// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of one line of C++: keywords, types, numbers, strings, comments. A line at a time; a
// block comment is told by the state that is handed on. Pure.
#pragma once

#include "ui/theme/theme.h"

#include <QString>
#include <vector>

namespace autokernel::ui {

struct ColoredSpan
{
    int begin = 0; // characters
    int end = 0;
    Paint paint = Paint::Text;
};

// In order, without overlaps; what is between them is plain text.
std::vector<ColoredSpan> colorsOf(const QString& line, bool& inComment);

} // namespace autokernel::ui
