// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/experiments_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace autokernel::ui {
namespace {

std::vector<store::ExperimentRow> rowsFrom(std::int64_t newest, int count)
{
    std::vector<store::ExperimentRow> rows;
    for (int i = 0; i < count; ++i) {
        store::ExperimentRow row;
        row.number = newest - i;
        row.id = store::ExperimentId {row.number};
        row.verdict.kind = i % 2 == 0 ? judge::VerdictKind::Kept : judge::VerdictKind::TimedOut;
        rows.push_back(row);
    }
    return rows;
}

store::ExperimentQuery ofRun(std::int64_t run)
{
    store::ExperimentQuery query;
    query.run = store::RunId {run};
    return query;
}

class ExperimentsModelTest : public testing::Test
{
protected:
    ExperimentsModelTest()
        : m_tester(&m_model, QAbstractItemModelTester::FailureReportingMode::Fatal)
    {
        QObject::connect(&m_model, &ExperimentsModel::pageWanted,
            [this](const store::ExperimentQuery& query, std::uint64_t request) {
                m_wanted = query;
                m_request = request;
                ++m_asked;
            });
    }

    ExperimentsModel m_model {Theme::light()};
    QAbstractItemModelTester m_tester;
    store::ExperimentQuery m_wanted;
    std::uint64_t m_request = 0;
    int m_asked = 0;
};

TEST_F(ExperimentsModelTest, asksForAPageAndForTheNextOneBehindIt)
{
    m_model.setQuery(ofRun(1));
    EXPECT_EQ(m_asked, 1);
    EXPECT_FALSE(m_model.canFetchMore({})) << "while it waits";
    m_model.add({m_request, rowsFrom(1200, ExperimentsModel::kPage)});
    EXPECT_EQ(m_model.rowCount(), ExperimentsModel::kPage);
    m_model.fetchMore({}); // the model tester may have asked already: it is asked for once
    EXPECT_EQ(m_asked, 2);
    EXPECT_EQ(m_wanted.after.value, 1200 - ExperimentsModel::kPage + 1);
    m_model.add({m_request, rowsFrom(700, 3)});
    EXPECT_FALSE(m_model.canFetchMore({})) << "a short page is the last";
}

TEST_F(ExperimentsModelTest, dropsTheAnswerToAnEarlierFilter)
{
    m_model.setQuery(ofRun(1));
    const auto late = m_request;
    m_model.setQuery(ofRun(2));
    m_model.add({late, rowsFrom(9, 9)});
    EXPECT_EQ(m_model.rowCount(), 0);
    m_model.add({m_request, rowsFrom(4, 2)});
    EXPECT_EQ(m_model.rowCount(), 2);
    EXPECT_EQ(m_model.newestNumber(), 4);
    EXPECT_EQ(m_model.data(m_model.index(0, ExperimentsModel::Verdict), Qt::DisplayRole), "Kept");
    EXPECT_EQ(m_model.data(m_model.index(1, ExperimentsModel::Verdict), Qt::DisplayRole),
        "Crashed or timed out");
}

} // namespace
} // namespace autokernel::ui
