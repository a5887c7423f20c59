// SPDX-License-Identifier: Apache-2.0
// What counts as the starter: the reference of `over starter`, and of where a gain comes from.
#include "core/engine/engine_fixture.h"

#include "engine/experiment.h"
#include "report/report_data.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

class StarterTest : public test::EngineTest
{
protected:
    StarterTest()
    {
        std::filesystem::create_directories(m_folder.path() / "types/toy/champions");
        const std::string champion = "[[champion]]\ntitle = \"shipped\"\ndtype = \"fp32\"\n"
                                     "shape = \"N=1024\"\n[champion.tunables]\nA = 4\nB = 4\n";
        for (const char* device : {"avx512", "avx2", "baseline"})
            EXPECT_TRUE(writeFileAtomically(
                m_folder.path() / fmt::format("types/toy/champions/{}.toml", device), champion));
        m_config.experiments = 3;
    }

    static bool isStarter(const kernel::TunableValues& tunables)
    {
        return tunables.at("A") == 1 && tunables.at("B") == 1;
    }
};

TEST_F(StarterTest, aShippedChampionIsNoStarterWhereTheStarterIsWrong)
{
    const auto outcome = run([](support::FakeWorker& worker) { worker.isWrong = isStarter; });
    const auto keeps = value(reader().keeps(outcome.run));
    ASSERT_FALSE(keeps.empty());
    EXPECT_EQ(keeps[0].keep.origin, store::GainOrigin::Search) << keeps[0].experiment.idea;
    for (const auto& row : experiments(outcome.run))
        EXPECT_FALSE(row.overStarter) << "nothing is over a kernel that gives wrong results";
}

TEST_F(StarterTest, theIntervalOverTheStarterIsWiderThanThatOverItsChampion)
{
    const auto outcome = run();
    const auto all = experiments(outcome.run);
    ASSERT_EQ(all[0].verdict.kind, judge::VerdictKind::Kept) << all[0].verdict.sentence;
    EXPECT_EQ(all[0].overStarter->value, 1);
    EXPECT_EQ(all[0].overStarter->low, 1) << "of itself it is known exactly";
    ASSERT_EQ(all[1].verdict.kind, judge::VerdictKind::Kept) << all[1].verdict.sentence;
    EXPECT_DOUBLE_EQ(all[1].overStarter->low, all[1].overIncumbent->low)
        << "timed against the starter itself";
    const auto third = all[2];
    const auto expected = chained(*third.overIncumbent, *all[1].overStarter);
    EXPECT_NEAR(third.overStarter->low, expected.low, 1e-9);
    EXPECT_LT(third.overStarter->low / third.overStarter->value,
        third.overIncumbent->low / third.overIncumbent->value);
}

TEST_F(StarterTest, thatIsNotKeptCarriesItsOwnInterval)
{
    // Eager is as fast as the starter, so the champion meets eager.
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.distort = [](const auto& request, double& a, double& b) {
            if (request.b.candidate && request.a.name == "eager" && b > 0.7 * a)
                b = a;
        };
    });
    const auto all = experiments(outcome.run);
    ASSERT_EQ(all[0].verdict.kind, judge::VerdictKind::Reverted) << all[0].verdict.sentence;
    const auto expected = chained(*all[1].overIncumbent, inverse(*all[0].overIncumbent));
    EXPECT_NEAR(all[1].overStarter->low, expected.low, 1e-9);
    EXPECT_NEAR(all[1].overStarter->high, expected.high, 1e-9);
}

TEST_F(StarterTest, isTheSameAfterTheRunWasResumed)
{
    m_config.experiments = 2;
    const auto first = run();
    m_options.resume = first.run;
    m_config.experiments = 3;
    run();
    const auto all = experiments(first.run);
    ASSERT_EQ(all.size(), 3U);
    const auto expected = chained(*all[2].overIncumbent, *all[1].overStarter);
    EXPECT_NEAR(all[2].overStarter->low, expected.low, 1e-9);
}

} // namespace
} // namespace autokernel::engine
