// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/archive.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>

namespace autokernel::mutate {
namespace {

Individual individual(
    const kernel::TunableValues& values, double logSpeedup, std::string structure = "s")
{
    Individual result;
    result.candidate = sampleCandidate(values);
    result.hash = result.candidate.normalisedHash();
    result.structure = std::move(structure);
    result.logSpeedup = logSpeedup;
    return result;
}

TEST(Archive, keepsTheBestOfEachCell)
{
    Archive archive;
    EXPECT_TRUE(archive.add(individual({{"TILE", 1}}, 0.1)));
    EXPECT_FALSE(archive.add(individual({{"TILE", 2}}, 0.05))); // same half of the choices
    EXPECT_TRUE(archive.add(individual({{"TILE", 2}}, 0.2)));
    EXPECT_TRUE(archive.add(individual({{"TILE", 64}}, 0.01)));
    ASSERT_EQ(archive.elites().size(), 2U);
    EXPECT_DOUBLE_EQ(archive.best()->logSpeedup, 0.2);
    EXPECT_DOUBLE_EQ(archive.elites()[1].logSpeedup, 0.01);
}

TEST(Archive, structuresDoNotCompete)
{
    Archive archive;
    archive.add(individual({}, 0.3, "a"));
    archive.add(individual({}, 0.1, "b"));
    archive.add(individual({{"TILE", 64}}, 0.2, "b"));
    const auto best = archive.bestOfStructures();
    ASSERT_EQ(best.size(), 2U);
    EXPECT_EQ(best[0]->structure, "a");
    EXPECT_DOUBLE_EQ(best[1]->logSpeedup, 0.2);
}

TEST(Archive, atEqualSpeedTheShorterSourceWins)
{
    Archive archive;
    Individual longer = individual({}, 0.105);
    longer.noise = 0.01;
    longer.candidate.source += "// more\n";
    Individual shorter = individual({}, 0.1);
    shorter.noise = 0.01;
    archive.add(longer);
    EXPECT_TRUE(archive.add(shorter));
    EXPECT_FALSE(archive.add(longer));
    longer.logSpeedup = 0.2;
    EXPECT_TRUE(archive.add(longer));
}

TEST(Archive, whenFullTheSlowestLeaves)
{
    Archive archive(2);
    archive.add(individual({}, 0.1, "a"));
    archive.add(individual({}, 0.3, "b"));
    EXPECT_FALSE(archive.add(individual({}, 0.05, "c")));
    EXPECT_TRUE(archive.add(individual({}, 0.2, "d")));
    ASSERT_EQ(archive.elites().size(), 2U);
    EXPECT_EQ(archive.elites()[1].structure, "d");
}

TEST(Archive, takesNoUntimedCandidate)
{
    Archive archive;
    EXPECT_FALSE(archive.add(individual({}, NAN)));
    Random random(1);
    EXPECT_EQ(archive.draw(random), nullptr);
}

TEST(Archive, drawsGoodOnesMoreOftenButAllSometimes)
{
    Archive archive;
    for (int i = 0; i < 10; ++i)
        archive.add(individual({}, 0.1 * i, std::to_string(i)));
    Random random(3);
    std::map<std::string, int> draws;
    for (int i = 0; i < 4000; ++i)
        ++draws[archive.draw(random)->structure];
    EXPECT_EQ(draws.size(), 10U);
    EXPECT_GT(draws["9"] + draws["8"], 1800);
    EXPECT_GT(draws["9"], 5 * draws["0"]);
}

TEST(Archive, structureIgnoresTunablesAndComments)
{
    const kernel::Candidate a = sampleCandidate();
    const kernel::Candidate b = sampleCandidate({{"TILE", 64}});
    kernel::Candidate c = a;
    c.source.replace(c.source.find("2.0f"), 4, "3.0f");
    EXPECT_EQ(structureOf(a), structureOf(b));
    EXPECT_NE(structureOf(a), structureOf(c));
}

} // namespace
} // namespace autokernel::mutate
