// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "ui/pages/compare_rows.h"
#include "ui/text.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

using testing::ElementsAre;

class CompareRowsTest : public report::test::ReportTest
{
protected:
    void compare(std::vector<report::ReportData> runs)
    {
        m_comparison.runs = std::move(runs);
        m_comparison.toFirst.clear();
        for (std::size_t i = 1; i < m_comparison.runs.size(); ++i)
            m_comparison.toFirst.push_back(
                report::compareRuns(m_comparison.runs[0], m_comparison.runs[i]));
        m_rows = compareRows(m_comparison);
    }
    std::vector<std::string> cells(const QString& name)
    {
        std::vector<std::string> texts;
        for (const auto& row : m_rows)
            if (row.name == name && texts.empty())
                for (const auto& cell : row.cells)
                    texts.push_back(cell.toStdString());
        return texts;
    }
    const CompareRow& row(const QString& name)
    {
        return *std::ranges::find(m_rows, name, &CompareRow::name);
    }
    bool has(const QString& name)
    {
        return std::ranges::find(m_rows, name, &CompareRow::name) != m_rows.end();
    }

    Comparison m_comparison;
    std::vector<CompareRow> m_rows;
};

TEST_F(CompareRowsTest, whatIsEqualInAllRunsIsLeftOut)
{
    const auto a = report();
    compare({a, a, a});
    EXPECT_FALSE(has("experiments"));
    EXPECT_FALSE(has("Settings"));
    EXPECT_TRUE(has("2 kernels without any difference"));
    EXPECT_TRUE(has("over eager")) << "the figure that one compares for is always there";
    EXPECT_EQ(incomparableBecause(m_comparison), "");
}

TEST_F(CompareRowsTest, aFieldThatDiffersInOneRunIsShownOfAll)
{
    const auto a = report();
    auto b = a;
    b.run.summary.state = store::RunState::Stopped;
    auto c = a;
    c.run.config["seed"] = 7;
    compare({a, b, c});
    EXPECT_THAT(cells("state"), ElementsAre("finished", "stopped", "finished"));
    EXPECT_THAT(cells("seed"), testing::SizeIs(3));
    EXPECT_EQ(cells("seed")[0], cells("seed")[1]);
    EXPECT_EQ(cells("seed")[2], "7");
}

TEST_F(CompareRowsTest, eachFigureStandsToTheFirstRuns)
{
    const auto a = report();
    auto b = a;
    b.outcome.ours.overEager = store::SpeedupInterval {3, 2.9, 3.1};
    auto c = b;
    c.run.model->threads = 64;
    compare({a, b, c});
    const auto& figure = row("over eager");
    ASSERT_EQ(figure.cells.size(), 3);
    EXPECT_EQ(figure.cells[1], figure.cells[2]);
    EXPECT_EQ(figure.overFirst[0], "");
    EXPECT_TRUE(figure.overFirst[1].contains("faster")) << figure.overFirst[1].toStdString();
    EXPECT_EQ(figure.overFirst[2], "not comparable");
    EXPECT_TRUE(incomparableBecause(m_comparison).contains("differ in threads"));
    EXPECT_EQ(incomparableBecause(m_comparison).count('\n'), 0) << "of one pair alone";
}

TEST_F(CompareRowsTest, anEqualFigureOfAKernelIsLeftOutThoughElseItDiffers)
{
    const auto a = report();
    auto b = a;
    b.kernels[0].target.experiments += 5;
    compare({a, b});
    const auto heading
        = std::ranges::find(m_rows, text(a.kernels[0].target.target.key()), &CompareRow::name);
    ASSERT_NE(heading, m_rows.end());
    EXPECT_EQ(std::next(heading)->name, "experiments");
}

TEST_F(CompareRowsTest, aRunThatWasNotMeasuredEndToEndSaysSo)
{
    const auto a = report();
    auto b = a;
    b.outcome.ours.overEager.reset();
    compare({a, b});
    EXPECT_EQ(cells("over eager").at(1), "not measured");
}

TEST_F(CompareRowsTest, otherPartsOfTheMachineAreThoseThatEachLacks)
{
    auto a = report();
    a.run.device.signature = "CPU; gcc 12; torch 2.11";
    auto b = a;
    b.run.device.signature = "CPU; gcc 12; torch 2.12";
    auto c = a;
    c.run.device.signature = "CPU; gcc 13; torch 2.11";
    compare({a, b, c});
    EXPECT_THAT(
        cells("machine and software"), ElementsAre("torch 2.11; gcc 12", "torch 2.12", "gcc 13"));
}

TEST_F(CompareRowsTest, aKernelIsComparedWhereTwoRunsHaveIt)
{
    const auto a = report();
    const auto target = text(a.kernels[1].target.target.key());
    auto b = a;
    b.kernels.pop_back();
    auto c = a;
    c.kernels[1].target.experiments += 5;
    compare({a, b, c});
    EXPECT_TRUE(row(target).isHeading);
    EXPECT_FALSE(has("Kernels that only one of them has"));
    const auto experiments = cells("experiments");
    ASSERT_EQ(experiments.size(), 3U);
    EXPECT_EQ(experiments[1], "–");
    EXPECT_NE(experiments[2], experiments[0]);
    EXPECT_TRUE(has("1 kernel without any difference"));
    compare({a, b});
    EXPECT_TRUE(has("Kernels that only one of them has"));
    EXPECT_THAT(cells(target), ElementsAre("yes", "no"));
}

} // namespace
} // namespace autokernel::ui
