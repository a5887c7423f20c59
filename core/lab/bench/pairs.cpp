// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/pairs.h"

#include "base/statistics.h"
#include "lab/check/fill.h"
#include "lab/device/machine_state.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <set>

namespace autokernel::lab {
namespace {

constexpr std::chrono::nanoseconds kShortestDeadline = std::chrono::seconds(2);
constexpr double kDeadlineOverIncumbent = 50;
constexpr int kMostRepeats = 10'000;
constexpr std::size_t kCallsOfEstimate = 5;
// Contenders nearer than this get the same number of calls per block, so that nothing but the
// kernel differs between their blocks.
constexpr double kSimilarTime = 1.25;

Error named(Error error, const Contender& contender)
{
    error.message += fmt::format(" (contender {})", contender.name());
    return error;
}

// A random order of the data sets, drawn anew each time it is used up; never the same set twice in
// a row where there are several.
class SetOrder
{
public:
    SetOrder(int sets, std::uint64_t seed)
        : m_numbers(seed)
        , m_order(static_cast<std::size_t>(std::max(sets, 1)))
    {
        std::iota(m_order.begin(), m_order.end(), 0);
    }

    int next()
    {
        if (m_position == 0)
            shuffle();
        const int set = m_order[m_position];
        m_position = (m_position + 1) % m_order.size();
        return set;
    }

private:
    void shuffle()
    {
        const int last = m_order.back();
        for (std::size_t i = m_order.size(); i-- > 1;)
            std::swap(m_order[i],
                m_order[static_cast<std::size_t>(
                    m_numbers.below(m_draws++, static_cast<std::int64_t>(i) + 1))]);
        if (m_order.front() == last)
            std::rotate(m_order.begin(), m_order.begin() + 1, m_order.end());
    }

    RandomNumbers m_numbers;
    std::vector<int> m_order;
    std::size_t m_position = 0;
    std::uint64_t m_draws = 0;
};

// One contender within the loop.
struct Side
{
    Contender& contender;
    int repeats = 1; // what the time of a block is divided by
    int extraCalls = 0; // that it makes on top
    int dataSets = 1;
    std::chrono::nanoseconds deadline {}; // of a block

    int calls() const { return repeats + extraCalls; }

    Result<BlockTiming> time(int firstSet)
    {
        auto block = contender.runBlock(firstSet, 1, calls(), deadline);
        if (!block)
            return fail(named(std::move(block).error(), contender));
        return BlockTiming {.wallNanoseconds = block->wallNanoseconds / repeats,
            .cpuNanoseconds = block->cpuNanoseconds / repeats,
            .kernelsPerCall = block->kernelsPerCall};
    }

    int visitedSets() const { return std::min(calls(), dataSets); }
    int visitedSet(int firstSet, int index) const { return (firstSet + index) % dataSets; }

    void poison(int firstSet)
    {
        for (int i = 0; i < visitedSets(); ++i)
            contender.poisonOutputs(visitedSet(firstSet, i));
    }
};

std::set<int> drawPositions(int count, int total, std::uint64_t seed)
{
    const RandomNumbers numbers(seed);
    std::set<int> positions;
    for (std::uint64_t draw = 0; static_cast<int>(positions.size()) < std::min(count, total);
         ++draw)
        positions.insert(static_cast<int>(numbers.below(draw, total)));
    return positions;
}

class PairLoop
{
public:
    PairLoop(Side a, Side b, const PairOptions& options)
        : m_a(a)
        , m_b(b)
        , m_options(options)
        , m_order(options.dataSets, mixSeeds(options.seed, 1))
        , m_numbers(mixSeeds(options.seed, 2))
    {
    }

    Result<protocol::PairBlock> run()
    {
        const int rechecked = m_options.recheck ? m_options.recheckedPairs : 0;
        const int total = m_options.pairs + rechecked;
        const auto positions = drawPositions(rechecked, total, mixSeeds(m_options.seed, 3));
        const MachineState before = machineState();
        int timed = 0;
        for (int i = 0; i < total; ++i) {
            const bool isRechecked = positions.contains(i);
            // A re-checked pair does not count, so it must not break the rhythm A B B A, B A A B.
            const int position = isRechecked ? i : timed++;
            AK_TRY(timeOne(position, isRechecked));
        }
        m_block.stealFraction = lab::stealFraction(before, machineState());
        m_block.repeatsA = m_a.calls();
        m_block.repeatsB = m_b.calls();
        return std::move(m_block);
    }

private:
    Result<void> timeOne(int position, bool isRechecked)
    {
        protocol::Pair pair;
        const int quarter = position % 4;
        pair.aFirst = (quarter == 0 || quarter == 3) != m_options.startWithB;
        pair.dataSet = m_order.next();
        const int setOfB = (pair.dataSet + 1) % m_options.dataSets;
        if (isRechecked) {
            m_a.poison(pair.dataSet);
            m_b.poison(setOfB);
        }
        BlockTiming a;
        BlockTiming b;
        for (const bool isA : {pair.aFirst, !pair.aFirst}) {
            AK_ASSIGN((isA ? a : b), isA ? m_a.time(pair.dataSet) : m_b.time(setOfB));
        }
        pair.aNanoseconds = a.wallNanoseconds;
        pair.bNanoseconds = b.wallNanoseconds;
        pair.aCpuNanoseconds = a.cpuNanoseconds;
        pair.bCpuNanoseconds = b.cpuNanoseconds;
        m_block.kernelsA = a.kernelsPerCall;
        m_block.kernelsB = b.kernelsPerCall;
        if (isRechecked) {
            pair.droppedBecause = "re-checked: outputs were poisoned";
            recheck(m_a, pair.dataSet);
            recheck(m_b, setOfB);
        }
        m_block.pairs.push_back(std::move(pair));
        return {};
    }

