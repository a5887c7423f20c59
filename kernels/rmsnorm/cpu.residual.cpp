// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "rmsnorm"
variant = "residual"
language = "cpu"
title = "Sum and norm of a row at a time: two reads, two writes, the sum kept in the cache as fp32"

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 4, choices = [2, 4, 8] }
PREFETCH = { value = 0, choices = [0, 512, 1024, 2048, 4096] }
NEXT = { value = 1, choices = [0, 1] }
STREAM_MIB = { value = 16, choices = [0, 4, 16, 64, 1048576] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[workspace]]
name = "sums"
bytes = "THREADS * round_up(D, 16) * 4"

[[launch]]
entry = "rmsnorm_residual"
*/

// Rows are independent: each thread takes a contiguous band of them. The first sweep adds, writes
// the sum and keeps it as fp32 in a buffer of one row per thread, so that the norm sees it
// unrounded and the second sweep, scaling, touches no input. Memory sees two reads and two writes:
// the bound is bandwidth.
//
// VEC         fp32 lanes of a vector
// UNROLL      independent accumulators: they hide the latency of the fused multiply-add
// PREFETCH    bytes that the first sweep fetches ahead; 0 leaves it to the hardware
// NEXT        1: the second sweep fetches the next row, so that memory works while it computes
// STREAM_MIB  from this size of the output on, stores bypass the caches: no line is read to be
//             written
// GRAIN       up to so many elements one thread does everything: waking a team costs microseconds

#include <omp.h>

#include <cmath>

using V = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;
constexpr int64_t kBlock
    = kStep * 16; // plain sums no longer than this, so that rounding stays small

struct Following // the row after this one, to be fetched ahead
{
    const scalar_t* x;
    const scalar_t* residual;
    int64_t count; // 0 behind the last row
};

// sum = kept = x + residual; returns the sum of squares
template <bool kStream>
static float add_row(
    const scalar_t* x, const scalar_t* residual, float* kept, scalar_t* sum, int64_t count)
{
    ak::running_sum<VEC> squares;
    const auto add_few = [&](int64_t i, int64_t n) {
        const V v = V::load(x + i, n) + V::load(residual + i, n);
        v.store(kept + i, n);
        v.store(sum + i, n);
        return v;
    };
    int64_t i = 0;
    if (kStream) {
        const int64_t head = ak::until_streamable<VEC>(sum);
        i = head < count ? head : count;
        const V v = add_few(0, i);
        squares.add(v * v);
    }
    while (i + kStep <= count) {
        const int64_t stop = i + kBlock < count ? i + kBlock : count;
        V parts[UNROLL];
        for (V& p : parts)
            p = V(0.0f);
        for (; i + kStep <= stop; i += kStep) {
            if constexpr (PREFETCH > 0) {
                ak::prefetch_ahead(x + i, PREFETCH / int64_t(sizeof(scalar_t)), kStep, x + count);
                ak::prefetch_ahead(
                    residual + i, PREFETCH / int64_t(sizeof(scalar_t)), kStep, residual + count);
            }
            for (int64_t u = 0; u < UNROLL; ++u) {
                const int64_t at = i + u * VEC;
                const V v = V::load(x + at) + V::load(residual + at);
                v.store(kept + at);
                ak::write<kStream>(v, sum + at);
                parts[u] = fma(v, v, parts[u]);
            }
        }
        squares.add(ak::tree_sum(parts, UNROLL));
    }
    for (; i < count; i += VEC) {
        const V v = add_few(i, count - i);
        squares.add(v * v);
    }
    return squares.total();
}

template <bool kStream>
static void scale_row(
    const float* kept, const scalar_t* w, float factor, scalar_t* y, int64_t count, Following next)
{
    const V f(factor);
    const auto scaled = [&](int64_t i) { return V::load(kept + i) * f * V::load(w + i); };
    const auto scale_few = [&](int64_t i, int64_t n) {
        (V::load(kept + i, n) * f * V::load(w + i, n)).store(y + i, n);
    };
    int64_t i = 0;
    if (kStream) {
        const int64_t head = ak::until_streamable<VEC>(y);
        i = head < count ? head : count;
        scale_few(0, i);
    }
    for (; i + kStep <= count; i += kStep) {
        if constexpr (NEXT) {
            ak::prefetch_ahead(next.x + i, 0, kStep, next.x + next.count);
            ak::prefetch_ahead(next.residual + i, 0, kStep, next.residual + next.count);
        }
        for (int64_t u = 0; u < kStep; u += VEC)
            ak::write<kStream>(scaled(i + u), y + i + u);
    }
    for (; i < count; i += VEC)
        scale_few(i, count - i);
}

extern "C" void rmsnorm_residual(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::R];
    const int64_t columns = args->symbols[sym::D];
    const float eps = static_cast<float>(args->scalars[scalar::eps]);
    const scalar_t* w = ak::input<scalar_t>(args, in::w);
    const bool stream
        = rows * columns * int64_t(sizeof(scalar_t)) >= STREAM_MIB * (int64_t(1) << 20);
    if (rows == 0 || columns == 0)
        return;

#pragma omp parallel num_threads(args->threads) if (rows * columns > GRAIN)
    {
        float* kept
            = ak::workspace<float>(args, 0) + omp_get_thread_num() * ak::round_up(columns, 16);
#pragma omp for schedule(static) nowait
        for (int64_t r = 0; r < rows; ++r) {
            const scalar_t* x = ak::input_row<scalar_t>(args, in::x, r);
            const scalar_t* residual = ak::input_row<scalar_t>(args, in::residual, r);
            scalar_t* sum = ak::output_row<scalar_t>(args, out::sum, r);
            scalar_t* y = ak::output_row<scalar_t>(args, out::y, r);
            const float squares = stream ? add_row<true>(x, residual, kept, sum, columns)
                                         : add_row<false>(x, residual, kept, sum, columns);
            const float factor = 1.0f / std::sqrt(squares / static_cast<float>(columns) + eps);
            const bool more = r + 1 < rows;
            const Following next {x + (more ? args->inputs[in::x].stride[0] : 0),
                residual + (more ? args->inputs[in::residual].stride[0] : 0), more ? columns : 0};
            if (stream)
                scale_row<true>(kept, w, factor, y, columns, next);
            else
                scale_row<false>(kept, w, factor, y, columns, next);
        }
        ak::stream_fence();
    }
}
