// SPDX-License-Identifier: Apache-2.0
#include "kernel/candidate.h"

#include <gtest/gtest.h>

namespace autokernel::kernel {
namespace {

std::string source(std::string_view manifest,
    std::string_view code = "extern \"C\" void run(const ak_args* args) { }\n")
{
    return fmt::format(
        "// SPDX-License-Identifier: Apache-2.0\n/*autokernel\n{}*/\n{}", manifest, code);
}

const std::string kManifest = R"(type = "rmsnorm"
language = "cpu"
title = "two passes over a row"
constraints = ["VEC * UNROLL <= 64"]
domain = ["D % VEC == 0"]
[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 4, choices = [1, 2, 4, 8] }
[[workspace]]
name = "partial"
bytes = "R*4"
[[launch]]
entry = "run"
)";

TEST(Candidate, readsItsManifest)
{
    const auto candidate = makeCandidate(source(kManifest), {{"UNROLL", 2}});
    ASSERT_TRUE(candidate) << candidate.error().message;
    EXPECT_EQ(candidate->manifest.type, "rmsnorm");
    EXPECT_EQ(candidate->tunables, (TunableValues {{"UNROLL", 2}, {"VEC", 16}}));
    EXPECT_EQ(candidate->manifest.workspaces.size(), 1U);
    EXPECT_TRUE(*candidate->manifest.allows(candidate->tunables, {{"R", 1}, {"D", 32}}));
    EXPECT_FALSE(*candidate->manifest.allows(candidate->tunables, {{"R", 1}, {"D", 33}}));
    EXPECT_FALSE(*candidate->manifest.allows({{"VEC", 16}, {"UNROLL", 8}}, {{"R", 1}, {"D", 32}}));
}

TEST(Candidate, aTunableMayBeginElsewhereOnAvx2)
{
    std::string manifest = kManifest;
    const std::string value = "UNROLL = { value = 4,";
    manifest.insert(manifest.find(value) + value.size(), " avx2 = 2,");
    const auto candidate = makeCandidate(source(manifest));
    ASSERT_TRUE(candidate) << candidate.error().message;
    EXPECT_EQ(candidate->tunables.at("UNROLL"), 4);
    for (const auto& tunable : candidate->manifest.tunables)
        EXPECT_EQ(tunable.valueOnAvx2.has_value(), tunable.name == "UNROLL");
    manifest.replace(manifest.find("avx2 = 2"), 8, "avx2 = 3");
    EXPECT_FALSE(makeCandidate(source(manifest))) << "3 is not among the choices";
}

TEST(Candidate, conditionsMayNameElementSizeAndThreads)
{
    std::string manifest = kManifest;
    manifest.insert(manifest.find("[tunables]"), "fixed = [\"D\"]\n");
    const std::string domain = "domain = [\"D % VEC == 0\"";
    manifest.insert(
        manifest.find(domain) + domain.size(), ", \"D * E % 64 == 0\", \"R >= THREADS\"");
    const auto candidate = makeCandidate(source(manifest));
    ASSERT_TRUE(candidate) << candidate.error().message;
    const auto allows = [&](Symbols symbols, Dtype dtype, int threads) {
        return candidate->manifest.allows(candidate->tunables, namesOf(symbols, dtype, threads));
    };
    const Symbols shape {{"R", 2}, {"D", 16}};
    EXPECT_TRUE(allows(shape, Dtype::Float32, 2).value());
    EXPECT_FALSE(allows(shape, Dtype::BFloat16, 2).value()) << "rows of 32 bytes";
    EXPECT_FALSE(allows(shape, Dtype::Float32, 3).value());
    EXPECT_FALSE(candidate->manifest.allows(candidate->tunables, shape))
        << "without a dtype there is no element size";
}

TEST(Candidate, clonesHaveOneHash)
{
    const auto base = makeCandidate(source(kManifest, "int f(int a)\n{\n    return a + 1;\n}\n"));
    const auto spaced = makeCandidate(
        source(kManifest, "int f(int a) { // adds one\n  return a+1; /* done */ }"));
    const auto changed = makeCandidate(source(kManifest, "int f(int a) { return a + 2; }"));
    const auto literal = makeCandidate(source(kManifest, "auto s = \"a  b\";"));
    const auto otherLiteral = makeCandidate(source(kManifest, "auto s = \"a b\";"));
    ASSERT_TRUE(base && spaced && changed && literal && otherLiteral);
    EXPECT_EQ(base->normalisedHash(), spaced->normalisedHash());
    EXPECT_NE(base->normalisedHash(), changed->normalisedHash());
    EXPECT_NE(literal->normalisedHash(), otherLiteral->normalisedHash());
    const auto tuned = makeCandidate(base->source, {{"VEC", 8}});
    EXPECT_NE(base->normalisedHash(), tuned->normalisedHash());
}

// One binary that is given other arguments, or other data by its prepare, is another candidate.
TEST(Candidate, whatTheManifestSaysOfCallsAndLimitsIsHashed)
{
    std::string manifest = kManifest;
    manifest.insert(manifest.find("[[workspace]]"),
        "[prepare]\nentry = \"pack\"\ninputs = [\"w\"]\nbytes = \"D*4\"\n");
    manifest.replace(manifest.find("\"cpu\""), 5, "\"cuda\"");
    manifest += "grid = [\"R\"]\nblock = [\"VEC\"]\nargs = [\"x\", \"y\"]\n";
    const auto hashWith = [&](const std::string& from, const std::string& to) {
        auto text = manifest;
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        const auto candidate = makeCandidate(source(text.replace(at, from.size(), to)));
        EXPECT_TRUE(candidate) << candidate.error().message;
        return candidate ? candidate->normalisedHash() : std::string();
    };
    const auto hash = hashWith("two passes", "two passes");
    EXPECT_EQ(hashWith("two passes", "one pass"), hash) << "a title";
    EXPECT_EQ(hashWith("choices = [8, 16]", "choices = [4, 8, 16]"), hash)
        << "a value that was not chosen";
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>> {
             {"\"x\", \"y\"", "\"y\", \"x\""}, {"\"pack\"", "\"repack\""},
             {"[\"w\"]", "[\"w\", \"b\"]"}, {"\"D*4\"", "\"D*8\""}, {"[\"R\"]", "[\"R + 1\"]"},
             {"VEC * UNROLL <= 64", "VEC * UNROLL <= 128"}, {"D % VEC", "D % (2 * VEC)"}})
        EXPECT_NE(hashWith(from, to), hash) << to;
}

