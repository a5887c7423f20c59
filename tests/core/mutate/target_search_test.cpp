// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/target_search.h"

#include <gmock/gmock.h>

#include <set>

namespace autokernel::mutate {
namespace {

using judge::VerdictKind;

kernel::KernelType sampleType()
{
    kernel::KernelType type;
    type.name = "sample";
    return type;
}

kernel::Candidate otherSource()
{
    std::string source = kSampleSource;
    source.replace(source.find("* 2.0f"), 6, "+ x[r * 64 + i]");
    return kernel::makeCandidate(source).value();
}

TargetSearch search(std::uint64_t seed = 1)
{
    return {{sampleCandidate(), otherSource()}, sampleType(), sampleTarget(), seed, 2};
}

TEST(TargetSearch, seedsComeFirstInOrder)
{
    TargetSearch s = search();
    EXPECT_EQ(s.next()->hash, sampleCandidate().normalisedHash());
    const auto second = s.next();
    EXPECT_EQ(second->hash, otherSource().normalisedHash());
    EXPECT_EQ(second->mutator, "seed");
}

TEST(TargetSearch, aSeedAlreadyToldIsNotProposed)
{
    TargetSearch s = search();
    s.tell(timed(sampleCandidate().normalisedHash(), 0));
    EXPECT_EQ(s.next()->hash, otherSource().normalisedHash());
    EXPECT_EQ(s.archive().elites().size(), 1U);
}

TEST(TargetSearch, neverProposesACandidateTwiceAndUsesEveryMutator)
{
    TargetSearch s = search();
    std::set<std::string> hashes;
    std::set<std::string> mutators;
    for (int i = 0; i < 300; ++i) {
        const auto proposal = s.next();
        ASSERT_TRUE(proposal);
        EXPECT_TRUE(hashes.insert(proposal->hash).second) << proposal->idea;
        EXPECT_EQ(proposal->hash, proposal->candidate.normalisedHash());
        mutators.insert(proposal->mutator);
        s.tell(timed(proposal->hash, sampleLogSpeedup(proposal->candidate.tunables)));
    }
    EXPECT_THAT(
        mutators, testing::UnorderedElementsAre("seed", "parameters", "structure", "crossover"));
    std::size_t proposed = 0;
    for (const MutatorUse& use : s.mutatorUse()) {
        EXPECT_GT(use.proposed, 0U) << use.name;
        EXPECT_EQ(use.timed, use.proposed);
        proposed += use.proposed;
    }
    EXPECT_EQ(proposed, 300U);
}

TEST(TargetSearch, onlyTheMutatorsThatWereChosenPropose)
{
    EXPECT_THAT(mutatorNames(), testing::ElementsAre("parameters", "structure", "crossover"));
    TargetSearch s({sampleCandidate()}, sampleType(), sampleTarget(), 1, 2, {"parameters"});
    std::set<std::string> mutators;
    for (int i = 0; i < 40; ++i)
        if (const auto proposal = s.next()) {
            mutators.insert(proposal->mutator);
            s.tell(timed(proposal->hash, 0));
        }
    EXPECT_THAT(mutators, testing::ElementsAre("parameters", "seed"));
}

TEST(TargetSearch, sameSeedSameProposals)
{
    TargetSearch a = search(7);
    TargetSearch b = search(7);
    TargetSearch c = search(8);
    bool differs = false;
    for (int i = 0; i < 60; ++i) {
        const auto first = a.next();
        const auto second = b.next();
        const auto third = c.next();
        ASSERT_EQ(first->hash, second->hash) << "proposal " << i;
        differs = differs || first->hash != third->hash;
        for (auto* s : {&a, &b})
            s->tell(timed(first->hash, sampleLogSpeedup(first->candidate.tunables)));
        c.tell(timed(third->hash, sampleLogSpeedup(third->candidate.tunables)));
    }
    EXPECT_TRUE(differs);
}

TEST(TargetSearch, manyProposalsMayBeOutAtOnceAndAnswersComeInAnyOrder)
{
    TargetSearch s = search();
    std::vector<Proposal> out;
    for (int i = 0; i < 20; ++i)
        out.push_back(s.next().value());
    EXPECT_FALSE(s.isExhausted());
    for (auto proposal = out.rbegin(); proposal != out.rend(); ++proposal)
        s.tell(timed(proposal->hash, sampleLogSpeedup(proposal->candidate.tunables)));
    EXPECT_TRUE(s.next());
}

TEST(TargetSearch, resumingKnowsWhatWasTried)
{
    TargetSearch first = search(3);
    std::vector<std::pair<Proposal, Observation>> stored;
    for (int i = 0; i < 40; ++i) {
        const Proposal proposal = first.next().value();
        stored.emplace_back(
            proposal, timed(proposal.hash, sampleLogSpeedup(proposal.candidate.tunables)));
        first.tell(stored.back().second);
    }
    TargetSearch second = search(3);
    std::set<std::string> known;
    for (const auto& [proposal, observation] : stored) {
        second.restore(proposal.candidate, proposal.mutator, observation);
        known.insert(proposal.hash);
    }
    EXPECT_DOUBLE_EQ(second.archive().best()->logSpeedup, first.archive().best()->logSpeedup);
    for (int i = 0; i < 40; ++i)
        EXPECT_FALSE(known.contains(second.next().value().hash));
}

TEST(TargetSearch, whatIsToBeTriedAgainComesFirstAndOnce)
{
    TargetSearch s = search();
    const Proposal first = s.next().value();
    s.tell(timed(first.hash, 0.1));
    s.tryAgain(first);
    EXPECT_TRUE(s.hasToTryAgain());
    EXPECT_FALSE(s.isExhausted());
    const auto again = s.next();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->hash, first.hash);
    EXPECT_EQ(again->mutator, first.mutator);
    EXPECT_FALSE(s.hasToTryAgain());
    auto kept = timed(again->hash, 0.1);
    kept.verdict = VerdictKind::Kept;
    s.tell(kept);
    EXPECT_EQ(s.mutatorUse()[0].proposed, 1U);
    EXPECT_EQ(s.mutatorUse()[0].timed, 1U) << "one candidate, however often it was looked at";
    EXPECT_EQ(s.mutatorUse()[0].kept, 1U);
    for (int i = 0; i < 40; ++i)
        EXPECT_NE(s.next().value().hash, first.hash);
}

// Of an earlier session, to which this search is new.
TEST(TargetSearch, aSeedThatIsToBeTriedAgainIsNotProposedASecondTime)
{
    TargetSearch s = search();
    s.tryAgain({sampleCandidate(), sampleCandidate().normalisedHash(), "seed", "once more", {}});
    EXPECT_EQ(s.next()->idea, "once more");
    EXPECT_EQ(s.next()->hash, otherSource().normalisedHash());
}

TEST(TargetSearch, wrongAndCrashingCandidatesNeverBecomeParents)
{
    TargetSearch s = search();
    s.tell(timed(s.next()->hash, 0, VerdictKind::Kept));
    std::set<std::string> bad;
    for (int i = 0; i < 60; ++i) {
        const Proposal proposal = s.next().value();
        for (const std::string& parent : proposal.parents)
            EXPECT_FALSE(bad.contains(parent));
        bad.insert(proposal.hash);
        s.tell(
            timed(proposal.hash, 3.0, i % 2 == 0 ? VerdictKind::Incorrect : VerdictKind::Rejected));
    }
    EXPECT_DOUBLE_EQ(s.archive().best()->logSpeedup, 0);
}

TEST(TargetSearch, unknownAnswersAreIgnored)
{
    TargetSearch s = search();
    s.tell(timed("no such hash", 9));
    EXPECT_EQ(s.archive().best(), nullptr);
}

TEST(TargetSearch, leavesOutSeedsThatDoNotFit)
{
    kernel::Candidate foreign = sampleCandidate();
    foreign.manifest.type = "other";
    kernel::Candidate halfOnly = sampleCandidate();
    halfOnly.manifest.dtypes = {kernel::Dtype::Float16};
    TargetSearch none({foreign, halfOnly}, sampleType(), sampleTarget(), 1, 1);
    EXPECT_FALSE(none.next());
    EXPECT_TRUE(none.isExhausted());
}

TEST(TargetSearch, aSeedWithForbiddenValuesStartsAtAValidPoint)
{
    kernel::Candidate seed = sampleCandidate({{"TILE", 64}, {"UNROLL", 8}});
    TargetSearch s({seed}, sampleType(), sampleTarget(), 1, 1);
    const auto proposal = s.next();
    ASSERT_TRUE(proposal);
    EXPECT_LE(
        proposal->candidate.tunables.at("TILE") * proposal->candidate.tunables.at("UNROLL"), 128);
}

// A mutator that waits for something outside, as a language model does.
class SlowMutator : public Mutator
{
public:
    std::string_view name() const override { return "slow"; }
    MutatorAnswer propose(const SearchView&, Random&) override
    {
        if (++m_calls < 3)
            return {Readiness::Later, std::nullopt};
        return {Readiness::Ready, Draft {otherSource(), "Adds instead.", {}}};
    }

private:
    int m_calls = 0;
};

TEST(TargetSearch, doesNotEndWhileAMutatorIsThinking)
{
    std::vector<std::unique_ptr<Mutator>> mutators;
    mutators.push_back(std::make_unique<SlowMutator>());
    TargetSearch s({sampleCandidate()}, sampleTarget(), 1, 1, std::move(mutators));
    s.tell(timed(s.next()->hash, 0));
    EXPECT_FALSE(s.next());
    EXPECT_FALSE(s.isExhausted());
    EXPECT_FALSE(s.next());
    EXPECT_EQ(s.next()->mutator, "slow");
    EXPECT_FALSE(s.next()); // only clones are left
    EXPECT_FALSE(s.isExhausted()); // its answer is awaited
    s.tell(timed(otherSource().normalisedHash(), 0));
    EXPECT_FALSE(s.next());
    EXPECT_TRUE(s.isExhausted());
}

} // namespace
} // namespace autokernel::mutate
