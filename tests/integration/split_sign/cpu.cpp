// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "split_sign"
language = "cpu"
title = "one pass, chunks shared out over the threads"
dtypes = ["fp32"]
[tunables]
CHUNK = { value = 4096, choices = [1024, 4096, 16384] }
[[launch]]
entry = "split_sign"
*/

// One task is CHUNK neighbouring elements: x is read once for both outputs.
extern "C" void split_sign(const ak_args* args)
{
    const auto* x = static_cast<const float*>(args->inputs[in::x].data);
    auto* positive = static_cast<float*>(args->outputs[out::positive].data);
    auto* negated = static_cast<float*>(args->outputs[out::negated].data);
    const auto factor = static_cast<float>(args->scalars[scalar::factor]);
    const std::int64_t count = args->symbols[sym::R] * args->symbols[sym::D];
    const std::int64_t chunks = (count + CHUNK - 1) / CHUNK;
#pragma omp parallel for num_threads(args->threads) schedule(static)
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
        const std::int64_t end = chunk * CHUNK + CHUNK < count ? chunk * CHUNK + CHUNK : count;
        for (std::int64_t i = chunk * CHUNK; i < end; ++i) {
            const float t = x[i] * factor;
            positive[i] = t < 0.0f ? 0.0f : t; // a NaN stays one
            negated[i] = -t;
        }
    }
}
