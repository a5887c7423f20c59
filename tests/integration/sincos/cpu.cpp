// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "sincos"
language = "cpu"
title = "one pass, rows shared out over the threads"
dtypes = ["fp32"]
[tunables]
CHUNK = { value = 4096, choices = [1024, 4096, 16384] }
[[launch]]
entry = "sine_and_cosine"
*/
#include <cmath>

// One task is CHUNK neighbouring elements; sine and cosine share the exponential.
extern "C" void sine_and_cosine(const ak_args* args)
{
    const auto* x = static_cast<const float*>(args->inputs[in::x].data);
    auto* sine = static_cast<float*>(args->outputs[out::sine].data);
    auto* cosine = static_cast<float*>(args->outputs[out::cosine].data);
    const auto factor = static_cast<float>(args->scalars[scalar::factor]);
    const std::int64_t count = args->symbols[sym::R] * args->symbols[sym::D];
    const std::int64_t chunks = (count + CHUNK - 1) / CHUNK;
#pragma omp parallel for num_threads(args->threads) schedule(static)
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
        const std::int64_t end = chunk * CHUNK + CHUNK < count ? chunk * CHUNK + CHUNK : count;
        for (std::int64_t i = chunk * CHUNK; i < end; ++i) {
            const float t = std::exp(x[i]) * factor;
            sine[i] = std::sin(t);
            cosine[i] = std::cos(t);
        }
    }
}
