// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "layernorm"
variant = "residual"
language = "cpu"
title = "Sum and norm of a row at a time: two reads, two writes, the sum kept in the cache as fp32"

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 8, choices = [4, 8] }
BLOCK = { value = 1024, choices = [512, 1024] }
PREFETCH = { value = 0, choices = [0, 512, 1024, 2048, 4096] }
NEXT = { value = 1, choices = [0, 1] }
STREAM_MIB = { value = 16, choices = [0, 4, 16, 64, 1048576] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[workspace]]
name = "sums"
bytes = "THREADS * round_up(D, 16) * 4"

[[launch]]
entry = "layernorm_residual"
*/

// Rows are independent: each thread takes a contiguous band of them. The first sweep adds, writes
// the sum and keeps it as fp32 in a buffer of one row per thread, so that the norm sees it
// unrounded. The moments are those of blocks in L1: the mean, then the squares of the deviations
// from it (no cancellation, whatever the offset of the data), joined in double. Memory sees two
// reads and two writes: the bound is bandwidth.
//
// VEC         fp32 lanes of a vector
// UNROLL      independent accumulators
// BLOCK       columns of a block: sums in fp32 no longer than this, lest equal terms round the
//             same way
// PREFETCH    bytes that the first sweep fetches ahead; 0 leaves it to the hardware
// NEXT        1: the last sweep fetches the next row, so that memory works while it computes
// STREAM_MIB  from this size of the output on, stores bypass the caches
// GRAIN       up to so many elements one thread does everything

#include <omp.h>

#include <cmath>

using V = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;

struct Following // the row after this one, to be fetched ahead
{
    const scalar_t* x;
    const scalar_t* residual;
    int64_t count; // 0 behind the last row
};

// sum = kept = x + residual
template <bool kStream>
static void add_row(
    const scalar_t* x, const scalar_t* residual, float* kept, scalar_t* sum, int64_t count)
{
    const auto add_few = [&](int64_t i, int64_t n) {
        const V v = V::load(x + i, n) + V::load(residual + i, n);
        v.store(kept + i, n);
        v.store(sum + i, n);
    };
    int64_t i = 0;
    if (kStream) {
        const int64_t head = ak::until_streamable<VEC>(sum);
        i = head < count ? head : count;
        add_few(0, i);
    }
    for (; i + kStep <= count; i += kStep) {
        if constexpr (PREFETCH > 0) {
            ak::prefetch_ahead(x + i, PREFETCH / int64_t(sizeof(scalar_t)), kStep, x + count);
            ak::prefetch_ahead(
                residual + i, PREFETCH / int64_t(sizeof(scalar_t)), kStep, residual + count);
        }
        for (int64_t u = i; u < i + kStep; u += VEC) {
            const V v = V::load(x + u) + V::load(residual + u);
            v.store(kept + u);
            ak::write<kStream>(v, sum + u);
        }
    }
    for (; i < count; i += VEC)
        add_few(i, count - i);
}

static float sum(const float* x, int64_t count)
{
    V parts[UNROLL];
    for (V& p : parts)
        p = V(0.0f);
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep)
        for (int64_t u = 0; u < UNROLL; ++u)
            parts[u] = parts[u] + V::load(x + i + u * VEC);
    for (; i < count; i += VEC)
        parts[0] = parts[0] + V::load(x + i, count - i);
    return hsum(ak::tree_sum(parts, UNROLL));
}

struct Deviations
{
    float first; // sum of x - centre
    float second; // sum of (x - centre)^2
};

static Deviations deviations(const float* x, float centre, int64_t count)
{
    const V c(centre);
    V first[UNROLL];
    V second[UNROLL];
    for (int64_t u = 0; u < UNROLL; ++u)
        first[u] = second[u] = V(0.0f);
    const auto take = [&](V v, int64_t u) {
        const V d = v - c;
        first[u] = first[u] + d;
        second[u] = fma(d, d, second[u]);
    };
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep)
        for (int64_t u = 0; u < UNROLL; ++u)
            take(V::load(x + i + u * VEC), u);
    for (; i < count; i += VEC)
        take(V::load(x + i, count - i, centre), 0);
    return {hsum(ak::tree_sum(first, UNROLL)), hsum(ak::tree_sum(second, UNROLL))};
}

