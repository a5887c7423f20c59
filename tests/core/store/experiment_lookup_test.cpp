// SPDX-License-Identifier: Apache-2.0
#include "core/store/history_fixture.h"

#include "store/experiment_lookup.h"

#include <gtest/gtest.h>

namespace autokernel::store::test {
namespace {

class ExperimentLookup : public HistoryTest
{
protected:
    ExperimentLookup()
        : m_history(writer())
        , m_run(newRun(m_history))
        , m_target(unwrap(m_history.recordTarget(m_run, rmsnorm(), 1)))
    {
    }
    ExperimentRow add(int index, std::vector<CandidateId> parents = {})
    {
        auto record = experiment(m_run, m_target, index);
        record.parents = std::move(parents);
        return unwrap(reader().experimentRow(unwrap(m_history.recordExperiment(record))));
    }

    HistoryWriter m_history;
    RunId m_run;
    TargetId m_target;
};

TEST_F(ExperimentLookup, parentsAreExperimentsOfTheSameRunInTheirOrder)
{
    const auto mother = add(1);
    const auto father = add(2);
    const auto child = add(3, {father.candidate, mother.candidate});
    const auto parents = unwrap(parentsOf(reader(), child.id));
    ASSERT_EQ(parents.size(), 2U);
    EXPECT_EQ(parents[0].id, father.id);
    EXPECT_EQ(parents[0].number, father.number);
    EXPECT_EQ(parents[1].number, mother.number);
    EXPECT_TRUE(unwrap(parentsOf(reader(), mother.id)).empty());
}

TEST_F(ExperimentLookup, aParentThatTheRunNeverTriedHasNoNumber)
{
    const auto earlier = add(1);
    m_run = newRun(m_history);
    m_target = unwrap(m_history.recordTarget(m_run, rmsnorm(), 1));
    const auto child = add(2, {earlier.candidate});
    const auto parents = unwrap(parentsOf(reader(), child.id));
    ASSERT_EQ(parents.size(), 1U);
    EXPECT_FALSE(parents[0].id.isValid());
    EXPECT_EQ(parents[0].number, 0);
}

} // namespace
} // namespace autokernel::store::test
