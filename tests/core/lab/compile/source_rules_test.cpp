// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/source_rules.h"

#include <gtest/gtest.h>

namespace autokernel::lab::compile {
namespace {

TEST(SourceRules, honestTextPasses)
{
    for (const char* text :
        {"#include <cmath>\n#include \"ak_gemm.h\"\n#include \"ak/vec.h\" // why\n",
            "#define A(x) #x\n#if 0\nisn't it\n#endif\n",
            "int a = 1'000'000; // # 1 \"x\"\n/* # 1 \"x\" */\n",
            "const char* s = \"# 1\"; char c = '\"';\r\n#pragma omp parallel for\n#pragma GCC "
            "unroll 4\n"})
        EXPECT_TRUE(checkSource(text)) << text;
}

TEST(SourceRules, directivesThatHideLinesAreRejected)
{
    for (const char* text : {"# 1 \"x.h\" 3\n", "#line 1 \"x.h\"\n", "/* */ # /* */ 1 \"x.h\"\n",
             "#\\\n 1 \"x.h\"\n", "#\\ \t\n 1 \"x.h\"\n", "%: 1 \"x.h\"\n", "/*\n*/ #line 1\n",
             "char a = '\n#line 1 \"x.h\"\n", "int b = 1'0; // ' \n# 1 \"x.h\"\n",
             "#include_next <cmath>\n", "#ident \"x\"\n", "#import <cmath>\n"}) {
        const auto result = checkSource(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().code, ErrorCode::Rejected) << text;
    }
}

TEST(SourceRules, headersOutsideTheListDoNotExist)
{
    for (const char* text :
        {"#include \"/etc/passwd\"\n", "#include </etc/passwd>\n", "#include <unistd.h>\n",
            "#include \"ak/../../x.h\"\n", "#include <cmath> /*\n# 1 \"x.h\"\n*/\n",
            "#include NAME\n", "#if __has_include(<x/*y>)\n#endif\n", "auto s = R\"(\n)\";\n",
            "#pragma GCC dependency \"x\"\n", "#pragma GCC system_header\n", "int a;\x01\n"}) {
        const auto result = checkSource(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().code, ErrorCode::CompileError) << text;
    }
}

// Such a macro could bring in assembly on lines that are the header's.
TEST(SourceRules, headersStandAboveTheFirstMacro)
{
    EXPECT_TRUE(checkSource("#include <cmath>\n#include <signal.h>\n#define raise other\n"));
    for (const char* text : {"#define raise other\n#include <signal.h>\n",
             "#undef NAN\n#include <cmath>\n", "#if 0\n%: define A\n#endif\n#include <cmath>\n",
             "# def\\\nine A\n#include <cmath>\n"}) {
        const auto result = checkSource(text);
        ASSERT_FALSE(result) << text;
        EXPECT_TRUE(result.error().message.starts_with("C4:")) << result.error().message;
    }
}

TEST(SourceRules, assemblyIsRejectedInOwnLinesOnly)
{
    const std::string header = "# 1 \"/usr/include/x.h\" 1 3\nvoid f() { __asm__(\"nop\"); }\n";
    EXPECT_TRUE(
        checkPreprocessed(header + "# 1 \"candidate\" 2\nint x; const char* s = \"asm\";\n"));
    for (const char* own :
        {"__asm__(\"nop\");", "asm volatile (\"nop\");", "int a; __asm (\"nop\")"}) {
        const auto result = checkPreprocessed(header + "# 1 \"candidate\" 2\n" + own);
        ASSERT_FALSE(result) << own;
        EXPECT_TRUE(result.error().message.starts_with("C4:")) << result.error().message;
    }
}

TEST(SourceRules, attributesThatReachTheAssemblerAreRejected)
{
    EXPECT_TRUE(checkPreprocessed("# 1 \"candidate\"\nint section(int a); int b = section(1);\n"));
    const auto result = checkPreprocessed(
        "# 1 \"candidate\"\n[[gnu::__section__(\".text\")]] const int a = 1;\n");
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().message.starts_with("C13:")) << result.error().message;
}

} // namespace
} // namespace autokernel::lab::compile
