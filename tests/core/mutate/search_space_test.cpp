// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/search_space.h"

#include <gmock/gmock.h>

#include <set>

namespace autokernel::mutate {
namespace {

SearchSpace sampleSpace()
{
    return {sampleCandidate().manifest, searchSymbols(sampleTarget(), 2)};
}

TEST(SearchSpace, listsExactlyTheValidPoints)
{
    const SearchSpace space = sampleSpace();
    ASSERT_TRUE(space.isListed());
    // 7 x 4 tiles and unrolls less TILE 32 x 8, 64 x 4, 64 x 8; times 2 x 3.
    EXPECT_EQ(space.points().size(), 25U * 6);
    const std::set<Point> unique(space.points().begin(), space.points().end());
    EXPECT_EQ(unique.size(), space.points().size());
    for (const Point& point : space.points()) {
        const auto values = space.values(point);
        EXPECT_LE(values.at("TILE") * values.at("UNROLL"), 128);
        EXPECT_EQ(space.pointOf(values), point);
    }
}

TEST(SearchSpace, choicesInNoOrderAreCategories)
{
    const SearchSpace space = sampleSpace();
    for (std::size_t t = 0; t < space.tunables().size(); ++t)
        EXPECT_EQ(space.isOrdinal(t), space.tunables()[t].name != "ORDER");
}

TEST(SearchSpace, neighboursDifferInOneTunable)
{
    const SearchSpace space = sampleSpace();
    const Point point
        = space.pointOf({{"TILE", 16}, {"UNROLL", 8}, {"STREAM", 0}, {"ORDER", 3}}).value();
    const auto neighbours = space.neighbours(point);
    std::set<std::int64_t> tiles;
    for (const Point& neighbour : neighbours) {
        int differences = 0;
        for (std::size_t t = 0; t < point.size(); ++t)
            differences += point[t] != neighbour[t] ? 1 : 0;
        EXPECT_EQ(differences, 1);
        tiles.insert(space.values(neighbour).at("TILE"));
    }
    EXPECT_THAT(tiles, testing::ElementsAre(4, 8, 16)); // 32 x 8 and 64 x 8 are forbidden
    EXPECT_EQ(neighbours.size(), 2U + 2 + 1 + 2);
}

TEST(SearchSpace, refusesValuesThatAreNoChoices)
{
    const SearchSpace space = sampleSpace();
    EXPECT_FALSE(space.pointOf({{"TILE", 3}, {"UNROLL", 8}, {"STREAM", 0}, {"ORDER", 3}}));
    EXPECT_FALSE(space.pointOf({{"TILE", 4}}));
}

TEST(SearchSpace, constraintsSeeThreadsAndElementSize)
{
    kernel::Candidate candidate = sampleCandidate();
    candidate.manifest.constraints.push_back(
        kernel::Expression::parse("TILE * E <= 8 * THREADS").value());
    const SearchSpace space(candidate.manifest, searchSymbols(sampleTarget(), 2));
    for (const Point& point : space.points())
        EXPECT_LE(space.values(point).at("TILE"), 4);
    EXPECT_EQ(space.points().size(), 3U * 4 * 6);
}

TEST(SearchSpace, largeGridsAreSampledValidly)
{
    kernel::Candidate candidate = sampleCandidate();
    for (int i = 0; i < 8; ++i)
        candidate.manifest.tunables.push_back(
            {"X" + std::to_string(i), 1, std::nullopt, {1, 2, 3, 4, 5}});
    const SearchSpace space(candidate.manifest, searchSymbols(sampleTarget(), 1));
    EXPECT_FALSE(space.isListed());
    Random random(1);
    std::set<Point> seen;
    for (int i = 0; i < 50; ++i) {
        const auto point = space.randomPoint(random);
        ASSERT_TRUE(point);
        EXPECT_TRUE(space.isValid(*point));
        seen.insert(*point);
    }
    EXPECT_GT(seen.size(), 45U);
}

TEST(SearchSpace, anImpossibleConstraintLeavesNothing)
{
    kernel::Candidate candidate = sampleCandidate();
    candidate.manifest.constraints.push_back(kernel::Expression::parse("TILE > 1000").value());
    const SearchSpace space(candidate.manifest, searchSymbols(sampleTarget(), 1));
    Random random(1);
    EXPECT_TRUE(space.points().empty());
    EXPECT_FALSE(space.randomPoint(random));
}

} // namespace
} // namespace autokernel::mutate
