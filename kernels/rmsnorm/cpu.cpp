// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "rmsnorm"
language = "cpu"
title = "A row at a time: read once from memory, scaled out of the cache, streamed out"

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 4, choices = [2, 4, 8] }
PREFETCH = { value = 0, choices = [0, 512, 1024, 2048, 4096] }
NEXT = { value = 1, choices = [0, 1] }
STREAM_MIB = { value = 16, choices = [0, 4, 16, 64, 1048576] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[launch]]
entry = "rmsnorm"
*/

// Rows are independent: each thread takes a contiguous band of them. A row stays in L1 or L2
// between the two sweeps (sum of squares, scaling), so memory sees one read and one write: the
// bound is bandwidth.
//
// VEC         fp32 lanes of a vector
// UNROLL      independent accumulators: they hide the latency of the fused multiply-add
// PREFETCH    bytes that the first sweep fetches ahead; 0 leaves it to the hardware
// NEXT        1: the second sweep fetches the next row, so that memory works while it computes
// STREAM_MIB  from this size of the output on, stores bypass the caches: no line is read to be
//             written
// GRAIN       up to so many elements one thread does everything: waking a team costs microseconds

#include <cmath>

using V = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;
constexpr int64_t kBlock
    = kStep * 16; // plain sums no longer than this, so that rounding stays small

static float sum_of_squares(const scalar_t* x, int64_t count, const scalar_t* end)
{
    ak::running_sum<VEC> sum;
    for (int64_t begin = 0; begin < count; begin += kBlock) {
        const int64_t stop = begin + kBlock < count ? begin + kBlock : count;
        V parts[UNROLL];
        for (V& p : parts)
            p = V(0.0f);
        int64_t i = begin;
        for (; i + kStep <= stop; i += kStep) {
            if constexpr (PREFETCH > 0)
                ak::prefetch_ahead(x + i, PREFETCH / int64_t(sizeof(scalar_t)), kStep, end);
            for (int64_t u = 0; u < UNROLL; ++u) {
                const V v = V::load(x + i + u * VEC);
                parts[u] = fma(v, v, parts[u]);
            }
        }
        for (; i < stop; i += VEC) {
            const V v = V::load(x + i, stop - i);
            parts[0] = fma(v, v, parts[0]);
        }
        sum.add(ak::tree_sum(parts, UNROLL));
    }
    return sum.total();
}

template <bool kStream>
static void scale_row(const scalar_t* x, const scalar_t* end, const scalar_t* w, float factor,
    scalar_t* y, int64_t count)
{
    const V f(factor);
    const auto scaled = [&](int64_t i) { return V::load(x + i) * f * V::load(w + i); };
    const auto scale_few = [&](int64_t i, int64_t n) {
        (V::load(x + i, n) * f * V::load(w + i, n)).store(y + i, n);
    };
    int64_t i = 0;
    if (kStream) {
        const int64_t head = ak::until_streamable<VEC>(y);
        i = head < count ? head : count;
        scale_few(0, i);
    }
    for (; i + kStep <= count; i += kStep) {
        if constexpr (NEXT)
            ak::prefetch_ahead(x + i, count, kStep, end);
        for (int64_t u = 0; u < kStep; u += VEC)
            ak::write<kStream>(scaled(i + u), y + i + u);
    }
    for (; i < count; i += VEC)
        scale_few(i, count - i);
}

extern "C" void rmsnorm(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::R];
    const int64_t columns = args->symbols[sym::D];
    const float eps = static_cast<float>(args->scalars[scalar::eps]);
    const scalar_t* w = ak::input<scalar_t>(args, in::w);
    const int64_t bytes = rows * columns * static_cast<int64_t>(sizeof(scalar_t));
    const bool stream = bytes >= STREAM_MIB * (int64_t(1) << 20);
    if (rows == 0 || columns == 0)
        return;

#pragma omp parallel num_threads(args->threads) if (rows * columns > GRAIN)
    {
        const scalar_t* end = ak::input_row<scalar_t>(args, in::x, rows - 1) + columns;
#pragma omp for schedule(static) nowait
        for (int64_t r = 0; r < rows; ++r) {
            const scalar_t* x = ak::input_row<scalar_t>(args, in::x, r);
            scalar_t* y = ak::output_row<scalar_t>(args, out::y, r);
            const float mean = sum_of_squares(x, columns, end) / static_cast<float>(columns);
            const float factor = 1.0f / std::sqrt(mean + eps);
            if (stream)
                scale_row<true>(x, end, w, factor, y, columns);
            else
                scale_row<false>(x, end, w, factor, y, columns);
        }
        ak::stream_fence();
    }
}
