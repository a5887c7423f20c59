// SPDX-License-Identifier: Apache-2.0
// Times of one call that may be set beside each other. A machine is faster in one session than in
// another, so a raw time of one and a raw time of another say nothing of a gain: what was measured
// in pairs does. Pure, any thread.
#pragma once

#include "report/report_data.h"

namespace autokernel::report {

// Eager's time of one call in the session of the champion: the champion's own time by its measured
// gain over eager. Without a champion that of the ladder, else by the first experiment that was
// timed; 0 where nothing says it.
double eagerBesideChampion(const KernelReport& kernel, const ReportData& report);

// What a time of the ladder becomes in that session: one factor for all its rungs, so that they
// keep their ratio to eager. 1 where the ladder did not time eager.
double ladderScale(const KernelReport& kernel, const ReportData& report);

} // namespace autokernel::report