TEST(Candidate, writesItsValuesIntoTheManifest)
{
    const auto candidate = makeCandidate(source(kManifest), {{"VEC", 8}, {"UNROLL", 1}});
    ASSERT_TRUE(candidate);
    const auto again = makeCandidate(sourceWithValues(*candidate));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->tunables, candidate->tunables);
}

struct BadManifest
{
    const char* name;
    std::string text;
    const char* expectedPart;
};

class CandidateError : public ::testing::TestWithParam<BadManifest>
{
};

TEST_P(CandidateError, namesLineAndReason)
{
    const auto result = makeCandidate(source(GetParam().text));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::CompileError);
    EXPECT_NE(result.error().message.find(GetParam().expectedPart), std::string::npos)
        << result.error().message;
}

const std::string kLaunch = "[[launch]]\nentry = \"run\"\n";
INSTANTIATE_TEST_SUITE_P(Table, CandidateError,
    ::testing::Values(
        BadManifest {"unknownKey", "type = \"x\"\nlanguage = \"cpu\"\nstream = 1\n" + kLaunch,
            "manifest:5: unknown key 'stream'"},
        BadManifest {"syntax", "type = \n", "manifest:3"},
        BadManifest {"noLaunch", "type = \"x\"\nlanguage = \"cpu\"\n", "[[launch]]"},
        BadManifest {"language", "type = \"x\"\nlanguage = \"fortran\"\n" + kLaunch, "cpu or cuda"},
        BadManifest {"choice",
            "type = \"x\"\nlanguage = \"cpu\"\n[tunables]\nA = { value = 3, choices = [1] }\n"
                + kLaunch,
            "not among its choices"},
        BadManifest {"entry", "type = \"x\"\nlanguage = \"cpu\"\n[[launch]]\nentry = \"a;b\"\n",
            "not the name of a function"},
        BadManifest {"expression",
            "type = \"x\"\nlanguage = \"cpu\"\nconstraints = [\"1 +\"]\n" + kLaunch, "expected"}),
    [](const auto& row) { return row.param.name; });

// Histories, messages and packages are JSON, which knows no other encoding.
TEST(Candidate, refusesASourceThatIsNotUtf8)
{
    const std::string code = source("type = \"x\"\nlanguage = \"cpu\"\n" + kLaunch);
    EXPECT_TRUE(makeCandidate(code + "// \xC3\xA9t\xC3\xA9\n"));
    const auto latin1 = makeCandidate(code + "// \xE9t\xE9\n");
    ASSERT_FALSE(latin1);
    EXPECT_EQ(latin1.error().code, ErrorCode::CompileError);
    EXPECT_EQ(latin1.error().message,
        fmt::format("line {} is not UTF-8: save the file as UTF-8.",
            1 + std::count(code.begin(), code.end(), '\n')));
}

TEST(Candidate, refusesASourceWithoutManifest)
{
    EXPECT_FALSE(makeCandidate("int main() {}"));
    EXPECT_FALSE(makeCandidate("/*autokernel\ntype = \"x\""));
    EXPECT_FALSE(makeCandidate(std::string(kMaximumSourceBytes + 1, ' ')));
}

} // namespace
} // namespace autokernel::kernel
