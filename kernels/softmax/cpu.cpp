// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "softmax"
language = "cpu"
title = "Blocks of a row: maximum and exponentials in L1, one rescaling at the end"

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 4, choices = [2, 4, 8] }
BLOCK = { value = 4096, choices = [1024, 4096, 16384, 1048576] }
KEEP = { value = 1, choices = [0, 1] }
PREFETCH = { value = 0, choices = [0, 512, 1024, 2048, 4096] }
NEXT = { value = 1, choices = [0, 1] }
STREAM_MIB = { value = 16, choices = [0, 4, 16, 64, 1048576] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[workspace]]
name = "exponentials"
bytes = "KEEP ? THREADS * round_up(C, 16) * 4 : 64"

[[workspace]]
name = "maxima"
bytes = "THREADS * round_up(ceil_div(C, BLOCK) + 1, 16) * 4"

[[launch]]
entry = "softmax"
*/

// Rows are independent: each thread takes a contiguous band of them. A row is read from memory
// once, in blocks that fit L1: the block's maximum, then its exponentials and their sum relative
// to the largest value seen so far (the online form). The last sweep brings all blocks to the
// row's maximum. Memory sees one read and one write; beyond some 20 GB/s a core the exponential is
// the other bound.
//
// VEC         fp32 lanes of a vector
// UNROLL      independent accumulators
// BLOCK       columns of a block; at least C makes it the classic algorithm: maximum of the row
//             first
// KEEP        1: exponentials wait as fp32 in a buffer of one row per thread, L2's size
//             permitting; 0: the last sweep computes them again
// PREFETCH    bytes that the sweep for the maximum fetches ahead; 0 leaves it to the hardware
// NEXT        1: the sweep of exponentials fetches the next block, so that memory works while it
//             computes
// STREAM_MIB  from this size of the output on, stores bypass the caches
// GRAIN       up to so many elements one thread does everything

#include <omp.h>

#include <cmath>
#include <limits>

using V = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;
constexpr float kNone = -std::numeric_limits<float>::infinity();

static float largest(const scalar_t* x, int64_t count, const scalar_t* end)
{
    V parts[UNROLL];
    for (V& p : parts)
        p = V(kNone);
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep) {
        if constexpr (PREFETCH > 0)
            ak::prefetch_ahead(x + i, PREFETCH / int64_t(sizeof(scalar_t)), kStep, end);
        for (int64_t u = 0; u < UNROLL; ++u)
            parts[u] = max(parts[u], V::load(x + i + u * VEC));
    }
    for (; i < count; i += VEC)
        parts[0] = max(parts[0], V::load(x + i, count - i, kNone));
    return hmax(ak::tree_max(parts, UNROLL));
}

// Sum of e^(x - reference); the exponentials go to `kept` if KEEP.
static double sum_exponentials(
    const scalar_t* x, const scalar_t* end, float reference, float* kept, int64_t count)
{
    const V m(reference);
    V parts[UNROLL];
    for (V& p : parts)
        p = V(0.0f);
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep) {
        if constexpr (NEXT)
            ak::prefetch_ahead(x + i, count, kStep, end);
        for (int64_t u = 0; u < UNROLL; ++u) {
            const V e = exp(V::load(x + i + u * VEC) - m);
            if constexpr (KEEP)
                e.store(kept + i + u * VEC);
            parts[u] = parts[u] + e;
        }
    }
    for (; i < count; i += VEC) {
        const V e = exp(V::load(x + i, count - i, kNone) - m); // lanes outside give e^-inf = 0
        if constexpr (KEEP)
            e.store(kept + i, count - i);
        parts[0] = parts[0] + e;
    }
    return ak::wide_sum(ak::tree_sum(parts, UNROLL));
}

// y = e^(x - maximum) * factor, from `kept` = e^(x - the block's maximum) if KEEP
template <bool kStream>
static void finish(
    const scalar_t* x, const float* kept, float maximum, double factor, scalar_t* y, int64_t count)
{
    const V m(maximum);
    // the factor in two parts: its rounding would shift the whole row
    const float high = static_cast<float>(factor);
    const V f(high);
    const V rest(static_cast<float>(factor - double(high)));
    const auto scaled = [&](V e) { return fma(e, f, e * rest); };
    const auto value
        = [&](int64_t i) { return scaled(KEEP ? V::load(kept + i) : exp(V::load(x + i) - m)); };
    const auto finish_few = [&](int64_t i, int64_t n) {
        scaled(KEEP ? V::load(kept + i, n) : exp(V::load(x + i, n) - m)).store(y + i, n);
    };
    int64_t i = 0;
    if (kStream) {
        const int64_t head = ak::until_streamable<VEC>(y);
        i = head < count ? head : count;
        finish_few(0, i);
    }
    for (; i + kStep <= count; i += kStep)
        for (int64_t u = 0; u < kStep; u += VEC)
            ak::write<kStream>(value(i + u), y + i + u);
    for (; i < count; i += VEC)
        finish_few(i, count - i);
}

static void softmax_row(const scalar_t* x, const scalar_t* end, float* kept, float* maxima,
    scalar_t* y, int64_t columns, bool stream)
{
    float maximum = kNone;
    double sum = 0.0;
    for (int64_t begin = 0, block = 0; begin < columns; begin += BLOCK, ++block) {
        const int64_t count = columns - begin < BLOCK ? columns - begin : BLOCK;
        const float here = largest(x + begin, count, end);
        if (here > maximum) {
            if (sum != 0.0)
                sum *= std::exp(double(maximum) - double(here));
            maximum = here;
        }
        maxima[block] = maximum;
        // nothing but -inf so far: any finite reference gives the right zeros
        sum += sum_exponentials(
            x + begin, end, maximum == kNone ? 0.0f : maximum, kept + begin, count);
    }
    // a row of -inf alone has sum 0 and becomes NaN below, as does a row with a NaN or +inf in it
    for (int64_t begin = 0, block = 0; begin < columns; begin += BLOCK, ++block) {
        const int64_t count = columns - begin < BLOCK ? columns - begin : BLOCK;
        const double shift = double(maxima[block]) - double(maximum);
        const double factor = (KEEP && shift != 0.0 ? std::exp(shift) : 1.0) / sum;
        if (stream)
            finish<true>(x + begin, kept + begin, maximum, factor, y + begin, count);
        else
            finish<false>(x + begin, kept + begin, maximum, factor, y + begin, count);
    }
}

extern "C" void softmax(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::R];
    const int64_t columns = args->symbols[sym::C];
    const int64_t bytes = rows * columns * static_cast<int64_t>(sizeof(scalar_t));
    const bool stream = bytes >= STREAM_MIB * (int64_t(1) << 20);
    if (rows == 0 || columns == 0)
        return;

#pragma omp parallel num_threads(args->threads) if (rows * columns > GRAIN)
    {
        const int64_t thread = omp_get_thread_num();
        float* kept
            = ak::workspace<float>(args, 0) + (KEEP ? thread * ak::round_up(columns, 16) : 0);
        float* maxima = ak::workspace<float>(args, 1)
            + thread * ak::round_up(ak::ceil_div(columns, BLOCK) + 1, 16);
        const scalar_t* end = ak::input_row<scalar_t>(args, in::x, rows - 1) + columns;
#pragma omp for schedule(static) nowait
        for (int64_t r = 0; r < rows; ++r)
            softmax_row(ak::input_row<scalar_t>(args, in::x, r), end, kept, maxima,
                ak::output_row<scalar_t>(args, out::y, r), columns, stream);
        ak::stream_fence();
    }
}
