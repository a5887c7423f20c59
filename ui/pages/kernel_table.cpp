// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/kernel_table.h"

#include "ui/text.h"
#include "ui/theme/metrics.h"
#include "ui/theme/table_rows.h"

#include <QHeaderView>

namespace autokernel::ui {

KernelTable::KernelTable(const Theme& theme, QWidget* parent)
    : QTableView(parent)
    , m_model(new KernelsModel(this))
    , m_sorted(new RowFilter(this))
    , m_names(new KernelNameDelegate(theme, this))
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(KernelsModel::SortRole);
    setModel(m_sorted);
    setUpRows(*this, kTallRowHeight);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setItemDelegateForColumn(KernelsModel::Kernel, m_names);
    horizontalHeader()->setSectionResizeMode(KernelsModel::Kernel, QHeaderView::Stretch);
    m_sorted->sort(KernelsModel::Share, Qt::DescendingOrder);
}

void KernelTable::setQueue(const report::KernelQueue& queue)
{
    m_model->setQueue(queue);
}

void KernelTable::setTheme(const Theme& theme)
{
    m_names->setTheme(theme);
    viewport()->update();
}

void KernelTable::setNames(KernelNames names)
{
    m_names->setNames(std::move(names));
    viewport()->update();
}

std::size_t KernelTable::chosenRow() const
{
    const auto index = m_sorted->mapToSource(currentIndex());
    return index.isValid() ? static_cast<std::size_t>(index.row()) : queue().rows.size();
}

const report::QueueRow* KernelTable::chosen() const
{
    const auto& rows = queue().rows;
    const auto row = chosenRow();
    return row < rows.size() && rows[row].kernel ? &rows[row] : nullptr;
}

QString KernelTable::chosenKey() const
{
    const auto* row = chosen();
    return row != nullptr ? text(row->name) : QString();
}

} // namespace autokernel::ui