struct Moments
{
    double mean = 0;
    double squares = 0; // sum of squared deviations from the mean
};

static Moments moments(const float* x, int64_t columns)
{
    Moments all;
    for (int64_t begin = 0; begin < columns; begin += BLOCK) {
        const int64_t count = columns - begin < BLOCK ? columns - begin : BLOCK;
        const float centre = sum(x + begin, count) / static_cast<float>(count);
        const Deviations d = deviations(x + begin, centre, count);
        // what rounding left in the centre, taken out again
        const double shift = double(d.first) / double(count);
        const double mean = double(centre) + shift;
        const double squares = double(d.second) - double(d.first) * shift;
        // Chan, Golub, LeVeque: two sets of `begin` and `count` elements become one
        const double delta = mean - all.mean;
        const double total = double(begin + count);
        all.mean += delta * double(count) / total;
        all.squares += squares + delta * delta * double(begin) * double(count) / total;
    }
    return all;
}

template <bool kStream>
static void normalise(const float* x, const scalar_t* w, const scalar_t* b, double mean,
    double scale, scalar_t* y, int64_t count, Following next)
{
    // (x - mean) * scale with both in two parts: their rounding would shift every element the same
    // way
    const float meanHigh = static_cast<float>(mean);
    const float scaleHigh = static_cast<float>(scale);
    const V centre(meanHigh);
    const V factor(scaleHigh);
    const V factorRest(static_cast<float>(scale - double(scaleHigh)));
    const V rest(static_cast<float>((double(meanHigh) - mean) * scale));
    const auto apply = [&](V v, V weight, V bias) {
        const V d = v - centre;
        return fma(fma(d, factor, fma(d, factorRest, rest)), weight, bias);
    };
    const auto apply_few = [&](int64_t i, int64_t n) {
        apply(V::load(x + i, n), V::load(w + i, n), V::load(b + i, n)).store(y + i, n);
    };
    int64_t i = 0;
    if (kStream) {
        const int64_t head = ak::until_streamable<VEC>(y);
        i = head < count ? head : count;
        apply_few(0, i);
    }
    for (; i + kStep <= count; i += kStep) {
        if constexpr (NEXT) {
            ak::prefetch_ahead(next.x + i, 0, kStep, next.x + next.count);
            ak::prefetch_ahead(next.residual + i, 0, kStep, next.residual + next.count);
        }
        for (int64_t u = i; u < i + kStep; u += VEC)
            ak::write<kStream>(apply(V::load(x + u), V::load(w + u), V::load(b + u)), y + u);
    }
    for (; i < count; i += VEC)
        apply_few(i, count - i);
}

extern "C" void layernorm_residual(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::R];
    const int64_t columns = args->symbols[sym::D];
    const double eps = args->scalars[scalar::eps];
    const scalar_t* w = ak::input<scalar_t>(args, in::w);
    const scalar_t* b = ak::input<scalar_t>(args, in::b);
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
            if (stream)
                add_row<true>(x, residual, kept, sum, columns);
            else
                add_row<false>(x, residual, kept, sum, columns);
            const Moments m = moments(kept, columns);
            const double scale = 1.0 / std::sqrt(m.squares / double(columns) + eps);
            const bool more = r + 1 < rows;
            const Following next {x + (more ? args->inputs[in::x].stride[0] : 0),
                residual + (more ? args->inputs[in::residual].stride[0] : 0), more ? columns : 0};
            if (stream)
                normalise<true>(kept, w, b, m.mean, scale, y, columns, next);
            else
                normalise<false>(kept, w, b, m.mean, scale, y, columns, next);
        }
        ak::stream_fence();
    }
}
