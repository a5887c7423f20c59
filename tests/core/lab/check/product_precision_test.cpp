// SPDX-License-Identifier: Apache-2.0
// What the budgets of fp32 products let pass: sums in any sensible order, and no lost precision of
// the operands, however few the rows.
#include "base/files.h"
#include "lab/check/case_deviation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

const kernel::KernelType& matmul()
{
    static const auto type
        = kernel::loadKernelType(installationRoot() / "kernels" / "matmul").value();
    return type;
}

CaseKey keyOf(std::int64_t rows, const InputRecipe& recipe)
{
    const kernel::Symbols shape {{"M", rows}, {"N", 64}, {"K", 4096}};
    const kernel::Variant& variant = *matmul().findVariant("linear");
    return {&matmul(), &variant, Dtype::Float32, shape, {}, recipe};
}

using Sum = std::function<float(std::span<const float>, std::span<const float>)>;

// Short sums side by side, as vector registers hold them, then those one after the other.
template <std::size_t Lanes> float inLanes(std::span<const float> a, std::span<const float> b)
{
    float lanes[Lanes] {};
    for (std::size_t i = 0; i < a.size(); ++i)
        lanes[i % Lanes] = std::fma(a[i], b[i], lanes[i % Lanes]);
    float total = 0;
    for (const float lane : lanes)
        total += lane;
    return total;
}

float inBlocks(std::span<const float> a, std::span<const float> b)
{
    float total = 0;
    for (std::size_t begin = 0; begin < a.size(); begin += 64)
        total += inLanes<1>(a.subspan(begin, 64), b.subspan(begin, 64));
    return total;
}

float inDouble(std::span<const float> a, std::span<const float> b)
{
    double total = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        total += double(a[i]) * double(b[i]);
    return static_cast<float>(total);
}

// Keeps so many bits of the significand.
std::vector<float> shortened(std::span<const float> values, int bits)
{
    std::vector<float> result(values.begin(), values.end());
    for (float& value : result) {
        int exponent = 0;
        const float fraction = std::frexp(value, &exponent);
        value = std::ldexp(std::nearbyint(std::ldexp(fraction, bits)), exponent - bits);
    }
    return result;
}

CaseDeviation judged(CaseStore& store, const CaseKey& key, const Sum& sum, int bits)
{
    const auto inputs = store.inputs(key).value();
    const auto x = shortened((*inputs)[0].as<float>(), bits);
    const auto w = shortened((*inputs)[1].as<float>(), bits);
    const std::size_t depth = 4096;
    std::vector<float> y;
    for (std::size_t row = 0; row < x.size() / depth; ++row)
        for (std::size_t column = 0; column < w.size() / depth; ++column)
            y.push_back(sum(std::span(x).subspan(row * depth, depth),
                std::span(w).subspan(column * depth, depth)));
    const auto found = deviationOf(store, key, 0, std::as_bytes(std::span(y)), 1);
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    return *found;
}

struct ProductCase
{
    std::int64_t rows;
    InputRecipe recipe;
};

class ProductPrecision : public testing::TestWithParam<ProductCase>
{
protected:
    CaseKey key() const { return keyOf(GetParam().rows, GetParam().recipe); }
    static CaseStore& store()
    {
        static CaseStore cases;
        return cases;
    }
    CaseDeviation judge(const Sum& sum, int bits = 24) const
    {
        return judged(store(), key(), sum, bits);
    }
};

std::string text(const CaseDeviation& found)
{
    return fmt::format("max {:.3g} rms {:.3g}, {:.3g} of the plain budget",
        found.deviation.worstMaxRatio, found.deviation.worstRmsRatio, found.plainRatio);
}

TEST_P(ProductPrecision, anyOrderOfSumsPasses)
{
    for (const auto& [name, sum] : std::initializer_list<std::pair<const char*, Sum>> {
             {"32 lanes", inLanes<32>}, {"blocks of 64", inBlocks}, {"double", inDouble}}) {
        const CaseDeviation found = judge(sum);
        EXPECT_TRUE(found.deviation.withinBudget()) << name << ": " << text(found);
    }
}

// bf16, TF32, two halves of bf16. With fewer bits lost it depends on PyTorch's own order of sums
// whether TRUST 2.1 allows them; what it clearly forbids, no wider budget may allow.
TEST_P(ProductPrecision, shortenedOperandsFail)
{
    for (const int bits : {8, 11, 16, 18, 19, 20}) {
        const CaseDeviation found = judge(inDouble, bits);
        if (bits <= 16 || found.plainRatio > 3) {
            EXPECT_FALSE(found.deviation.withinBudget()) << bits << " bits: " << text(found);
        }
    }
}

std::vector<ProductCase> productCases()
{
    std::vector<ProductCase> cases;
    for (const std::int64_t rows : {1, 4, 64})
        for (const std::uint64_t seed : {1U, 2U}) {
            for (const Family family : {Family::Plain, Family::HeavyTail, Family::MixedScales})
                cases.push_back({rows, {family, Focus::Activations, 0, seed, -1}});
            cases.push_back({rows, {Family::Large, Focus::Weights, 60, seed, -1}});
            cases.push_back({rows, {Family::Offset, Focus::Activations, 10, seed, -1}});
            cases.push_back({rows, {Family::Cancelling, Focus::All, 0, seed, -1}});
        }
    return cases;
}

INSTANTIATE_TEST_SUITE_P(
    Families, ProductPrecision, testing::ValuesIn(productCases()), [](const auto& tested) {
        std::string name = fmt::format("{}_rows{}_seed{}", toString(tested.param.recipe.family),
            tested.param.rows, tested.param.recipe.seed);
        std::replace(name.begin(), name.end(), ' ', '_');
        return name;
    });

} // namespace
} // namespace autokernel::lab
