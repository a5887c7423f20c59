// SPDX-License-Identifier: Apache-2.0
#include "diff/sequence_diff.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
// dtl relies on these being included before it.
#include <dtl/dtl.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>
#pragma GCC diagnostic pop

namespace autokernel::diff {

std::vector<Edit> shortestEdits(const std::vector<int>& before, const std::vector<int>& after)
{
    if (before.empty() || after.empty())
        return replaceAll(before.size(), after.size());
    dtl::Diff<int> diff(before, after);
    diff.onHuge(); // by default dtl gives up on long scripts and answers with a replacement
    diff.compose();
    std::vector<Edit> edits;
    std::ptrdiff_t oldIndex = 0;
    std::ptrdiff_t newIndex = 0;
    for (const auto& [number, element] : diff.getSes().getSequence()) {
        Edit edit;
        if (element.type != dtl::SES_ADD)
            edit.oldIndex = oldIndex++;
        if (element.type != dtl::SES_DELETE)
            edit.newIndex = newIndex++;
        edits.push_back(edit);
    }
    return edits;
}

std::vector<Edit> replaceAll(std::size_t oldCount, std::size_t newCount)
{
    std::vector<Edit> edits;
    for (std::size_t i = 0; i < oldCount; ++i)
        edits.push_back({static_cast<std::ptrdiff_t>(i), -1});
    for (std::size_t i = 0; i < newCount; ++i)
        edits.push_back({-1, static_cast<std::ptrdiff_t>(i)});
    return edits;
}

} // namespace autokernel::diff
