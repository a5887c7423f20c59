// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/pairs.h"

#include "base/statistics.h"
#include "lab/check/call_deadline.h"
#include "lab/check/random_numbers.h"
#include "lab/device/machine_state.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <set>

namespace autokernel::lab {
namespace {

constexpr int kMostRepeats = 10'000;
constexpr std::size_t kCallsOfEstimate = 5;
// Contenders nearer than this get the same number of calls per block, so that nothing but the
// kernel differs between their blocks.
constexpr double kSimilarTime = 1.25;
constexpr double kStolenShare = 0.05;

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
    Calls calls; // of a block; the first set is the pair's
    int repeats = 1; // what the time of a block is divided by
    int dataSets = 1;
    std::chrono::nanoseconds deadline {}; // of a pass
    bool isBaseline = false;

    Result<BlockTiming> time(int firstSet)
    {
        calls.firstSet = firstSet;
        auto block = timeCalls(contender, calls, deadline);
        if (!block) {
            auto error = named(std::move(block).error(), contender);
            return fail(isBaseline ? ofBaseline(std::move(error)) : std::move(error));
        }
        block->wallNanoseconds /= repeats;
        block->witnessNanoseconds /= repeats;
        for (auto& nanoseconds : block->setNanoseconds)
            nanoseconds /= repeats;
        return std::move(*block);
    }

    // Of the last pass, whose outputs are still there.
    int visitedSets() const
    {
        return calls.setWeights.empty() ? std::min(calls.inPass(calls.passes - 1), dataSets)
                                        : dataSets;
    }
    int visitedSet(int index) const { return (calls.firstSet + index) % dataSets; }
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
        for (const double weight : m_options.setWeights)
            m_block.inputSets.push_back({weight, {}, {}});
        const auto rechecked = drawPositions(m_options.recheck ? m_options.recheckedPairs : 0,
            m_options.pairs, mixSeeds(m_options.seed, 3));
        const MachineState before = machineState();
        for (int i = 0; i < m_options.pairs; ++i)
            AK_TRY(timeOne(i, rechecked.contains(i)));
        m_block.stealFraction = lab::stealFraction(before, machineState());
        m_block.repeatsA = m_a.calls.count;
        m_block.repeatsB = m_b.calls.count;
        return std::move(m_block);
    }

private:
    Result<void> timeOne(int position, bool isRechecked)
    {
        protocol::Pair pair;
        const int quarter = position % 4;
        pair.aFirst = (quarter == 0 || quarter == 3) != m_options.startWithB;
        pair.dataSet = m_order.next();
        const bool areAlike = m_options.setWeights.empty();
        const int setOfB = areAlike ? (pair.dataSet + 1) % m_options.dataSets : pair.dataSet;
        BlockTiming a;
        BlockTiming b;
        const auto before = ticks();
        for (const bool isA : {pair.aFirst, !pair.aFirst}) {
            AK_ASSIGN((isA ? a : b), isA ? m_a.time(pair.dataSet) : m_b.time(setOfB));
            if (isRechecked)
                (isA ? m_a : m_b).contender.keepOutputs();
        }
        if (const double stolen = lab::stealFraction(before, ticks()); stolen > kStolenShare)
            pair.droppedBecause
                = fmt::format("the hypervisor took {:.0f} % of the CPU time", 100 * stolen);
        pair.aNanoseconds = a.wallNanoseconds;
        pair.bNanoseconds = b.wallNanoseconds;
        pair.aWitnessNanoseconds = a.witnessNanoseconds;
        pair.bWitnessNanoseconds = b.witnessNanoseconds;
        m_block.kernelsA = a.kernelsPerCall;
        m_block.kernelsB = b.kernelsPerCall;
        if (isRechecked) {
            AK_TRY(recheck(m_a, m_block.faultA));
            AK_TRY(recheck(m_b, m_block.faultB));
        }
        for (std::size_t set = 0; set < m_block.inputSets.size(); ++set) {
            m_block.inputSets[set].aNanoseconds.push_back(a.setNanoseconds[set]);
            m_block.inputSets[set].bNanoseconds.push_back(b.setNanoseconds[set]);
        }
        m_block.pairs.push_back(std::move(pair));
        return {};
    }

    MachineState ticks() const { return m_options.ticks ? m_options.ticks() : MachineState(); }

