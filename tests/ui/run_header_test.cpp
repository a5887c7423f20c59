// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/run_header.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

struct RunHeaderTest : testing::Test
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

TEST_F(RunHeaderTest, onlyASearchIsPausing)
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

} // namespace
} // namespace autokernel::ui
