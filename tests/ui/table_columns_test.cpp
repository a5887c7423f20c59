// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/table_columns.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QHeaderView>
#include <QJsonArray>
#include <QStandardItemModel>
#include <memory>

namespace autokernel::ui {
namespace {

class TableColumnsTest : public testing::Test
{
protected:
    TableColumnsTest()
    {
        m_model.setHorizontalHeaderLabels({"number", "verdict", "kernel"});
        m_table.setModel(&m_model);
        m_table.setSortingEnabled(true);
        m_table.sortByColumn(0, Qt::DescendingOrder);
        m_columns = new TableColumns("experiments", m_table);
    }

    void arrange()
    {
        header().resizeSection(0, 77);
        header().moveSection(header().visualIndex(2), 0);
        header().setSectionHidden(1, true);
        m_table.sortByColumn(2, Qt::AscendingOrder);
    }
    QHeaderView& header() { return *m_table.horizontalHeader(); }

    QStandardItemModel m_model {4, 3};
    QTableView m_table;
    TableColumns* m_columns;
};

TEST_F(TableColumnsTest, whatTheUserArrangedComesBackInAnotherWindow)
{
    arrange();
    const auto saved = m_columns->layoutState();
    QStandardItemModel model {4, 3};
    QTableView other;
    other.setModel(&model);
    other.setSortingEnabled(true);
    TableColumns columns("experiments", other);
    columns.restoreLayout(saved);
    EXPECT_EQ(other.horizontalHeader()->sectionSize(0), 77);
    EXPECT_EQ(other.horizontalHeader()->visualIndex(2), 0);
    EXPECT_TRUE(other.horizontalHeader()->isSectionHidden(1));
    EXPECT_EQ(other.horizontalHeader()->sortIndicatorSection(), 2);
    EXPECT_EQ(other.horizontalHeader()->sortIndicatorOrder(), Qt::AscendingOrder);
    EXPECT_EQ(columns.layoutState(), saved);
}

TEST_F(TableColumnsTest, whatDoesNotFitChangesNothing)
{
    arrange();
    const auto before = m_columns->layoutState();
    const auto column = [](int place, bool isHidden) {
        return QJsonObject {{"width", 90}, {"place", place}, {"hidden", isHidden}};
    };
    const std::initializer_list<QJsonArray> broken {{}, {column(0, false), column(1, false)},
        {column(0, false), column(0, false), column(1, false)},
        {column(0, false), column(1, false), column(3, false)},
        {column(0, true), column(1, true), column(2, true)},
        {QJsonObject {{"width", 1'000'000}, {"place", 0}}, column(1, false), column(2, false)},
        {"columns", 7, QJsonObject()}};
    for (const auto& columns : broken) {
        m_columns->restoreLayout({{"columns", columns}, {"sorted_by", 1}});
        EXPECT_EQ(m_columns->layoutState(), before) << columns.size();
    }
}

TEST_F(TableColumnsTest, resetLeavesThemAsOnTheFirstDay)
{
    const auto first = m_columns->layoutState();
    arrange();
    ASSERT_NE(m_columns->layoutState(), first);
    m_columns->reset();
    EXPECT_EQ(m_columns->layoutState(), first);
}

TEST_F(TableColumnsTest, aTableWithoutColumnsYetTakesItsLayoutWhenTheyCome)
{
    arrange();
    const auto saved = m_columns->layoutState();
    QStandardItemModel model;
    QTableView other;
    other.setModel(&model);
    other.setSortingEnabled(true);
    TableColumns columns("late", other);
    columns.restoreLayout(saved);
    EXPECT_EQ(columns.layoutState(), saved) << "a table that was never seen loses nothing";
    model.setHorizontalHeaderLabels({"a", "b", "c"});
    EXPECT_EQ(columns.layoutState(), saved);
    columns.reset();
    EXPECT_FALSE(other.horizontalHeader()->isSectionHidden(1));
}

TEST_F(TableColumnsTest, theMenuHidesAndShowsButNeverTheLastOne)
{
    const auto actions = [this](QMenu& menu) { return menu.actions().first(header().count()); };
    const std::unique_ptr<QMenu> menu(m_columns->makeMenu());
    ASSERT_EQ(actions(*menu)[1]->text(), "verdict");
    actions(*menu)[1]->trigger();
    EXPECT_TRUE(header().isSectionHidden(1));
    actions(*menu)[1]->trigger();
    EXPECT_FALSE(header().isSectionHidden(1));
    header().setSectionHidden(0, true);
    header().setSectionHidden(1, true);
    const std::unique_ptr<QMenu> last(m_columns->makeMenu());
    EXPECT_FALSE(actions(*last)[2]->isEnabled());
    EXPECT_TRUE(actions(*last)[0]->isEnabled());
}

TEST_F(TableColumnsTest, whatHasNothingToShowIsNotOfferedAndComesBackAsItsUserLeftIt)
{
    m_columns->setOffered(1, false);
    EXPECT_TRUE(header().isSectionHidden(1));
    const std::unique_ptr<QMenu> menu(m_columns->makeMenu());
    for (const auto* action : menu->actions())
        EXPECT_NE(action->text(), "verdict");
    m_columns->setOffered(1, true);
    EXPECT_FALSE(header().isSectionHidden(1));

    header().setSectionHidden(1, true); // by its user
    m_columns->setOffered(1, false);
    const auto saved = m_columns->layoutState();
    m_columns->reset();
    EXPECT_TRUE(header().isSectionHidden(1)) << "there is still nothing to show";
    m_columns->setOffered(1, true);
    EXPECT_FALSE(header().isSectionHidden(1)) << "on the first day it was shown";
    m_columns->restoreLayout(saved);
    EXPECT_TRUE(header().isSectionHidden(1));
}

} // namespace
} // namespace autokernel::ui