    Result<void> recheck(Side& side, protocol::ContenderFault& fault)
    {
        const int index = static_cast<int>(m_numbers.below(m_draws++, side.visitedSets()));
        if (fault.cause != protocol::FaultCause::None)
            return {};
        AK_ASSIGN(std::string wrong, m_options.recheck(side.contender, side.visitedSet(index)));
        if (!wrong.empty())
            fault = {protocol::FaultCause::WrongOutputs, std::move(wrong)};
        return {};
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

Error ofBaseline(Error error)
{
    switch (error.code) {
    case ErrorCode::CompileError:
    case ErrorCode::Rejected:
    case ErrorCode::RuntimeError:
    case ErrorCode::TimedOut:
    case ErrorCode::OutOfMemory:
        return {ErrorCode::BaselineFailed, "what it is compared with failed: " + error.message,
            std::move(error.detail)};
    default:
        return error;
    }
}

Result<double> warmUp(Contender& contender, const WarmUp& options)
{
    constexpr double kPassNanoseconds = 1e6; // the hand-over would be most of a short call's time
    std::deque<double> recent;
    double used = 0;
    int visited = 0;
    while (visited < options.dataSets || used < options.nanoseconds) {
        Calls calls;
        if (!recent.empty())
            calls.count
                = repeatsFor(*std::min_element(recent.begin(), recent.end()), kPassNanoseconds);
        if (options.overwritesResults)
            calls.count = std::min(calls.count, options.dataSets);
        calls.firstSet = visited % options.dataSets;
        calls.overwrites = options.overwritesResults;
        const auto block = timeCalls(contender, calls, options.deadlineOfCall * calls.count);
        if (!block)
            return fail(named(block.error(), contender));
        used += block->wallNanoseconds;
        visited += calls.count;
        recent.push_back(block->wallNanoseconds / calls.count);
        if (recent.size() > kCallsOfEstimate)
            recent.pop_front();
    }
    return statistics::median(std::vector<double>(recent.begin(), recent.end()));
}

namespace {

// Calls of both in a block.
struct Repeats
{
    int a = 1;
    int b = 1;
    int extraOfB = 0; // on top
};

Repeats repeatsOf(double callOfA, double callOfB, const PairOptions& options)
{
    Repeats repeats {repeatsFor(callOfA, options.blockNanoseconds),
        repeatsFor(callOfB, options.blockNanoseconds)};
    if (std::max(callOfA, callOfB) < kSimilarTime * std::min(callOfA, callOfB))
        repeats.a = repeats.b = std::max(repeats.a, repeats.b);
    if (options.extraWorkOfB > 0) {
        const auto least = static_cast<int>(std::ceil(1 / options.extraWorkOfB));
        repeats.a = repeats.b = std::max({repeats.a, repeats.b, least});
        repeats.extraOfB = static_cast<int>(std::lround(options.extraWorkOfB * repeats.b));
    }
    return repeats;
}

} // namespace

Result<protocol::PairBlock> timePairs(Contender& a, Contender& b, const PairOptions& options)
{
    const auto deadline = callDeadline(options.incumbentNanoseconds);
    const WarmUp warm {
        options.dataSets, options.warmUpNanoseconds, deadline, options.overwritesResults};
    const auto warmA = warmUp(a, warm);
    if (!warmA)
        return fail(ofBaseline(warmA.error()));
    const double callOfA = *warmA;
    AK_ASSIGN(const double callOfB, warmUp(b, warm));
    const Repeats repeats = repeatsOf(callOfA, callOfB, options);
    const int callsOfB = repeats.b + repeats.extraOfB;
    int passesOfA = 1;
    int passesOfB = 1;
    if (options.overwritesResults) {
        passesOfB = passesFor(callsOfB, options.dataSets);
        // Extra calls are extra work, not extra hand-overs.
        passesOfA = repeats.extraOfB > 0 ? passesOfB : passesFor(repeats.a, options.dataSets);
    }
    const auto side = [&](Contender& contender, int divisor, int calls, int passes, double call) {
        const auto expected = std::chrono::nanoseconds(
            static_cast<std::int64_t>(kDeadlineOverIncumbent * call * calls));
        return Side {contender, {calls, passes, 0, options.overwritesResults, options.setWeights},
            divisor, options.dataSets, std::max(deadline, expected), &contender == &a};
    };
    return PairLoop(side(a, repeats.a, repeats.a, passesOfA, callOfA),
        side(b, repeats.b, callsOfB, passesOfB, callOfB), options)
        .run();
}

} // namespace autokernel::lab
