// SPDX-License-Identifier: GPL-3.0-or-later
// What was tried, and why it ended as it did, in the few words that a cell of a table has room for;
// the whole sentences are the history's own. Pure, any thread.
#pragma once

#include "store/history_reader.h"

#include <QString>
#include <cstdint>
#include <vector>

namespace autokernel::ui {

// By their numbers in the run, in the order in which the idea names them; 0: of an earlier run.
using Parents = std::vector<std::int64_t>;
QString shortIdea(const std::string& idea, const Parents& parents = {});
QString whyOf(const store::ExperimentRow& row); // "slower", "gain < 4.8 %", "confirmed"
QString endedAt(store::ExperimentStage stage); // "the first timing"

} // namespace autokernel::ui
