// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "reduce"
variant = "mean"
language = "cpu"
title = "Several rows side by side, blockwise sums joined without loss, divided at the end"

[tunables]
VEC = { value = 8, choices = [8, 16] }
ROWS = { value = 1, choices = [1, 2, 4] }
UNROLL = { value = 4, choices = [2, 4, 8] }
BLOCK = { value = 512, choices = [256, 512, 1024, 4096] }
PREFETCH = { value = 0, choices = [0, 512, 1024, 2048, 4096] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[launch]]
entry = "reduce_mean"
*/

// Nothing but reading: one core's bandwidth is the bound, and what it can keep in flight decides
// that. Each thread takes contiguous groups of ROWS rows and walks them side by side, one stream
// of the hardware prefetcher per row. A block's sum is plain; sums of blocks are joined with their
// rounding errors kept, so that the length of a row does not matter.
//
// VEC       fp32 lanes of a vector
// ROWS      rows side by side
// UNROLL    independent accumulators per row: hide the latency of the addition
// BLOCK     columns of a plain sum
// PREFETCH  bytes ahead, per row; 0 leaves it to the hardware
// GRAIN     up to so many elements one thread does everything

using V = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;

template <int kRows>
static void sum_rows(
    const scalar_t* x, int64_t pitch, const scalar_t* end, int64_t columns, scalar_t* y)
{
    ak::running_sum<VEC> sums[kRows];
    for (int64_t begin = 0; begin < columns; begin += BLOCK) {
        const int64_t stop = begin + BLOCK < columns ? begin + BLOCK : columns;
        V parts[kRows][UNROLL];
        for (auto& row : parts)
            for (V& p : row)
                p = V(0.0f);
        int64_t i = begin;
        for (; i + kStep <= stop; i += kStep)
            for (int r = 0; r < kRows; ++r) {
                const scalar_t* here = x + r * pitch + i;
                if constexpr (PREFETCH > 0)
                    ak::prefetch_ahead(here, PREFETCH / int64_t(sizeof(scalar_t)), kStep, end);
                for (int64_t u = 0; u < UNROLL; ++u)
                    parts[r][u] = parts[r][u] + V::load(here + u * VEC);
            }
        for (; i < stop; i += VEC)
            for (int r = 0; r < kRows; ++r)
                parts[r][0] = parts[r][0] + V::load(x + r * pitch + i, stop - i);
        for (int r = 0; r < kRows; ++r)
            sums[r].add(ak::tree_sum(parts[r], UNROLL));
    }
    for (int r = 0; r < kRows; ++r)
        y[r] = scalar_t(
            sums[r].total() / static_cast<float>(columns)); // of no columns: NaN, as in PyTorch
}

extern "C" void reduce_mean(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::R];
    const int64_t columns = args->symbols[sym::C];
    if (rows == 0)
        return;
    const int64_t pitch = args->inputs[in::x].stride[0];
    const scalar_t* end = ak::input_row<scalar_t>(args, in::x, rows - 1) + columns;
    scalar_t* y = ak::output<scalar_t>(args, out::y);

#pragma omp parallel for num_threads(args->threads) schedule(static) if (rows * columns > GRAIN)
    for (int64_t r = 0; r < rows; r += ROWS) {
        const scalar_t* x = ak::input_row<scalar_t>(args, in::x, r);
        if (r + ROWS <= rows)
            sum_rows<ROWS>(x, pitch, end, columns, y + r);
        else
            for (int64_t i = 0; r + i < rows; ++i)
                sum_rows<1>(x + i * pitch, pitch, end, columns, y + r + i);
    }
}
