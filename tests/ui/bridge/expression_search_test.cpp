// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/expression_search.h"

#include <gmock/gmock.h>

#include <QElapsedTimer>
#include <random>
#include <string>

namespace autokernel::ui {
namespace {

std::vector<std::string> someTexts()
{
    const std::vector<std::string> words {"tile", "unroll", "wide", "x4", "8", "×", "fast", ""};
    std::mt19937 random(7);
    std::vector<std::string> texts;
    for (int i = 0; i < 500; ++i) {
        std::string text;
        for (unsigned j = 0; j < random() % 6; ++j)
            text += words[random() % words.size()] + (random() % 4 == 0 ? "\n" : " ");
        texts.push_back(text);
    }
    return texts;
}

// Many texts are searched together where that is quicker: nobody may see it.
TEST(ExpressionSearchTest, findsInManyTextsWhatItFindsInEach)
{
    const auto texts = someTexts();
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    for (const char* pattern : {"tile", "^tile", "fast$", "tile\\s+fast", "\\Atile", "fast\\s*\\z",
             "(?<!wide )unroll", "tile[^z]*+$", "×", "^$", "nowhere", "TILE|x4 8", "\\bx4\\b",
             "fast(?!.)", "[^a]*8", ".", ""}) {
        const ExpressionSearch search(pattern);
        ASSERT_TRUE(search.isValid()) << pattern;
        const auto found = search.areIn(views);
        for (std::size_t i = 0; i < views.size(); ++i)
            EXPECT_EQ(found[i], search.isIn(views[i])) << pattern << " in " << texts[i];
    }
}

TEST(ExpressionSearchTest, whatIsNoExpressionIsNotValid)
{
    EXPECT_FALSE(ExpressionSearch("tile (4").isValid());
    EXPECT_FALSE(ExpressionSearch("*").isValid());
}

TEST(ExpressionSearchTest, oneThatRunsAwayEnds)
{
    const std::string text(2'000, 'a');
    const std::vector<std::string_view> views(200, text);
    QElapsedTimer timer;
    timer.start();
    const auto found = ExpressionSearch("(a+)+(b|c)+$").areIn(views);
    EXPECT_EQ(std::count(found.begin(), found.end(), true), 0);
    EXPECT_LT(timer.elapsed(), 10'000) << "milliseconds";
}

} // namespace
} // namespace autokernel::ui
