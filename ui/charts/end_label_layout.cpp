// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/end_label_layout.h"

#include <algorithm>

namespace autokernel::ui {

std::vector<EndLabelPlace> placeEndLabels(
    const std::vector<EndLabelWish>& wishes, double top, double bottom)
{
    std::vector<EndLabelPlace> places;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const bool isSame = !places.empty() && wishes[i].mayMerge && wishes[i - 1].mayMerge
            && wishes[i].at - wishes[i - 1].at < kSameLine;
        if (isSame)
            ++places.back().count;
        else
            places.push_back({i, 1, 0, 0});
    }
    const auto half = [&](const EndLabelPlace& place) { return wishes[place.first].height / 2; };
    double lowest = top;
    for (auto& place : places) {
        place.at = (wishes[place.first].at + wishes[place.first + place.count - 1].at) / 2;
        place.centre = std::max(place.at, lowest + half(place));
        lowest = place.centre + half(place);
    }
    double highest = bottom;
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        place->centre = std::min(place->centre, highest - half(*place));
        highest = place->centre - half(*place);
    }
    return places;
}

} // namespace autokernel::ui
