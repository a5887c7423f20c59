// SPDX-License-Identifier: Apache-2.0
#include "lab/check/row_motion.h"

#include <algorithm>
#include <cmath>

namespace autokernel::lab {

// The mean square of n independent normal elements varies by 2/n from draw to draw, relative to its
// own square: 0.25 is a row of eight.
constexpr double kSharedVariance = 0.25;

void RowMotion::add(double largest, double squared, std::size_t count)
{
    if (count == 0)
        return;
    const double meanSquare = squared / static_cast<double>(count);
    m_maximum = std::max(m_maximum, largest);
    m_squared += squared;
    m_count += count;
    m_meanSquares += meanSquare;
    m_squaredMeanSquares += meanSquare * meanSquare;
    ++m_draws;
}

double RowMotion::rms() const
{
    return m_count == 0 ? 0 : std::sqrt(m_squared / static_cast<double>(m_count));
}

bool RowMotion::isShared() const
{
    if (m_meanSquares <= 0)
        return false;
    const double mean = m_meanSquares / m_draws;
    return m_squaredMeanSquares / m_draws > (1 + kSharedVariance) * mean * mean;
}

void Motions::add(
    std::int64_t rowElements, std::span<const double> before, std::span<const double> after)
{
    double wholeLargest = 0;
    double wholeSquared = 0;
    std::size_t wholeCount = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::size_t first = row * static_cast<std::size_t>(rowElements);
        const std::size_t end
            = std::min(before.size(), first + static_cast<std::size_t>(rowElements));
        double largest = 0;
        double squared = 0;
        std::size_t count = 0;
        for (std::size_t i = first; i < end; ++i) {
            const double difference = std::fabs(after[i] - before[i]);
            if (!std::isfinite(difference))
                continue;
            largest = std::max(largest, difference);
            squared += difference * difference;
            ++count;
        }
        rows[row].add(largest, squared, count);
        wholeLargest = std::max(wholeLargest, largest);
        wholeSquared += squared;
        wholeCount += count;
    }
    whole.add(wholeLargest, wholeSquared, wholeCount);
}

} // namespace autokernel::lab
