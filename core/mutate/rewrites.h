// SPDX-License-Identifier: Apache-2.0
// Text rewrites of a candidate's code that keep its meaning. Each function lists every source that
// is one such step away. Whether a step pays, and whether it is right, the evaluation says. Pure,
// any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autokernel::mutate {

struct Rewrite
{
    std::string source;
    std::string idea; // one clause: "loop in line 31 unrolled 4 times"
};

// Other schedules of OpenMP work-sharing loops. None for reductions, for ordered loops, and where a
// `nowait` stands beside a second loop that may rely on the same distribution.
std::vector<Rewrite> scheduleRewrites(std::string_view source);

// `#pragma GCC unroll` before innermost loops: set, changed, taken away. Not below an OpenMP
// pragma.
std::vector<Rewrite> unrollRewrites(std::string_view source);

// `#pragma GCC ivdep` before innermost loops that call only known pure functions, and whose every
// written array is touched at one index only, a function of the loop variable.
std::vector<Rewrite> independenceRewrites(std::string_view source);

// A prefetch ahead of the first array that an innermost loop reads at its variable. A prefetch
// never faults, whatever the address.
std::vector<Rewrite> prefetchRewrites(std::string_view source);

} // namespace autokernel::mutate
