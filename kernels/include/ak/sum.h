// SPDX-License-Identifier: Apache-2.0
// Long sums in fp32 without loss.
#pragma once

#include "ak/vec.h"

namespace ak {

// Sum of all lanes, pairwise and in double: no rounding to speak of.
template <int N> AK_INLINE double wide_sum(vec<N> v)
{
    float lanes[N];
    double parts[N];
    v.store(lanes);
    for (int i = 0; i < N; ++i)
        parts[i] = lanes[i];
    for (int width = N / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i)
            parts[i] += parts[i + width];
    return parts[0];
}

// Adds vectors and keeps what each addition rounded away (Knuth's two-sum), so that total() has the
// precision of its type whatever the number of terms. Six operations a term: meant for the partial
// sums of blocks.
template <int N> class running_sum
{
public:
    AK_INLINE void add(vec<N> term)
    {
        const vec<N> sum = m_sum + term;
        const vec<N> taken = sum - m_sum;
        m_lost = m_lost + ((m_sum - (sum - taken)) + (term - taken));
        m_sum = sum;
    }
    AK_INLINE double wide_total() const
    {
        const double sum = wide_sum(m_sum);
        const double lost = wide_sum(m_lost);
        return std::isfinite(lost) ? sum + lost : sum; // of an infinite sum two-sum makes inf - inf
    }
    AK_INLINE float total() const { return static_cast<float>(wide_total()); }

private:
    vec<N> m_sum = vec<N>(0.0f);
    vec<N> m_lost = vec<N>(0.0f);
};

// Pairwise reduction of independent accumulators; `count` is a power of two.
template <int N> AK_INLINE vec<N> tree_sum(vec<N>* parts, int count)
{
    for (int width = count / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i)
            parts[i] = parts[i] + parts[i + width];
    return parts[0];
}

template <int N> AK_INLINE vec<N> tree_max(vec<N>* parts, int count)
{
    for (int width = count / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i)
            parts[i] = max(parts[i], parts[i + width]);
    return parts[0];
}

} // namespace ak
