// SPDX-License-Identifier: Apache-2.0
// Verdicts out of stored evidence alone: what the judge says today of what it saw then. A verdict
// that differs means that the file or the judge was changed. Pure over what a reader returned.
#pragma once

#include "judge/controls.h"
#include "store/history_reader.h"

#include <vector>

namespace autokernel::store {

// Of an experiment or a control, with the thresholds that were stored beside it.
Result<judge::Verdict> judgeAgain(const ExperimentDetails& experiment);

// What a control was timed with.
std::vector<protocol::PairBlock> controlBlocks(const ExperimentDetails& control);
// What a stored control of that kind found.
Result<judge::AaControl> sameCodeAgain(const ExperimentDetails& control);
Result<judge::SlowControl> slowerCodeAgain(const ExperimentDetails& control);

struct ChangedVerdict
{
    ExperimentId experiment;
    judge::Verdict stored;
    judge::Verdict again;
};
struct JudgedRun
{
    std::int64_t experiments = 0; // controls included
    std::vector<ChangedVerdict> changed;
};
// Every experiment of a run; an error for evidence that cannot be read.
Result<JudgedRun> judgeRunAgain(const HistoryReader& reader, RunId run);

} // namespace autokernel::store
