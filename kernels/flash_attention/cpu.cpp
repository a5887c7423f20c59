// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "flash_attention"
language = "cpu"
title = "Online softmax over key blocks, scores transposed, nothing repacked"
dtypes = ["fp32", "bf16", "fp16"]
constraints = ["ROWS * ceil_div(QUERIES, 16) <= 28"]

[tunables]
QUERIES = { value = 64, choices = [16, 32, 48, 64] }
KEYS = { value = 128, choices = [32, 64, 128, 256, 512] }
ROWS = { value = 6, choices = [1, 2, 3, 4, 6, 7, 8, 12] }
CHAIN = { value = 32, choices = [16, 32, 64, 512] }

[[workspace]]
name = "scratch"
bytes = "4 * THREADS * (2 * (QUERIES + KEYS) * round_up(D, 16) + KEYS * QUERIES + 3 * QUERIES)"

[[launch]]
entry = "attention_entry"
*/
#include "ak_attention.h"

namespace attention = ak::attention;

// softmax(q k^T scale) v
extern "C" void attention_entry(const ak_args* args)
{
    using Shape = attention::Shape<QUERIES, KEYS, ROWS, CHAIN>;
    attention::run<Shape, scalar_t, attention::Mask::None>(
        args, in::q, in::k, in::v, -1, out::o, static_cast<float>(args->scalars[scalar::scale]));
}
