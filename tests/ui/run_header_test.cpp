// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures.h"
#include "ui/shell/run_header.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

struct RunHeaderState : testing::Test
{
    RunHeader header;

    QString state() { return header.findChild<QLabel*>("pill")->text().remove("●  "); }
    void say(engine::Phase phase)
    {
        engine::Progress progress;
        progress.phase = phase;
        header.showProgress(progress);
    }
};

TEST_F(RunHeaderState, onlyASearchIsPausing)
{
    header.setOwnRun(true, false);
    say(engine::Phase::Searching);
    EXPECT_EQ(state(), "Optimising");
    header.setOwnRun(true, true);
    EXPECT_EQ(state(), "Pausing") << "at once, though the engine says nothing for a while";
    for (const auto& [phase, word] :
        {std::pair(engine::Phase::Paused, "Paused"), std::pair(engine::Phase::Applying, "Applying"),
            std::pair(engine::Phase::Verifying, "Verifying"),
            std::pair(engine::Phase::Starting, "Preparing")}) {
        say(phase);
        EXPECT_EQ(state(), word);
    }
}

TEST_F(RunHeaderState, theConditionsNameThreadsAndCallTokensWhatTheyAre)
{
    Snapshot snapshot;
    auto& run = snapshot.report.run;
    run.summary.id = {1};
    run.device.name = "a processor";
    run.model.emplace();
    run.model->threads = 2;
    run.model->inputs = {"ids int64[1,128]"};
    const auto said = [&] {
        header.present(snapshot);
        QStringList texts;
        for (const auto* label : header.findChildren<QLabel*>())
            texts << label->text();
        return texts.join('|');
    };
    EXPECT_TRUE(said().contains("1×128 tokens")) << said().toStdString();
    EXPECT_TRUE(said().contains("a processor, 2 thread")) << said().toStdString();
    run.model->inputs = {"x float32[8,16]"};
    EXPECT_TRUE(said().contains("x 8×16")) << said().toStdString();
}

TEST_F(RunHeaderState, aLiveRunSaysItsPaceToWhoPointsAtIt)
{
    Snapshot snapshot;
    snapshot.report.run.summary.id = {1};
    for (int i = 0; i < 20; ++i) {
        auto& point = snapshot.report.progress.emplace_back();
        point.startedAt = 1e9 + i * 12;
        point.seconds = 12;
        point.verdict = i == 7 ? judge::VerdictKind::Kept : judge::VerdictKind::Reverted;
    }
    const auto& pill = *header.findChild<QLabel*>("pill");
    header.present(snapshot);
    EXPECT_EQ(
        pill.toolTip(), "At present 300 experiments an hour, " + percent(0.05) + " of them kept");
    snapshot.report.run.summary.state = store::RunState::Finished;
    header.present(snapshot);
    EXPECT_EQ(pill.toolTip(), "");
}

} // namespace
} // namespace autokernel::ui
