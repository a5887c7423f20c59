// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/experiment_index.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

using judge::VerdictKind;
using testing::ElementsAre;

class ExperimentIndexTest : public testing::Test
{
protected:
    ExperimentIndexTest()
    {
        add(1, VerdictKind::Kept, 1.5, "parameters", "Two rows\nUNROLL = 4\nfaster");
        add(2, VerdictKind::Reverted, 0.9, "crossover", "Wide\nTILE = 8\nslower");
        add(3, VerdictKind::TimedOut, std::nullopt, "parameters", "Two rows\nUNROLL = 8\nhung");
        add(4, VerdictKind::Reverted, 1.1, "parameters", "Deep\nBLOCK = 2\nno gain");
        store::ExperimentBrief control;
        control.id = {5};
        control.number = 5;
        control.control = store::ControlKind::SameCode;
        control.verdict = VerdictKind::Reverted;
        m_index.add(control, "Two rows\nthe same code\nunbiased");
    }

    void add(std::int64_t number, VerdictKind verdict, std::optional<double> overEager,
        const char* mutator, const char* text)
    {
        store::ExperimentBrief brief;
        brief.id = {number};
        brief.number = number;
        brief.target = {1 + number % 2};
        brief.verdict = verdict;
        if (overEager)
            brief.overEager = store::SpeedupInterval {*overEager, *overEager, *overEager};
        brief.mutator = mutator;
        m_index.add(brief, text);
    }
    std::vector<std::int64_t> numbers(const ExperimentFilter& filter)
    {
        std::vector<std::int64_t> found;
        for (const auto id : m_index.order(filter, m_said))
            found.push_back(id.value);
        return found;
    }

    ExperimentIndex m_index {store::RunId {1}};
    ExperimentFilter m_filter;
    ExperimentIndex::Said m_said;
};

TEST_F(ExperimentIndexTest, isSortedByTheFiguresThatTheReportPrints)
{
    m_filter.sortedBy = ExperimentColumn::OverEager;
    EXPECT_THAT(numbers(m_filter), ElementsAre(1, 4, 2, 5, 3));
    std::vector<report::ProgressPoint> progress(2);
    progress[0].number = 2;
    progress[0].overEager = store::SpeedupInterval {1.3, 1.3, 1.3};
    progress[1].number = 4;
    progress[1].overEager = store::SpeedupInterval {1.6, 1.6, 1.6};
    m_index.printAlike(progress);
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 1, 2, 5, 3));
}

TEST_F(ExperimentIndexTest, isNewestFirst)
{
    EXPECT_THAT(numbers(m_filter), ElementsAre(5, 4, 3, 2, 1));
    m_filter.isDescending = false;
    EXPECT_THAT(numbers(m_filter), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(ExperimentIndexTest, findsEachWordInAnyCaseAndInOneExperiment)
{
    m_filter.text = "unroll TWO";
    EXPECT_THAT(numbers(m_filter), ElementsAre(3, 1));
    m_filter.text = "slower deep"; // the end of one text and the beginning of another
    EXPECT_THAT(numbers(m_filter), ElementsAre());
    m_filter.text = "#4";
    EXPECT_THAT(numbers(m_filter), ElementsAre(4));
}

TEST_F(ExperimentIndexTest, aControlHasNoVerdictOfTheSearch)
{
    m_filter.verdict = "reverted";
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 2));
    m_filter.verdict = "control";
    EXPECT_THAT(numbers(m_filter), ElementsAre(5));
}

TEST_F(ExperimentIndexTest, hiddenVerdictsAreLeftOut)
{
    m_filter.hiddenVerdicts = {"reverted", "kept"};
    EXPECT_THAT(numbers(m_filter), ElementsAre(5, 3));
    m_filter.hiddenVerdicts = {"control", "timed_out"};
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 2, 1));
}

