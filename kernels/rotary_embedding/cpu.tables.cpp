// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "rotary_embedding"
variant = "tables"
language = "cpu"
title = "Half-split pairs, full-width tables that a tile of positions keeps in L1"

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 2, choices = [1, 2, 4] }
TILE = { value = 32, choices = [8, 32, 128, 1048576] }
AHEAD = { value = 0, choices = [0, 1, 2, 4, 8] }
STREAM_MIB = { value = 16, choices = [0, 4, 16, 64, 1048576] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[launch]]
entry = "rotary_tables"
*/

// y = x cos + (-x2, x1) sin, x1 and x2 the halves of a row, cos and sin as wide as x. One read and
// one write of memory per element: the bound is bandwidth. The tables would double the reading if
// each head read them from memory again, so a task is TILE positions of one head, and tasks run
// over the heads first: the tile's part of the tables stays in L1 or L2.
//
// VEC         fp32 lanes of a vector
// UNROLL      vectors of each half in flight
// TILE        positions of a task; TILE * d elements are contiguous in x
// AHEAD       rows that are fetched ahead; 0 leaves it to the hardware
// STREAM_MIB  from this size of the output on, stores bypass the caches
// GRAIN       up to so many elements one thread does everything

using V = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;

template <bool kStream>
static void rotate_row(
    const scalar_t* x, const scalar_t* cos, const scalar_t* sin, scalar_t* y, int64_t half)
{
    const scalar_t* x2 = x + half;
    const scalar_t* cos2 = cos + half;
    const scalar_t* sin2 = sin + half;
    scalar_t* y2 = y + half;
    int64_t i = 0;
    for (; i + kStep <= half; i += kStep)
        for (int64_t u = i; u < i + kStep; u += VEC) {
            const V first = V::load(x + u);
            const V second = V::load(x2 + u);
            ak::write<kStream>(first * V::load(cos + u) - second * V::load(sin + u), y + u);
            ak::write<kStream>(second * V::load(cos2 + u) + first * V::load(sin2 + u), y2 + u);
        }
    for (; i < half; i += VEC) {
        const int64_t n = half - i;
        const V first = V::load(x + i, n);
        const V second = V::load(x2 + i, n);
        (first * V::load(cos + i, n) - second * V::load(sin + i, n)).store(y + i, n);
        (second * V::load(cos2 + i, n) + first * V::load(sin2 + i, n)).store(y2 + i, n);
    }
}

extern "C" void rotary_tables(const ak_args* args)
{
    const int64_t batches = args->symbols[sym::b];
    const int64_t heads = args->symbols[sym::h];
    const int64_t positions = args->symbols[sym::s];
    const int64_t half = args->symbols[sym::d] / 2;
    const ak_tensor& x = args->inputs[in::x];
    const ak_tensor& y = args->outputs[out::y];
    const int64_t elements = batches * heads * positions * half * 2;
    const int64_t tiles = ak::ceil_div(positions, TILE);
    const scalar_t* cosines = ak::input<scalar_t>(args, in::cos);
    const scalar_t* sines = ak::input<scalar_t>(args, in::sin);
    // every half row must begin where a vector may be streamed
    bool stream = elements * int64_t(sizeof(scalar_t)) >= STREAM_MIB * (int64_t(1) << 20)
        && ak::streamable<VEC>(ak::output<scalar_t>(args, out::y)) && half % VEC == 0;
    for (int k = 0; k < 3; ++k)
        stream = stream && y.stride[k] % VEC == 0;

#pragma omp parallel num_threads(args->threads) if (elements > GRAIN)
    {
#pragma omp for collapse(3) schedule(static) nowait
        for (int64_t t = 0; t < tiles; ++t)
            for (int64_t batch = 0; batch < batches; ++batch)
                for (int64_t head = 0; head < heads; ++head) {
                    const int64_t begin = t * TILE;
                    const int64_t stop = begin + TILE < positions ? begin + TILE : positions;
                    const scalar_t* from = ak::input<scalar_t>(args, in::x) + batch * x.stride[0]
                        + head * x.stride[1];
                    scalar_t* to = ak::output<scalar_t>(args, out::y) + batch * y.stride[0]
                        + head * y.stride[1];
                    for (int64_t p = begin; p < stop; ++p) {
                        const scalar_t* row = from + p * x.stride[2];
                        if constexpr (AHEAD > 0)
                            ak::prefetch_ahead(row, AHEAD * x.stride[2], 2 * half,
                                from + (positions - 1) * x.stride[2] + 2 * half);
                        const scalar_t* c = cosines + p * args->inputs[in::cos].stride[0];
                        const scalar_t* s = sines + p * args->inputs[in::sin].stride[0];
                        if (stream)
                            rotate_row<true>(row, c, s, to + p * y.stride[2], half);
                        else
                            rotate_row<false>(row, c, s, to + p * y.stride[2], half);
                    }
                }
        ak::stream_fence();
    }
}
