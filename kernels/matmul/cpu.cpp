// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "matmul"
language = "cpu"
title = "B packed into panels once a call, A broadcast, sums in registers"
dtypes = ["fp32", "bf16", "fp16"]
constraints = ["MR * ceil_div(NR, 16) <= 28", "MC >= MR"]

[tunables]
MR = { value = 8, avx2 = 6, choices = [1, 2, 4, 6, 7, 8, 9, 12, 14] }
NR = { value = 48, avx2 = 16, choices = [16, 32, 48, 64] }
KC = { value = 384, choices = [128, 192, 256, 384, 512, 768, 1024, 2048, 4096] }
MC = { value = 128, choices = [64, 128, 192, 256, 512] }
NC = { value = 768, avx2 = 3072, choices = [96, 192, 384, 768, 1536, 3072, 12288] }
CHAIN = { value = 64, choices = [32, 64, 128, 256, 4096] }
UNROLL = { value = 4, avx2 = 8, choices = [1, 2, 4, 8] }
AHEAD = { value = 1, choices = [0, 1] }
COPY_A = { value = 1, choices = [0, 1] }
SPLIT_ROWS = { value = 0, choices = [0, 1] }

[[workspace]]
name = "sums"
bytes = "E < 4 ? 4 * THREADS * MC * round_up(NC, NR) : 64"

[[workspace]]
name = "block_a"
bytes = "E < 4 || COPY_A ? 4 * THREADS * MC * (KC + 16) : 64"

[[workspace]]
name = "panels"
bytes = "64 + round_up(N, NR) * round_up(K, 2) * E"

[[launch]]
entry = "matmul"
*/
#include "ak_gemm.h"

namespace gemm = ak::gemm;
using gemm::V;
using Shape = gemm::Shape<MR, NR, KC, CHAIN, MC, NC, UNROLL, AHEAD, COPY_A>;
using Panel = gemm::panel_element<scalar_t>;

// c = a b. B may change from call to call, so each call packs it: K N moves against M K N products.
extern "C" void matmul(const ak_args* args)
{
    Panel* panels = ak::workspace<Panel>(args, 2);
    const ak_tensor& b = args->inputs[in::b]; // [K, N]
    const gemm::Source<scalar_t> source {
        ak::input<scalar_t>(args, in::b), b.stride[0], b.stride[1], b.size[0], b.size[1]};
    const auto problem = gemm::packedProblem<scalar_t>(args, in::a, panels, out::c);
    if (problem.rows == 0 || problem.columns == 0)
        return;
    const auto epilogue = [](V sums, int64_t, int64_t, int64_t) { return sums; };
    const auto split = SPLIT_ROWS
        ? gemm::Split::Rows
        : gemm::evenSplit<Shape>(problem.rows, problem.columns, args->threads);
#pragma omp parallel num_threads(args->threads)
    {
        gemm::packInTeam<Shape>(panels, source);
        gemm::multiplyShare<Shape>(
            problem, epilogue, split, omp_get_thread_num(), omp_get_num_threads());
    }
}
