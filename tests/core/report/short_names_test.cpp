// SPDX-License-Identifier: Apache-2.0
#include "report/short_names.h"

#include <gmock/gmock.h>

namespace autokernel::report {
namespace {

using testing::ElementsAre;

TEST(ShortNames, sizesAndDtypesAreNamedWhereTheyTellKernelsApart)
{
    EXPECT_THAT(shortNames({"matmul/linear fp32 K=768,M=128,N=3072",
                    "matmul/linear fp32 K=768,M=128,N=768", "rmsnorm/default fp32 D=768,R=128",
                    "softmax/default fp32 R=8,D=8", "softmax/default bf16 R=8,D=8"}),
        ElementsAre("matmul/linear N=3072", "matmul/linear N=768", "rmsnorm", "softmax fp32",
            "softmax bf16"));
}

} // namespace
} // namespace autokernel::report
