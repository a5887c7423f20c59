// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_keys.h"
#include "ui/dialogs/shortcuts_dialog.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QTableWidget>

namespace autokernel::ui {
namespace {

TEST(ShortcutsDialogTest, listsActionsAndTheKeysOfCharts)
{
    QWidget window;
    ActionRegistry actions(window);
    actions.add("a.thing", QStringLiteral("&A thing"), QKeySequence(Qt::CTRL | Qt::Key_9), [] {});
    actions.add("without.keys", QStringLiteral("Another"), QKeySequence(), [] {});
    const ShortcutsDialog dialog(actions);
    const auto* table = dialog.findChild<QTableWidget*>();
    ASSERT_TRUE(table);
    ASSERT_EQ(table->rowCount(), static_cast<int>(1 + chartKeyRows().size()));
    EXPECT_EQ(table->item(0, 0)->text(), "A thing");
    EXPECT_EQ(table->item(0, 1)->text(), "Ctrl+9");
    QStringList rows;
    for (int row = 1; row < table->rowCount(); ++row)
        rows << table->item(row, 0)->text() + " | " + table->item(row, 1)->text();
    EXPECT_TRUE(rows.contains("In a chart: Next kept one | ]")) << rows.join("\n").toStdString();
    EXPECT_TRUE(rows.contains("In a chart: Show everything, follow new data | F, Home"));
}

TEST(ShortcutsDialogTest, isSearchedByActionAndByKeys)
{
    QWidget window;
    ActionRegistry actions(window);
    actions.add("a.thing", QStringLiteral("&A thing"), QKeySequence(Qt::CTRL | Qt::Key_9), [] {});
    const ShortcutsDialog dialog(actions);
    const auto* table = dialog.findChild<QTableWidget*>();
    auto* search = dialog.findChild<QLineEdit*>();
    const auto shown = [&](const QString& typed) {
        search->setText(typed);
        int rows = 0;
        for (int row = 0; row < table->rowCount(); ++row)
            rows += table->isRowHidden(row) ? 0 : 1;
        return rows;
    };
    EXPECT_EQ(shown("a THING"), 1);
    EXPECT_EQ(shown("ctrl+9"), 1);
    EXPECT_EQ(shown("no such thing"), 0);
    EXPECT_EQ(shown(""), table->rowCount());
}

TEST(ChartKeysTest, eachKeyIsOneCommandAndOnlyWithoutModifiers)
{
    const auto commandOf = [](int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        return chartCommandOf(QKeyEvent(QEvent::KeyPress, key, modifiers));
    };
    EXPECT_EQ(commandOf(Qt::Key_Left), ChartCommand::Previous);
    EXPECT_EQ(commandOf(Qt::Key_Enter, Qt::KeypadModifier), ChartCommand::Open);
    EXPECT_EQ(commandOf(Qt::Key_Home), ChartCommand::Fit);
    EXPECT_EQ(commandOf(Qt::Key_F, Qt::ControlModifier), std::nullopt);
    EXPECT_EQ(commandOf(Qt::Key_Q), std::nullopt);
    EXPECT_EQ(commandOf(Qt::Key_unknown), std::nullopt);
}

} // namespace
} // namespace autokernel::ui
