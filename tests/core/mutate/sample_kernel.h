// SPDX-License-Identifier: Apache-2.0
// A small candidate and a landscape over its tunables, for tests of the search.
#pragma once

#include "kernel/candidate.h"
#include "mutate/proposal.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace autokernel::mutate {

inline const std::string kSampleSource = R"(// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "sample"
language = "cpu"
title = "Row by row"
constraints = ["TILE * UNROLL <= 128"]

[tunables]
TILE = { value = 4, choices = [1, 2, 4, 8, 16, 32, 64] }
UNROLL = { value = 1, choices = [1, 2, 4, 8] }
STREAM = { value = 0, choices = [0, 1] }
ORDER = { value = 3, choices = [3, 1, 2] }

[[launch]]
entry = "sample"
*/
extern "C" void sample(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::R]; // for (each row)
    const float* x = ak::input<float>(args, in::x);
    float* y = ak::output<float>(args, out::y);
#pragma omp parallel for schedule(static)
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t i = 0; i < 64; ++i) {
            y[r * 64 + i] = x[r * 64 + i] * 2.0f;
        }
    }
}
)";

inline kernel::Candidate sampleCandidate(const kernel::TunableValues& values = {})
{
    auto candidate = kernel::makeCandidate(kSampleSource, values);
    if (!candidate)
        throw std::runtime_error(candidate.error().message);
    return std::move(*candidate);
}

inline kernel::Target sampleTarget()
{
    kernel::Target target;
    target.type = "sample";
    target.symbols = {{"R", 64}};
    return target;
}

// Smooth, one optimum of ln 2 at TILE 16, UNROLL 4, STREAM 1, ORDER 1; an interaction of TILE and
// UNROLL; zero where the starter stands.
inline double sampleLogSpeedup(const kernel::TunableValues& v)
{
    const double tile = std::log2(static_cast<double>(v.at("TILE"))) - 4;
    const double unroll = std::log2(static_cast<double>(v.at("UNROLL"))) - 2;
    const auto shape = [](double t, double u, double stream, double order) {
        return -0.05 * t * t - 0.04 * u * u - 0.03 * std::abs(t + u) + 0.1 * stream + 0.08 * order;
    };
    return shape(tile, unroll, v.at("STREAM") == 1 ? 1 : 0, v.at("ORDER") == 1 ? 1 : 0)
        - shape(-2, -2, 0, 0);
}

inline Observation timed(const std::string& hash, double logSpeedup,
    judge::VerdictKind verdict = judge::VerdictKind::Reverted)
{
    Observation observation;
    observation.normalisedHash = hash;
    observation.verdict = verdict;
    observation.logSpeedup = logSpeedup;
    observation.seconds = 1;
    return observation;
}

} // namespace autokernel::mutate
