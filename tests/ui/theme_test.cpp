// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/verdict_style.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QRegularExpression>

namespace autokernel::ui {
namespace {

class ShippedTheme : public testing::TestWithParam<const Theme& (*)()>
{
};

// WCAG 2.1: 4.5 for text, 3 for marks and lines that mean something.
TEST_P(ShippedTheme, textIsReadableOnEveryGround)
{
    const Theme& theme = GetParam()();
    for (const auto ground : {Paint::Card, Paint::Window, Paint::AccentSoft})
        EXPECT_GE(contrast(theme[Paint::Text], theme[ground]), 4.5) << toString(ground);
    for (const auto text : {Paint::Soft, Paint::Accent, Paint::Kept, Paint::Keyword, Paint::Type,
             Paint::Number, Paint::String, Paint::Comment})
        EXPECT_GE(contrast(theme[text], theme[Paint::Card]), 4.5) << toString(text);
    for (const auto ground : {Paint::Added, Paint::Removed, Paint::AddedWord, Paint::RemovedWord})
        EXPECT_GE(contrast(theme[Paint::Text], theme[ground]), 4.5) << toString(ground);
    for (const auto ground : {Paint::Added, Paint::Removed})
        for (const auto code : {Paint::Keyword, Paint::Type, Paint::Number, Paint::String,
                 Paint::Comment, Paint::Soft})
            EXPECT_GE(contrast(theme[code], theme[ground]), 4.5)
                << toString(code) << " on " << toString(ground);
    EXPECT_GE(contrast(theme[Paint::Kept], theme[Paint::KeptSoft]), 3);
}

TEST_P(ShippedTheme, everyVerdictIsSeenOnACard)
{
    const Theme& theme = GetParam()();
    for (const auto verdict : kVerdictClasses)
        EXPECT_GE(contrast(theme[paintOf(verdict)], theme[Paint::Card]), 3)
            << labelOf(verdict).toStdString();
}

INSTANTIATE_TEST_SUITE_P(
    All, ShippedTheme, testing::Values(&Theme::light, &Theme::dark, &Theme::print));

TEST(Theme, aMissingColourIsNamed)
{
    const auto theme = Theme::fromJson(R"({"window": "#ffffff"})");
    ASSERT_FALSE(theme);
    EXPECT_EQ(theme.error().message, "the theme has no colour 'card'.");
}

TEST(Theme, contrastIsThatOfTheStandard)
{
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 1e-9);
    EXPECT_NEAR(contrast(QColor("#777777"), Qt::white), 4.48, 0.01);
}

TEST(Theme, everyPictureOfTheStyleSheetIsInTheProgram)
{
    for (const auto* theme : {&Theme::light(), &Theme::dark()}) {
        auto matches = QRegularExpression("url\\(([^)]+)\\)").globalMatch(styleSheetOf(*theme));
        int pictures = 0;
        for (; matches.hasNext(); ++pictures) {
            const auto file = matches.next().captured(1);
            EXPECT_TRUE(QFile::exists(file)) << file.toStdString();
        }
        EXPECT_GT(pictures, 0);
    }
}

TEST(Theme, theStyleSheetNamesNoPaintThatItDoesNotKnow)
{
    EXPECT_FALSE(styleSheetOf(Theme::light()).contains('@'));
}

} // namespace
} // namespace autokernel::ui
