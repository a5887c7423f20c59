// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "kernel/type_check.h"

#include <gmock/gmock.h>

namespace autokernel::kernel {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSpec = R"(name = "scale"
symbols = ["R", "D"]
[[input]]
name = "x"
shape = ["R", "D - 2"]
[[output]]
name = "y"
shape = ["R", "D - 2"]
[cost]
flop = "R*D"
bytes = "2*R*D*E"
[shapes]
scoring = "R=8,D=8"
small = "R=2,D=4"
[variant.twice]
)";

constexpr const char* kStarter = R"(/*autokernel
type = "scale"
language = "cpu"
domain = ["D % 4 == 0"]
dtypes = ["fp32"]
[[launch]]
entry = "run"
*/
void run() { }
)";

class TypeCheck : public testing::Test
{
protected:
    TypeCheck()
    {
        fs::create_directories(folder());
        write("spec.toml", kSpec);
        write("cpu.cpp", kStarter);
        write("reference.py", "def reference(x): return x\n");
    }
    fs::path root() const { return m_folder.path(); }
    fs::path folder() const { return root() / "scale"; }
    void write(const char* name, std::string_view text) const
    {
        EXPECT_TRUE(writeFileAtomically(folder() / name, text));
    }
    std::string folderError() const
    {
        const auto types = loadCheckedTypes({root()});
        return types ? "" : types.error().message;
    }
    std::string targetError(const char* shape, const char* variant = "default",
        const char* type = "scale", Dtype dtype = Dtype::Float32) const
    {
        const auto types = loadCheckedTypes({root()});
        EXPECT_TRUE(types) << types.error().message;
        Target target {type, variant, dtype, {}, {}};
        if (*shape != '\0')
            target.symbols = *parseSymbols(shape);
        const auto checked = checkTarget(*types, target);
        return checked ? "" : checked.error().message;
    }
    TemporaryDirectory m_folder;
};

TEST_F(TypeCheck, aTargetOfAKnownTypeAndShapePasses)
{
    EXPECT_EQ(targetError("R=4,D=8"), "");
    EXPECT_EQ(targetError(""), "");
}

TEST_F(TypeCheck, namesWhatIsWrongWithATarget)
{
    EXPECT_THAT(targetError("R=4"), HasSubstr("scale needs R and D; D is missing"));
    EXPECT_THAT(targetError("R=4,D=8,Q=2"), HasSubstr("it has no Q"));
    EXPECT_THAT(targetError("R=0,D=8"), HasSubstr("R=0: sizes must be at least 1"));
    EXPECT_THAT(targetError("R=4,D=1"), HasSubstr("'x' would be -1"));
    EXPECT_THAT(targetError("R=4,D=6"), HasSubstr("D % 4 == 0"));
    EXPECT_THAT(targetError("R=4000000000,D=4000000000"), HasSubstr("too large"));
    EXPECT_THAT(targetError("R=4,D=8", "nope"), HasSubstr("known are default, twice"));
    EXPECT_THAT(targetError("R=4,D=8", "twice"), HasSubstr("no cpu starter"));
    EXPECT_THAT(targetError("R=4,D=8", "default", "nope"), HasSubstr("scale"));
    EXPECT_THAT(targetError("R=4,D=8", "default", "scale", Dtype::BFloat16),
        HasSubstr("does not support bf16"));
}

TEST_F(TypeCheck, aCallHasToFitIntoTheMemory)
{
    const auto types = loadCheckedTypes({root()});
    ASSERT_TRUE(types) << types.error().message;
    const Target target {"scale", "default", Dtype::Float32, {{"R", 1000}, {"D", 1000}}, {}};
    EXPECT_TRUE(checkTarget(*types, target, {"cpu", 31e6}));
    const auto checked = checkTarget(*types, target, {"cpu", 29e6});
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, HasSubstr("GB a call"));
}

