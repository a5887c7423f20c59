// SPDX-License-Identifier: Apache-2.0
// Long sums in fp32 without loss.
#pragma once

#include "ak/vec.h"

namespace ak {

// Adds vectors and keeps what each addition rounded away (Knuth's two-sum), so that the error of
// total() is a few ulp whatever the number of terms. Six operations a term: meant for the partial
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
    AK_INLINE float total() const
    {
        float sum[N];
        float lost[N];
        m_sum.store(sum);
        m_lost.store(lost);
        double exact = 0.0;
        double plain = 0.0;
        for (int i = 0; i < N; ++i) {
            plain += sum[i];
            exact += static_cast<double>(sum[i]) + lost[i];
        }
        return static_cast<float>(std::isfinite(exact) ? exact : plain); // of an infinite sum two-sum makes inf - inf
    }

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
