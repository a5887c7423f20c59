// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/check/case_deviation.h"
#include "lab/check/random_numbers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

const kernel::KernelType& attention()
{
    static const auto type
        = kernel::loadKernelType(installationRoot() / "kernels" / "flash_attention").value();
    return type;
}

const kernel::Symbols kShape {{"B", 1}, {"H", 2}, {"HK", 2}, {"S", 64}, {"D", 32}};

CaseKey keyOf(const InputRecipe& recipe)
{
    const kernel::Variant& variant = *attention().findVariant("default");
    return {&attention(), &variant, Dtype::Float32, kShape, scalarsOf(variant, kShape, {}), recipe};
}

// Dot products in sums of sixteen terms each, as libraries have them: not the yardstick's order.
float dot(std::span<const float> a, std::span<const float> b)
{
    float total = 0;
    for (std::size_t begin = 0; begin < a.size(); begin += 16) {
        float part = 0;
        for (std::size_t i = begin; i < std::min(begin + 16, a.size()); ++i)
            part += a[i] * b[i];
        total += part;
    }
    return total;
}

// The definition in fp32, one operation after the other; `kept` is what becomes of each score.
std::vector<float> evaluate(
    const std::vector<HostTensor>& inputs, double scale, const std::function<float(float)>& kept)
{
    const std::size_t size = 64;
    const std::size_t depth = 32;
    const auto at = [&](std::size_t input, std::size_t head, std::size_t row) {
        return inputs[input].as<float>().subspan((head * size + row) * depth, depth);
    };
    std::vector<float> output;
    for (std::size_t head = 0; head < 2; ++head)
        for (std::size_t query = 0; query < size; ++query) {
            std::vector<float> weights;
            for (std::size_t key = 0; key < size; ++key)
                weights.push_back(
                    kept(dot(at(0, head, query), at(1, head, key)) * static_cast<float>(scale)));
            const float largest = *std::max_element(weights.begin(), weights.end());
            for (float& weight : weights)
                weight = std::exp(weight - largest);
            const float total = dot(weights, std::vector<float>(size, 1.0F));
            for (std::size_t d = 0; d < depth; ++d) {
                std::vector<float> column;
                for (std::size_t key = 0; key < size; ++key)
                    column.push_back(at(2, head, key)[d]);
                output.push_back(dot(weights, column) / total);
            }
        }
    return output;
}

CaseDeviation judged(CaseStore& store, const CaseKey& key, const std::function<float(float)>& kept)
{
    const auto inputs = store.inputs(key).value();
    const auto values = evaluate(*inputs, key.scalars[0], kept);
    const auto found = deviationOf(store, key, 0, std::as_bytes(std::span(values)), 1);
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    return found.value();
}

std::vector<InputRecipe> recipes(CaseStore& store)
{
    std::vector<InputRecipe> result;
    for (std::uint64_t seed = 1; seed <= 4; ++seed)
        for (const auto& [family, magnitude] : {std::pair {Family::Plain, 0}, {Family::Normal, 0},
                 {Family::HeavyTail, 0}, {Family::Large, 60}, {Family::MixedScales, 0},
                 {Family::Offset, 10}, {Family::Sorted, 0}, {Family::Cancelling, 0}}) {
            InputRecipe recipe {family, Focus::Activations, magnitude, seed, -1};
            const auto found = store.representableMagnitude(keyOf(recipe), magnitude)->magnitude;
            if (!found)
                continue;
            recipe.magnitude = *found;
            result.push_back(recipe);
        }
    return result;
}

TEST(CaseDeviation, anHonestEvaluationInAnotherOrderPasses)
{
    CaseStore store;
    int conditioned = 0;
    for (const InputRecipe& recipe : recipes(store)) {
        const CaseKey key = keyOf(recipe);
        const auto found = judged(store, key, [](float score) { return score; });
        EXPECT_TRUE(found.deviation.withinBudget())
            << toString(recipe.family) << " 2^" << recipe.magnitude << " seed " << recipe.seed
            << ": max " << found.deviation.worstMaxRatio << " rms "
            << found.deviation.worstRmsRatio;
        conditioned += found.truths != store.truths(key).value() ? 1 : 0;
    }
    EXPECT_GT(conditioned, 0) << "no case needed the conditioned budget: the test shows nothing";
}

TEST(CaseDeviation, lostPrecisionFailsWhateverTheInputs)
{
    CaseStore store;
    // Scores with the eleven bits of TF32. Families whose scores do not matter are left out: one
    // key has all the weight, or all scores are nearly zero.
    const auto shorter = [](float score) {
        const double unit = kernel::unitInLastPlace(score, Dtype::Float32) * 8192;
        return static_cast<float>(std::nearbyint(score / unit) * unit);
    };
    for (const InputRecipe& recipe : recipes(store)) {
        if (recipe.family == Family::Large || recipe.family == Family::Offset
            || recipe.family == Family::MixedScales || recipe.family == Family::Cancelling)
            continue;
        const auto found = judged(store, keyOf(recipe), shorter);
        EXPECT_FALSE(found.deviation.withinBudget())
            << toString(recipe.family) << " seed " << recipe.seed << ": max "
            << found.deviation.worstMaxRatio << " rms " << found.deviation.worstRmsRatio;
    }
}

TEST(CaseDeviation, conditionedBudgetsAreMadeOnlyWhereTheyAreNeeded)
{
    CaseStore store;
    const CaseKey key = keyOf({Family::Plain, Focus::All, 0, 1, -1});
    const auto inputs = store.inputs(key).value();
    std::vector<float> exact;
    const auto truths = store.truths(key).value();
    for (const double value : truths->front().values)
        exact.push_back(static_cast<float>(value));
    const auto bytes = std::as_writable_bytes(std::span(exact));
    EXPECT_EQ(deviationOf(store, key, 0, bytes, 1)->truths, truths);
    exact[7] += 1;
    const auto wrong = deviationOf(store, key, 0, bytes, 1);
    EXPECT_NE(wrong->truths, truths);
    EXPECT_FALSE(wrong->deviation.withinBudget());
    EXPECT_EQ(wrong->deviation.firstBadIndex, 7);
}

} // namespace
} // namespace autokernel::lab
