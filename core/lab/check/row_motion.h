// SPDX-License-Identifier: Apache-2.0
// How far the truth moves when every input is rounded once more at accumulation precision: the
// error that no evaluation in that precision can be blamed for. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace autokernel::lab {

// Of one budget row, or of a whole tensor, over several draws of the roundings.
class RowMotion
{
public:
    // One draw: the largest difference, the sum of squared ones, and how many elements were finite.
    void add(double largest, double squared, std::size_t count);

    double maximum() const { return m_maximum; }
    double rms() const;
    // The elements move together, as where one factor of a norm is rounded: the size of the motion
    // differs from draw to draw. A row of independent elements moves equally far in each.
    bool isShared() const;

private:
    double m_maximum = 0;
    double m_squared = 0;
    std::size_t m_count = 0;
    double m_meanSquares = 0; // sum over draws of the draw's mean square, and of its square
    double m_squaredMeanSquares = 0;
    int m_draws = 0;
};

struct Motions
{
    std::vector<RowMotion> rows; // one for each budget row; empty: not measured
    RowMotion whole;

    // One draw: the truth's values before and after. `rows` has its size already.
    void add(
        std::int64_t rowElements, std::span<const double> before, std::span<const double> after);
};

} // namespace autokernel::lab
