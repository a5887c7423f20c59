// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_table.h"

#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/theme/table_rows.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>
#include <QShortcut>
#include <algorithm>

namespace autokernel::ui {

LogTable::LogTable(LogModel& model, QWidget* parent)
    : QTableView(parent)
    , m_model(&model)
{
    // Before setModel() connects the view itself: it must still be where it was.
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &LogTable::rememberPlace);
    connect(&model, &QAbstractItemModel::rowsAboutToBeInserted, this, &LogTable::rememberPlace);
    connect(&model, &QAbstractItemModel::rowsAboutToBeRemoved, this, &LogTable::rememberPlace);
    setModel(&model);
    connect(&model, &QAbstractItemModel::modelReset, this, &LogTable::keepPlace);
    connect(&model, &QAbstractItemModel::rowsInserted, this, &LogTable::keepPlace);
    connect(&model, &QAbstractItemModel::rowsRemoved, this,
        [this](const QModelIndex&, int first, int last) { moveUp(last - first + 1); });
    setUpRows(*this, kLogRowHeight);
    setFont(fontOf(Type::Body)); // sentences, no code
    setTabKeyNavigation(false);
    horizontalHeader()->hide();
    horizontalHeader()->setStretchLastSection(true);
    setColumnWidth(LogModel::At, 130);
    setColumnWidth(LogModel::Level, 80);
    setAccessibleName(tr("Log lines"));
    auto* copyKey = new QShortcut(QKeySequence::Copy, this, nullptr, nullptr, Qt::WidgetShortcut);
    connect(copyKey, &QShortcut::activated, this, &LogTable::copy);
}

void LogTable::rememberPlace()
{
    const auto* bar = verticalScrollBar();
    m_place = bar->value();
    m_follows = m_place == bar->maximum();
}

void LogTable::keepPlace()
{
    if (m_follows)
        scrollToBottom();
}

// The lines that somebody reads stay where they are, though the view follows a current line that
// leaves.
void LogTable::moveUp(int rows)
{
    if (m_follows)
        return scrollToBottom();
    const int step = verticalScrollMode() == ScrollPerPixel ? kLogRowHeight : 1;
    verticalScrollBar()->setValue(m_place - rows * step);
}

void LogTable::copy() const
{
    std::vector<int> rows;
    for (const auto& index : selectionModel()->selectedRows())
        rows.push_back(index.row());
    if (rows.empty())
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const int row : rows)
        lines.push_back(m_model->lineAt(row));
    QApplication::clipboard()->setText(lines.join('\n'));
}

} // namespace autokernel::ui
