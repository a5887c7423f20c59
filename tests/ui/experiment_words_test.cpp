// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/experiment_words.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(ExperimentWords, anIdeaBeginsWithWhatIsItsOwn)
{
    EXPECT_EQ(shortIdea("The tunables of two good candidates mixed (+5.4 % and -29.9 % over the "
                        "starter), of different structures."),
        "crossover of +5.4 % and −29.9 % over the starter, of different structures");
    EXPECT_EQ(shortIdea("The tunables of two good candidates mixed (+5.4 % and -29.9 % over the "
                        "original)."),
        "crossover of +5.4 % and −29.9 % over the original");
    EXPECT_EQ(shortIdea("MR 6 -> 4, NR 64 -> 48: the model sees the most promise there."),
        "MR 6 → 4, NR 64 → 48: the model sees the most promise there.");
    EXPECT_EQ(shortIdea("anything else"), "anything else");
}

TEST(ExperimentWords, aCrossoverNamesWhatItWasMadeFrom)
{
    const std::string idea = "The tunables of two good candidates mixed (+0.5 % and -1.9 % over "
                             "the original), of different structures.";
    EXPECT_EQ(shortIdea(idea, {59, 26}), "crossover of #59 (+0.5 %) and #26 (−1.9 %)");
    EXPECT_EQ(
        shortIdea(idea, {0, 26}), "crossover of one of an earlier run (+0.5 %) and #26 (−1.9 %)");
    EXPECT_EQ(shortIdea("MR 6 -> 4: the model sees the most promise there.", {9}),
        "MR 6 → 4: the model sees the most promise there.");
}

store::ExperimentRow rowOf(const char* rule, const char* sentence, double high)
{
    store::ExperimentRow row;
    row.verdict = {judge::VerdictKind::Reverted, rule, sentence};
    row.overIncumbent = store::SpeedupInterval {high - 0.01, high - 0.02, high};
    return row;
}

TEST(ExperimentWords, aRevertedGainSaysWhatWasAskedOfIt)
{
    const auto* sentence = "No gain of 4.8 % in it: +1.88 % (-0.00 to +3.80 %) over 60 pairs.";
    EXPECT_EQ(whyOf(rowOf("futile", sentence, 1.02)), "gain < 4.8 %");
    EXPECT_EQ(whyOf(rowOf("confirmation_futile", sentence, 1.02)), "gain < 4.8 %");
    EXPECT_EQ(whyOf(rowOf("futile", sentence, 0.98)), "slower");
    EXPECT_EQ(whyOf(rowOf("futile", "another sentence", 1.02)), "no gain in it");
}

TEST(ExperimentWords, aRuleWithoutWordsIsNamed)
{
    EXPECT_EQ(whyOf(rowOf("below_floor", "", 1)), "below floor");
    EXPECT_EQ(whyOf(rowOf("", "", 1)), "");
}

} // namespace
} // namespace autokernel::ui
