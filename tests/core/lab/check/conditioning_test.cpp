// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/check/case_store.h"
#include "lab/check/conditioning.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::lab {
namespace {

TEST(Conditioning, roundingsAreIndependentOfTheValues)
{
    // Each of K products is rounded twice by 2^-24, with signs of its own: the sum moves by
    // sqrt(2 K) of them. Signs that follow the values would add up to K.
    const auto type = kernel::loadKernelType(installationRoot() / "kernels" / "matmul").value();
    const kernel::Variant& variant = *type.findVariant("linear");
    const kernel::Symbols shape {{"M", 16}, {"N", 16}, {"K", 4096}};
    CaseStore store;
    const CaseKey key {&type, &variant, kernel::Dtype::Float32, shape, {},
        {Family::Offset, Focus::Activations, 10, 1, -1}};
    const Inputs inputs = store.inputs(key).value();
    const Reference& reference = **store.reference(type);
    const auto oracle = reference.oracle(variant, *inputs, {}).value();
    const auto motions
        = motionsOf(reference, variant, *inputs, {}, oracle, key.recipe.seed, 16).value();
    const double expected = std::sqrt(2 * 4096.0 / 3) * 1024 * 0x1p-24;
    EXPECT_NEAR(motions.front().whole.rms(), expected, 0.1 * expected);
    EXPECT_LT(motions.front().whole.maximum(), 6 * expected);
    EXPECT_FALSE(motions.front().whole.isShared());
}

} // namespace
} // namespace autokernel::lab
