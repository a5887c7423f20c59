// SPDX-License-Identifier: Apache-2.0
#include "mutate/liveness.h"

#include <gmock/gmock.h>

namespace autokernel::mutate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> signals(const std::vector<MutatorUse>& use, std::size_t elites = 9)
{
    std::vector<std::string> names;
    for (const auto& alarm : livenessAlarms(use, elites, "matmul")) {
        EXPECT_EQ(alarm.action, judge::AlarmAction::Note);
        EXPECT_THAT(alarm.sentence, testing::StartsWith("matmul: "));
        names.push_back(alarm.signal);
    }
    return names;
}

TEST(Liveness, aSearchThatUsesAllItHasIsAlive)
{
    EXPECT_THAT(signals({{"seed", 2, 2, 2}, {"parameters", 30, 30, 4}, {"structure", 9, 8, 2},
                    {"crossover", 11, 11, 3}}),
        IsEmpty());
    EXPECT_THAT(livenessAlarms({}, 0, "matmul"), IsEmpty());
}

TEST(Liveness, aMutatorThatProposesNothingIsNamedOnceTheSearchHasGrown)
{
    EXPECT_THAT(
        signals({{"seed", 2, 2, 1}, {"parameters", 49, 49, 1}, {"crossover", 0, 0, 0}}), IsEmpty());
    EXPECT_THAT(signals({{"seed", 2, 2, 1}, {"parameters", 50, 50, 1}, {"crossover", 0, 0, 0}}),
        ElementsAre("mutator_idle_crossover"));
}

TEST(Liveness, aPopulationOfOneIsSeen)
{
    const std::vector<MutatorUse> use {
        {"seed", 1, 1, 1}, {"parameters", 40, 40, 1}, {"structure", 20, 20, 1}};
    EXPECT_THAT(signals(use, 1), ElementsAre("population_collapsed"));
    EXPECT_THAT(signals(use, 2), IsEmpty());
}

TEST(Liveness, manyKeepsOfOneMutatorAreSeen)
{
    EXPECT_THAT(signals({{"seed", 2, 2, 2}, {"parameters", 60, 60, 8}, {"structure", 20, 20, 0}}),
        ElementsAre("keeps_of_one_family"));
    EXPECT_THAT(signals({{"seed", 2, 2, 2}, {"parameters", 60, 60, 8}, {"structure", 20, 20, 1}}),
        IsEmpty());
    EXPECT_THAT(signals({{"seed", 2, 2, 2}, {"parameters", 60, 60, 7}, {"structure", 20, 20, 0}}),
        IsEmpty());
}

} // namespace
} // namespace autokernel::mutate
