// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_document.h"

#include "diff/unified_patch.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

DiffDocumentPtr diffOf(
    const std::string& before, const std::string& after, bool ignoreBlanks = false)
{
    DiffInput input;
    input.before = before;
    input.after = after;
    input.ignoreWhitespace = ignoreBlanks;
    return makeDiff(input);
}

QStringList wordsOf(const DiffCell& cell)
{
    QStringList words;
    for (const auto& span : cell.changes)
        words.push_back(cell.text.mid(span.begin, span.end - span.begin));
    return words;
}

TEST(DiffDocument, equalLinesStandBesideEachOther)
{
    const auto diff = diffOf("a\nb\nc\nd\n", "a\nx\ny\nc\nd\n");
    const auto& rows = diff->rows;
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[1].left.text, "b");
    EXPECT_EQ(rows[1].right.text, "x");
    EXPECT_EQ(rows[2].left.kind, DiffCell::Kind::Filler);
    EXPECT_EQ(rows[2].right.text, "y");
    EXPECT_EQ(rows[3].left.line, 2);
    EXPECT_EQ(rows[3].right.line, 3);
    ASSERT_EQ(diff->changes.size(), 1U);
    EXPECT_EQ(diff->changes[0].begin, 1);
    EXPECT_EQ(diff->changes[0].end, 3);
    EXPECT_EQ(diff->changedLines, 1);
    EXPECT_EQ(diff->addedLines, 1);
    EXPECT_EQ(diff->removedLines, 0);
}

TEST(DiffDocument, changedWordsAreMarkedInLinesThatAreAlike)
{
    const auto diff = diffOf("int block = 256;\n", "int block = 96;\n");
    ASSERT_EQ(diff->rows.size(), 1U);
    EXPECT_EQ(wordsOf(diff->rows[0].left), QStringList {"256"});
    EXPECT_EQ(wordsOf(diff->rows[0].right), QStringList {"96"});
}

TEST(DiffDocument, wordsOfUnlikeLinesAreNot)
{
    const auto diff = diffOf("const half* row = x;\n", "return scale(packed);\n");
    ASSERT_EQ(diff->rows.size(), 1U);
    EXPECT_TRUE(diff->rows[0].left.changes.empty());
    EXPECT_TRUE(diff->rows[0].isChanged);
}

TEST(DiffDocument, marksCountCharactersAndNotBytes)
{
    const auto diff = diffOf("// µ α = 1;\n", "// µ α = 2;\n");
    EXPECT_EQ(wordsOf(diff->rows[0].right), QStringList {"2"});
}

TEST(DiffDocument, aMissingLastNewlineIsARowOfItsOwn)
{
    const auto diff = diffOf("a\nb", "a\nb\n");
    ASSERT_EQ(diff->rows.size(), 3U);
    EXPECT_TRUE(diff->rows[1].isChanged);
    EXPECT_EQ(diff->rows[2].left.kind, DiffCell::Kind::Note);
    EXPECT_EQ(diff->rows[2].right.kind, DiffCell::Kind::Filler);
    EXPECT_EQ(diff->changes.size(), 1U);
}

TEST(DiffDocument, whitespaceCanBeIgnoredButStaysInThePatch)
{
    const std::string before = "if (a)\n  b();\n";
    const std::string after = "if (a)\n\tb();\n";
    EXPECT_EQ(diffOf(before, after)->changes.size(), 1U);
    const auto diff = diffOf(before, after, true);
    EXPECT_TRUE(diff->changes.empty());
    EXPECT_EQ(diff->patch, diff::unifiedPatch(before, after, {"candidate", "candidate"}));
    EXPECT_FALSE(diff->patch.empty());
}

TEST(DiffDocument, nothingToCompareWithIsNoDifference)
{
    DiffInput input;
    input.after = "a\nb\n";
    const auto diff = makeDiff(input);
    EXPECT_FALSE(diff->hasOldText);
    EXPECT_EQ(diff->rows.size(), 2U);
    EXPECT_TRUE(diff->changes.empty());
    EXPECT_EQ(diff->patch, "");
    EXPECT_TRUE(diffOf("", "")->rows.empty());
}

// What moves or hides text in a display must not do so where code is judged.
TEST(DiffDocument, invisibleControlsBecomeVisible)
{
    const auto diff = diffOf("", "a\r\nb\u202Ec\tx\n");
    EXPECT_EQ(diff->rows[0].right.text, QString("a") + QChar(0x240D));
    EXPECT_EQ(diff->rows[1].right.text, QString("b") + QChar(QChar::ReplacementCharacter) + "c\tx");
}

TEST(DiffDocument, aStoppedDiffIsNone)
{
    std::stop_source stop;
    stop.request_stop();
    DiffInput input;
    input.before = "a\n";
    input.after = "b\n";
    EXPECT_EQ(makeDiff(input, stop.get_token()), nullptr);
}

TEST(DiffDocument, moreLinesThanCanBeComparedAreSaidToBe)
{
    std::string before;
    std::string after;
    for (int i = 0; i < 20'500; ++i) {
        before += "a" + std::to_string(i) + "\n";
        after += "b" + std::to_string(i) + "\n";
    }
    const auto diff = diffOf(before, after);
    EXPECT_TRUE(diff->isCutShort);
    EXPECT_EQ(diff->changes.size(), 1U);
    // A small change in a long text is compared as any other.
    std::string changed = before;
    changed += "one more\n";
    EXPECT_FALSE(diffOf(before, changed)->isCutShort);
}

} // namespace
} // namespace autokernel::ui