    void recheck(Side& side, int firstSet)
    {
        const int index = static_cast<int>(m_numbers.below(m_draws++, side.visitedSets()));
        if (m_block.recheck.empty())
            m_block.recheck = m_options.recheck(side.contender, side.visitedSet(firstSet, index));
    }

    Side m_a;
    Side m_b;
    const PairOptions& m_options;
    SetOrder m_order;
    RandomNumbers m_numbers;
    std::uint64_t m_draws = 0;
    protocol::PairBlock m_block;
};

} // namespace

int repeatsFor(double callNanoseconds, double blockNanoseconds)
{
    if (callNanoseconds <= 0)
        return kMostRepeats;
    return static_cast<int>(
        std::clamp(std::round(blockNanoseconds / callNanoseconds), 1.0, double {kMostRepeats}));
}

std::chrono::nanoseconds callDeadline(double incumbentNanoseconds)
{
    return std::max(kShortestDeadline,
        std::chrono::nanoseconds(
            static_cast<std::int64_t>(incumbentNanoseconds * kDeadlineOverIncumbent)));
}

Result<double> warmUp(Contender& contender, int dataSets, double warmUpNanoseconds,
    std::chrono::nanoseconds deadlineOfCall)
{
    std::deque<double> recent;
    double used = 0;
    for (int call = 0; call < dataSets || used < warmUpNanoseconds; ++call) {
        // Short calls are repeated within a block: the hand-over would be most of their time.
        const double shortest
            = recent.empty() ? 1e9 : *std::min_element(recent.begin(), recent.end());
        const int repeats = call < dataSets ? 1 : repeatsFor(shortest, 1e6);
        auto block = contender.runBlock(call % dataSets, 1, repeats, deadlineOfCall * repeats);
        if (!block)
            return fail(named(std::move(block).error(), contender));
        used += block->wallNanoseconds;
        recent.push_back(block->wallNanoseconds / repeats);
        if (recent.size() > kCallsOfEstimate)
            recent.pop_front();
    }
    return statistics::median(std::vector<double>(recent.begin(), recent.end()));
}

Result<protocol::PairBlock> timePairs(Contender& a, Contender& b, const PairOptions& options)
{
    const auto deadline = callDeadline(options.incumbentNanoseconds);
    AK_ASSIGN(
        const double callOfA, warmUp(a, options.dataSets, options.warmUpNanoseconds, deadline));
    AK_ASSIGN(
        const double callOfB, warmUp(b, options.dataSets, options.warmUpNanoseconds, deadline));
    int repeatsA = repeatsFor(callOfA, options.blockNanoseconds);
    int repeatsB = repeatsFor(callOfB, options.blockNanoseconds);
    if (std::max(callOfA, callOfB) < kSimilarTime * std::min(callOfA, callOfB))
        repeatsA = repeatsB = std::max(repeatsA, repeatsB);
    int extraCalls = 0;
    if (options.extraWorkOfB > 0) {
        const auto least = static_cast<int>(std::ceil(1 / options.extraWorkOfB));
        repeatsA = repeatsB = std::max({repeatsA, repeatsB, least});
        extraCalls = static_cast<int>(std::lround(options.extraWorkOfB * repeatsB));
    }
    const auto side = [&](Contender& contender, int repeats, int extra, double call) {
        const auto expected = std::chrono::nanoseconds(
            static_cast<std::int64_t>(kDeadlineOverIncumbent * call * (repeats + extra)));
        return Side {contender, repeats, extra, options.dataSets, std::max(deadline, expected)};
    };
    return PairLoop(side(a, repeatsA, 0, callOfA), side(b, repeatsB, extraCalls, callOfB), options)
        .run();
}

} // namespace autokernel::lab
