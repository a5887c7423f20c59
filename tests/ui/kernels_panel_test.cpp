// SPDX-License-Identifier: GPL-3.0-or-later
#include "make_snapshot.h"
#include "ui/docks/kernels_panel.h"
#include "ui/theme/style.h"

#include <gtest/gtest.h>

#include <QHeaderView>
#include <QTest>

namespace autokernel::ui {
namespace {

report::KernelReport kernelOf(
    std::int64_t id, const char* type, const char* variant, kernel::Symbols symbols)
{
    report::KernelReport kernel;
    kernel.target.id = {id};
    kernel.target.target.type = type;
    kernel.target.target.variant = variant;
    kernel.target.target.symbols = std::move(symbols);
    report::KeepReport keep;
    keep.row.keep.overEager = store::SpeedupInterval {2.02, 1.99, 2.04};
    kernel.keeps = {keep};
    kernel.champion = 0;
    return kernel;
}

class KernelsPanelTest : public testing::Test
{
protected:
    KernelsPanelTest()
    {
        report::ReportData report;
        report.kernels
            = {kernelOf(1, "matmul", "linear_bias", {{"K", 768}, {"M", 128}, {"N", 2304}}),
                kernelOf(2, "matmul", "linear_bias", {{"K", 768}, {"M", 128}, {"N", 768}}),
                kernelOf(3, "flash_attention", "causal",
                    {{"B", 1}, {"D", 64}, {"H", 12}, {"HK", 12}, {"S", 128}})};
        m_panel.resize(m_panel.sizeHint().width(), 600);
        m_panel.show();
        m_panel.present(test::makeSnapshot(std::move(report)));
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&m_panel));
    }

    KernelsPanel m_panel {Theme::light()};
};

TEST_F(KernelsPanelTest, namesShapesAndFiguresAreReadWhole)
{
    auto& table = m_panel.table();
    const QAbstractItemView& view = table; // where the hint is public
    for (const int column : {KernelsModel::Kernel, KernelsModel::OverEager})
        EXPECT_GE(table.columnWidth(column), view.sizeHintForColumn(column)) << column;
}

TEST_F(KernelsPanelTest, theHeadingLeavesTheWidthToTheNames)
{
    auto& table = m_panel.table();
    EXPECT_EQ(table.model()->headerData(KernelsModel::OverEager, Qt::Horizontal), "over\neager");
    EXPECT_LT(table.columnWidth(KernelsModel::OverEager),
        table.fontMetrics().horizontalAdvance("over eager"));
    EXPECT_GE(table.horizontalHeader()->height(), 2 * table.fontMetrics().height());
}

} // namespace
} // namespace autokernel::ui
