// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "reduce"
variant = "max"
language = "cpu"
title = "Several rows side by side, NaN kept by a mask of its own"
domain = ["C >= 1"]

[tunables]
VEC = { value = 8, choices = [8, 16] }
ROWS = { value = 1, choices = [1, 2, 4] }
UNROLL = { value = 4, choices = [2, 4, 8] }
PREFETCH = { value = 0, choices = [0, 512, 1024, 2048, 4096] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[launch]]
entry = "reduce_max"
*/

// Nothing but reading: one core's bandwidth is the bound, and what it can keep in flight decides
// that. Each thread takes contiguous groups of ROWS rows and walks them side by side, one stream
// of the hardware prefetcher per row. A vector maximum forgets a NaN at the next comparison, so
// NaNs are gathered in a mask beside it: a row with a NaN in it has the maximum NaN, as in
// PyTorch.
//
// VEC       fp32 lanes of a vector
// ROWS      rows side by side
// UNROLL    independent accumulators per row: hide the latency of the comparison
// PREFETCH  bytes ahead, per row; 0 leaves it to the hardware
// GRAIN     up to so many elements one thread does everything

#include <limits>

using V = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;

template <int kRows>
static void largest_of_rows(
    const scalar_t* x, int64_t pitch, const scalar_t* end, int64_t columns, scalar_t* y)
{
    constexpr float kNone = -std::numeric_limits<float>::infinity();
    V parts[kRows][UNROLL];
    ak::mask<VEC> unordered[kRows];
    for (int r = 0; r < kRows; ++r) {
        unordered[r] = isnan(V(kNone));
        for (V& p : parts[r])
            p = V(kNone);
    }
    const auto take = [&](int r, int64_t u, V v) {
        parts[r][u] = max(parts[r][u], v);
        unordered[r] = unordered[r] | isnan(v);
    };
    int64_t i = 0;
    for (; i + kStep <= columns; i += kStep)
        for (int r = 0; r < kRows; ++r) {
            const scalar_t* here = x + r * pitch + i;
            if constexpr (PREFETCH > 0)
                ak::prefetch_ahead(here, PREFETCH / int64_t(sizeof(scalar_t)), kStep, end);
            for (int64_t u = 0; u < UNROLL; ++u)
                take(r, u, V::load(here + u * VEC));
        }
    for (; i < columns; i += VEC)
        for (int r = 0; r < kRows; ++r)
            take(r, 0, V::load(x + r * pitch + i, columns - i, kNone));
    for (int r = 0; r < kRows; ++r) {
        const float largest = hmax(ak::tree_max(parts[r], UNROLL));
        y[r] = scalar_t(unordered[r].any() ? std::numeric_limits<float>::quiet_NaN() : largest);
    }
}

extern "C" void reduce_max(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::R];
    const int64_t columns = args->symbols[sym::C];
    if (rows == 0 || columns == 0)
        return;
    const int64_t pitch = args->inputs[in::x].stride[0];
    const scalar_t* end = ak::input_row<scalar_t>(args, in::x, rows - 1) + columns;
    scalar_t* y = ak::output<scalar_t>(args, out::y);

#pragma omp parallel for num_threads(args->threads) schedule(static) if (rows * columns > GRAIN)
    for (int64_t r = 0; r < rows; r += ROWS) {
        const scalar_t* x = ak::input_row<scalar_t>(args, in::x, r);
        if (r + ROWS <= rows)
            largest_of_rows<ROWS>(x, pitch, end, columns, y + r);
        else
            for (int64_t i = 0; r + i < rows; ++i)
                largest_of_rows<1>(x + i * pitch, pitch, end, columns, y + r + i);
    }
}
