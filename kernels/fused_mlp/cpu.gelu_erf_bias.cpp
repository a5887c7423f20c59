// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "fused_mlp"
variant = "gelu_erf_bias"
language = "cpu"
title = "BERT's block: bias and exact GELU on tiles in L1, hidden rows stay in cache"
dtypes = ["fp32", "bf16", "fp16"]
constraints = ["MR * ceil_div(NR, 16) <= 28", "MC >= MR"]

[tunables]
MR = { value = 8, avx2 = 6, choices = [1, 2, 4, 6, 7, 8, 9, 12, 14] }
NR = { value = 48, avx2 = 16, choices = [16, 32, 48, 64] }
KC = { value = 768, choices = [128, 192, 256, 384, 512, 768, 1024, 2048, 4096] }
MC = { value = 128, choices = [64, 128, 192, 256, 512] }
NC = { value = 768, avx2 = 3072, choices = [96, 192, 384, 768, 1536, 3072, 12288] }
CHAIN = { value = 32, choices = [32, 64, 128, 256, 4096] }
UNROLL = { value = 4, avx2 = 8, choices = [1, 2, 4, 8] }
AHEAD = { value = 1, choices = [0, 1] }
COPY_A = { value = 0, avx2 = 1, choices = [0, 1] }
ROWS = { value = 512, choices = [128, 256, 512, 1024, 4096] }

[[workspace]]
name = "sums"
bytes = "E < 4 ? 4 * THREADS * MC * round_up(NC, NR) : 64"

[[workspace]]
name = "block_a"
bytes = "E < 4 || COPY_A ? 4 * THREADS * MC * (KC + 16) : 64"

[[workspace]]
name = "hidden"
bytes = "64 + E * min(B, ROWS) * H"

[prepare]
entry = "pack_weights"
inputs = ["w1", "w2"]
bytes = "(round_up(H, NR) * round_up(D, 2) + round_up(D, NR) * round_up(H, 2)) * E"

[[launch]]
entry = "gelu_erf_bias"
*/
#include "ak_gemm.h"

namespace gemm = ak::gemm;
using gemm::V;
using Shape = gemm::Shape<MR, NR, KC, CHAIN, MC, NC, UNROLL, AHEAD, COPY_A>;
using Panel = gemm::panel_element<scalar_t>;

// Panels of the first product come first, those of the second follow.
static int64_t panelsOfFirst(int64_t hidden, int64_t depth)
{
    return ak::ceil_div(hidden, NR) * gemm::panelElements<NR, scalar_t>(depth);
}

// y = gelu(x w1^T + b1) w2^T + b2. ROWS rows at a time keep the hidden values in the shared cache.
extern "C" void gelu_erf_bias(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::B];
    const int64_t hiddenSize = args->symbols[sym::H];
    const int64_t firstPanels = panelsOfFirst(hiddenSize, args->symbols[sym::D]);
    scalar_t* hidden = ak::workspace<scalar_t>(args, 2);
    const scalar_t* bias1 = ak::input<scalar_t>(args, in::b1);
    const scalar_t* bias2 = ak::input<scalar_t>(args, in::b2);
    const auto activate = [bias1](V sums, int64_t, int64_t column, int64_t n) {
        return gemm::gelu(sums + V::load(bias1 + column, n));
    };
    const auto store = [bias2](V sums, int64_t, int64_t column, int64_t n) {
        return sums + V::load(bias2 + column, n);
    };

    auto first = gemm::packedProblem<scalar_t>(args, in::x, args->packed, out::y);
    auto second = first;
    first.columns = hiddenSize;
    first.strideC = hiddenSize;
    second.depth = hiddenSize;
    second.strideA = hiddenSize;
    second.panels += firstPanels;
    for (int64_t row = 0; row < rows; row += ROWS) {
        first.rows = second.rows = std::min<int64_t>(ROWS, rows - row);
        first.c = hidden;
        gemm::multiply<Shape>(first, activate);
        second.a = hidden;
        gemm::multiply<Shape>(second, store);
        first.a += first.rows * first.strideA;
        second.c += second.rows * second.strideC;
    }
}

extern "C" void pack_weights(const ak_args* args, void* packed)
{
    auto* panels = static_cast<Panel*>(packed);
    const auto first = gemm::linearWeight<scalar_t>(args, in::w1);
    gemm::pack<Shape>(panels, first, args->threads);
    panels += panelsOfFirst(first.columns, first.depth);
    gemm::pack<Shape>(panels, gemm::linearWeight<scalar_t>(args, in::w2), args->threads);
}