TEST_F(TypeCheck, everyErrorOfAFolderNamesTheFile)
{
    const std::string file = (folder() / "cpu.cpp").string();
    write("cpu.cpp", "void run() {}\n");
    EXPECT_THAT(folderError(), HasSubstr(file + ": the source has no manifest"));
    write("cpu.cpp", "\n/*autokernel\ntype = 5\n*/");
    EXPECT_THAT(folderError(), HasSubstr(file + ":3: 'type' must be a string"));
    write("cpu.cpp", "/*autokernel\ntype = \"scale\"\nlanguage = \"cpu\"\ndtypes = [\"fp12\"]\n*/");
    EXPECT_THAT(folderError(), HasSubstr(file + ":4: unknown dtype 'fp12'"));
    write("cpu.cpp",
        "/*autokernel\ntype = \"other\"\nlanguage = \"cpu\"\n[[launch]]\nentry = \"run\"\n*/");
    EXPECT_THAT(folderError(), HasSubstr(file + ":2: its manifest says other/default"));
    write("cpu.cpp",
        "/*autokernel\ntype = \"scale\"\nlanguage = \"cpu\"\n[[launch]]\nentry = \"go\"\n*/\n"
        "void run() {}\n");
    EXPECT_THAT(folderError(), HasSubstr(file + ":5: its manifest names the entry 'go'"));
    write("cpu.cpp", "\n/*autokernel\ntype = \"scale\"\n");
    EXPECT_THAT(folderError(), HasSubstr(file + ":2: the manifest comment is not closed"));
    write("cpu.cpp",
        "/*autokernel\ntype = \"scale\"\nlanguage = \"cpu\"\n"
        "domain = [\n  \"D % 4 == 0\",\n  \"Q > 1\"]\n[[launch]]\nentry = \"run\"\n*/\nvoid run() "
        "{}\n");
    EXPECT_THAT(folderError(), HasSubstr(file + ":6: the condition 'Q > 1' uses 'Q'"));
    write("cpu.cpp", std::string(kStarter) + "// caf\xE9\n");
    EXPECT_THAT(folderError(), HasSubstr(file + ": line 10 is not UTF-8"));
    fs::remove(folder() / "cpu.cpp");
    EXPECT_THAT(folderError(), HasSubstr(folder().string() + " has no starter"));
    fs::remove(folder() / "reference.py");
    EXPECT_THAT(folderError(), HasSubstr("scale/reference.py is missing"));
}

TEST_F(TypeCheck, aBadCostNamesItsLineAndEndsInOneStop)
{
    std::string spec = kSpec;
    const std::string flop = "flop = \"R*D\"";
    write("spec.toml", spec.replace(spec.find(flop), flop.size(), "flop = \"R*Q\""));
    EXPECT_THAT(folderError(), HasSubstr("spec.toml:10: "));
    EXPECT_THAT(folderError(), HasSubstr("'Q'"));
    EXPECT_THAT(folderError(), Not(HasSubstr("..")));
}

// Before, the first experiment of a run found them.
TEST_F(TypeCheck, aBadFillOrANegativeCostIsToldAtOnce)
{
    const auto errorWith = [&](const std::string& before, const std::string& after) {
        std::string spec = kSpec;
        write("spec.toml", spec.replace(spec.find(before), before.size(), after));
        return folderError();
    };
    EXPECT_THAT(errorWith("name = \"x\"", "name = \"x\"\nfill = \"gauss\""),
        HasSubstr("input 'x': The fill \"gauss\" is not known"));
    EXPECT_THAT(
        errorWith("flop = \"R*D\"", "flop = \"-R*D\""), HasSubstr("'flop' may not be negative"));
}

TEST_F(TypeCheck, aRootIsAFolderOfKernelTypes)
{
    const auto errorOf = [](const fs::path& path) {
        const auto checked = checkKernelRoot(path);
        return checked ? "" : checked.error().message;
    };
    EXPECT_EQ(errorOf(root()), "");
    EXPECT_THAT(errorOf(root() / "nowhere"), HasSubstr("nowhere does not exist"));
    EXPECT_THAT(errorOf(folder()), HasSubstr("name the folder that holds it"));
    fs::create_directories(root() / "draft");
    EXPECT_THAT(errorOf(root()), HasSubstr("draft has no spec.toml"));
    fs::remove(root() / "draft");
    fs::create_directories(root() / "__pycache__");
    EXPECT_EQ(errorOf(root()), "");
}

TEST(ShippedTypes, passTheirOwnCheck)
{
    const auto types = loadCheckedTypes({});
    ASSERT_TRUE(types) << types.error().message;
    for (const auto& type : *types)
        for (const auto& variant : type.variants)
            EXPECT_TRUE(checkTarget(*types, {type.name, variant.name, Dtype::Float32, {}, {}}))
                << type.name << " " << variant.name;
}

} // namespace
} // namespace autokernel::kernel
