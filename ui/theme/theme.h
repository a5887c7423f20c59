// SPDX-License-Identifier: GPL-3.0-or-later
// Every colour of the window, the charts and the diff, by what it means. Read from
// resources/themes/*.json, so that a test can compute the contrast of each. Value; any thread.
#pragma once

#include "base/result.h"
#include "judge/verdict.h"

#include <QColor>
#include <array>
#include <string_view>

namespace autokernel::ui {

enum class Paint
{
    Window,
    Card,
    Line,
    Grid,
    Text,
    Soft, // secondary text
    Accent,
    AccentSoft, // behind what is selected
    Kept,
    KeptSoft,
    Reverted,
    Inconclusive,
    Incorrect,
    Crashed,
    Rejected,
    Added,
    AddedWord,
    Removed,
    RemovedWord,
    MemoryZone,
    ComputeZone,
    Keyword,
    Type,
    Number,
    String,
    Comment,
    Series1, // of kernels side by side; told apart by who sees no red, green or blue, too
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
    Series7,
    Series8
};
inline constexpr std::size_t kPaints = 34;
inline constexpr std::size_t kSeriesPaints = 8;
std::string_view toString(Paint paint); // as the JSON files spell it
Paint seriesPaint(std::size_t index); // from the first again behind the last

class Theme
{
public:
    static Result<Theme> fromJson(std::string_view json); // every paint must be there
    static const Theme& light();
    static const Theme& dark();
    static const Theme& print(); // for paper: white ground, dark inks

    QColor operator[](Paint paint) const { return m_colors[static_cast<std::size_t>(paint)]; }
    bool isDark() const { return m_isDark; }

private:
    std::array<QColor, kPaints> m_colors;
    bool m_isDark = false;
};

// Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.1).
double contrast(const QColor& a, const QColor& b);

} // namespace autokernel::ui
