// SPDX-License-Identifier: Apache-2.0
#include "lab/check/input_families.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

kernel::TensorSpec tensor(
    std::string name, std::vector<std::string> shape, std::string fill, bool isConstant = false)
{
    kernel::TensorSpec spec;
    spec.name = std::move(name);
    for (const std::string& size : shape)
        spec.shape.push_back(*kernel::Expression::parse(size));
    spec.fill = std::move(fill);
    spec.isConstant = isConstant;
    return spec;
}

kernel::Variant variantOf(std::vector<kernel::TensorSpec> inputs)
{
    kernel::Variant variant;
    variant.name = "default";
    variant.inputs = std::move(inputs);
    return variant;
}

const kernel::Symbols kShape {{"R", 8}, {"D", 64}};

std::vector<HostTensor> make(
    const kernel::Variant& variant, InputRecipe recipe, Dtype dtype = Dtype::Float32)
{
    auto inputs = makeInputs(variant, kShape, dtype, {}, recipe);
    EXPECT_TRUE(inputs.has_value()) << (inputs ? "" : inputs.error().message);
    return *inputs;
}

std::vector<HostTensor> makeXandW(Family family, Focus focus, std::uint64_t seed = 1)
{
    return make(variantOf({tensor("x", {"R", "D"}, "uniform(-1,1)"),
                    tensor("w", {"D"}, "uniform(-1,1)", true)}),
        {family, focus, family == Family::Large ? 10 : 0, seed, -1});
}

TEST(InputFamilies, areAFunctionOfTheRecipe)
{
    EXPECT_EQ(makeXandW(Family::HeavyTail, Focus::All)[0].bytes,
        makeXandW(Family::HeavyTail, Focus::All)[0].bytes);
    EXPECT_NE(makeXandW(Family::HeavyTail, Focus::All, 1)[0].bytes,
        makeXandW(Family::HeavyTail, Focus::All, 2)[0].bytes);
}

TEST(InputFamilies, varyActivationsAndWeightsApart)
{
    const auto plain = makeXandW(Family::Plain, Focus::All);
    const auto activations = makeXandW(Family::Large, Focus::Activations);
    EXPECT_NE(activations[0].bytes, plain[0].bytes);
    EXPECT_EQ(activations[1].bytes, plain[1].bytes);
    const auto weights = makeXandW(Family::Large, Focus::Weights);
    EXPECT_EQ(weights[0].bytes, plain[0].bytes);
    EXPECT_NE(weights[1].bytes, plain[1].bytes);
}

TEST(InputFamilies, boundsMayDependOnTheShape)
{
    const auto inputs
        = make(variantOf({tensor("w", {"R", "D"}, "uniform(-1/sqrt(D),2/sqrt(D))")}), {});
    const auto values = inputs[0].as<float>();
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    EXPECT_NEAR(*low, -0.125, 0.005);
    EXPECT_NEAR(*high, 0.25, 0.005);
}

TEST(InputFamilies, reseedOneInputAlone)
{
    const auto variant
        = variantOf({tensor("x", {"R", "D"}, "normal"), tensor("w", {"D"}, "normal", true)});
    const auto base = make(variant, {Family::Plain, Focus::All, 0, 1, -1});
    const auto other = make(variant, {Family::Plain, Focus::All, 0, 1, 1});
    EXPECT_EQ(base[0].bytes, other[0].bytes);
    EXPECT_NE(base[1].bytes, other[1].bytes);
}

TEST(InputFamilies, haveTheirStructure)
{
    const auto rows = [](const HostTensor& x, auto predicate) {
        const auto values = x.as<float>();
        for (std::size_t r = 0; r < 8; ++r)
            if (!predicate(values.subspan(r * 64, 64)))
                return false;
        return true;
    };
    EXPECT_TRUE(rows(makeXandW(Family::Sorted, Focus::All)[0],
        [](auto row) { return std::is_sorted(row.begin(), row.end()); }));
    EXPECT_TRUE(rows(makeXandW(Family::ConstantRows, Focus::All)[0],
        [](auto row) { return std::set<float>(row.begin(), row.end()).size() == 1; }));
    EXPECT_TRUE(rows(makeXandW(Family::OneHot, Focus::All)[0], [](auto row) {
        return std::count(row.begin(), row.end(), 1.0F) == 1
            && std::count(row.begin(), row.end(), 0.0F) == 63;
    }));
    EXPECT_TRUE(rows(makeXandW(Family::Masked, Focus::All)[0], [](auto row) {
        const auto masked
            = std::count_if(row.begin(), row.end(), [](float v) { return std::isinf(v); });
        return masked > 5 && masked < 40;
    }));
    EXPECT_TRUE(rows(makeXandW(Family::ZeroOne, Focus::All)[0], [](auto row) {
        return std::count(row.begin(), row.end(), 1.0F) + std::count(row.begin(), row.end(), 0.0F)
            == 64;
    }));
    EXPECT_TRUE(rows(makeXandW(Family::Cancelling, Focus::All)[0], [](auto row) {
        double sum = 0;
        double size = 0;
        for (const float v : row) {
            sum += v;
            size += std::fabs(v);
        }
        return std::fabs(sum) < 0.01 * size;
    }));
}

