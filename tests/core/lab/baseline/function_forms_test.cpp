// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/function_forms.h"
#include "lab/model/reference_source.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>
#include <torch/csrc/jit/api/compilation_unit.h>

#include <gtest/gtest.h>

namespace autokernel::lab {
namespace {

constexpr const char* kSource = R"(
def scaled(x, w, factor: float):
    return torch.softmax(x * factor, -1) * w

def normalised(x):
    return F.softmax(x, -1)

def pair(x):
    return x + x, x

def view(x):
    return torch.select(x, 0, 1)
)";

ReferenceUnit unit()
{
    auto compiled = compileReferenceSource(kSource);
    EXPECT_TRUE(compiled.has_value()) << compiled.error().message;
    return *compiled;
}

TEST(FunctionFormsTest, lastOperationWritesIntoTheGivenTensor)
{
    const ReferenceUnit functions = unit();
    const at::Tensor x = at::rand({5, 7});
    const at::Tensor w = at::rand({7});
    const at::Tensor out = at::empty({5, 7});
    auto& scaled = functions->get_function("scaled");
    const auto form = writingIntoOutput(scaled);
    ASSERT_NE(form, nullptr);
    const at::Tensor result = (*form)({x, w, 2.0, out}).toTensor();
    EXPECT_EQ(result.const_data_ptr(), out.const_data_ptr());
    EXPECT_TRUE(out.equal(scaled({x, w, 2.0}).toTensor()));
    EXPECT_NE(writingIntoOutput(functions->get_function("normalised")), nullptr);
}

TEST(FunctionFormsTest, severalResultsAndViewsHaveNoOutForm)
{
    const ReferenceUnit functions = unit();
    EXPECT_EQ(writingIntoOutput(functions->get_function("pair")), nullptr);
    EXPECT_EQ(writingIntoOutput(functions->get_function("view")), nullptr);
}

TEST(FunctionFormsTest, frozenModuleTakesOnlyWhatIsLeft)
{
    const ReferenceUnit functions = unit();
    const at::Tensor x = at::rand({5, 7});
    const at::Tensor w = at::rand({7});
    auto& scaled = functions->get_function("scaled");
    auto module = frozenModule(scaled, {x, w, 2.0}, {1});
    const at::Tensor other = at::rand({5, 7});
    const at::Tensor expected = scaled({other, w, 2.0}).toTensor();
    EXPECT_TRUE(module.forward({other, 2.0}).toTensor().allclose(expected, 1e-6, 1e-7));
}

} // namespace
} // namespace autokernel::lab
