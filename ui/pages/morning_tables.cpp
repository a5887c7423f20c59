// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_tables.h"

#include "ui/annotations/marks_card.h"
#include "ui/charts/kernel_names.h"
#include "ui/figures.h"
#include "ui/pages/middle_elided.h"
#include "ui/theme/metrics.h"
#include "ui/theme/table_rows.h"

#include "report/kernel_text.h"

#include <QHeaderView>
#include <QMouseEvent>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kExperiment = Qt::UserRole;

constexpr int kLeastTextWidth = 160; // of a column that takes what the others leave

enum KeepColumn
{
    Number,
    KeptKernel,
    What,
    OverBefore,
    KeptOverEager,
    State,
    Yours
};

} // namespace

MorningTable::MorningTable(const QString& id, const QStringList& columns, const QString& name)
    : QTableWidget(0, static_cast<int>(columns.size()))
{
    setHorizontalHeaderLabels(columns);
    setAccessibleName(name);
    setUpRows(*this, kRowHeight);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    constexpr int kRowsThatAreMeasured = 100; // a long night keeps thousands
    horizontalHeader()->setResizeContentsPrecision(kRowsThatAreMeasured);
    setMouseTracking(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_columns = new TableColumns(id, *this);
    connect(this, &QTableWidget::cellActivated, this, [this](int row, int) { open(row); });
    connect(this, &QTableWidget::cellClicked, this, [this](int row, int column) {
        if (column == m_link)
            open(row);
    });
}

void MorningTable::open(int row)
{
    if (const auto number = item(row, 0)->data(kExperiment).toLongLong(); number > 0)
        emit experimentPicked(number);
}

void MorningTable::setNames(int column)
{
    m_names = column;
    setItemDelegateForColumn(column, new MiddleElided(this));
}

void MorningTable::setRest(int column)
{
    m_rest = column;
    horizontalHeader()->setSectionResizeMode(m_names, QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

// Names get the width that they need, but leave the least to the column that takes the rest.
void MorningTable::shareWidth()
{
    if (m_rest < 0)
        return;
    int free = viewport()->width();
    for (int column = 0; column < columnCount(); ++column)
        if (column != m_names && column != m_rest && !isColumnHidden(column))
            free -= columnWidth(column);
    const int wanted
        = std::max(sizeHintForColumn(m_names), horizontalHeader()->sectionSizeHint(m_names));
    horizontalHeader()->resizeSection(m_names,
        std::clamp(wanted, kLeastTextWidth, std::max(kLeastTextWidth, free - kLeastTextWidth)));
}

void MorningTable::resizeEvent(QResizeEvent* event)
{
    QTableWidget::resizeEvent(event);
    shareWidth();
}

void MorningTable::mouseMoveEvent(QMouseEvent* event)
{
    QTableWidget::mouseMoveEvent(event);
    const auto index = indexAt(event->position().toPoint());
    const bool isLink = index.isValid() && index.column() == m_link
        && item(index.row(), 0)->data(kExperiment).toLongLong() > 0;
    viewport()->setCursor(isLink ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void MorningTable::setNumbers(std::initializer_list<int> columns)
{
    m_numbers = columns;
    for (const int column : columns)
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

MorningTable::Cell::Cell(
    const std::optional<store::SpeedupInterval>& figure, const QString& baseline)
    : text(figure ? speedup(figure->value) : QString("–"))
    , toolTip(
          figure ? tr("%1 over %2").arg(speedupInterval(*figure), baseline) : tr("not measured"))
{
}

void MorningTable::setRow(int row, const std::vector<Cell>& cells, std::int64_t experiment)
{
    for (int column = 0; column < std::ssize(cells); ++column) {
        const auto& given = cells[static_cast<std::size_t>(column)];
        auto* cell = new QTableWidgetItem(given.text);
        const bool isNumber
            = std::find(m_numbers.begin(), m_numbers.end(), column) != m_numbers.end();
        cell->setTextAlignment(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
        cell->setToolTip(given.toolTip);
        setItem(row, column, cell);
    }
    item(row, 0)->setData(kExperiment, static_cast<qlonglong>(experiment));
    if (m_link >= 0 && experiment > 0)
        item(row, m_link)->setForeground(palette().link());
}

void MorningTable::fill(const std::function<void()>& setRows)
{
    {
        const QSignalBlocker quiet(model());
        setRows();
    }
    if (rowCount() > 0)
        emit model()->dataChanged(
            model()->index(0, 0), model()->index(rowCount() - 1, columnCount() - 1));
}

// The line under the last row is the card's own.
void MorningTable::fitHeight()
{
    setFixedHeight(horizontalHeader()->sizeHint().height() + rowCount() * kRowHeight - 1);
    shareWidth();
}

KeepsInOrder::KeepsInOrder()
    : MorningTable("morning.keeps",
        {tr("experiment"), tr("kernel"), tr("what"), tr("over the one before"), tr("over eager"),
            tr("state"), tr("yours")},
        tr("Kept candidates in their order"))
{
    setNumbers({OverBefore, KeptOverEager});
    setNames(KeptKernel);
    setRest(What);
    setLink(Number);
}

void KeepsInOrder::present(const report::ReportData& report)
{
    std::vector<std::pair<const report::KernelReport*, std::size_t>> keeps;
    for (const auto& kernel : report.kernels)
        for (std::size_t i = 0; i < kernel.keeps.size(); ++i)
            keeps.emplace_back(&kernel, i);
    const auto numberOf
        = [](const auto& each) { return each.first->keeps[each.second].row.experiment.number; };
    std::sort(keeps.begin(), keeps.end(),
        [&](const auto& a, const auto& b) { return numberOf(a) < numberOf(b); });
    const auto names = kernelNames(report);
    setRowCount(static_cast<int>(keeps.size()));
    bool isAnySaid = false;
    fill([&] {
        for (int row = 0; row < rowCount(); ++row) {
            const auto& [kernel, index] = keeps[static_cast<std::size_t>(row)];
            const auto& keep = kernel->keeps[index];
            const auto number = keep.row.experiment.number;
            const auto key = kernel->target.target.key();
            const auto* said = report::findAnnotated(report, number);
            const QString line = said ? lineOf(said->annotation) : QString();
            isAnySaid = isAnySaid || !line.isEmpty();
            setRow(row,
                {QString("#%1").arg(number), {names.at(key), text(key)},
                    text(report::whatWasTried(keep)), overBefore(keep),
                    {keep.overEager(), tr("eager")}, stateOf(*kernel, index), line},
                number);
        }
    });
    columns().setOffered(Yours, isAnySaid);
    fitHeight();
}

// In few words, which leave the width to what was tried; the reason is one hover away.
MorningTable::Cell KeepsInOrder::stateOf(const report::KernelReport& kernel, std::size_t index)
{
    const auto& keep = kernel.keeps[index];
    if (!keep.row.demotedBecause.empty())
        return {tr("demoted"), tr("demoted: %1").arg(text(keep.row.demotedBecause))};
    if (kernel.champion != index)
        return tr("beaten later");
    if (!keep.notRevalidated.empty())
        return {tr("champion, not tried again"),
            tr("champion; not tried again: %1").arg(text(keep.notRevalidated))};
    return tr("champion");
}

// A kernel's first keep has none before it.
MorningTable::Cell KeepsInOrder::overBefore(const report::KeepReport& keep)
{
    Cell cell(std::optional(keep.row.keep.overIncumbent),
        keep.isChained ? tr("the one before") : tr("eager, which it was timed against"));
    if (!keep.isChained) // the next column has the figure
        cell.text = tr("first");
    return cell;
}

} // namespace autokernel::ui