TEST_F(ExperimentIndexTest, whatHasNoTimeComesLastBothWays)
{
    m_filter.sortedBy = ExperimentColumn::OverEager;
    EXPECT_THAT(numbers(m_filter), ElementsAre(1, 4, 2, 5, 3));
    m_filter.isDescending = false;
    EXPECT_THAT(numbers(m_filter), ElementsAre(2, 4, 1, 5, 3));
}

TEST_F(ExperimentIndexTest, sortsByTheIdeaNotByTheTitle)
{
    m_filter.sortedBy = ExperimentColumn::Idea;
    m_filter.isDescending = false;
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 5, 2, 1, 3));
}

TEST_F(ExperimentIndexTest, whatTheUserSaidFiltersFindsAndSorts)
{
    m_said.byUser[{2}] = {true, "Look AGAIN", {"slow", "tail"}};
    m_said.byUser[{4}] = {false, "", {"tail"}};
    m_filter.onlyPinned = true;
    EXPECT_THAT(numbers(m_filter), ElementsAre(2));
    m_filter.onlyPinned = false;
    m_filter.tag = "tail";
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 2));
    m_filter.tag = "tai";
    EXPECT_THAT(numbers(m_filter), ElementsAre()) << "a tag is whole";
    m_filter.tag.clear();
    m_filter.text = "again wide"; // one word of the note, one of the title
    EXPECT_THAT(numbers(m_filter), ElementsAre(2));
    m_filter.text.clear();
    m_filter.sortedBy = ExperimentColumn::Said;
    m_filter.isDescending = false;
    EXPECT_THAT(numbers(m_filter), ElementsAre(2, 4, 5, 3, 1));
}

TEST_F(ExperimentIndexTest, anExpressionMatchesALineInAnyCaseAndNotes)
{
    m_filter.isExpression = true;
    m_filter.text = "UNROLL = [48]$";
    EXPECT_THAT(numbers(m_filter), ElementsAre(3, 1));
    m_filter.text = "^(wide|deep)";
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 2));
    m_filter.text = "faster.*Wide"; // the end of one text and the beginning of another
    EXPECT_THAT(numbers(m_filter), ElementsAre());
    m_said.byUser[{4}] = {false, "look twice", {}};
    m_filter.text = "tw(o|ice)";
    EXPECT_THAT(numbers(m_filter), ElementsAre(5, 4, 3, 1));
    m_filter.text = "tw(o";
    EXPECT_THAT(numbers(m_filter), ElementsAre(5, 4, 3, 2, 1)) << "no expression filters nothing";
}

TEST_F(ExperimentIndexTest, theBestAreThoseThatStand)
{
    m_said.best = {{1}, {4}};
    m_filter.onlyBest = true;
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 1));
    m_filter.text = "unroll";
    EXPECT_THAT(numbers(m_filter), ElementsAre(1));
}

TEST_F(ExperimentIndexTest, oneKernelAlone)
{
    m_filter.target = {1};
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 2));
}

TEST_F(ExperimentIndexTest, whatALaterLookTookBackIsReverted)
{
    std::vector<report::ProgressPoint> progress(1);
    progress[0].number = 1;
    progress[0].isDemoted = true;
    m_index.printAlike(progress);
    m_filter.verdict = "kept";
    EXPECT_THAT(numbers(m_filter), ElementsAre());
    m_filter.verdict = "reverted";
    EXPECT_THAT(numbers(m_filter), ElementsAre(4, 2, 1));
    m_filter.verdict.clear();
    m_filter.hiddenVerdicts = {"kept"};
    EXPECT_THAT(numbers(m_filter), ElementsAre(5, 4, 3, 2, 1));
    progress[0].isDemoted = false;
    m_index.printAlike(progress);
    EXPECT_THAT(numbers(m_filter), ElementsAre(5, 4, 3, 2));
}

TEST_F(ExperimentIndexTest, controlsAreCountedApart)
{
    EXPECT_EQ(m_index.experiments(), 4);
    EXPECT_EQ(m_index.controls(), 1);
}

} // namespace
} // namespace autokernel::ui
