// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever goes by Tab must get out of every table again.
#include "ui/dialogs/shortcuts_dialog.h"
#include "window_fixture.h"

#include <QTableView>

namespace autokernel::ui {
namespace {

class TableRowsTest : public test::WindowTest
{
protected:
    static bool isLeftBy(QTableView& table, Qt::Key key)
    {
        table.setFocus(Qt::TabFocusReason);
        QTest::keyClick(&table, key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
        const auto* focus = QApplication::focusWidget();
        return focus != nullptr && focus != &table && !table.isAncestorOf(focus);
    }
};

TEST_F(TableRowsTest, tabLeavesTheTablesOfAllPages)
{
    const auto window = openWindow();
    int seen = 0;
    for (const auto view : {MainWindow::View::Morning, MainWindow::View::Progress,
             MainWindow::View::Roofline, MainWindow::View::Kernels, MainWindow::View::Experiments,
             MainWindow::View::Runs, MainWindow::View::Log}) {
        window->showView(view);
        QTest::qWait(50); // what a page reads when it is seen
        for (auto* table : window->findChildren<QTableView*>()) {
            EXPECT_FALSE(table->tabKeyNavigation()) << table->accessibleName().toStdString();
            if (!table->isVisible() || table->focusPolicy() == Qt::NoFocus)
                continue;
            ++seen;
            table->selectRow(0);
            EXPECT_TRUE(isLeftBy(*table, Qt::Key_Tab)) << table->accessibleName().toStdString();
            EXPECT_TRUE(isLeftBy(*table, Qt::Key_Backtab)) << table->accessibleName().toStdString();
        }
    }
    EXPECT_GE(seen, 5);
}

TEST_F(TableRowsTest, tabLeavesTheListOfShortcuts)
{
    const auto window = openWindow();
    ShortcutsDialog dialog(window->actions());
    dialog.show();
    dialog.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&dialog));
    auto& table = *dialog.findChild<QTableView*>();
    table.selectRow(0);
    EXPECT_TRUE(isLeftBy(table, Qt::Key_Tab));
}

} // namespace
} // namespace autokernel::ui
