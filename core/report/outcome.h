// SPDX-License-Identifier: Apache-2.0
// What a run amounts to: its three rows and its first sentence. Pure.
#pragma once

#include "report/report_data.h"

namespace autokernel::report {

// Times of the contenders measured in turn, so their ratios are taken round by round; nullopt where
// either could not run.
std::optional<store::SpeedupInterval> speedupOver(
    const store::LadderRow& baseline, const store::LadderRow& contender);

// Over everything else of `report` (its run, ladders, kernels and whole-model timings).
Outcome decideOutcome(const ReportData& report);

} // namespace autokernel::report
