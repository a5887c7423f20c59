// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of one line of C++: keywords, types, numbers, strings, comments; and of the manifest,
// which is TOML in the comment that opens a candidate. A line at a time; a block comment is told by
// the state that is handed on. Pure.
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

enum class Inside // what the next line begins in
{
    Code,
    Comment,
    Manifest
};

// In order, without overlaps; what is between them is plain text.
std::vector<ColoredSpan> colorsOf(const QString& line, Inside& inside);

} // namespace autokernel::ui
