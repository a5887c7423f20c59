// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/code_scan.h"

#include <gmock/gmock.h>

namespace autokernel::mutate {
namespace {

TEST(CodeScan, blanksCommentsAndLiteralsInPlace)
{
    const std::string source = "a /* for ( */ b // for\nc \"for\\\"(\" 'x' 1'000 d";
    const std::string code = codeOnly(source);
    EXPECT_EQ(code.size(), source.size());
    EXPECT_EQ(code.find("for"), std::string::npos);
    EXPECT_EQ(code.find('\n'), source.find('\n'));
    EXPECT_NE(code.find("1'000 d"), std::string::npos);
}

TEST(CodeScan, theManifestIsNoCode)
{
    const std::string code = codeOnly(kSampleSource);
    EXPECT_EQ(code.find("tunables"), std::string::npos);
    EXPECT_EQ(code.find("each row"), std::string::npos);
    EXPECT_NE(code.find("#pragma omp"), std::string::npos);
}

TEST(CodeScan, findsLoopsWithNestingAndPragmas)
{
    const std::string code = codeOnly(kSampleSource);
    const auto loops = findLoops(code);
    ASSERT_EQ(loops.size(), 2U);
    EXPECT_EQ(loops[0].variable, "r");
    EXPECT_FALSE(loops[0].isInnermost);
    EXPECT_EQ(loops[0].pragmaLines.size(), 1U);
    EXPECT_EQ(loops[1].variable, "i");
    EXPECT_TRUE(loops[1].isInnermost);
    EXPECT_TRUE(loops[1].hasBraces);
    EXPECT_TRUE(loops[1].pragmaLines.empty());
    const std::string body = code.substr(loops[1].bodyBegin, loops[1].bodyEnd - loops[1].bodyBegin);
    EXPECT_THAT(body, testing::HasSubstr("2.0f;"));
    EXPECT_THAT(body, testing::Not(testing::HasSubstr("}")));
}

TEST(CodeScan, loopsWithoutBracesEndAtTheirStatement)
{
    const std::string code = "    for (int i = 0; i < n; ++i)\n"
                             "        y[i] = f([](int a) { return a; }, x[i]);\n"
                             "    z = 1;\n"
                             "    for (auto& p : parts)\n"
                             "        p = 0;\n";
    const auto loops = findLoops(code);
    ASSERT_EQ(loops.size(), 2U);
    EXPECT_EQ(code.substr(loops[0].bodyBegin, loops[0].bodyEnd - loops[0].bodyBegin),
        "y[i] = f([](int a) { return a; }, x[i]);");
    EXPECT_EQ(loops[1].variable, "");
}

TEST(CodeScan, forgivesBrokenText)
{
    for (const char* text : {"for (", "for", "    for (;;)", "    for (int i = 0; i < 3; ++i) {",
             "/* open", "\"open", "}"})
        EXPECT_TRUE(findLoops(codeOnly(text)).empty()) << text;
}

TEST(CodeScan, findsWholeWordsOnly)
{
    EXPECT_EQ(findWord("before for_each for", "for"), 16U);
    EXPECT_EQ(findWord("forty", "for"), std::string::npos);
}

} // namespace
} // namespace autokernel::mutate
