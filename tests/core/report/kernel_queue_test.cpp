// SPDX-License-Identifier: Apache-2.0
#include "plan/amdahl.h"
#include "plan/move_on.h"
#include "report/kernel_queue.h"

#include <gmock/gmock.h>

namespace autokernel::report {
namespace {

constexpr store::TargetId kMatmul {1};
constexpr store::TargetId kNorm {2};

KernelReport kernel(store::TargetId id, const std::string& type, double share, double microseconds)
{
    KernelReport kernel;
    kernel.target.id = id;
    kernel.target.target.type = type;
    kernel.target.share = share;
    kernel.callsPerForward = 10;
    kernel.microsecondsPerForward = microseconds;
    kernel.bytes = 1e6;
    kernel.flop = 1e6;
    kernel.floor.seconds = microseconds / 10 / 4 * 1e-6; // a quarter of one call
    kernel.floor.bound = "DRAM";
    return kernel;
}

void keep(KernelReport& kernel, std::int64_t number, double overEager)
{
    KeepReport keep;
    keep.row.experiment.number = number;
    keep.row.experiment.candidateMicroseconds = kernel.microsecondsPerForward / 10 / overEager;
    keep.row.keep.overIncumbent = {overEager, overEager, overEager};
    keep.row.keep.overEager = keep.row.keep.overIncumbent;
    kernel.champion = kernel.keeps.size();
    kernel.keeps.push_back(keep);
}

// Two kernels of a model whose forward takes 1000 us; experiments of half a minute each.
class KernelQueueTest : public testing::Test
{
protected:
    KernelQueueTest()
    {
        m_report.profile.emplace();
        m_report.profile->forwardMicroseconds = 1000;
        m_report.profile->outsideOpsMicroseconds = 50;
        for (int i = 0; i < 8; ++i)
            m_report.profile->unmatched.push_back({"aten::op" + std::to_string(i), "", 1, 10});
        m_report.roofs.emplace();
        m_report.kernels
            = {kernel(kMatmul, "matmul", 0.6, 600), kernel(kNorm, "rmsnorm", 0.2, 200)};
    }
    void search(store::TargetId target, int experiments)
    {
        for (int i = 0; i < experiments; ++i) {
            ProgressPoint point;
            point.number = static_cast<std::int64_t>(m_report.progress.size()) + 1;
            point.target = target;
            point.verdict = judge::VerdictKind::Reverted;
            point.seconds = 30;
            m_report.progress.push_back(point);
            auto& row = m_report.kernels[target == kMatmul ? 0 : 1].target;
            ++row.experiments;
        }
    }

