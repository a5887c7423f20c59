// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "fused_mlp"
variant = "silu_mul"
language = "cpu"
title = "One pass: two streams in, one out"
dtypes = ["fp32", "bf16", "fp16"]

[tunables]
STREAM_FROM_MIB = { value = 32, choices = [0, 8, 32, 128, 1024] }
AHEAD = { value = 0, choices = [0, 256, 512, 1024] }

[[launch]]
entry = "silu_mul"
*/
#include "ak_gemm.h"

using ak::gemm::kLanes;
using ak::gemm::V;

// One row, or all of a contiguous tensor. Large results bypass the caches.
static void product(
    const scalar_t* gate, const scalar_t* up, scalar_t* y, int64_t count, bool canStream)
{
    int64_t i = 0;
    const bool streams = canStream && ak::streamable<kLanes>(y);
    for (; i + kLanes <= count; i += kLanes) {
        if constexpr (AHEAD != 0) {
            ak::prefetch(gate + i + AHEAD);
            ak::prefetch(up + i + AHEAD);
        }
        const V value = ak::gemm::silu(V::load(gate + i)) * V::load(up + i);
        if (streams)
            value.stream(y + i);
        else
            value.store(y + i);
    }
    if (i < count)
        (ak::gemm::silu(V::load(gate + i, count - i)) * V::load(up + i, count - i))
            .store(y + i, count - i);
    if (streams)
        ak::stream_fence();
}

// y = silu(g) * u, rows and columns in equal shares of whole cache lines.
extern "C" void silu_mul(const ak_args* args)
{
    const ak_tensor& g = args->inputs[in::g];
    const ak_tensor& u = args->inputs[in::u];
    const ak_tensor& y = args->outputs[out::y];
    const int64_t rows = args->symbols[sym::B];
    const int64_t columns = args->symbols[sym::H];
    const auto* gate = ak::input<scalar_t>(args, in::g);
    const auto* up = ak::input<scalar_t>(args, in::u);
    auto* out = ak::output<scalar_t>(args, out::y);
    const bool streams = rows * columns * static_cast<int64_t>(sizeof(scalar_t)) >= STREAM_FROM_MIB
            << 20;
    if (g.stride[0] == columns && u.stride[0] == columns && y.stride[0] == columns) {
        constexpr int64_t kChunk = 4096;
        const int64_t count = rows * columns;
#pragma omp parallel for num_threads(args->threads) schedule(static)
        for (int64_t i = 0; i < count; i += kChunk)
            product(gate + i, up + i, out + i, std::min(kChunk, count - i), streams);
        return;
    }
#pragma omp parallel for num_threads(args->threads) schedule(static)
    for (int64_t row = 0; row < rows; ++row)
        product(gate + row * g.stride[0], up + row * u.stride[0], out + row * y.stride[0], columns,
            streams);
}
