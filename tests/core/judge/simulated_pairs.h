// SPDX-License-Identifier: Apache-2.0
// Pairs from a seeded noise model, for tests of the judge.
#pragma once

#include "protocol/measurement.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace autokernel::judge {

// Heavy tails as timings have them: Student's t with 4 degrees of freedom, and 3 % of the pairs six
// times as wide. `sd` is the scale of one pair's log ratio.
class PairNoise
{
public:
    PairNoise(double sd, std::uint64_t seed)
        : m_engine(seed)
        , m_sd(sd)
    {
    }
    double operator()()
    {
        constexpr double kUnitVariance = 1.4142135623730951; // t4 has variance 2
        const double width = m_uniform(m_engine) < 0.03 ? 6 : 1;
        return m_sd * width * m_student(m_engine) / kUnitVariance;
    }

private:
    std::mt19937_64 m_engine;
    std::student_t_distribution<double> m_student {4};
    std::uniform_real_distribution<double> m_uniform {0, 1};
    double m_sd;
};

// A takes one microsecond, B as the log ratio says; the second clock agrees.
inline protocol::Pair pairOf(double logRatio)
{
    protocol::Pair pair;
    pair.aNanoseconds = 1000;
    pair.bNanoseconds = 1000 * std::exp(-logRatio);
    pair.aWitnessNanoseconds = pair.aNanoseconds;
    pair.bWitnessNanoseconds = pair.bNanoseconds;
    return pair;
}

inline protocol::PairBlock blockOf(const std::vector<double>& logRatios)
{
    protocol::PairBlock block;
    for (const double ratio : logRatios)
        block.pairs.push_back(pairOf(ratio));
    return block;
}

inline protocol::PairBlock simulatedBlock(int pairs, double gain, PairNoise& noise)
{
    protocol::PairBlock block;
    for (int i = 0; i < pairs; ++i)
        block.pairs.push_back(pairOf(gain + noise()));
    return block;
}

inline protocol::PairBlock simulatedBlock(int pairs, double gain, double sd, std::uint64_t seed)
{
    PairNoise noise(sd, seed);
    return simulatedBlock(pairs, gain, noise);
}

} // namespace autokernel::judge