    ReportData m_report;
};

TEST_F(KernelQueueTest, headroomIsThePresentTimeOverTheFloor)
{
    EXPECT_NEAR(kernelQueue(m_report).rows[0].headroom, 4, 1e-9);
    keep(m_report.kernels[0], 1, 2);
    EXPECT_NEAR(kernelQueue(m_report).rows[0].headroom, 2, 1e-9);
    m_report.kernels[0].point.emplace();
    m_report.kernels[0].point->fractionOfRoof = 0.25;
    m_report.kernels[0].point->bottleneck = "L3";
    EXPECT_NEAR(kernelQueue(m_report).rows[0].headroom, 4, 1e-9) << "as the roofline has it";
    EXPECT_EQ(kernelQueue(m_report).rows[0].limit, "L3");
    m_report.kernels[0].point.reset();
    m_report.kernels[0].floor = {};
    m_report.roofs.reset();
    const auto row = kernelQueue(m_report).rows[0];
    EXPECT_EQ(row.headroom, 0);
    EXPECT_THAT(row.noHeadroomBecause, testing::HasSubstr("no roofs"));
    EXPECT_FALSE(row.gainPerMinute) << "nothing is made up where no floor is known";
}

TEST_F(KernelQueueTest, aChampionStandsBesideTheVendorsKernelWhereThatWasTimed)
{
    keep(m_report.kernels[0], 1, 2);
    keep(m_report.kernels[1], 2, 3);
    m_report.kernels[0].keeps[0].vendorOverEager = 1.25;
    const auto queue = kernelQueue(m_report);
    EXPECT_NEAR(queue.rows[0].overVendor.value(), 1.6, 1e-9);
    EXPECT_FALSE(queue.rows[1].overVendor);
    EXPECT_FALSE(queue.rows[2].overVendor) << "an op has no kernel of ours";
}

TEST_F(KernelQueueTest, theCurrentKernelIsThatOfTheLastExperiment)
{
    search(kMatmul, 3);
    search(kNorm, 2);
    m_report.kernels[1].target.reason = "rmsnorm promises more.";
    auto queue = kernelQueue(m_report);
    EXPECT_EQ(queue.rows[0].state, QueueState::Waiting);
    EXPECT_EQ(queue.rows[0].minutes, 1.5);
    EXPECT_EQ(queue.rows[1].state, QueueState::Searching);
    EXPECT_THAT(queue.now, testing::HasSubstr("rmsnorm promises more."));
    ProgressPoint control = m_report.progress.front();
    control.isControl = true;
    m_report.progress.push_back(control);
    EXPECT_EQ(kernelQueue(m_report).rows[1].state, QueueState::Searching)
        << "a control is no search";
    m_report.run.summary.state = store::RunState::Finished;
    queue = kernelQueue(m_report);
    EXPECT_EQ(queue.rows[1].state, QueueState::RunEnded);
    EXPECT_EQ(queue.rows[1].because, "4.00× left to its DRAM roof when the run ended.");
    EXPECT_THAT(queue.now, testing::HasSubstr("over"));
    m_report.run.config = {{"for_seconds", 720}};
    EXPECT_EQ(kernelQueue(m_report).rows[1].state, QueueState::TimeRanOut);
}

TEST_F(KernelQueueTest, saysWhyAKernelWasLeftForGood)
{
    search(kMatmul, 3);
    search(kNorm, 1);
    m_report.kernels[1].target.reason = plan::kSearchExhausted;
    EXPECT_EQ(kernelQueue(m_report).rows[0].state, QueueState::Done);
    EXPECT_EQ(kernelQueue(m_report).rows[0].because, plan::kSearchExhausted);
}

TEST_F(KernelQueueTest, expectedGainIsTheSchedulersOwnFormula)
{
    plan::TargetProgress progress;
    progress.microsecondsPerForward = 600;
    progress.attainableMicroseconds = 150;
    EXPECT_NEAR(kernelQueue(m_report).rows[0].gainPerMinute.value(),
        plan::expectedModelGainPerMinute(progress, 1000), 1e-9);
    search(kMatmul, 4); // two minutes without a gain
    progress.minutesSpent = 2;
    EXPECT_NEAR(kernelQueue(m_report).rows[0].gainPerMinute.value(),
        plan::expectedModelGainPerMinute(progress, 1000), 1e-9);
}

TEST_F(KernelQueueTest, opsWithoutAKernelTypeStayVisible)
{
    const auto queue = kernelQueue(m_report);
    ASSERT_EQ(queue.rows.size(), 2U + 5 + 2 + 1);
    EXPECT_EQ(queue.rows[2].state, QueueState::NoKernelType);
    EXPECT_EQ(queue.rows[7].name, "3 further ops");
    EXPECT_NEAR(queue.rows[7].share, 0.03, 1e-9);
    EXPECT_NEAR(queue.rows[8].share, 0.05, 1e-9);
}

TEST_F(KernelQueueTest, sharesAddUpToTheForward)
{
    auto queue = kernelQueue(m_report);
    EXPECT_EQ(queue.rows.back().state, QueueState::Unaccounted);
    EXPECT_NEAR(queue.rows.back().share, 0.07, 1e-9);
    double sum = 0;
    for (const auto& row : queue.rows)
        sum += row.share;
    EXPECT_NEAR(sum, 1, 1e-9);
    m_report.kernels[0].target.share = 0.7; // the parts took longer than the whole
    queue = kernelQueue(m_report);
    EXPECT_EQ(queue.rows.back().name, "between the ops") << "less than nothing is no part";
}

TEST_F(KernelQueueTest, whatIfIsAmdahlsLawWithTheOtherKernelsAsTheyAre)
{
    EXPECT_NEAR(speedupIf(kernelQueue(m_report), 0, 2), plan::amdahl(0.6, 2), 1e-9);
    keep(m_report.kernels[1], 1, 4); // saves 0.15 of the forward
    const auto queue = kernelQueue(m_report);
    EXPECT_NEAR(presentForecast(queue), 1 / 0.85, 1e-9);
    EXPECT_NEAR(speedupIf(queue, 0, 2), 1 / (0.85 - 0.3), 1e-9);
    EXPECT_NEAR(speedupIf(queue, 1, 1), 1, 1e-9);
    EXPECT_NEAR(speedupIf(queue, 2, 5), 1 / 0.85, 1e-9) << "an op of ours alone can be faster";
    for (auto& each : m_report.kernels)
        each.target.share = 0;
    EXPECT_EQ(measuredIf(kernelQueue(m_report), 1.3, 0, 2), 0);
    EXPECT_EQ(speedupIf(kernelQueue(m_report), 0, 2), 0) << "shares are not known";
}

TEST_F(KernelQueueTest, opsThatWouldReadNothingAreOneRow)
{
    m_report.profile->unmatched
        = {{"aten::cat", "", 1, 20}, {"aten::view", "", 1, 0.3}, {"aten::item", "", 1, 0.1}};
    const auto queue = kernelQueue(m_report);
    ASSERT_EQ(queue.rows.size(), 2U + 1 + 2 + 1);
    EXPECT_EQ(queue.rows[3].name, "2 further ops");
}

TEST_F(KernelQueueTest, aForecastStartsFromWhatTheModelMeasured)
{
    keep(m_report.kernels[0], 1, 2);
    keep(m_report.kernels[1], 2, 4);
    m_report.kernels[1].appliedInModel = false;
    const auto queue = kernelQueue(m_report);
    EXPECT_NEAR(presentForecast(queue), 1 / 0.7, 1e-9) << "what is not applied saves nothing";
    EXPECT_NEAR(measuredIf(queue, 1.5, 0, 2), 1.5, 1e-9) << "as it is";
    EXPECT_GT(measuredIf(queue, 1.5, 0, 2.5), 1.5) << "a faster kernel never makes it slower";
    EXPECT_NEAR(measuredIf(queue, 1.5, 0, 3), 1.5 * 0.7 / 0.6, 1e-9);
}

} // namespace
} // namespace autokernel::report
