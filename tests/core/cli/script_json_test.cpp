// SPDX-License-Identifier: Apache-2.0
#include "cli/script_json.h"

#include <gtest/gtest.h>

namespace autokernel::cli {
namespace {

TEST(ScriptJsonTest, keysBecomeSnakeCaseAtEveryDepthAndNamesOfKernelsStay)
{
    const Json from = {{"memoryBytes", 1},
        {"sites", {{{"microsecondsPerForward", 2.5}, {"symbols", {{"kD", 3}}}}}},
        {"already_so", Json()}, {"BLOCK", "aB"}};
    const Json expected = {{"memory_bytes", 1},
        {"sites", {{{"microseconds_per_forward", 2.5}, {"symbols", {{"kD", 3}}}}}},
        {"already_so", Json()}, {"BLOCK", "aB"}};
    EXPECT_EQ(forScripts(from), expected) << forScripts(from).dump(1);
}

} // namespace
} // namespace autokernel::cli
