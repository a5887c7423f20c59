// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "matmul"
variant = "linear_residual"
language = "cpu"
title = "Packed weights; the residual is added to tiles in L1"
dtypes = ["fp32", "bf16", "fp16"]
constraints = ["MR * ceil_div(NR, 16) <= 28", "MC >= MR"]

[tunables]
MR = { value = 8, avx2 = 6, choices = [1, 2, 4, 6, 7, 8, 9, 12, 14] }
NR = { value = 48, avx2 = 16, choices = [16, 32, 48, 64] }
KC = { value = 768, choices = [128, 192, 256, 384, 512, 768, 1024, 2048, 4096] }
MC = { value = 128, choices = [64, 128, 192, 256, 512] }
NC = { value = 768, avx2 = 3072, choices = [96, 192, 384, 768, 1536, 3072, 12288, 65536] }
CHAIN = { value = 64, choices = [32, 64, 128, 256, 4096] }
UNROLL = { value = 4, avx2 = 8, choices = [1, 2, 4, 8] }
AHEAD = { value = 1, choices = [0, 1] }
COPY_A = { value = 0, avx2 = 1, choices = [0, 1] }
SPLIT_ROWS = { value = 0, choices = [0, 1] }

[[workspace]]
name = "sums"
bytes = "E < 4 ? 4 * THREADS * MC * round_up(NC, NR) : 64"

[[workspace]]
name = "block_a"
bytes = "E < 4 || COPY_A ? 4 * THREADS * MC * (KC + 16) : 64"

[prepare]
entry = "pack_weights"
inputs = ["w"]
bytes = "round_up(N, NR) * round_up(K, 2) * E"

[[launch]]
entry = "linear_residual"
*/
#include "ak_gemm.h"

namespace gemm = ak::gemm;
using gemm::V;
using Shape = gemm::Shape<MR, NR, KC, CHAIN, MC, NC, UNROLL, AHEAD, COPY_A>;
using Panel = gemm::panel_element<scalar_t>;

// y = x w^T + residual
extern "C" void linear_residual(const ak_args* args)
{
    const auto problem = gemm::packedProblem<scalar_t>(args, in::x, args->packed, out::y);
    const scalar_t* residual = ak::input<scalar_t>(args, in::residual);
    const int64_t stride = args->inputs[in::residual].stride[0];
    const auto epilogue = [residual, stride](V sums, int64_t row, int64_t column, int64_t n) {
        return sums + V::load(residual + row * stride + column, n);
    };
    gemm::multiply<Shape>(problem, epilogue, SPLIT_ROWS ? gemm::Split::Rows : gemm::Split::Columns);
}

extern "C" void pack_weights(const ak_args* args, void* packed)
{
    const auto source = gemm::linearWeight<scalar_t>(args, in::w);
    gemm::pack<Shape>(static_cast<Panel*>(packed), source, args->threads);
}
