// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/check/case_store.h"
#include "lab/check/deviation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace autokernel::lab {
namespace {

const kernel::KernelType& rmsnorm()
{
    static const auto type
        = kernel::loadKernelType(installationRoot() / "kernels" / "rmsnorm").value();
    return type;
}

CaseKey keyOf(
    kernel::Symbols symbols, InputRecipe recipe = {}, kernel::Dtype dtype = kernel::Dtype::Float32)
{
    const kernel::KernelType& type = rmsnorm();
    auto scalars = scalarsOf(type.variants.front(), symbols, {});
    return {&type, &type.variants.front(), dtype, std::move(symbols), std::move(scalars), recipe};
}

TEST(CaseStore, evaluatesTheDefinition)
{
    CaseStore store;
    const CaseKey key = keyOf({{"R", 2}, {"D", 32}});
    const Inputs inputs = store.inputs(key).value();
    const Truths truths = store.truths(key).value();
    const auto x = (*inputs)[0].as<float>();
    const auto w = (*inputs)[1].as<float>();
    double square = 0;
    for (std::size_t c = 0; c < 32; ++c)
        square += double(x[32 + c]) * double(x[32 + c]);
    const double factor = 1 / std::sqrt(square / 32 + 1e-6);
    for (std::size_t c = 0; c < 32; ++c)
        EXPECT_NEAR((*truths)[0].values[32 + c], double(x[32 + c]) * factor * double(w[c]), 1e-14);
    EXPECT_FALSE((*truths)[0].isSampled());
}

TEST(CaseStore, returnsTheSameObjectForTheSameRecipe)
{
    CaseStore store;
    const CaseKey key = keyOf({{"R", 2}, {"D", 32}});
    EXPECT_EQ(store.truths(key).value(), store.truths(key).value());
    CaseKey other = key;
    other.recipe.seed = 1;
    EXPECT_NE(store.truths(key).value(), store.truths(other).value());
    other = key;
    other.scalars[0] = 0.5;
    EXPECT_NE(store.truths(key).value(), store.truths(other).value());
}

TEST(CaseStore, forgetsTheLeastRecentlyUsed)
{
    CaseStoreOptions options;
    options.maximumBytes = 3 * 32 * 32 * 4; // inputs of two cases and a little
    CaseStore store(options);
    const CaseKey first = keyOf({{"R", 32}, {"D", 32}}, {Family::Plain, Focus::All, 0, 1, -1});
    const CaseKey second = keyOf({{"R", 32}, {"D", 32}}, {Family::Plain, Focus::All, 0, 2, -1});
    const CaseKey third = keyOf({{"R", 32}, {"D", 32}}, {Family::Plain, Focus::All, 0, 3, -1});
    const Inputs a = store.inputs(first).value();
    const Inputs b = store.inputs(second).value();
    EXPECT_EQ(store.inputs(first).value(), a); // the second is now the oldest
    store.inputs(third).value();
    EXPECT_EQ(store.inputs(first).value(), a);
    EXPECT_NE(store.inputs(second).value(), b);
}

TEST(CaseStore, evaluatesSampledRowsOfLargeShapesOnly)
{
    CaseStoreOptions options;
    options.fullOutputElements = 1000;
    options.sampledRows = 8;
    CaseStore sampling(options);
    CaseStore whole;
    const CaseKey key = keyOf({{"R", 100}, {"D", 32}});
    const Truth part = sampling.truths(key).value()->front();
    const Truth all = whole.truths(key).value()->front();
    ASSERT_TRUE(part.isSampled());
    EXPECT_LE(part.rows.size(), 8U);
    ASSERT_EQ(part.values.size(), part.rows.size() * 32);
    for (std::size_t i = 0; i < part.values.size(); ++i)
        EXPECT_NEAR(part.values[i],
            all.values[static_cast<std::size_t>(part.rows[i / 32]) * 32 + i % 32], 1e-12);
}

TEST(CaseStore, findsTheLargestMagnitudeThatTheYardstickSurvives)
{
    CaseStore store;
    // Squares of 2^100 overflow fp32; those of 2^60 do not.
    const CaseKey key = keyOf({{"R", 4}, {"D", 64}}, {Family::Large, Focus::Activations, 0, 1, -1});
    const auto magnitude = store.representableMagnitude(key, 100)->magnitude;
    ASSERT_TRUE(magnitude.has_value());
    EXPECT_GE(*magnitude, 48);
    EXPECT_LE(*magnitude, 64);
}

TEST(CaseStore, findsTheSmallestMagnitudeThatKeepsTheYardsticksPrecision)
{
    // relu(g)^2 u d of values 2^-m is of size 2^-4m: at m = 32 the yardstick still answers, but its
    // hidden values are denormal in bf16.
    const auto mlp = kernel::loadKernelType(installationRoot() / "kernels" / "fused_mlp").value();
    const kernel::Variant& variant = *mlp.findVariant("relu2");
    CaseStore store;
    CaseKey key {&mlp, &variant, kernel::Dtype::BFloat16, {{"B", 32}, {"D", 128}, {"H", 256}}, {},
        {Family::Tiny, Focus::Weights, 0, 1, -1}};
    const auto magnitude = store.representableMagnitude(key, -40)->magnitude;
    ASSERT_TRUE(magnitude.has_value());
    const auto relative = [&](int power) {
        key.recipe.magnitude = power;
        const Truth truth = store.truths(key).value()->front();
        return truth.yardstickMaximumError
            / *std::max_element(truth.values.begin(), truth.values.end());
    };
    EXPECT_LT(*magnitude, -16);
    EXPECT_NEAR(relative(*magnitude), relative(0), 0.1 * relative(0));
    EXPECT_GT(relative(*magnitude - 4), 1.1 * relative(0));
}

TEST(CaseStore, keepsAnOffsetThatLeavesSomethingToTest)
{
    const CaseKey norm
        = keyOf({{"R", 16}, {"D", 64}}, {Family::Offset, Focus::Activations, 0, 1, -1});
    CaseStore store;
    EXPECT_EQ(store.representableMagnitude(norm, 10)->magnitude, std::optional(10));
}

TEST(CaseStore, knowsWhatTheDefinitionCannotTake)
{
    CaseStore store;
    const CaseKey key
        = keyOf({{"R", 4}, {"D", 64}}, {Family::Masked, Focus::Activations, 0, 1, -1});
    EXPECT_FALSE(store.representableMagnitude(key, 0)->magnitude.has_value())
        << "-inf makes RMSNorm NaN";
}

TEST(CaseStore, evaluatesEmptyShapes)
{
    CaseStore store;
    const auto truths = store.truths(keyOf({{"R", 0}, {"D", 64}}));
    ASSERT_TRUE(truths.has_value()) << truths.error().message;
    EXPECT_TRUE((*truths)->front().values.empty());
    EXPECT_TRUE(compare((*truths)->front(), {}).withinBudget());
}

} // namespace
} // namespace autokernel::lab
