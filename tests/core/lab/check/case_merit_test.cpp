// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/check/case_deviation.h"
#include "lab/check/case_merit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

// Four rows of 16 values around `offset`; the budgets of the rows.
Truth truthWith(double offset, const std::vector<double>& budgets)
{
    Truth truth;
    truth.sizes = {4, 16};
    truth.rowElements = 16;
    for (int i = 0; i < 64; ++i)
        truth.values.push_back(offset + std::sin(i));
    for (const double budget : budgets)
        truth.rowBudgets.push_back({budget, budget});
    return truth;
}

TEST(CaseMerit, budgetsAsLargeAsTheValuesTestNothing)
{
    EXPECT_TRUE(testsSomething(truthWith(0, {1e-6, 1e-6, 1e-6, 1e-6}), Family::Large));
    EXPECT_TRUE(testsSomething(truthWith(0, {1e-6, 1e-6, 2, 2}), Family::MixedScales))
        << "half of the rows still do";
    EXPECT_FALSE(testsSomething(truthWith(0, {1e-6, 1, 2, 2}), Family::HeavyTail));
}

TEST(CaseMerit, withAnOffsetTheVariationCounts)
{
    const Truth truth = truthWith(1024, {0.5, 0.5, 0.5, 0.5});
    EXPECT_TRUE(testsSomething(truth, Family::Plain));
    EXPECT_FALSE(testsSomething(truth, Family::Offset));
}

// A variance as E[x^2] - E[x]^2 loses all but a few of its bits where the mean is 1024 deviations.
TEST(CaseMerit, aVarianceThatCancelsFailsAtAnOffset)
{
    const auto type = kernel::loadKernelType(installationRoot() / "kernels" / "layernorm").value();
    const kernel::Variant& variant = type.variants.front();
    CaseStore store;
    for (const std::int64_t rows : {1, 64}) {
        const kernel::Symbols shape {{"R", rows}, {"D", 256}};
        CaseKey key {&type, &variant, Dtype::Float32, shape, scalarsOf(variant, shape, {}),
            {Family::Offset, Focus::Activations, 0, 3, -1}};
        const auto choice = store.representableMagnitude(key, 10).value();
        ASSERT_TRUE(choice.magnitude.has_value());
        key.recipe.magnitude = *choice.magnitude;
        const auto inputs = store.inputs(key).value();
        const auto x = (*inputs)[0].as<float>();
        const auto w = (*inputs)[1].as<float>();
        const auto b = (*inputs)[2].as<float>();
        const auto normalised = [&](bool cancels) {
            std::vector<float> y;
            for (std::size_t row = 0; row < x.size() / 256; ++row) {
                const auto values = x.subspan(row * 256, 256);
                float sum = 0;
                float squares = 0;
                for (const float value : values) {
                    sum += value;
                    squares += value * value;
                }
                float mean = sum / 256;
                float variance = squares / 256 - mean * mean;
                if (!cancels) {
                    float rest = 0;
                    for (const float value : values)
                        rest += value - mean;
                    mean += rest / 256;
                    squares = 0;
                    for (const float value : values)
                        squares += (value - mean) * (value - mean);
                    variance = squares / 256;
                }
                const float factor
                    = 1 / std::sqrt(variance + static_cast<float>(key.scalars.front()));
                for (std::size_t i = 0; i < 256; ++i)
                    y.push_back((values[i] - mean) * factor * w[i] + b[i]);
            }
            return deviationOf(store, key, 0, std::as_bytes(std::span(y)), 1)->deviation;
        };
        EXPECT_TRUE(normalised(false).withinBudget()) << rows << " rows";
        EXPECT_FALSE(normalised(true).withinBudget()) << rows << " rows";
    }
}

} // namespace
} // namespace autokernel::lab
