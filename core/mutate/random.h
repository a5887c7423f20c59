// SPDX-License-Identifier: Apache-2.0
// Seeded randomness that gives the same numbers with every standard library. An object belongs to
// one thread.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>

namespace autokernel::mutate {

class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_engine(seed)
    {
    }
    std::uint64_t bits() { return m_engine(); }
    double uniform() { return static_cast<double>(m_engine() >> 11U) * 0x1.0p-53; } // [0, 1)
    std::size_t below(std::size_t count) // [0, count), count > 0
    {
        assert(count > 0);
        return static_cast<std::size_t>(uniform() * static_cast<double>(count));
    }
    template <typename T> void shuffle(std::span<T> values)
    {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(i)]);
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace autokernel::mutate
