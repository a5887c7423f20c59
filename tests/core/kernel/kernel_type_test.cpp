// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "kernel/kernel_type.h"

#include <gmock/gmock.h>

#include <cmath>

namespace autokernel::kernel {
namespace {
using testing::HasSubstr;
using testing::Not;

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

struct BrokenSpec
{
    std::string from; // "": the text stands alone
    std::string to;
    int line;
    const char* message;
};

TEST_F(KernelTypeTest, namesFileLineAndExpectationOfWhatIsWrong)
{
    const BrokenSpec cases[] {
        {"", "", 1, "'name' is missing: expected a string"},
        {"", "name = ", 1, "not valid TOML"},
        {"name = \"twice\"", "name = 2", 1, "'name' must be a string"},
        {"name = \"twice\"", "# a kernel\nname = \"thrice\"", 2, "folder"},
        {"symbols = [\"N\"]", "", 1, "'symbols' is missing"},
        {"symbols = [\"N\"]", "symbols = []", 2, "'symbols' is missing or empty"},
        {"symbols = [\"N\"]", "symbols = [\"N\", \"N\"]", 2, "lists 'N' twice"},
        {"symbols = [\"N\"]", "symbols = [\"N\", \"2*N\"]", 2, "cannot be a symbol"},
        {"symbols = [\"N\"]", "symbols = [\"N\", \"E\"]", 2, "cannot be a symbol"},
        {"symbols = [\"N\"]", "symbols = [\"N\"]\ntolerance = \"loose\"", 3, "elementwise"},
        {"symbols = [\"N\"]", "symbols = [\"N\"]\nmemory_bound = 1", 3, "true or false"},
        {"symbols = [\"N\"]", "symbols = [\"N\"]\nbaselines = [1]", 3, "a list of strings"},
        {"symbols = [\"N\"]", "symbols = [\"N\"]\ncolour = \"red\"", 3, "unknown key 'colour'"},
        {"name = \"x\"", "label = \"x\"", 3, "'name' is missing"},
        {"name = \"x\"", "name = \"x\"\ndtype = \"fp12\"", 5, "unknown dtype 'fp12'"},
        {"name = \"x\"", "name = \"x\"\ndtype = 32", 5, "'dtype' must be a string"},
        {"name = \"x\"", "name = \"x\"\nfill = \"gauss\"", 5, "\"gauss\" is not known"},
        {"name = \"x\"", "name = \"x\"\nfill = \"index(M)\"", 5, "'M'"},
        {"name = \"x\"", "name = \"x\"\nconstant = \"yes\"", 5, "true or false"},
        {"shape = [\"N\"]", "", 3, "'shape' is missing"},
        {"shape = [\"N\"]", "shape = 4", 5, "a list of expressions"},
        {"shape = [\"N\"]", "shape = [\n\"N\",\n\"M\"]", 7, "'M'"},
        {"shape = [\"N\"]", "shape = [\"N +\"]", 5, "N +"},
        {"shape = [\"N\"]", "shape = [\"sqrt(N)\"]", 5, "integer"},
        {"shape = [\"N\"]", "shape = [\"N - 9\"]", 5, "'x' would be -1"},
        {"name = \"half\"", "name = \"x\"", 10, "used twice"},
        {"[[output]]\nname = \"y\"\nshape = [\"N\"]\n[[output]]\nname = \"half\"\nshape = "
         "[\"N\"]\n",
            "", 1, "at least one [[input]] and one [[output]]"},
        {"[cost]", "[costs]", 12, "unknown key 'costs'"},
        {"[cost]\nflop = \"2*N\"\nbytes = \"3*N*E\"\n", "", 1, "'cost' is missing"},
        {"flop = \"2*N\"", "", 12, "'flop' is missing: expected an expression"},
        {"flop = \"2*N\"", "flop = \"2*\"", 13, "2*"},
        {"flop = \"2*N\"", "flop = 0.5", 13, "a whole number"},
        {"flop = \"2*N\"", "flop = \"M\"", 13, "'M'"},
        {"flop = \"2*N\"", "flop = \"-N\"", 13, "'flop' may not be negative"},
        {"bytes = \"3*N*E\"", "bytes = 0", 14, "'bytes' must be above zero"},
        {"[\"N=1024\"]", "\"N=1024\"", 16, "'benchmark' must be a list of shapes"},
        {"[\"N=1024\"]", "[\n\"N=1024\",\n\"N=many\"]", 18, "'many'"},
        {"small = \"N=8\"", "", 15, "[shapes] needs 'small'"},
        {"small = \"N=8\"", "small = \"K=8\"", 18, "gives no N"},
        {"small = \"N=8\"", "small = \"N=8,K=8\"", 18, "'symbols' does not list"},
        {"small = \"N=8\"", "small = 8", 18, "a shape must be a string"},
        {"[variant.scaled]", "[variant.default]", 19, "choose another name"},
        {"default = 2.0", "default = true", 20, "'default' must be a number"},
        {"default = 2.0", "default = \"1/sqrt(M)\"", 20, "'M'"},
        {"default = 2.0", "default = \"N % 2\"", 20, "real value"},
        {"default = 2.0", "default = 2.0, check = 5", 20, "a list of numbers"},
        {"default = 2.0", "default = 2.0, integer = 1", 20, "true or false"},
        {"name = \"s\"", "name = \"x\"", 20, "used twice"},
        {"[variant.scaled]", "[variant.scaled]\nspeed = 1", 20, "unknown key 'speed'"},
        {"[variant.scaled]", "[variant.scaled]\ncost = { flop = \"N\", bytes = \"M\" }", 20, "'M'"},
        {"variant = \"scaled\"", "variant = \"nope\"", 22, "nope"},
        {"dim = [-1]", "dim = { a = 1 }", 23, "expected a boolean"},
        {"dim = [-1]", "dim = 1979-05-27", 23, "expected a boolean"},
        {"dim = [-1]", "dim = nan", 23, "finite"},
        {"require = {", "needs = {", 23, "unknown key 'needs'"},
        {"[pattern.a]", "[pattern.a]\nscalars = { s = 1 }", 25, "no scalar of the variant"},
        {"[pattern.a]", "[pattern.a]\nscalars = { s = \"1\" }", 25, "must be a number"},
        {"[pattern.a]", "[pattern]\na = 1", 25, ""},
    };
    for (const auto& [from, to, line, message] : cases) {
        std::string text = from.empty() ? "" : kSpec;
        ASSERT_NE(text.find(from), std::string::npos) << from;
        const auto type = load(text.replace(text.find(from), from.size(), to));
        ASSERT_FALSE(type) << to;
        EXPECT_THAT(type.error().message, HasSubstr(fmt::format("spec.toml:{}: ", line)))
            << "from: " << from << "\nto: " << to;
        EXPECT_THAT(type.error().message, HasSubstr(message)) << to;
        EXPECT_THAT(type.error().message, testing::EndsWith("."));
        EXPECT_THAT(type.error().message, Not(HasSubstr("..")));
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
