// SPDX-License-Identifier: Apache-2.0
// softmax(q k^T scale + bias) v with an online softmax, for CPU candidates. A work item is one
// head's block of QUERIES queries; it walks over blocks of KEYS keys. Scores are computed
// transposed, queries along the vector: k is broadcast, maxima and sums over keys need no shuffles,
// and the second product finds its factors of p side by side. No state, no allocation; any thread.
#pragma once

#include "ak_gemm.h"

#include <limits>

namespace ak::attention {

using gemm::kLanes;
using gemm::Range;
using gemm::V;

// ROWS: keys (first product) or queries (second product) of a register tile; QUERIES / kLanes
// vectors of queries wide in the first, at most four vectors of head_dim in the second.
template <int64_t QUERIES, int64_t KEYS, int64_t ROWS, int64_t CHAIN> struct Shape
{
    static constexpr int64_t queries = QUERIES;
    static constexpr int64_t keys = KEYS;
    static constexpr int64_t rows = ROWS;
    static constexpr int64_t chain = CHAIN; // steps before a tile's sums go to memory
    static constexpr int64_t vectors = QUERIES / kLanes;
    static_assert(QUERIES % kLanes == 0);
};

enum class Mask
{
    None,
    Causal, // query i sees keys 0..i
    Additive // a [queries, keys] tensor, broadcast over batch and heads where its strides are 0
};

// Floats of scratch for one thread; manifests spell it
//   2 * QUERIES * round_up(D, 16) + 2 * KEYS * round_up(D, 16) + KEYS * QUERIES + 3 * QUERIES
template <class Shape> constexpr int64_t scratchFloats(int64_t headDim)
{
    const int64_t width = round_up(headDim, 16);
    return 2 * (Shape::queries + Shape::keys) * width + Shape::keys * Shape::queries
        + 3 * Shape::queries;
}

namespace detail {

// One register tile of c[R][W * kLanes] += a x b, where a(r, k) = a[r * rowA + k * stepA]. Rows of
// c are first multiplied by scale[r], if given; without, c is overwritten. The registers are added
// to c every CHAIN steps, since rounding errors grow with the length of a chain.
template <int64_t R, int64_t W, int64_t CHAIN>
__attribute__((noinline)) void tile(int64_t depth, const float* __restrict a, int64_t rowA,
    int64_t stepA, const float* __restrict b, int64_t strideB, float* __restrict c, int64_t strideC,
    const float* __restrict scale)
{
    for (int64_t done = 0; done == 0 || done < depth; done += CHAIN) {
        V total[R][W];
#pragma GCC unroll 32
        for (int64_t r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (int64_t w = 0; w < W; ++w)
                total[r][w] = V(0.0f);
        const int64_t steps = std::min(CHAIN, depth - done);
        for (int64_t k = 0; k < steps; ++k, a += stepA, b += strideB) {
            V row[W];
#pragma GCC unroll 8
            for (int64_t w = 0; w < W; ++w)
                row[w] = V::load(b + w * kLanes);
#pragma GCC unroll 32
            for (int64_t r = 0; r < R; ++r) {
                const V factor(a[r * rowA]);
#pragma GCC unroll 8
                for (int64_t w = 0; w < W; ++w)
                    total[r][w] = fma(factor, row[w], total[r][w]);
            }
        }
#pragma GCC unroll 32
        for (int64_t r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (int64_t w = 0; w < W; ++w) {
                float* out = c + r * strideC + w * kLanes;
                V sum = total[r][w];
                if (done > 0)
                    sum = V::load(out) + sum;
                else if (scale)
                    sum = fma(V(scale[r]), V::load(out), sum);
                sum.store(out);
            }
    }
}

template <int64_t R, int64_t W, int64_t CHAIN, class... Arguments>
void tileOf(int64_t rows, Arguments... arguments)
{
    if constexpr (R > 1) {
        if (rows < R)
            return tileOf<R - 1, W, CHAIN>(rows, arguments...);
    }
    tile<R, W, CHAIN>(arguments...);
}

} // namespace detail

// The attention of one thread's items.
template <class Shape, class T, Mask kMask> class HeadBlock
{
public:
    HeadBlock(const ak_tensor& q, const ak_tensor& k, const ak_tensor& v, const ak_tensor* mask,
        const ak_tensor& o, float scale, float* scratch)
        : m_q(q)
        , m_k(k)
        , m_v(v)
        , m_mask(mask)
        , m_o(o)
        , m_scale(scale)
        , m_headDim(q.size[3])
        , m_width(round_up(m_headDim, 16))
        , m_queries(scratch)
        , m_sums(m_queries + kQueries * m_width)
        , m_keys(m_sums + kQueries * m_width)
        , m_values(m_keys + Shape::keys * m_width)
        , m_scores(m_values + Shape::keys * m_width)
        , m_maximum(m_scores + Shape::keys * kQueries)
        , m_total(m_maximum + kQueries)
        , m_correction(m_total + kQueries)
    {
    }

    // Queries [begin, begin + QUERIES) of one head.
    void run(int64_t batch, int64_t head, int64_t begin)
    {
        m_batch = batch;
        m_head = head;
        m_block = {begin, std::min(begin + kQueries, m_q.size[2])};
        const int64_t kvHead = head / (m_q.size[1] / m_k.size[1]);
        loadQueries();
        const int64_t keys
            = kMask == Mask::Causal ? std::min(m_block.end, m_k.size[2]) : m_k.size[2];
        for (int64_t key = 0; key < keys; key += Shape::keys) {
            const Range range {key, std::min(key + Shape::keys, keys)};
            copyRows(m_k, kvHead, range, m_keys);
            copyRows(m_v, kvHead, range, m_values);
            score(range);
            addMask(range);
            exponentiate(range.size());
            weigh(range.size());
        }
        storeResult(keys == 0);
    }

private:
    static constexpr int64_t kQueries = Shape::queries;

    template <class U> static const T* rowOf(const ak_tensor& t, int64_t batch, U head, int64_t row)
    {
        return static_cast<const T*>(t.data) + batch * t.stride[0] + head * t.stride[1]
            + row * t.stride[2];
    }

    // [head_dim][QUERIES], scaled; queries past the end are zero.
    void loadQueries()
    {
        for (int64_t i = 0; i < kQueries; ++i) {
            const bool exists = i < m_block.size();
            const T* row = exists ? rowOf(m_q, m_batch, m_head, m_block.begin + i) : nullptr;
            for (int64_t d = 0; d < m_headDim; ++d)
                m_queries[d * kQueries + i] = exists ? static_cast<float>(row[d]) * m_scale : 0.0f;
            m_maximum[i] = -std::numeric_limits<float>::infinity();
            m_total[i] = 0.0f;
        }
        std::fill_n(m_sums, kQueries * m_width, 0.0f);
    }

    void copyRows(const ak_tensor& from, int64_t head, Range rows, float* to) const
    {
        for (int64_t row = rows.begin; row < rows.end; ++row, to += m_width) {
            const T* source = rowOf(from, m_batch, head, row);
            int64_t d = 0;
            for (; d + kLanes <= m_headDim; d += kLanes)
                V::load(source + d).store(to + d);
            for (; d < m_width; d += kLanes)
                V::load(source + d, std::max<int64_t>(m_headDim - d, 0)).store(to + d);
        }
    }

    void score(Range keys)
    {
        const int64_t tiles = ceil_div(keys.size(), Shape::rows);
        for (int64_t t = 0; t < tiles; ++t) {
            const Range rows = gemm::part({0, keys.size()}, t, tiles);
            detail::tileOf<Shape::rows, Shape::vectors, Shape::chain>(rows.size(), m_headDim,
                m_keys + rows.begin * m_width, m_width, int64_t {1}, m_queries, kQueries,
                m_scores + rows.begin * kQueries, kQueries, static_cast<const float*>(nullptr));
        }
    }

    void addMask(Range keys)
    {
        constexpr float kHidden = -std::numeric_limits<float>::infinity();
        if constexpr (kMask == Mask::Causal) {
            for (int64_t key = std::max(keys.begin, m_block.begin); key < keys.end; ++key)
                std::fill_n(m_scores + (key - keys.begin) * kQueries,
                    std::min(key - m_block.begin, kQueries), kHidden);
        } else if constexpr (kMask == Mask::Additive) {
            const int64_t rank = m_mask->rank;
            const T* mask = static_cast<const T*>(m_mask->data)
                + (rank > 3 ? m_batch * m_mask->stride[rank - 4] : 0)
                + (rank > 2 ? m_head * m_mask->stride[rank - 3] : 0);
            for (int64_t i = 0; i < m_block.size(); ++i) {
                const T* row = mask + (m_block.begin + i) * m_mask->stride[rank - 2];
                for (int64_t key = keys.begin; key < keys.end; ++key)
                    m_scores[(key - keys.begin) * kQueries + i]
                        += static_cast<float>(row[key * m_mask->stride[rank - 1]]);
            }
        }
    }

    // Scores become e^(score - maximum); older sums shrink where the maximum grows.
    void exponentiate(int64_t keys)
    {
        const V lowest(-std::numeric_limits<float>::infinity());
        for (int64_t i = 0; i < kQueries; i += kLanes) {
            const V before = V::load(m_maximum + i);
            V maximum = before;
            for (int64_t key = 0; key < keys; ++key)
                maximum = max(maximum, V::load(m_scores + key * kQueries + i));
            maximum.store(m_maximum + i);
            // where all keys so far are hidden, any finite number will do
            const V origin = select(maximum == lowest, V(0.0f), maximum);
            V totals[4] = {V(0.0f), V(0.0f), V(0.0f), V(0.0f)};
            for (int64_t key = 0; key < keys; ++key) {
                float* score = m_scores + key * kQueries + i;
                const V weight = exp(V::load(score) - origin);
                weight.store(score);
                totals[key % 4] = totals[key % 4] + weight;
            }
            const V total = (totals[0] + totals[1]) + (totals[2] + totals[3]);
            const V correction = exp(before - origin);
            correction.store(m_correction + i);
            fma(V::load(m_total + i), correction, total).store(m_total + i);
        }
    }

    // sums = sums * correction + weights x values
    void weigh(int64_t keys)
    {
        constexpr int64_t kWide = 4;
        const int64_t tiles = ceil_div(m_block.size(), Shape::rows);
        for (int64_t t = 0; t < tiles; ++t) {
            const Range rows = gemm::part({0, m_block.size()}, t, tiles);
            const auto columns = [&]<int64_t W>(std::integral_constant<int64_t, W>, int64_t d) {
                detail::tileOf<Shape::rows, W, Shape::chain>(rows.size(), keys,
                    m_scores + rows.begin, int64_t {1}, kQueries, m_values + d, m_width,
                    m_sums + rows.begin * m_width + d, m_width,
                    static_cast<const float*>(m_correction + rows.begin));
            };
            int64_t d = 0;
            for (; d + kWide * kLanes <= m_width; d += kWide * kLanes)
                columns(std::integral_constant<int64_t, kWide> {}, d);
            for (; d < m_width; d += kLanes)
                columns(std::integral_constant<int64_t, 1> {}, d);
        }
    }

    // A query that sees no key gives zeros, as in PyTorch.
    void storeResult(bool isEmpty)
    {
        for (int64_t i = 0; i < m_block.size(); ++i) {
            T* out = static_cast<T*>(m_o.data) + m_batch * m_o.stride[0] + m_head * m_o.stride[1]
                + (m_block.begin + i) * m_o.stride[2];
            const V total(
                isEmpty || m_total[i] == 0.0f ? 1.0f : m_total[i]); // the sums are zero too
            for (int64_t d = 0; d < m_headDim; d += kLanes)
                (V::load(m_sums + i * m_width + d) / total)
                    .store(out + d, std::min<int64_t>(kLanes, m_headDim - d));
        }
    }

    const ak_tensor& m_q;
    const ak_tensor& m_k;
    const ak_tensor& m_v;
    const ak_tensor* m_mask;
    const ak_tensor& m_o;
    float m_scale;
    int64_t m_headDim;
    int64_t m_width; // head_dim, padded
    float* m_queries;
    float* m_sums; // [QUERIES][width]
    float* m_keys; // [KEYS][width]
    float* m_values;
    float* m_scores; // [KEYS][QUERIES]
    float* m_maximum; // [QUERIES]
    float* m_total;
    float* m_correction;
    int64_t m_batch = 0;
    int64_t m_head = 0;
    Range m_block;
};

// q, o [batch, heads, s, d]; k, v [batch, kv heads, s, d]; any strides but 1 in the last dimension.
// Neighbouring blocks go to different threads, so that causal work is even.
template <class Shape, class T, Mask kMask>
void run(const ak_args* args, int q, int k, int v, int mask, int o, float scale)
{
    const ak_tensor& queries = args->inputs[q];
    const int64_t blocks = ceil_div(queries.size[2], Shape::queries);
    const int64_t items = queries.size[0] * queries.size[1] * blocks;
    if (items == 0 || queries.size[3] == 0)
        return;
    const auto share = [&](int thread, int threads) {
        HeadBlock<Shape, T, kMask> head(queries, args->inputs[k], args->inputs[v],
            kMask == Mask::Additive ? args->inputs + mask : nullptr, args->outputs[o], scale,
            workspace<float>(args, 0) + thread * scratchFloats<Shape>(queries.size[3]));
        for (int64_t item = thread; item < items; item += threads)
            head.run(item / blocks / queries.size[1], item / blocks % queries.size[1],
                item % blocks * Shape::queries);
    };
    if (args->threads == 1)
        return share(0, 1);
#pragma omp parallel num_threads(args->threads)
    share(omp_get_thread_num(), omp_get_num_threads());
}

} // namespace ak::attention
