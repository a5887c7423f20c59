// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/table_twin.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <numeric>

namespace autokernel::ui {
namespace {

// A row an experiment, or a rung, whose number is 0.
TwinContent contentOf(const std::vector<std::int64_t>& numbers, const QString& state = "kept")
{
    return {{"number", "state"}, static_cast<int>(numbers.size()),
        [numbers, state](int row, int column) {
            const auto number = numbers[static_cast<std::size_t>(row)];
            return column == 1 ? state
                : number == 0  ? QString("rung %1").arg(row)
                               : QString("#%1").arg(number);
        },
        [numbers](int row) { return numbers[static_cast<std::size_t>(row)]; }};
}

std::vector<std::int64_t> downFrom(std::int64_t newest)
{
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(newest));
    std::iota(numbers.rbegin(), numbers.rend(), 1);
    return numbers;
}

class TableTwinTest : public testing::Test
{
protected:
    TableTwinTest()
        : m_tester(m_twin.model(), QAbstractItemModelTester::FailureReportingMode::Fatal)
        , m_resets(m_twin.model(), &QAbstractItemModel::modelReset)
    {
        m_twin.resize(400, 300);
        m_twin.setContent(contentOf(downFrom(100)));
        m_twin.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&m_twin));
        m_resets.clear();
    }
    QString topRow() const { return m_twin.text(m_twin.rowAt(0), 0); }

    TableTwin m_twin;
    QAbstractItemModelTester m_tester;
    QSignalSpy m_resets;
};

TEST_F(TableTwinTest, newRowsLeaveWhatIsReadInItsPlace)
{
    m_twin.verticalScrollBar()->setValue(m_twin.verticalScrollBar()->maximum() / 2);
    const auto read = topRow();
    m_twin.setContent(contentOf(downFrom(103)));
    EXPECT_EQ(m_twin.rows(), 103);
    EXPECT_EQ(topRow().toStdString(), read.toStdString());
    EXPECT_TRUE(m_resets.isEmpty());
}

TEST_F(TableTwinTest, atTheTopTheLatestRowIsSeen)
{
    m_twin.setContent(contentOf(downFrom(103)));
    EXPECT_EQ(topRow().toStdString(), "#103");
}

TEST_F(TableTwinTest, theSelectedRowStaysSelectedAndIsNotScrolledTo)
{
    m_twin.select(90);
    m_twin.verticalScrollBar()->setValue(m_twin.verticalScrollBar()->maximum());
    QSignalSpy picked(&m_twin, &TableTwin::picked);
    m_twin.setContent(contentOf(downFrom(101)));
    EXPECT_EQ(m_twin.text(m_twin.currentIndex().row(), 0).toStdString(), "#90");
    EXPECT_NE(m_twin.rowAt(0), m_twin.currentIndex().row());
    EXPECT_TRUE(picked.isEmpty());
}

TEST_F(TableTwinTest, rowsMayComeInBetween)
{
    m_twin.setContent(contentOf({0, 0, 7, 5}));
    m_resets.clear();
    m_twin.setContent(contentOf({0, 0, 9, 8, 7, 5}));
    EXPECT_TRUE(m_resets.isEmpty());
    EXPECT_EQ(m_twin.text(2, 0).toStdString(), "#9");
    EXPECT_EQ(m_twin.text(5, 0).toStdString(), "#5");
}

TEST_F(TableTwinTest, whatChangedInARowIsShown)
{
    m_twin.setContent(contentOf(downFrom(100), "demoted"));
    EXPECT_TRUE(m_resets.isEmpty());
    EXPECT_EQ(m_twin.text(99, 1).toStdString(), "demoted");
}

TEST_F(TableTwinTest, otherContentBeginsAtItsTop)
{
    m_twin.verticalScrollBar()->setValue(m_twin.verticalScrollBar()->maximum());
    m_twin.setContent(contentOf({500, 300, 200}));
    EXPECT_EQ(m_resets.size(), 1);
    EXPECT_EQ(topRow().toStdString(), "#500");
}

} // namespace
} // namespace autokernel::ui
