// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_folding.h"
#include "ui/diff/pane_lines.h"

#include "diff/unified_patch.h"

#include <gtest/gtest.h>

#include <random>

namespace autokernel::ui {
namespace {

std::string numbered(int lines, const std::vector<int>& changed = {}, const char* mark = "x")
{
    std::string text;
    for (int i = 0; i < lines; ++i) {
        const bool isChanged = std::find(changed.begin(), changed.end(), i) != changed.end();
        text += (isChanged ? mark : "line ") + std::to_string(i) + "\n";
    }
    return text;
}

DiffDocumentPtr diffOf(const std::string& before, const std::string& after)
{
    DiffInput input;
    input.before = before;
    input.after = after;
    return makeDiff(input);
}

TEST(DiffFolding, whatIsFarFromAChangeIsFolded)
{
    DiffFolding folding;
    folding.reset(diffOf(numbered(100), numbered(100, {50})), true);
    ASSERT_EQ(folding.folds().size(), 2U);
    EXPECT_EQ(folding.folds()[0].begin, 0);
    EXPECT_EQ(folding.folds()[0].end, 47) << "three rows of context above row 50";
    EXPECT_EQ(folding.folds()[1].begin, 54);
    EXPECT_EQ(folding.folds()[1].end, 100);
    EXPECT_EQ(folding.items().size(), 2U + 7U);
}

TEST(DiffFolding, aFoldOpensTwentyRowsAtATimeAndThenGoes)
{
    DiffFolding folding;
    folding.reset(diffOf(numbered(60), numbered(60, {0})), true);
    ASSERT_EQ(folding.folds().size(), 1U);
    const int hidden = folding.folds()[0].size();
    folding.open(0);
    ASSERT_EQ(folding.folds().size(), 1U);
    EXPECT_EQ(folding.folds()[0].size(), hidden - DiffFolding::kStep);
    folding.openAll(0);
    EXPECT_TRUE(folding.folds().empty());
    EXPECT_EQ(folding.items().size(), 60U);
}

TEST(DiffFolding, theContextGrowsUntilThePaneIsFull)
{
    const auto document = diffOf(numbered(100), numbered(100, {50}));
    EXPECT_EQ(DiffFolding::contextFor(document, 5), DiffFolding::kContext) << "never less";
    EXPECT_EQ(DiffFolding::contextFor(document, 43), 20) << "a change, 2 x 20 rows, two folds";
    DiffFolding folding;
    folding.reset(document, true, DiffFolding::contextFor(document, 200));
    EXPECT_TRUE(folding.folds().empty()) << "all of it has room";
    EXPECT_EQ(DiffFolding::contextFor(nullptr, 50), DiffFolding::kContext);
}

TEST(DiffFolding, aFoldOfAFewRowsIsNotWorthIt)
{
    DiffFolding folding;
    folding.reset(diffOf(numbered(20), numbered(20, {3, 13})), true);
    for (const auto& fold : folding.folds())
        EXPECT_GE(fold.size(), DiffFolding::kLeast);
    EXPECT_EQ(folding.itemOf(3), 3);
}

TEST(DiffFolding, aHiddenRowIsFoundInItsFoldAndRevealed)
{
    DiffFolding folding;
    folding.reset(diffOf(numbered(100), numbered(100, {50})), true);
    EXPECT_EQ(folding.items()[static_cast<std::size_t>(folding.itemOf(20))].row, -1);
    folding.reveal(20);
    EXPECT_EQ(folding.items()[static_cast<std::size_t>(folding.itemOf(20))].row, 20);
}

TEST(DiffFolding, equalTextsAndFoldingSwitchedOffShowAll)
{
    DiffFolding folding;
    folding.reset(diffOf(numbered(50), numbered(50)), true);
    EXPECT_EQ(folding.items().size(), 50U);
    folding.reset(diffOf(numbered(50), numbered(50, {25})), false);
    EXPECT_EQ(folding.items().size(), 50U);
}

// The unified lines as a patch's body would be written.
std::string patchBody(const std::vector<PaneLine>& lines)
{
    std::string body;
    for (const auto& line : lines) {
        const auto& cell = *line.cell;
        if (cell.kind == DiffCell::Kind::Note) {
            body += "\\ No newline at end of file\n";
            continue;
        }
        body += line.look == PaneLine::Look::Common ? ' '
            : line.look == PaneLine::Look::Removed  ? '-'
                                                    : '+';
        body += cell.text.toStdString() + "\n";
    }
    return body;
}

// A patch with all the context that there is has one hunk; its body must be what is shown.
TEST(UnifiedLines, areThePatchWritersLines)
{
    constexpr unsigned kSeed = 7;
    std::mt19937 random(kSeed);
    for (int round = 0; round < 200; ++round) {
        const auto make = [&] {
            std::string text;
            const auto lines = random() % 9;
            for (unsigned i = 0; i < lines; ++i)
                text += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
            if (random() % 3 == 0 && !text.empty())
                text.pop_back();
            return text;
        };
        const std::string before = make();
        const std::string after = make();
        const auto document = diffOf(before, after);
        if (document->patch.empty())
            continue;
        DiffFolding folding;
        folding.reset(document, false);
        const std::string patch = diff::unifiedPatch(before, after, {}, 1000);
        const auto hunk = patch.find("@@ ");
        const auto body = patch.substr(patch.find('\n', hunk) + 1);
        EXPECT_EQ(patchBody(unifiedLines(*document, folding)), body)
            << "seed " << kSeed << ", round " << round << "\n"
            << before << "---\n"
            << after;
    }
}

TEST(SideLines, bothSidesHaveEquallyManyLines)
{
    const auto document = diffOf(numbered(300, {10, 200}, "y"), numbered(280, {120}));
    DiffFolding folding;
    folding.reset(document, true);
    const auto check = [&] {
        const auto left = sideLines(*document, folding, Side::Old);
        const auto right = sideLines(*document, folding, Side::New);
        ASSERT_EQ(left.size(), right.size());
        for (std::size_t i = 0; i < left.size(); ++i)
            EXPECT_EQ(left[i].row, right[i].row);
    };
    check();
    folding.open(0);
    check();
    EXPECT_EQ(sideLines(*document, folding, Side::Old)[0].oldNumber, 1);
    EXPECT_EQ(sideLines(*document, folding, Side::Old)[0].newNumber, 0);
}

} // namespace
} // namespace autokernel::ui
