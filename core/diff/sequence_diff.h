// SPDX-License-Identifier: Apache-2.0
// The shortest edit script between two sequences of numbers; core/diff alone. Pure.
#pragma once

#include <cstddef>
#include <vector>

namespace autokernel::diff {

struct Edit // kept: both indices; removed: newIndex is -1; added: oldIndex is -1
{
    std::ptrdiff_t oldIndex = -1;
    std::ptrdiff_t newIndex = -1;
};

std::vector<Edit> shortestEdits(const std::vector<int>& before, const std::vector<int>& after);
std::vector<Edit> replaceAll(std::size_t oldCount, std::size_t newCount);

} // namespace autokernel::diff
