// SPDX-License-Identifier: Apache-2.0
// Whether a search is alive: from outside, one of its parts that does nothing looks like a kernel
// that cannot be made faster. Pure, any thread.
#pragma once

#include "judge/alarms.h"
#include "mutate/target_search.h"

#include <span>
#include <string>
#include <vector>

namespace autokernel::mutate {

// Of one search: `use` as TargetSearch::mutatorUse() has it, seeds first, and how many elites its
// archive holds. `target` opens each sentence. Nothing is said of a search that is still young.
std::vector<judge::Alarm> livenessAlarms(
    std::span<const MutatorUse> use, std::size_t elites, const std::string& target);

} // namespace autokernel::mutate
