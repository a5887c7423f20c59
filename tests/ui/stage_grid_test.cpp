// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/stage_grid.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QRegularExpression>

namespace autokernel::ui {
namespace {

using protocol::Stage;

StageSummary stage(Stage which, StageState state, const QString& detail = {})
{
    StageSummary summary;
    summary.stage = which;
    summary.state = state;
    summary.detail = detail;
    return summary;
}

QStringList textsOf(const StageGrid& grid)
{
    QStringList texts;
    for (const auto* label : grid.findChildren<QLabel*>())
        texts.push_back(label->text());
    return texts;
}

TEST(StageGrid, countsTheFiveStagesAndNotWhatRunsBeforeThem)
{
    StageGrid grid;
    grid.present({stage(Stage::Smoke, StageState::Passed), stage(Stage::Basics, StageState::Passed),
                     stage(Stage::ShapeSweep, StageState::NotReached)},
        {});
    const auto texts = textsOf(grid);
    const auto counted = texts.filter(QRegularExpression(R"(^\d  )"));
    ASSERT_EQ(counted.size(), 2);
    EXPECT_TRUE(counted[0].startsWith("1  "));
    EXPECT_TRUE(counted[1].startsWith("2  "));
    EXPECT_EQ(texts.count("✓"), 2);
}

TEST(StageGrid, saysWhyOneFailedUnlessTheVerdictDoes)
{
    StageGrid grid;
    const auto failed = stage(Stage::Basics, StageState::Failed, "y differs\nat element 7");
    grid.present({failed}, "It was not timed.");
    EXPECT_TRUE(textsOf(grid).contains("y differs"));
    grid.present({failed}, "y differs");
    EXPECT_FALSE(textsOf(grid).contains("y differs"));
    EXPECT_EQ(textsOf(grid).count("✗"), 1) << "what was there before is gone";
}

} // namespace
} // namespace autokernel::ui
