// SPDX-License-Identifier: Apache-2.0
// One experiment from proposal to verdict, as whole runs with a fake worker show it.
#include "core/engine/engine_fixture.h"

#include "engine/experiment.h"
#include "judge/pair.h"
#include "store/judge_again.h"

#include <gmock/gmock.h>

#include <set>

namespace autokernel::engine {
namespace {

using store::BlockPurpose;

bool isCandidate(const protocol::TimeRequest& request)
{
    return request.b.name == "candidate";
}
bool isSecondConfirmation(const protocol::TimeRequest& request)
{
    return isCandidate(request) && request.freshProcesses && !request.startWithB;
}
bool isPrinted(const protocol::TimeRequest& request)
{
    return isCandidate(request) && request.freshProcesses && request.pairs <= 30
        && request.pairs != 10;
}

class ExperimentTest : public test::EngineTest
{
protected:
    std::unique_ptr<support::FakeWorker> makeWorker() override
    {
        return std::make_unique<support::FakeWorker>(
            [this](const auto& tunables) { return m_slower * timeOf(tunables); },
            m_slower * m_eager);
    }

    std::vector<judge::Alarm> alarms(store::RunId run, std::string_view signal)
    {
        std::vector<judge::Alarm> found;
        for (const auto& row : value(reader().alarms(run)))
            if (row.alarm.signal == signal)
                found.push_back(row.alarm);
        return found;
    }

    std::size_t countedPairs(store::ExperimentId id, BlockPurpose purpose)
    {
        std::vector<protocol::PairBlock> blocks;
        for (const auto& stored : value(reader().experiment(id)).blocks)
            if (stored.purpose == purpose)
                blocks.push_back(stored.block);
        return judge::pairSeries(blocks).logRatios.size();
    }

    void expectTheSameVerdictsAgain(store::RunId run)
    {
        for (const auto& changed : value(store::judgeRunAgain(reader(), run)).changed)
            ADD_FAILURE() << changed.stored.sentence << " -> " << changed.again.sentence;
    }

    double m_eager = 1e6; // nanoseconds
    double m_slower = 1; // everything takes so much longer

    // 64 settings to try.
    void useManyTunables()
    {
        std::string source(test::kSource);
        for (const std::string name : {"A", "B"}) {
            const auto old = name + " = { value = 1, choices = [1, 2, 4, 8] }";
            ASSERT_NE(source.find(old), std::string::npos);
            source.replace(source.find(old), old.size(),
                name + " = { value = 1, choices = [1, 2, 3, 4, 5, 6, 7, 8] }");
        }
        ASSERT_TRUE(writeFileAtomically(m_folder.path() / "types/toy/cpu.cpp", source));
    }
    static void keepWhateverIsTried(support::FakeWorker& worker)
    {
        worker.distort = [](const auto& request, double& a, double& b) {
            if (isCandidate(request))
                b = 0.95 * a;
        };
    }
};

// The worker answers why it skips it there, which the keep repeats.
TEST_F(ExperimentTest, onAGpuTheSanitizerIsAskedForToo)
{
    support::FakeWorker worker(timeOf);
    ExperimentSettings settings;
    settings.threads = 1;
    settings.onGpu = true;
    settings.now = [] { return Seconds(0); };
    TargetState onGpu;
    onGpu.target = target();
    onGpu.incumbent.nanoseconds = 1e6;
    mutate::Proposal proposal;
    proposal.candidate = value(kernel::makeCandidate(std::string(test::kSource)));
    proposal.hash = proposal.candidate.normalisedHash();
    const auto outcome = ExperimentRunner(worker, settings).run(onGpu, proposal, 1, {});
    std::set<protocol::Stage> stages;
    for (const auto& stage : outcome.record.checks)
        stages.insert(stage.stage);
    EXPECT_TRUE(stages.contains(protocol::Stage::Sanitizer));
}

TEST_F(ExperimentTest, aGainThatIsTooGoodIsConfirmedASecondTime)
{
    m_eager = 2e7;
    m_config.experiments = 3;
    const auto outcome = run();
    const auto keeps = value(reader().keeps(outcome.run));
    ASSERT_FALSE(keeps.empty());
    EXPECT_GT(keeps[0].keep.overEager->value, 10);
    EXPECT_GE(countedPairs(keeps[0].experiment.id, BlockPurpose::SecondConfirmation), 10U);
    const auto raised = alarms(outcome.run, "gain_over_baseline");
    ASSERT_FALSE(raised.empty());
    EXPECT_EQ(raised[0].action, judge::AlarmAction::Note);
    expectTheSameVerdictsAgain(outcome.run);
}

TEST_F(ExperimentTest, aGainThatIsTooGoodAndNotConfirmedAgainIsNotKept)
{
    m_eager = 2e7;
    m_config.experiments = 3;
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.distort = [](const auto& request, double& a, double& b) {
            if (isSecondConfirmation(request))
                b = a;
        };
    });
    EXPECT_EQ(verdicts(outcome.run)["kept"], 0);
    EXPECT_EQ(experiments(outcome.run)[0].verdict.rule, "gain_over_baseline");
    expectTheSameVerdictsAgain(outcome.run);
}

