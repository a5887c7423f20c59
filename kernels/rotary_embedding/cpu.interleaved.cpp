// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "rotary_embedding"
variant = "interleaved"
language = "cpu"
title = "Neighbouring pairs, swapped in the register; tables in L1 for a tile"

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 2, choices = [1, 2, 4] }
TILE = { value = 32, choices = [8, 32, 128, 1048576] }
AHEAD = { value = 0, choices = [0, 1, 2, 4, 8] }
STREAM_MIB = { value = 16, choices = [0, 4, 16, 64, 1048576] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[launch]]
entry = "rotary_interleaved"
*/

// y[2i] = x[2i] cos[i] - x[2i+1] sin[i], y[2i+1] = x[2i+1] cos[i] + x[2i] sin[i]: each vector
// times the cosines doubled, then its pairs swapped times the sines, subtracted in even lanes and
// added in odd ones. One read and one write of memory per element: the bound is bandwidth. The
// tables would add a quarter to a half of that if each head read them from memory again, so a task
// is TILE positions of one head, and tasks run over the heads first: the tile's part of the tables
// stays in L1 or L2.
//
// VEC         fp32 lanes of a vector
// UNROLL      vectors in flight
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
    const int64_t count = 2 * half;
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep)
        for (int64_t u = i; u < i + kStep; u += VEC) {
            const V v = V::load(x + u);
            const V c = V::load_twice(cos + u / 2);
            const V s = V::load_twice(sin + u / 2);
            ak::write<kStream>(fmaddsub(v, c, swap_pairs(v) * s), y + u);
        }
    for (; i < count; i += 2) {
        const float first = x[i];
        const float second = x[i + 1];
        const float c = cos[i / 2];
        const float s = sin[i / 2];
        y[i] = scalar_t(first * c - second * s);
        y[i + 1] = scalar_t(second * c + first * s);
    }
}

extern "C" void rotary_interleaved(const ak_args* args)
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
    // every row must begin where a vector may be streamed
    bool stream = elements * int64_t(sizeof(scalar_t)) >= STREAM_MIB * (int64_t(1) << 20)
        && ak::streamable<VEC>(ak::output<scalar_t>(args, out::y)) && half * 2 % VEC == 0;
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
