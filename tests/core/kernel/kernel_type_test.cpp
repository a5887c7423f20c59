// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "kernel/kernel_type.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::kernel {
namespace {

const std::string kSpec = R"(name = "twice"
symbols = ["N"]
[[input]]
name = "x"
shape = ["N"]
[[output]]
name = "y"
shape = ["N"]
[[output]]
name = "half"
shape = ["N"]
[cost]
flop = "2*N"
bytes = "3*N*E"
[shapes]
benchmark = ["N=1024"]
scoring = "N=1024"
small = "N=8"
[variant.scaled]
scalars = [{ name = "s", default = 2.0 }]
[pattern.z]
variant = "scaled"
require = { dim = [-1], keepdim = true }
[pattern.a]
)";

class KernelTypeTest : public ::testing::Test
{
protected:
    Result<KernelType> load(std::string_view text)
    {
        std::filesystem::create_directories(m_folder.path() / "twice");
        EXPECT_TRUE(writeFileAtomically(m_folder.path() / "twice/spec.toml", text));
        return loadKernelType(m_folder.path() / "twice");
    }
    TemporaryDirectory m_folder;
};

TEST_F(KernelTypeTest, readsVariantsAndPatternsInFileOrder)
{
    const auto type = load(kSpec);
    ASSERT_TRUE(type) << type.error().message;
    ASSERT_EQ(type->variants.size(), 2U);
    EXPECT_EQ(type->variants[1].scalars.front().defaultAt({{"N", 8}}), 2.0);
    EXPECT_EQ(type->variants[1].outputs.size(), 2U);
    ASSERT_EQ(type->patterns.size(), 2U);
    EXPECT_EQ(type->patterns[0].name, "z");
    EXPECT_EQ(type->patterns[0].require.at("dim"), "[-1]");
    const auto cost = costOf(type->variants[0], {{"N", 100}}, Dtype::BFloat16);
    ASSERT_TRUE(cost);
    EXPECT_EQ(cost->bytes, 600);
}

TEST_F(KernelTypeTest, aScalarsDefaultMayDependOnTheSymbols)
{
    const std::string constant = "default = 2.0";
    std::string text = kSpec;
    text.replace(text.find(constant), constant.size(), "default = \"1/sqrt(N)\"");
    const auto type = load(text);
    ASSERT_TRUE(type) << type.error().message;
    const auto& scalar = type->variants[1].scalars.front();
    EXPECT_EQ(scalar.defaultAt({{"N", 64}}), 0.125);
    EXPECT_EQ(scalar.defaultAt({{"N", 32}}), 1 / std::sqrt(32.0));
    EXPECT_TRUE(std::isnan(scalar.defaultAt({{"M", 64}})));
}

TEST_F(KernelTypeTest, namesFileLineAndExpectationOfWhatIsWrong)
{
    const auto replaced = [](std::string from, std::string_view to) {
        std::string text = kSpec;
        return text.replace(text.find(from), from.size(), to);
    };
    const std::pair<std::string, const char*> cases[] {
        {replaced("[cost]", "[costs]"), "spec.toml:"},
        {replaced("flop = \"2*N\"", "flop = \"2*\""), "spec.toml:13"},
        {replaced("shape = [\"N\"]", "shape = [\"M\"]"), "'M'"},
        {replaced("name = \"twice\"", "name = \"thrice\""), "folder"},
        {replaced("symbols = [\"N\"]", ""), "symbols"},
        {replaced("small = \"N=8\"", "small = \"K=8\""), "spec.toml:"},
        {replaced("variant = \"scaled\"", "variant = \"nope\""), "nope"},
        {replaced("[[output]]\nname = \"half\"", "[[output]]\nname = \"x\""), "used twice"},
        {replaced("shape = [\"N\"]", "shape = 4"), "spec.toml:5"},
        {replaced("default = 2.0", "default = \"1/sqrt(M)\""), "'M'"},
        {replaced("default = 2.0", "default = \"N % 2\""), "real value"},
        {replaced("default = 2.0", "default = true"), "spec.toml:20"},
        {"name = ", "spec.toml:1"},
    };
    for (const auto& [text, expected] : cases) {
        const auto type = load(text);
        ASSERT_FALSE(type) << text;
        EXPECT_NE(type.error().message.find(expected), std::string::npos) << type.error().message;
    }
}

TEST(KernelTypes, shippedFoldersLoad)
{
    const auto types = loadKernelTypes({installationRoot() / "kernels"});
    ASSERT_TRUE(types) << types.error().message;
    EXPECT_GE(types->size(), 9U);
}

TEST(KernelTypes, aLaterRootReplacesATypeOfTheSameName)
{
    const TemporaryDirectory first;
    const TemporaryDirectory second;
    for (const auto& [root, title] :
        {std::pair {first.path(), "one"}, std::pair {second.path(), "two"}}) {
        std::filesystem::create_directories(root / "twice");
        ASSERT_TRUE(writeFileAtomically(
            root / "twice/spec.toml", fmt::format("title = \"{}\"\n{}", title, kSpec)));
    }
    const auto types = loadKernelTypes({first.path(), second.path()});
    ASSERT_TRUE(types) << types.error().message;
    ASSERT_EQ(types->size(), 1U);
    EXPECT_EQ(types->front().title, "two");
}

} // namespace
} // namespace autokernel::kernel
