// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/bind_symbols.h"

#include <gtest/gtest.h>

namespace autokernel::lab {
namespace {

kernel::TensorSpec tensor(
    const std::string& name, const std::vector<std::string>& shape, bool isConstant = false)
{
    kernel::TensorSpec spec;
    spec.name = name;
    for (const auto& text : shape)
        spec.shape.push_back(*kernel::Expression::parse(text));
    spec.isConstant = isConstant;
    return spec;
}

struct BindSymbols : testing::Test
{
    BindSymbols() { type.symbols = {"B", "H"}; }
    kernel::KernelType type;
    kernel::Variant variant;
};

TEST_F(BindSymbols, foldsLeadingDimensionsIntoTheFirst)
{
    variant.inputs = {tensor("x", {"B", "H"}), tensor("w", {"H"}, true)};
    variant.outputs = {tensor("y", {"B", "H"})};
    const auto symbols = bindSymbols(type, variant, {{2, 3, 8}, {8}}, {{2, 3, 8}});
    ASSERT_TRUE(symbols) << symbols.error().message;
    EXPECT_EQ(*symbols, (kernel::Symbols {{"B", 6}, {"H", 8}}));
}

TEST_F(BindSymbols, solvesDimensionsThatAreLinearInASymbol)
{
    variant.inputs = {tensor("gu", {"B", "2*H"})};
    variant.outputs = {tensor("y", {"B", "H"})};
    const auto symbols = bindSymbols(type, variant, {{4, 10}}, {{4, 5}});
    ASSERT_TRUE(symbols) << symbols.error().message;
    EXPECT_EQ(symbols->at("H"), 5);
    EXPECT_FALSE(bindSymbols(type, variant, {{4, 11}}, {{4, 5}}));
}

TEST_F(BindSymbols, refusesBroadcastsFoldedWeightsAndLowRanks)
{
    variant.inputs = {tensor("x", {"B", "H"}), tensor("r", {"B", "H"})};
    variant.outputs = {tensor("y", {"B", "H"})};
    EXPECT_FALSE(bindSymbols(type, variant, {{4, 8}, {1, 8}}, {{4, 8}}));
    EXPECT_FALSE(bindSymbols(type, variant, {{4, 8}, {8}}, {{4, 8}}));
    EXPECT_FALSE(foldShape({2, 3, 8}, tensor("w", {"B", "H"}, true)));
}

TEST_F(BindSymbols, refusesASymbolThatNothingDetermines)
{
    variant.inputs = {tensor("x", {"B*H"})};
    variant.outputs = {tensor("y", {"B*H"})};
    EXPECT_FALSE(bindSymbols(type, variant, {{8}}, {{8}}));
}

} // namespace
} // namespace autokernel::lab
