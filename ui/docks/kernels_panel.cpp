// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/kernels_panel.h"

#include "ui/shell/card.h"
#include "ui/shell/table_columns.h"
#include "ui/text.h"
#include "ui/theme/metrics.h"

#include <QHeaderView>

namespace autokernel::ui {
namespace {

constexpr int kWidth = 360;
constexpr int kLeastWidth = 300; // below it names and ratios are cut
constexpr int kSpeedupWidth = 158; // with its interval

} // namespace

KernelsPanel::KernelsPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new KernelsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_table(new QTableView)
    , m_names(new KernelNameDelegate(theme, this))
    , m_empty(
          makeLabel(tr("No kernel yet: the first appears after the profile."), Type::Body, true))
    , m_stack(new QStackedLayout)
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(KernelsModel::SortRole);
    m_table->setModel(m_sorted);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTextElideMode(Qt::ElideMiddle); // a key's end tells shapes apart
    m_table->setAccessibleName(tr("Kernel queue in short"));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kTallRowHeight);
    auto* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setMinimumSectionSize(60);
    for (int column = 0; column < KernelsModel::Columns; ++column)
        m_table->setColumnHidden(
            column, column != KernelsModel::Kernel && column != KernelsModel::OverEager);
    header->setSectionResizeMode(KernelsModel::Kernel, QHeaderView::Stretch);
    m_table->setColumnWidth(KernelsModel::OverEager, kSpeedupWidth);
    m_table->setItemDelegateForColumn(KernelsModel::Kernel, m_names);
    setMinimumWidth(kLeastWidth);
    m_sorted->sort(KernelsModel::Share, Qt::DescendingOrder); // as the queue's own table
    new TableColumns("panel.kernels", *m_table);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    auto* card = new QFrame; // whose title is the panel's
    card->setObjectName("card");
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    card->setLayout(m_stack);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (const auto key = current(); !key.isEmpty() && !m_isFilling)
            emit kernelChosen(key);
    });
    connect(m_table, &QTableView::activated, this, [this] {
        if (const auto key = current(); !key.isEmpty())
            emit kernelOpened(key);
    });
    m_stack->setCurrentWidget(m_empty);
}

void KernelsPanel::setTheme(const Theme& theme)
{
    m_names->setTheme(theme);
    m_table->viewport()->update();
}

QSize KernelsPanel::sizeHint() const
{
    return {kWidth, 0};
}

void KernelsPanel::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_isBehind = true;
    if (isVisible())
        showSnapshot();
}

void KernelsPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isBehind && m_snapshot)
        showSnapshot();
}

void KernelsPanel::showSnapshot()
{
    m_isBehind = false;
    m_isFilling = true;
    m_model->setQueue(report::kernelQueue(m_snapshot->report));
    m_isFilling = false;
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
}

QString KernelsPanel::current() const
{
    const auto index = m_sorted->mapToSource(m_table->currentIndex());
    if (!index.isValid())
        return {};
    const auto& row = m_model->queue().rows[static_cast<std::size_t>(index.row())];
    return row.kernel ? text(row.name) : QString();
}

} // namespace autokernel::ui
