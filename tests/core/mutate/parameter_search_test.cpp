// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/parameter_search.h"
#include "mutate/target_search.h"

#include <gmock/gmock.h>

#include <cmath>

namespace autokernel::mutate {
namespace {

TargetSearch parametersOnly(std::uint64_t seed, ParameterSearchSettings settings = {})
{
    std::vector<std::unique_ptr<Mutator>> mutators;
    mutators.push_back(std::make_unique<ParameterSearch>(settings));
    return {{sampleCandidate()}, sampleTarget(), seed, 1, std::move(mutators)};
}

double bestAfter(TargetSearch& search, int evaluations)
{
    for (int i = 0; i < evaluations; ++i) {
        const auto proposal = search.next();
        if (!proposal)
            break;
        search.tell(timed(proposal->hash, sampleLogSpeedup(proposal->candidate.tunables)));
    }
    return search.archive().best()->logSpeedup;
}

TEST(ParameterSearch, findsTheOptimumInAFifthOfTheSpace)
{
    const double optimum
        = sampleLogSpeedup({{"TILE", 16}, {"UNROLL", 4}, {"STREAM", 1}, {"ORDER", 1}});
    int found = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        TargetSearch search = parametersOnly(seed);
        found += bestAfter(search, 30) > optimum - 1e-9 ? 1 : 0;
    }
    // Thirty random points of 150 would find it in one run of five.
    EXPECT_GE(found, 14);
}

TEST(ParameterSearch, visitsEveryPointOnceAndIsThenExhausted)
{
    TargetSearch search = parametersOnly(1);
    std::set<std::string> hashes;
    while (const auto proposal = search.next()) {
        EXPECT_TRUE(hashes.insert(proposal->hash).second);
        search.tell(timed(proposal->hash, sampleLogSpeedup(proposal->candidate.tunables)));
    }
    EXPECT_EQ(hashes.size(), 150U);
    EXPECT_TRUE(search.isExhausted());
}

TEST(ParameterSearch, avoidsARegionThatFails)
{
    TargetSearch search = parametersOnly(2);
    int failing = 0;
    for (int i = 0; i < 60; ++i) {
        const auto proposal = search.next();
        ASSERT_TRUE(proposal);
        Observation observation
            = timed(proposal->hash, sampleLogSpeedup(proposal->candidate.tunables));
        if (proposal->candidate.tunables.at("STREAM") == 1) { // where the landscape is best
            observation.verdict = judge::VerdictKind::CompileError;
            observation.logSpeedup = NAN;
            ++failing;
        }
        search.tell(observation);
    }
    EXPECT_LE(failing, 18); // half of all points fail
}

TEST(ParameterSearch, worksOnSpacesTooLargeToList)
{
    std::string source = kSampleSource;
    std::string more;
    for (int i = 0; i < 7; ++i)
        more += fmt::format("X{} = {{ value = 1, choices = [1, 2, 4, 8, 16] }}\n", i);
    source.insert(source.find("[[launch]]"), more);
    const auto objective = [](const kernel::TunableValues& values) {
        double speed = sampleLogSpeedup(values);
        for (const auto& [name, value] : values)
            speed
                -= name[0] == 'X' ? 0.02 * std::abs(std::log2(static_cast<double>(value)) - 3) : 0;
        return speed;
    };
    std::vector<std::unique_ptr<Mutator>> mutators;
    mutators.push_back(std::make_unique<ParameterSearch>());
    TargetSearch search(
        {kernel::makeCandidate(source).value()}, sampleTarget(), 4, 1, std::move(mutators));
    double atTwenty = 0;
    for (int i = 0; i < 80; ++i) {
        const auto proposal = search.next();
        ASSERT_TRUE(proposal);
        search.tell(timed(proposal->hash, objective(proposal->candidate.tunables)));
        if (i == 19)
            atTwenty = search.archive().best()->logSpeedup;
    }
    EXPECT_GT(search.archive().best()->logSpeedup, atTwenty + 0.05);
}

TEST(ParameterSearch, saysWhatChanged)
{
    TargetSearch search = parametersOnly(1);
    search.tell(timed(search.next()->hash, 0));
    const auto proposal = search.next();
    EXPECT_THAT(proposal->idea, testing::HasSubstr(" -> "));
    EXPECT_EQ(proposal->mutator, "parameters");
    EXPECT_EQ(proposal->parents.size(), 1U);
}

} // namespace
} // namespace autokernel::mutate
