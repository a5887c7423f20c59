// SPDX-License-Identifier: Apache-2.0
// RMSNorm candidates for tests: an honest plain one, and the same with one thing wrong.
#pragma once

#include <string>
#include <string_view>

namespace autokernel::test {

struct RmsnormParts
{
    std::string_view manifest = "";
    std::string_view rows = "R";
    std::string_view accumulator = "double";
    std::string_view epsilon = "args->scalars[0]";
    std::string_view weight = "float(w[c])";
    std::string_view before = ""; // statements in front of the rows
    std::string_view inside = ""; // statements at the end of each row
    std::string_view columns = "D"; // how far a row is written
};

// A row at a time on as many threads as allowed.
inline std::string rmsnormSource(const RmsnormParts& parts = {})
{
    std::string text = R"(// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "rmsnorm"
language = "cpu"
title = "plain"
MANIFEST
[[launch]]
entry = "rmsnorm"
*/
#include <cmath>

extern "C" void rmsnorm(const ak_args* args)
{
    const scalar_t* x = static_cast<const scalar_t*>(args->inputs[0].data);
    const scalar_t* w = static_cast<const scalar_t*>(args->inputs[1].data);
    scalar_t* y = static_cast<scalar_t*>(args->outputs[0].data);
    const int64_t R = args->symbols[0];
    const int64_t D = args->symbols[1];
    BEFORE
#pragma omp parallel for num_threads(args->threads) schedule(static)
    for (int64_t r = 0; r < ROWS; ++r) {
        ACCUMULATOR sum = ACCUMULATOR(0.0f);
        for (int64_t c = 0; c < D; ++c)
            sum = ACCUMULATOR(sum + ACCUMULATOR(float(x[r * D + c]) * float(x[r * D + c])));
        const float factor = float(1.0 / std::sqrt(double(sum) / double(D) + (EPSILON)));
        for (int64_t c = 0; c < COLUMNS; ++c)
            y[r * D + c] = scalar_t(float(x[r * D + c]) * factor * (WEIGHT));
        INSIDE
    }
}
)";
    const auto put = [&](std::string_view name, std::string_view value) {
        for (auto at = text.find(name); at != std::string::npos;
             at = text.find(name, at + value.size()))
            text.replace(at, name.size(), value);
    };
    put("MANIFEST", parts.manifest);
    put("BEFORE", parts.before);
    put("ROWS", parts.rows);
    put("ACCUMULATOR", parts.accumulator);
    put("EPSILON", parts.epsilon);
    put("COLUMNS", parts.columns);
    put("WEIGHT", parts.weight);
    put("INSIDE", parts.inside);
    return text;
}

} // namespace autokernel::test
