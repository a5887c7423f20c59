// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "ui/figures.h"
#include "ui/pages/run_facts.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

class RunFactsTest : public report::test::ReportTest
{
protected:
    static std::string valueOf(const report::ReportData& report, const QString& what)
    {
        for (const auto& row : runFacts(report))
            if (row.what == what)
                return row.value.toStdString();
        return "no such row";
    }
};

TEST_F(RunFactsTest, aRunSaysItsFigureWithItsInterval)
{
    auto one = report();
    one.outcome.ours.overEager = store::SpeedupInterval {1.5, 1.4, 1.6};
    EXPECT_EQ(valueOf(one, "End to end over eager"),
        speedupInterval(*one.outcome.ours.overEager).toStdString());
    one.outcome.ours.overEager.reset();
    EXPECT_EQ(valueOf(one, "End to end over eager"), "not measured");
    EXPECT_EQ(valueOf(one, "Result"), "no such row") << "nothing was to be verified";
}

TEST_F(RunFactsTest, everyKernelIsThere)
{
    auto one = report();
    ASSERT_FALSE(one.kernels.empty());
    one.kernels[0].champion.reset();
    one.kernels[0].appliedInModel.reset();
    EXPECT_EQ(valueOf(one, text(one.kernels[0].target.target.key())), "nothing kept");
}

TEST_F(RunFactsTest, theFreeRungHasTheNameThatItsMakersGave)
{
    EXPECT_NE(valueOf(report(), "Over PyTorch's own best, torch.compile, frozen"), "no such row");
}

TEST_F(RunFactsTest, aChampionThatFellIsToldApart)
{
    auto one = report();
    EXPECT_EQ(valueOf(one, "Experiments").find("demoted"), std::string::npos);
    one.kernels[0].keeps.back().row.demotedBecause = "its interval includes 1";
    EXPECT_NE(valueOf(one, "Experiments").find(" kept, 1 of them demoted"), std::string::npos)
        << valueOf(one, "Experiments");
}

} // namespace
} // namespace autokernel::ui
