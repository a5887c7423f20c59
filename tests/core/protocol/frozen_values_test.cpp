// SPDX-License-Identifier: Apache-2.0
#include "protocol/frozen_values.h"

#include <gmock/gmock.h>

namespace autokernel::protocol {
namespace {

TEST(FrozenValues, areToldOfAnExportThatHoldsThem)
{
    ModelInfo model;
    for (const char* clean : {"", "torchscript", "trace", "export+trace", "script"}) {
        model.route = clean;
        EXPECT_EQ(describeFrozenValues(model), "") << clean;
    }
    model.route = "trace: values computed in Python are frozen (model.py:4; no second input)";
    EXPECT_THAT(describeFrozenValues(model), testing::HasSubstr("model.py:4"));
}

} // namespace
} // namespace autokernel::protocol
