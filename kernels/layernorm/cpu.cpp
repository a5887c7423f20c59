// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "layernorm"
language = "cpu"
title = "Two-pass moments of blocks in L1, joined by Chan's formula; one read, one write"

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 8, choices = [4, 8] }
BLOCK = { value = 1024, choices = [512, 1024] }
PREFETCH = { value = 0, choices = [0, 512, 1024, 2048, 4096] }
NEXT = { value = 1, choices = [0, 1] }
STREAM_MIB = { value = 16, choices = [0, 4, 16, 64, 1048576] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[launch]]
entry = "layernorm"
*/

// Rows are independent: each thread takes a contiguous band of them. A block of a row comes from
// memory once: its mean, then, out of L1, the squares of the deviations from that mean (no
// cancellation, whatever the offset of the data). Blocks are joined in double. The last sweep
// normalises the row out of L1 or L2. Memory sees one read and one write: the bound is bandwidth.
//
// VEC         fp32 lanes of a vector
// UNROLL      independent accumulators
// BLOCK       columns of a block: sums in fp32 no longer than this, lest equal terms round the
//             same way
// PREFETCH    bytes that the first sweep of a block fetches ahead; 0 leaves it to the hardware
// NEXT        1: the last sweep fetches the next row, so that memory works while it computes
// STREAM_MIB  from this size of the output on, stores bypass the caches
// GRAIN       up to so many elements one thread does everything

#include <cmath>

using V = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;

static float sum(const scalar_t* x, const scalar_t* end, int64_t count)
{
    V parts[UNROLL];
    for (V& p : parts)
        p = V(0.0f);
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep) {
        if constexpr (PREFETCH > 0)
            ak::prefetch_ahead(x + i, PREFETCH / int64_t(sizeof(scalar_t)), kStep, end);
        for (int64_t u = 0; u < UNROLL; ++u)
            parts[u] = parts[u] + V::load(x + i + u * VEC);
    }
    for (; i < count; i += VEC)
        parts[0] = parts[0] + V::load(x + i, count - i);
    return hsum(ak::tree_sum(parts, UNROLL));
}

struct Deviations
{
    float first; // sum of x - centre
    float second; // sum of (x - centre)^2
};

static Deviations deviations(const scalar_t* x, float centre, int64_t count)
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

static Moments moments(const scalar_t* x, const scalar_t* end, int64_t columns)
{
    Moments all;
    for (int64_t begin = 0; begin < columns; begin += BLOCK) {
        const int64_t count = columns - begin < BLOCK ? columns - begin : BLOCK;
        const float centre = sum(x + begin, end, count) / static_cast<float>(count);
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
static void normalise(const scalar_t* x, const scalar_t* end, const scalar_t* w, const scalar_t* b,
    double mean, double scale, scalar_t* y, int64_t count)
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
        if constexpr (NEXT)
            ak::prefetch_ahead(x + i, count, kStep, end);
        for (int64_t u = i; u < i + kStep; u += VEC)
            ak::write<kStream>(apply(V::load(x + u), V::load(w + u), V::load(b + u)), y + u);
    }
    for (; i < count; i += VEC)
        apply_few(i, count - i);
}

extern "C" void layernorm(const ak_args* args)
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
        const scalar_t* end = ak::input_row<scalar_t>(args, in::x, rows - 1) + columns;
#pragma omp for schedule(static) nowait
        for (int64_t r = 0; r < rows; ++r) {
            const scalar_t* x = ak::input_row<scalar_t>(args, in::x, r);
            scalar_t* y = ak::output_row<scalar_t>(args, out::y, r);
            const Moments m = moments(x, end, columns);
            const double scale = 1.0 / std::sqrt(m.squares / double(columns) + eps);
            if (stream)
                normalise<true>(x, end, w, b, m.mean, scale, y, columns);
            else
                normalise<false>(x, end, w, b, m.mean, scale, y, columns);
        }
        ak::stream_fence();
    }
}
