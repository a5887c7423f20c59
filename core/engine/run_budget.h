// SPDX-License-Identifier: Apache-2.0
// The wall clock of a run's session: what it was given, less what earlier sessions of the run took.
// Values, any thread.
#pragma once

#include "engine/run_clock.h"
#include "store/history_reader.h"

#include <span>
#include <string>

namespace autokernel::engine {

// Whether it says a budget of its own, which then counts from its start.
bool saysBudget(const RunConfig& config);

// Wall clock that the sessions took since the run's budget was said: those before the last by what
// the run wrote down of them, the last by its begin and its last sign of life. `log`: of the run.
Seconds spentOf(const store::RunDetails& run, std::span<const store::LogLine> log);

struct SessionBudget
{
    Seconds left {0};
    std::string sentence {}; // what is left of what; "" where that says nothing
};

// `spent` counts against what `config` gives for the whole run, and so does what the session has
// waited since its start, when it was `localTimeOfDay`. A year where it gives experiments alone.
Result<SessionBudget> budgetOf(const RunConfig& config, Seconds spent,
    std::chrono::seconds localTimeOfDay, Seconds waited = Seconds(0));

// Error: the wait has left too little to begin with, under a minute and under half of what there
// was before it.
Result<void> requireMoreThanAWait(const SessionBudget& budget, Seconds waited);

// What of it is kept for the run's end.
Seconds reserveOf(const RunConfig& config, Seconds budget);

} // namespace autokernel::engine