TEST(InputFamilies, drawIndicesWithinTheirBound)
{
    auto index = tensor("t", {"R"}, "index(D)");
    index.dtype = Dtype::Int64;
    const auto inputs = make(variantOf({index}), {});
    for (const std::int64_t value : inputs[0].as<std::int64_t>()) {
        EXPECT_GE(value, 0);
        EXPECT_LT(value, 64);
    }
}

TEST(InputFamilies, neverMaskAWholeRow)
{
    const auto inputs = make(variantOf({tensor("mask", {"R", "D"}, "mask")}), {});
    const auto values = inputs[0].as<float>();
    for (std::size_t r = 0; r < 8; ++r) {
        const auto row = values.subspan(r * 64, 64);
        EXPECT_TRUE(std::any_of(row.begin(), row.end(), [](float v) { return v == 0; }));
        EXPECT_TRUE(std::any_of(row.begin(), row.end(), [](float v) { return std::isinf(v); }));
    }
}

TEST(InputFamilies, nameAFillThatCannotBeRead)
{
    const auto inputs = makeInputs(
        variantOf({tensor("x", {"R"}, "unifrom(0,1)")}), kShape, Dtype::Float32, {}, {});
    ASSERT_FALSE(inputs.has_value());
    EXPECT_NE(inputs.error().message.find("unifrom"), std::string::npos);
}

TEST(StoreRounded, roundsToNearestEvenInSixteenBits)
{
    struct Row
    {
        float value;
        Dtype dtype;
        std::uint16_t bits;
    };
    for (const Row& row :
        {Row {1.0F, Dtype::Float16, 0x3C00}, Row {65504.0F, Dtype::Float16, 0x7BFF},
            Row {65520.0F, Dtype::Float16, 0x7C00}, Row {0x1p-24F, Dtype::Float16, 0x0001},
            Row {0x1p-25F, Dtype::Float16, 0x0000}, Row {1.0F + 0x1p-11F, Dtype::Float16, 0x3C00},
            Row {1.0F + 3 * 0x1p-11F, Dtype::Float16, 0x3C02}, Row {-2.0F, Dtype::Float16, 0xC000},
            Row {1.0F, Dtype::BFloat16, 0x3F80}, Row {1.0F + 0x1p-8F, Dtype::BFloat16, 0x3F80},
            Row {1.0F + 3 * 0x1p-8F, Dtype::BFloat16, 0x3F82}}) {
        HostTensor out = HostTensor::zeros(row.dtype, {1});
        storeRounded(std::span(&row.value, 1), row.dtype, out.bytes);
        EXPECT_EQ(out.as<std::uint16_t>()[0], row.bits) << row.value;
    }
}

TEST(LoadAsFloat, invertsStoreRoundedForEveryHalf)
{
    for (const Dtype dtype : {Dtype::Float16, Dtype::BFloat16}) {
        HostTensor all = HostTensor::zeros(dtype, {65536});
        for (std::size_t i = 0; i < 65536; ++i)
            all.as<std::uint16_t>()[i] = static_cast<std::uint16_t>(i);
        std::vector<float> values(65536);
        loadAsFloat(all.bytes, dtype, values);
        HostTensor back = HostTensor::zeros(dtype, {65536});
        storeRounded(values, dtype, back.bytes);
        for (std::size_t i = 0; i < 65536; ++i)
            if (!std::isnan(values[i])) {
                ASSERT_EQ(back.as<std::uint16_t>()[i], i);
            }
    }
}

} // namespace
} // namespace autokernel::lab
