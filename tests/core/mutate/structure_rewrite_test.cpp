// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/structure_rewrite.h"
#include "mutate/target_search.h"

#include <gmock/gmock.h>

namespace autokernel::mutate {
namespace {

TargetSearch structuresOnly(int threads, kernel::Candidate seed = sampleCandidate())
{
    std::vector<std::unique_ptr<Mutator>> mutators;
    mutators.push_back(std::make_unique<StructureRewrite>());
    return {{std::move(seed)}, sampleTarget(), 1, threads, std::move(mutators)};
}

TEST(StructureRewrite, changesCodeAndKeepsTheTunables)
{
    TargetSearch search = structuresOnly(2, sampleCandidate({{"TILE", 8}}));
    const auto seed = search.next();
    search.tell(timed(seed->hash, 0));
    const auto proposal = search.next();
    ASSERT_TRUE(proposal);
    EXPECT_EQ(proposal->mutator, "structure");
    EXPECT_NE(proposal->candidate.source, seed->candidate.source);
    EXPECT_EQ(proposal->candidate.tunables, seed->candidate.tunables);
    EXPECT_THAT(proposal->parents, testing::ElementsAre(seed->hash));
    EXPECT_TRUE(proposal->idea.ends_with("."));
}

TEST(StructureRewrite, exhaustsItsStepsWithoutRepeats)
{
    TargetSearch search = structuresOnly(2);
    std::set<std::string> hashes;
    int count = 0;
    while (const auto proposal = search.next()) {
        EXPECT_TRUE(hashes.insert(proposal->hash).second);
        search.tell(timed(proposal->hash, proposal->mutator == "seed" ? 0.0 : -5.0,
            proposal->mutator == "seed" ? judge::VerdictKind::Kept
                                        : judge::VerdictKind::Incorrect));
        ++count;
    }
    EXPECT_GE(count, 10);
    EXPECT_TRUE(search.isExhausted());
}

TEST(StructureRewrite, oneThreadNeedsNoSchedules)
{
    TargetSearch search = structuresOnly(1);
    while (const auto proposal = search.next()) {
        EXPECT_THAT(proposal->idea, testing::Not(testing::HasSubstr("schedule")));
        search.tell(timed(proposal->hash, 0,
            proposal->mutator == "seed" ? judge::VerdictKind::Kept
                                        : judge::VerdictKind::Incorrect));
    }
}

} // namespace
} // namespace autokernel::mutate
