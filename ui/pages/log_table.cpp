// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_table.h"

#include "ui/local_time.h"
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
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        fitRows(0, m_model->rowCount() - 1);
        keepPlace();
    });
    connect(&model, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex&, int first, int last) {
            fitRows(first, last);
            keepPlace();
        });
    connect(&model, &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex& first, const QModelIndex& last) {
            fitRows(first.row(), last.row());
        });
    connect(&model, &QAbstractItemModel::rowsRemoved, this,
        [this](const QModelIndex&, int first, int last) { moveUp(last - first + 1); });
    setUpRows(*this, kLogRowHeight);
    setWordWrap(true);
    setVerticalScrollMode(ScrollPerItem); // a line's place is its row, however high the rows are
    setFont(fontOf(Type::Body)); // sentences, no code
    horizontalHeader()->hide();
    horizontalHeader()->setStretchLastSection(true);
    constexpr int kBesideTime = 48; // pixels, more than any style puts round a text
    setColumnWidth(LogModel::At,
        fontMetrics().horizontalAdvance(localSecond("2026-11-28T22:58:58.000Z")) + kBesideTime);
    setColumnWidth(LogModel::Level, 80);
    // As a scroll bar comes, which takes of its width.
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, &LogTable::fitAll);
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
    verticalScrollBar()->setValue(m_place - rows);
}

void LogTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitAll();
}

void LogTable::fitAll()
{
    const bool isAtEnd = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    fitRows(0, m_model->rowCount() - 1);
    if (isAtEnd)
        scrollToBottom();
}

// A view's own hint leaves out what a style sheet puts round a text, and so cuts some.
void LogTable::fitRows(int first, int last)
{
    constexpr int kPadding = 36; // pixels, more than any style puts round a text
    const int room = columnWidth(LogModel::Text) - kPadding;
    const auto metrics = fontMetrics();
    for (int row = first; row <= last; ++row) {
        const auto said = m_model->index(row, LogModel::Text).data().toString();
        int height = kLogRowHeight;
        if (metrics.horizontalAdvance(said) > room)
            height += metrics.boundingRect({0, 0, room, 0}, Qt::TextWordWrap, said).height()
                - metrics.height();
        setRowHeight(row, height);
    }
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
