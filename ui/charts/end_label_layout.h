// SPDX-License-Identifier: GPL-3.0-or-later
// Where the names at the right edge of a chart go: each at the end of its line, pushed apart where
// they would overlap, and as one where lines of a kind cannot be told apart. Pure, any thread.
#pragma once

#include <cstddef>
#include <vector>

namespace autokernel::ui {

struct EndLabelWish
{
    double at = 0; // pixel of its line, from above
    double height = 16;
    bool mayMerge = false; // with others that may
};

struct EndLabelPlace
{
    std::size_t first = 0; // of the wishes
    std::size_t count = 1; // that share the label, one after the other
    double at = 0; // where its line is, or the middle of its lines
    double centre = 0; // where the label goes
};

// Lines nearer than this share a label.
inline constexpr double kSameLine = 6; // pixels

// `wishes` from above to below. Labels keep between `top` and `bottom` as long as they fit.
std::vector<EndLabelPlace> placeEndLabels(
    const std::vector<EndLabelWish>& wishes, double top, double bottom);

} // namespace autokernel::ui
