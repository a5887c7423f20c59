// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/kernels_panel.h"

#include "ui/figures.h"
#include "ui/shell/card.h"
#include "ui/shell/table_columns.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QStyledItemDelegate>
#include <QToolTip>

namespace autokernel::ui {
namespace {

constexpr int kWidth = 290; // names fit, and every page keeps the room that it needs
constexpr int kLeastWidth = 220; // below it names are cut

// The figure alone: its interval is one hover away, and a figure cut in its middle says nothing.
class SpeedupFigure final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const double value = index.data(KernelsModel::SortRole).toDouble();
        option->text = value > 0 ? speedup(value) : QString();
        option->textElideMode = Qt::ElideNone;
    }
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override
    {
        const auto interval = index.data().toString();
        if (event->type() != QEvent::ToolTip || interval.isEmpty())
            return QStyledItemDelegate::helpEvent(event, view, option, index);
        QToolTip::showText(
            event->globalPos(), interval + '\n' + index.data(Qt::ToolTipRole).toString(), view);
        return true;
    }
};

} // namespace

KernelsPanel::KernelsPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_table(new KernelTable(theme))
    , m_empty(
          makeLabel(tr("No kernel yet: the first appears after the profile."), Type::Body, true))
    , m_stack(new QStackedLayout)
    , m_whenSeen(*this, [this] { showSnapshot(); })
{
    m_table->setNarrow();
    m_table->setAccessibleName(tr("Kernel queue in short"));
    m_table->horizontalHeader()->setMinimumSectionSize(60);
    for (int column = 0; column < KernelsModel::Columns; ++column)
        m_table->setColumnHidden(
            column, column != KernelsModel::Kernel && column != KernelsModel::OverEager);
    m_table->setItemDelegateForColumn(KernelsModel::OverEager, new SpeedupFigure(this));
    m_table->horizontalHeader()->setSectionResizeMode(
        KernelsModel::OverEager, QHeaderView::ResizeToContents);
    setMinimumWidth(kLeastWidth);
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
        if (const auto key = m_table->chosenKey(); !key.isEmpty() && !m_isFilling)
            emit kernelChosen(key);
    });
    connect(m_table, &QTableView::activated, this, [this] {
        if (const auto key = m_table->chosenKey(); !key.isEmpty())
            emit kernelOpened(key);
    });
    m_stack->setCurrentWidget(m_empty);
}

QSize KernelsPanel::sizeHint() const
{
    return {kWidth, 0};
}

void KernelsPanel::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_whenSeen.ask();
}

void KernelsPanel::showSnapshot()
{
    m_isFilling = true;
    m_table->setNames(kernelNames(m_snapshot->report));
    m_table->setQueue(m_snapshot->queue);
    m_isFilling = false;
    m_stack->setCurrentIndex(m_snapshot->queue.rows.empty() ? 1 : 0);
}

} // namespace autokernel::ui
