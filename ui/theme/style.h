// SPDX-License-Identifier: GPL-3.0-or-later
// A theme as Qt's palette and style sheet. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QFont>
#include <QPalette>
#include <QString>

namespace autokernel::ui {

QPalette paletteOf(const Theme& theme);
QString styleSheetOf(const Theme& theme);

// Sizes of type, in pixels at 1x; numerals are tabular in all of them.
enum class Type
{
    Small, // 12: captions
    Body, // 13
    Title, // 15, semibold
    Figure // 26, semibold: the one figure of a card
};
QFont fontOf(Type type);
QFont codeFont();

} // namespace autokernel::ui
