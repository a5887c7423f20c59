// SPDX-License-Identifier: Apache-2.0
// What a run amounts to: its three rows and its first sentence. Pure.
#pragma once

#include "report/report_data.h"

namespace autokernel::report {

// The newest row of that name; nullptr: none.
const store::LadderRow* findContender(
    const std::vector<store::LadderRow>& ladder, std::string_view name);

// Times of the contenders measured in turn, so their ratios are taken round by round; nullopt where
// either could not run.
std::optional<store::SpeedupInterval> speedupOver(
    const store::LadderRow& baseline, const store::LadderRow& contender);

// What a user may take as it is, instead of ours.
bool isFreeRung(const store::LadderRow& row);

// Of two speedups over the same baseline that were not measured side by side: worst end over best.
store::SpeedupInterval quotient(
    const store::SpeedupInterval& ours, const store::SpeedupInterval& theirs);

// "9.3 ms (eager 9.0 ms)", the latter where it was timed beside; "not measured".
std::string timeOf(const OutcomeRow& row);

// Over everything else of `report` (its run, ladders, kernels and whole-model timings).
Outcome decideOutcome(const ReportData& report);

} // namespace autokernel::report
