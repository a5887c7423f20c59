// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/model_table.h"
#include "ui/charts/model_view.h"
#include "ui/pages/twinned_chart.h"

#include <gtest/gtest.h>

#include <QTest>

namespace autokernel::ui {
namespace {

ModelProgress measuredTwice()
{
    ModelProgress progress;
    progress.experiments = 40;
    progress.last = 40;
    progress.marks = {{12, {1.12, 1.10, 1.14}, 1.15}, {40, {1.31, 1.28, 1.34}, std::nullopt}};
    progress.measured = {{0, 1}, {12, 1.12}, {40, 1.31}};
    progress.references = {{1, "eager", 264'000}, {1.2, "torch_compile", 220'000}};
    return progress;
}

TEST(ModelTableTest, saysEachFigureOfTheChart)
{
    const auto table = tableOf(measuredTwice());
    ASSERT_EQ(table.rows, 4);
    EXPECT_EQ(table.cell(0, 0).toStdString(), "after 40 experiments");
    EXPECT_EQ(table.cell(0, 1).toStdString(), "1.31× (1.28 to 1.34)");
    EXPECT_EQ(table.cell(0, 2).toStdString(), "") << "there was no forecast";
    EXPECT_EQ(table.cell(1, 2).toStdString(), "1.15×");
    EXPECT_EQ(table.cell(2, 0).toStdString(), "eager");
    EXPECT_EQ(table.cell(3, 1).toStdString(), "1.20×");
    EXPECT_EQ(table.cell(3, 3).toStdString(), "220 ms");
    EXPECT_EQ(table.number(0), 0) << "no row is an experiment";
}

TEST(TwinnedChartTest, theKeyTShowsTheTableAndHidesItAgain)
{
    auto* view = new ModelView(Theme::light());
    TwinnedChart both(*view, "model.values", "values");
    view->setData(measuredTwice());
    both.setContent([view] { return tableOf(view->data()); });
    both.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&both));
    auto* twin = both.findChild<TableTwin*>();
    EXPECT_FALSE(twin->isVisible());
    EXPECT_EQ(twin->rows(), 0) << "it is made when it is seen";
    QTest::keyClick(view, Qt::Key_T);
    EXPECT_TRUE(twin->isVisible());
    EXPECT_TRUE(both.button().isChecked());
    EXPECT_EQ(twin->rows(), 4);
    QTest::keyClick(view, Qt::Key_T);
    EXPECT_FALSE(twin->isVisible());
}

} // namespace
} // namespace autokernel::ui
