// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/crossover.h"

#include <gmock/gmock.h>

namespace autokernel::mutate {
namespace {

TEST(Crossover, takesEachTunableFromOneParent)
{
    const auto mother = sampleCandidate({{"TILE", 1}, {"UNROLL", 1}});
    const auto father = sampleCandidate({{"TILE", 8}, {"UNROLL", 8}, {"STREAM", 1}});
    bool takes = false;
    const auto child = crossed(mother, father, [&] { return takes = !takes; });
    // In name order: ORDER and TILE from the father, STREAM and UNROLL from the mother.
    EXPECT_EQ(
        child, (kernel::TunableValues {{"TILE", 8}, {"UNROLL", 1}, {"STREAM", 0}, {"ORDER", 3}}));
}

TEST(Crossover, takesNothingTheMotherDoesNotKnow)
{
    const auto mother = sampleCandidate();
    kernel::Candidate father = sampleCandidate();
    father.tunables = {{"TILE", 5}, {"OTHER", 2}, {"STREAM", 1}};
    const auto child = crossed(mother, father, [] { return true; });
    EXPECT_EQ(
        child, (kernel::TunableValues {{"TILE", 4}, {"UNROLL", 1}, {"STREAM", 1}, {"ORDER", 3}}));
}

TEST(Crossover, proposesOnlyNewValidChildren)
{
    Archive archive;
    const auto add = [&](const kernel::TunableValues& values, double speed) {
        Individual individual;
        individual.candidate = sampleCandidate(values);
        individual.hash = individual.candidate.normalisedHash();
        individual.structure = "s";
        individual.logSpeedup = speed;
        ASSERT_TRUE(archive.add(individual));
    };
    add({{"TILE", 64}, {"UNROLL", 1}}, 0.2);
    add({{"TILE", 4}, {"UNROLL", 8}, {"STREAM", 1}}, 0.1);
    const kernel::Target target = sampleTarget();
    const kernel::Symbols symbols = searchSymbols(target, 1);
    const std::vector<kernel::Candidate> seeds {sampleCandidate()};
    std::set<kernel::TunableValues> known {
        archive.elites()[0].candidate.tunables, archive.elites()[1].candidate.tunables};
    const SearchView view {archive, seeds, {}, target, symbols,
        [&](const std::string&, const kernel::TunableValues& v) { return known.contains(v); }};
    Crossover crossover;
    Random random(1);
    int children = 0;
    for (;;) {
        const MutatorAnswer answer = crossover.propose(view, random);
        if (answer.readiness != Readiness::Ready)
            break;
        const auto& values = answer.draft->candidate.tunables;
        EXPECT_TRUE(known.insert(values).second);
        EXPECT_LE(values.at("TILE") * values.at("UNROLL"), 128);
        EXPECT_EQ(answer.draft->parents.size(), 2U);
        ++children;
    }
    // TILE, UNROLL and STREAM differ: eight mixtures, two are the parents, TILE 64 x UNROLL 8 is
    // forbidden twice.
    EXPECT_EQ(children, 4);
}

} // namespace
} // namespace autokernel::mutate