TEST_F(ExperimentTest, anOrdinaryGainNeedsNoSecondConfirmation)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.distort = [](const auto& request, double&, double&) {
            EXPECT_FALSE(isSecondConfirmation(request));
        };
    });
    EXPECT_GE(verdicts(outcome.run)["kept"], 1);
}

TEST_F(ExperimentTest, theBytesOfASystemCallAreNotKept)
{
    m_config.experiments = 3;
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.unusualInstructions = {"rdtsc", "syscall"};
    });
    EXPECT_EQ(verdicts(outcome.run)["kept"], 0);
    EXPECT_EQ(experiments(outcome.run)[0].verdict.rule, "hidden_system_call");
    EXPECT_EQ(alarms(outcome.run, "hidden_system_call").size(), 3U);
    expectTheSameVerdictsAgain(outcome.run);
}

TEST_F(ExperimentTest, aGainFarOverTheVendorsKernelIsFlagged)
{
    const std::string spec = "baselines = [\"vendor\"]\n" + std::string(test::kSpec);
    ASSERT_TRUE(writeFileAtomically(m_folder.path() / "types/toy/spec.toml", spec));
    int timings = 0;
    const auto outcome = run([&](support::FakeWorker& worker) {
        worker.rungTimes["vendor"] = 1.9e6;
        worker.distort = [&](const auto& request, double&, double&) {
            timings += request.b.name == "vendor" ? 1 : 0;
        };
    });
    EXPECT_EQ(timings, 1) << "once a target";
    const auto raised = alarms(outcome.run, "gain_over_vendor");
    ASSERT_FALSE(raised.empty());
    EXPECT_NEAR(raised[0].value, 1.9 / 0.75, 0.05);
    expectTheSameVerdictsAgain(outcome.run);
}

TEST_F(ExperimentTest, belowTheFloorTheRoofsAreMeasuredAgain)
{
    for (const bool wasTooLow : {true, false}) {
        SCOPED_TRACE(wasTooLow);
        m_options.history = m_folder.path() / fmt::format("{}.db", wasTooLow);
        ::setenv("XDG_CACHE_HOME", (m_folder.path() / fmt::format("{}", wasTooLow)).c_str(), 1);
        m_config.experiments = 1;
        int measured = 0;
        const auto outcome = run([&](support::FakeWorker& worker) {
            worker.roofs = [&measured, wasTooLow] {
                // The starter's 0.75 ms are 0.98 of the floor that 1024 FLOP have here.
                double rate = 1024 / 0.765e-3;
                if (++measured > 1 && wasTooLow)
                    rate *= 2;
                roofline::Roofs roofs;
                roofs.compute = {{"fp32", "avx2", 2, {rate, rate, rate}}};
                return roofs;
            };
        });
        EXPECT_EQ(measured, 2);
        const auto row = experiments(outcome.run)[0];
        EXPECT_EQ(
            row.verdict.kind, wasTooLow ? judge::VerdictKind::Kept : judge::VerdictKind::Rejected)
            << row.verdict.sentence;
        expectTheSameVerdictsAgain(outcome.run);
    }
}

// As the cached roofs of a busy hour would have it.
TEST_F(ExperimentTest, nothingIsImpossibleOnOldRoofsAlone)
{
    m_config.experiments = 1;
    int measured = 0;
    const auto outcome = run([&](support::FakeWorker& worker) {
        worker.roofs = [&measured] {
            // The starter's 0.75 ms are half of the floor by the first measurement.
            const double rate = 1024 / 1.5e-3 * (++measured > 1 ? 4 : 1);
            roofline::Roofs roofs;
            roofs.compute = {{"fp32", "avx2", 2, {rate, rate, rate}}};
            return roofs;
        };
    });
    EXPECT_EQ(measured, 2);
    EXPECT_EQ(experiments(outcome.run)[0].verdict.kind, judge::VerdictKind::Kept)
        << experiments(outcome.run)[0].verdict.sentence;
    expectTheSameVerdictsAgain(outcome.run);
}

