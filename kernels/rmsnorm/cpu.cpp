// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "rmsnorm"
language = "cpu"
title = "One row at a time: read it once from memory, scale it out of the cache"

constraints = ["PREFETCH == 0 || PREFETCH % 64 == 0"]

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 4, choices = [2, 4, 8] }
PREFETCH = { value = 1024, choices = [0, 512, 1024, 2048, 4096] }
STREAM_MIB = { value = 16, choices = [0, 4, 16, 64, 1048576] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[launch]]
entry = "rmsnorm"
*/

// Rows are independent: a thread takes a contiguous band of rows, so that each streams through its own
// part of memory. A row of up to 1 MiB stays in L2 between the two sweeps (sum of squares, then
// scaling), hence memory sees one read and one write: the bound is bandwidth.
//
// VEC      fp32 lanes of a vector
// UNROLL   independent accumulators: hides the latency of the fused multiply-add (4 cycles, 2 a cycle),
//          and splits the sum, which keeps its rounding error low
// PREFETCH bytes ahead of the first sweep; 0 leaves it to the hardware
// STREAM_MIB  from this size of the output on, stores bypass the caches: no read for ownership
// GRAIN    elements below which one thread does everything: a team costs some microseconds

#include <cmath>

using V = ak::vec<VEC>;

constexpr int64_t kStep = VEC * UNROLL;

static float sum_of_squares(const scalar_t* x, int64_t count, const scalar_t* end)
{
    V sums[UNROLL];
    for (V& s : sums)
        s = V(0.0f);
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep) {
        if constexpr (PREFETCH > 0) {
            constexpr int64_t ahead = PREFETCH / int64_t(sizeof(scalar_t));
            for (int64_t line = 0; line < kStep; line += 64 / int64_t(sizeof(scalar_t)))
                if (x + i + ahead + line < end)
                    ak::prefetch(x + i + ahead + line);
        }
        for (int64_t u = 0; u < UNROLL; ++u) {
            const V v = V::load(x + i + u * VEC);
            sums[u] = fma(v, v, sums[u]);
        }
    }
    for (; i < count; i += VEC) {
        const V v = V::load(x + i, count - i);
        sums[0] = fma(v, v, sums[0]);
    }
    for (int64_t width = UNROLL / 2; width > 0; width /= 2)
        for (int64_t u = 0; u < width; ++u)
            sums[u] = sums[u] + sums[u + width];
    return hsum(sums[0]);
}

template <bool kStream>
static void scale_row(const scalar_t* x, const scalar_t* w, float factor, scalar_t* y, int64_t count)
{
    const V f(factor);
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep)
        for (int64_t u = 0; u < UNROLL; ++u) {
            const int64_t at = i + u * VEC;
            const V v = V::load(x + at) * f * V::load(w + at);
            if constexpr (kStream)
                v.stream(y + at);
            else
                v.store(y + at);
        }
    for (; i < count; i += VEC)
        (V::load(x + i, count - i) * f * V::load(w + i, count - i)).store(y + i, count - i);
}

extern "C" void rmsnorm(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::R];
    const int64_t columns = args->symbols[sym::D];
    const float eps = static_cast<float>(args->scalars[scalar::eps]);
    const scalar_t* x = ak::input<scalar_t>(args, in::x);
    const scalar_t* w = ak::input<scalar_t>(args, in::w);
    scalar_t* y = ak::output<scalar_t>(args, out::y);
    const scalar_t* end = x + rows * columns;
    const bool stream = rows * columns * int64_t(sizeof(scalar_t)) >= STREAM_MIB * (int64_t(1) << 20)
        && columns % VEC == 0 && ak::streamable<VEC>(y);

#pragma omp parallel num_threads(args->threads) if (rows * columns > GRAIN)
    {
#pragma omp for schedule(static) nowait
        for (int64_t r = 0; r < rows; ++r) {
            const scalar_t* row = x + r * columns;
            const float mean = sum_of_squares(row, columns, end) / static_cast<float>(columns);
            const float factor = 1.0f / std::sqrt(mean + eps);
            if (stream)
                scale_row<true>(row, w, factor, y + r * columns, columns);
            else
                scale_row<false>(row, w, factor, y + r * columns, columns);
        }
        ak::stream_fence();
    }
}
