// SPDX-License-Identifier: Apache-2.0
// The contenders of a ladder as a table with the spread of each drawn in it. An HTML fragment.
// Pure.
#pragma once

#include "store/history_reader.h"

#include <string>
#include <vector>

namespace autokernel::report {

std::string ladderTable(const std::vector<store::LadderRow>& ladder);

} // namespace autokernel::report
