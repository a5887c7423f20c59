// SPDX-License-Identifier: Apache-2.0
#include "core/store/history_fixture.h"

#include "store/timestamp.h"

#include <gmock/gmock.h>

namespace autokernel::store::test {
namespace {

class ExperimentBriefs : public HistoryTest
{
protected:
    ExperimentBriefs()
    {
        auto history = writer();
        m_run = newRun(history);
        const auto target = unwrap(history.recordTarget(m_run, rmsnorm(), 1));
        for (int i = 1; i <= 5; ++i) {
            auto record = experiment(m_run, target, i);
            record.overEager = SpeedupInterval {1.0 + i, 1, 9};
            if (i == 5) {
                record.control = ControlKind::SameCode;
                record.judgeContext = Json::object();
            }
            m_ids.push_back(unwrap(history.recordExperiment(record)));
        }
    }
    RunId m_run;
    std::vector<ExperimentId> m_ids;
};

TEST_F(ExperimentBriefs, sayTheSameAsTheRow)
{
    const auto brief = unwrap(reader().briefs(m_run, {}, 10)).at(1);
    const auto row = unwrap(reader().experimentRow(brief.id));
    EXPECT_EQ(brief.number, row.number);
    EXPECT_EQ(brief.target, row.target);
    EXPECT_EQ(brief.verdict, row.verdict.kind);
    EXPECT_EQ(brief.overIncumbent->value, row.overIncumbent->value);
    EXPECT_EQ(brief.overEager->value, 3);
    EXPECT_EQ(brief.candidateMicroseconds, row.candidateMicroseconds);
    EXPECT_EQ(brief.startedAt, secondsSinceEpoch(row.startedAt));
    EXPECT_EQ(brief.seconds, row.seconds);
    EXPECT_EQ(row.seconds, row.compileSeconds + row.checkSeconds + row.timeSeconds);
    EXPECT_EQ(brief.stageReached, row.stageReached);
    EXPECT_EQ(brief.stageReached, ExperimentStage::FirstGate);
    EXPECT_EQ(brief.mutator, row.mutator);
    EXPECT_EQ(brief.idea, row.idea);
}

TEST_F(ExperimentBriefs, areReadOnBehindTheLastOne)
{
    const auto first = unwrap(reader().briefs(m_run, {}, 2));
    ASSERT_EQ(first.size(), 2U);
    const auto rest = unwrap(reader().briefs(m_run, first.back().id, 10));
    ASSERT_EQ(rest.size(), 3U);
    EXPECT_EQ(rest.front().id, m_ids[2]);
    EXPECT_EQ(rest.back().control, ControlKind::SameCode);
    EXPECT_TRUE(unwrap(reader().briefs(m_run, m_ids.back(), 10)).empty());
}

TEST_F(ExperimentBriefs, textsHoldTitleIdeaAndReason)
{
    const auto texts = unwrap(reader().texts(m_run, m_ids[1], 1));
    ASSERT_EQ(texts.size(), 1U);
    EXPECT_EQ(texts[0].id, m_ids[2]);
    EXPECT_EQ(texts[0].text,
        "two rows at a time, unroll 3\nUNROLL = 3\n0.4 % slower than the incumbent.");
}

TEST_F(ExperimentBriefs, theNoiseFloorIsWhatTheJudgeWasTold)
{
    EXPECT_EQ(unwrap(reader().noiseFloor(m_ids[0])), 0.004);
    EXPECT_EQ(unwrap(reader().noiseFloor(m_ids[4])), std::nullopt) << "a control is not asked";
    EXPECT_EQ(unwrap(reader().noiseFloor(ExperimentId {})), std::nullopt);
}

} // namespace
} // namespace autokernel::store::test
