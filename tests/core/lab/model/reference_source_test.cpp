// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/model/reference_source.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>
#include <torch/csrc/jit/api/compilation_unit.h>

#include <gtest/gtest.h>

namespace autokernel::lab {
namespace {

at::Tensor call(const ReferenceUnit& unit, const std::string& name, std::vector<c10::IValue> inputs)
{
    return unit->get_function(name)(std::move(inputs)).toTensor();
}

TEST(ReferenceSource, resolvesDtypesFunctionalAndMath)
{
    const auto unit = compileReferenceSource(
        "import torch\n"
        "from torch.nn import functional as F\n"
        "def oracle(x, dim: int):\n"
        "    y = F.softmax(x, dim, dtype=torch.float64)\n"
        "    return y * math.sqrt(4.0) + torch.special.expit(x) * math.pi\n");
    ASSERT_TRUE(unit) << unit.error().message;
    const auto x = at::randn({3, 5});
    const auto y = call(*unit, "oracle", {x, 1});
    EXPECT_EQ(y.scalar_type(), at::kDouble);
    const auto expected = x.softmax(1, at::kDouble) * 2.0 + x.sigmoid() * 3.14159265358979;
    EXPECT_TRUE(y.allclose(expected));
}

TEST(ReferenceSource, compilesTheShippedKernelTypes)
{
    int compiled = 0;
    for (const auto& entry : std::filesystem::directory_iterator(installationRoot() / "kernels")) {
        if (!exists(entry.path() / "reference.py"))
            continue;
        const auto unit = compileReference(entry.path() / "reference.py");
        EXPECT_TRUE(unit) << unit.error().message;
        ++compiled;
    }
    EXPECT_GE(compiled, 1);
}

TEST(ReferenceSource, namesFileLineAndReason)
{
    const auto unit = compileReferenceSource("import torch\n\n"
                                             "def eager(x):\n"
                                             "    return torch.no_such_function(x)\n",
        "mine/reference.py");
    ASSERT_FALSE(unit);
    EXPECT_NE(unit.error().message.find("mine/reference.py, line 4"), std::string::npos)
        << unit.error().message;
    EXPECT_NE(unit.error().message.find("no_such_function"), std::string::npos);
}

TEST(ReferenceSource, refusesTextThatIsNotPython)
{
    EXPECT_FALSE(compileReferenceSource("this is not a function\n"));
    EXPECT_FALSE(compileReference("/nonexistent/reference.py"));
}

} // namespace
} // namespace autokernel::lab
