// SPDX-License-Identifier: GPL-3.0-or-later
// How a verdict looks and what it is called, the same in charts, tables and legends. Colour never
// says it alone: each class has a shape.
#pragma once

#include "ui/theme/theme.h"

#include "judge/verdict.h"

#include <QIcon>
#include <QPainter>
#include <QString>
#include <array>
#include <cstdint>

namespace autokernel::ui {

// Verdicts as the legend groups them.
enum class VerdictClass
{
    Kept,
    Reverted,
    Inconclusive,
    Incorrect,
    Crashed, // did not compile, crashed, ran out of time or memory
    Rejected,
    Control // the same code against itself
};
inline constexpr std::array kVerdictClasses {VerdictClass::Kept, VerdictClass::Reverted,
    VerdictClass::Inconclusive, VerdictClass::Incorrect, VerdictClass::Crashed,
    VerdictClass::Rejected, VerdictClass::Control};

// The same in every chart, table and count: what a later look took back counts as reverted.
VerdictClass classOf(judge::VerdictKind kind, bool isControl = false, bool isDemoted = false);
QString labelOf(VerdictClass verdict);
QString labelOfKind(judge::VerdictKind kind); // tells apart what a class groups: "Timed out"
QString keptWords(std::int64_t kept, std::int64_t demoted); // "3 kept, 1 of them demoted"
QString nameOf(VerdictClass verdict); // "kept"; for files, in no user's language
Paint paintOf(VerdictClass verdict);
// Those have no time of their own and lie in the strip under a chart.
bool hasNoTime(VerdictClass verdict);

// Centred at a point; size is the mark's diameter in pixels.
void paintMark(
    QPainter& painter, VerdictClass verdict, const QPointF& at, double size, const QColor& color);
QIcon markIcon(VerdictClass verdict, const Theme& theme);

} // namespace autokernel::ui