TEST_F(ExperimentTest, roofsOfABusyMomentDoNotReplaceBetterOnes)
{
    m_config.experiments = 1;
    int measured = 0;
    const auto outcome = run([&](support::FakeWorker& worker) {
        worker.roofs = [&measured] {
            // Floors of 0.765 ms, then of 1.53 ms, where the starter takes 0.75 ms.
            const double rate = 1024 / 0.765e-3 / (++measured > 1 ? 2 : 1);
            roofline::Roofs roofs;
            roofs.compute = {{"fp32", "avx2", 2, {rate, rate, rate}}};
            return roofs;
        };
    });
    EXPECT_EQ(measured, 2);
    EXPECT_THAT(experiments(outcome.run)[0].verdict.sentence,
        testing::HasSubstr("the measured floor of 765.000 us"));
}

TEST_F(ExperimentTest, pairsThatDoNotCountAreAskedForAgainBeforeAGainIsPrinted)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.spoil = [](const auto& request, protocol::PairBlock& block) {
            if (isPrinted(request) && request.pairs == 30)
                block.pairs[7].droppedBecause = "a canary";
        };
    });
    const auto keeps = value(reader().keeps(outcome.run));
    ASSERT_FALSE(keeps.empty());
    for (const auto& keep : keeps) {
        EXPECT_EQ(countedPairs(keep.experiment.id, BlockPurpose::Estimate), 30U);
        EXPECT_THAT(keep.experiment.verdict.sentence, testing::HasSubstr("30 pairs)"));
    }
}

TEST_F(ExperimentTest, withoutAPrintedGainNothingIsKept)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.spoil = [](const auto& request, protocol::PairBlock& block) {
            if (isPrinted(request))
                block.pairs.front().droppedBecause = "a canary";
        };
    });
    // 29 of 30, then none of one, three times.
    EXPECT_EQ(verdicts(outcome.run)["kept"], 0);
    EXPECT_EQ(experiments(outcome.run)[0].verdict.rule, "printed_incomplete");
    expectTheSameVerdictsAgain(outcome.run);
}

TEST_F(ExperimentTest, aKernelOfSecondsIsSearchedToo)
{
    m_slower = 3000; // eager takes 3 s
    m_config.experiments = 3;
    const auto outcome = run();
    EXPECT_GE(verdicts(outcome.run)["kept"], 1) << experiments(outcome.run)[0].verdict.sentence;
}

TEST_F(ExperimentTest, achainedRatioCarriesBothIntervals)
{
    const auto product = chained({1.2, 1.1, 1.3}, {2, 1.8, 2.2});
    EXPECT_DOUBLE_EQ(product.value, 2.4);
    const double down = std::hypot(std::log(1.2 / 1.1), std::log(2 / 1.8));
    EXPECT_NEAR(product.low, 2.4 * std::exp(-down), 1e-12);
    EXPECT_LT(product.low, 2.4 * 1.8 / 2);
    EXPECT_GT(product.high, 2.4 * 2.2 / 2);

    const auto outcome = run();
    const auto keeps = value(reader().keeps(outcome.run));
    ASSERT_GE(keeps.size(), 2U);
    const auto expected = chained(keeps[1].keep.overIncumbent, *keeps[0].keep.overEager);
    EXPECT_NEAR(keeps[1].keep.overEager->low, expected.low, 1e-9);
}

TEST_F(ExperimentTest, aSuspiciousKeepRateIsOneAlarm)
{
    useManyTunables();
    m_config.experiments = 60;
    const auto outcome = run([](support::FakeWorker& worker) { keepWhateverIsTried(worker); });
    EXPECT_GT(verdicts(outcome.run)["kept"], 50);
    EXPECT_EQ(alarms(outcome.run, "keep_rate").size(), 1U);
}

TEST_F(ExperimentTest, aSuspiciousKeepRateIsSeenAcrossSessions)
{
    useManyTunables();
    const auto session = [&](int experiments) {
        m_config.experiments = experiments;
        const auto outcome = run([](support::FakeWorker& worker) { keepWhateverIsTried(worker); });
        m_options.resume = outcome.run;
        return alarms(outcome.run, "keep_rate").size();
    };
    EXPECT_EQ(session(40), 0U) << "too few to tell";
    EXPECT_EQ(session(55), 1U);
    EXPECT_EQ(session(60), 1U) << "still the same";
}

} // namespace
} // namespace autokernel::engine
