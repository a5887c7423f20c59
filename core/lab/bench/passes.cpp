// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/passes.h"

#include <algorithm>
#include <numeric>

namespace autokernel::lab {
namespace {

Result<BlockTiming> timeEachSet(
    Contender& contender, const Calls& calls, std::chrono::nanoseconds deadline)
{
    const double whole = std::accumulate(calls.setWeights.begin(), calls.setWeights.end(), 0.0);
    const auto sets = static_cast<int>(calls.setWeights.size());
    BlockTiming mean;
    mean.setNanoseconds.resize(calls.setWeights.size());
    for (int i = 0; i < sets; ++i) {
        const auto set = static_cast<std::size_t>((calls.firstSet + i) % sets);
        AK_ASSIGN(const BlockTiming timing,
            contender.runBlock(static_cast<int>(set), 0, calls.count, deadline));
        mean.setNanoseconds[set] = timing.wallNanoseconds;
        mean.wallNanoseconds += timing.wallNanoseconds * calls.setWeights[set] / whole;
        mean.kernelsPerCall = timing.kernelsPerCall;
    }
    return mean;
}

} // namespace

int Calls::inPass(int pass) const
{
    const auto upTo = [&](int end) {
        return static_cast<int>(std::int64_t {count} * end / std::max(passes, 1));
    };
    return upTo(pass + 1) - upTo(pass);
}

int passesFor(int calls, int dataSets)
{
    const int most = std::max(dataSets, 1);
    return std::max(1, (calls + most - 1) / most);
}

Result<BlockTiming> timeCalls(
    Contender& contender, const Calls& calls, std::chrono::nanoseconds deadline)
{
    if (!calls.setWeights.empty())
        return timeEachSet(contender, calls, deadline);
    BlockTiming sum;
    bool isWitnessed = true;
    for (int pass = 0; pass < calls.passes; ++pass) {
        if (calls.overwrites)
            contender.overwriteResults();
        AK_ASSIGN(const BlockTiming timing,
            contender.runBlock(calls.firstSet, 1, calls.inPass(pass), deadline));
        sum.wallNanoseconds += timing.wallNanoseconds;
        sum.witnessNanoseconds += timing.witnessNanoseconds;
        sum.kernelsPerCall = timing.kernelsPerCall;
        isWitnessed = isWitnessed && timing.witnessNanoseconds > 0;
    }
    if (!isWitnessed)
        sum.witnessNanoseconds = 0;
    return sum;
}

} // namespace autokernel::lab
