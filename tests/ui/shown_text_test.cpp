// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sentence.h"
#include "ui/shell/shown_path.h"
#include "ui/unbroken.h"

#include <gtest/gtest.h>

#include <QDir>

namespace autokernel::ui {
namespace {

TEST(Sentence, givesRatiosTheirSignAndLeavesShapes)
{
    EXPECT_EQ(
        sentence("1.68x over eager, 2x over the vendor."), "1.68× over eager, 2× over the vendor.");
    EXPECT_EQ(sentence("below -9.5 %: -0.32 % (-1.2 to +0.4 %)"),
        "below −9.5 %: −0.32 % (−1.2 to +0.4 %)");
    EXPECT_EQ(sentence("2026-11-27, run-1, fp32-2"), "2026-11-27, run-1, fp32-2");
    EXPECT_EQ(sentence("512x768 at 0x1F on avx2"), "512x768 at 0x1F on avx2");
}

TEST(Sentence, callsStagesAsThePagesDoAndNamesTheSeriesOfALaterLook)
{
    EXPECT_EQ(
        sentence("Off (stage stability, normal at M=4)."), "Off (stage Numerics, normal at M=4).");
    EXPECT_EQ(sentence("(stage left, unknown)"), "(stage left, unknown)");
    EXPECT_EQ(sentence("The champion against the original: 2.150 times as fast: holds."),
        "The champion against the original, the median of the pairs of this later look: 2.150 "
        "times as fast: holds.");
    const auto named = QString("The champion against the original, the median of 60 pairs of this "
                               "later look: 2.150 times as fast: holds.");
    EXPECT_EQ(sentence(named.toStdString()), named);
}

TEST(Unbroken, keepsANumberAndItsUnitTogether)
{
    const QChar nbsp(QChar::Nbsp);
    EXPECT_EQ(unbroken("88 % of 5.11 ms, 207 GFLOP/s at 61 FLOP in 2 steps"),
        QString("88~% of 5.11~ms, 207~GFLOP/s at 61~FLOP in 2 steps").replace('~', nbsp));
}

TEST(ShownPath, isAsItsUserKnowsIt)
{
    const auto home = QDir::homePath().toStdString();
    EXPECT_EQ(shownPath(home + "/runs/history.db"), "~/runs/history.db");
    EXPECT_EQ(shownPath(home + "-other/history.db", 200).left(1), "/");
    EXPECT_EQ(shownPath("/opt/a/../history.db"), "/opt/history.db");
}

TEST(ShownPath, losesItsMiddleBeforeItsName)
{
    const auto shown = shownPath("/opt/models/gpt2/nightly/second-machine/history.db", 24);
    EXPECT_EQ(shown.size(), 24);
    EXPECT_TRUE(shown.startsWith("/opt/")) << shown.toStdString();
    EXPECT_TRUE(shown.contains("…"));
    EXPECT_TRUE(shown.endsWith("/history.db")) << shown.toStdString();
    EXPECT_TRUE(shownPath("/opt/a-name-that-is-longer-than-all.db", 12)
                    .endsWith("/a-name-that-is-longer-than-all.db"));
}

} // namespace
} // namespace autokernel::ui
