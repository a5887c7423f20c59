// SPDX-License-Identifier: Apache-2.0
// How calls are timed, the same for every contender: in passes that visit each data set at most
// once, and before each of them, outside the clock, the outputs and workspaces of all data sets are
// overwritten. So a timed call finds nothing of an earlier call on its data where a kernel may
// write: it cannot return where its answer is still there, or copy one that it kept. What it keeps
// elsewhere by the address of its data is answered by the determinism stage, which changes them
// where they lie. A block's time is the sum of its passes' times. One thread.
//
// What a pass finds: inputs where the rotation left them, outputs and workspaces as overwrite.h
// says. A hand-over costs each pass some microseconds, which are not subtracted: they bring ratios
// nearer to 1.
#pragma once

#include "lab/bench/contender.h"

#include <vector>

namespace autokernel::lab {

struct Calls
{
    int count = 1;
    int passes = 1; // at least passesFor(count, data sets)
    int firstSet = 0; // each pass visits this data set and those behind it
    // False where contenders keep results in memory of their own (whole models): one pass.
    bool overwrites = true;
    // Empty: the sets are alike, and any of them will do. Else those of a model's input sets, which
    // differ in size: each is timed by itself, `count` calls of it in one pass, and the block's
    // time is `count` times the weighted mean of a call.
    std::vector<double> setWeights = {};

    int inPass(int pass) const; // calls; spread evenly, the last pass has the most
};

int passesFor(int calls, int dataSets);

// The sum over all passes; kernelsPerCall of the last. `deadline` of a pass. Errors as
// Contender::runBlock.
Result<BlockTiming> timeCalls(
    Contender& contender, const Calls& calls, std::chrono::nanoseconds deadline);

} // namespace autokernel::lab
