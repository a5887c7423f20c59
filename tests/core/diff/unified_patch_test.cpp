// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/process.h"
#include "diff/unified_patch.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace autokernel::diff {
namespace {

TEST(UnifiedPatch, IsEmptyForEqualTexts)
{
    EXPECT_EQ(unifiedPatch("", ""), "");
    EXPECT_EQ(unifiedPatch("a\nb", "a\nb"), "");
}

TEST(UnifiedPatch, ShowsOneChangeWithItsContext)
{
    EXPECT_EQ(unifiedPatch("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
                  {"a/kernel.cpp", "b/kernel.cpp"}),
        "--- a/kernel.cpp\n+++ b/kernel.cpp\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedPatch, MarksAMissingLastNewline)
{
    EXPECT_EQ(unifiedPatch("a\nb", "a\nb\n"),
        "--- a/candidate\n+++ b/candidate\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of "
        "file\n+b\n");
}

TEST(UnifiedPatch, CountsAnEmptySideFromZero)
{
    EXPECT_EQ(unifiedPatch("", "a\n"), "--- a/candidate\n+++ b/candidate\n@@ -0,0 +1 @@\n+a\n");
    EXPECT_EQ(unifiedPatch("a\n", ""), "--- a/candidate\n+++ b/candidate\n@@ -1 +0,0 @@\n-a\n");
}

TEST(UnifiedPatch, JoinsNeighbouringChangesOnly)
{
    const auto hunks = [](std::size_t gap) {
        std::string middle;
        for (std::size_t i = 0; i < gap; ++i)
            middle += "same\n";
        const std::string patch = unifiedPatch("a\n" + middle + "b\n", "x\n" + middle + "y\n");
        std::size_t count = 0;
        for (std::size_t at = patch.find("@@ -"); at != std::string::npos;
             at = patch.find("@@ -", at + 1))
            ++count;
        return count;
    };
    EXPECT_EQ(hunks(6), 1u);
    EXPECT_EQ(hunks(7), 2u);
}

// patch(1) and git are the authority: applying the patch must give the new text, byte for byte.
TEST(UnifiedPatch, AppliesWithGitOnRandomTexts)
{
    const TemporaryDirectory folder;
    const auto file = folder.path() / "candidate";
    const auto patchFile = folder.path() / "change.patch";
    int applied = 0;
    for (unsigned seed = 0; seed < 40; ++seed) {
        std::mt19937 random(seed);
        const auto text = [&] {
            std::string result;
            for (auto i = random() % 40; i > 0; --i)
                result += std::string(random() % 3, ' ') + static_cast<char>('a' + random() % 6)
                    + (random() % 8 == 0 ? "\r\n" : "\n");
            if (!result.empty() && random() % 3 == 0)
                result.pop_back();
            return result;
        };
        const std::string before = "head\n" + text();
        const std::string after = "head\n" + text();
        const std::string patch = unifiedPatch(before, after);
        if (patch.empty())
            continue;
        ASSERT_TRUE(writeFileAtomically(file, before));
        ASSERT_TRUE(writeFileAtomically(patchFile, patch));
        ProcessOptions options;
        options.workingDirectory = folder.path();
        const auto git = runProcess(
            {"git", "apply", "--unidiff-zero", "--whitespace=nowarn", "change.patch"}, {}, options);
        ASSERT_TRUE(git) << git.error().message;
        EXPECT_TRUE(git->status.ok()) << "seed " << seed << ": " << git->err << patch;
        EXPECT_EQ(*readFile(file), after) << "seed " << seed;
        ++applied;
    }
    EXPECT_GT(applied, 30);
}

} // namespace
} // namespace autokernel::diff
