// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/kernels_model.h"

#include "ui/figures.h"
#include "ui/models/header_cell.h"

#include <algorithm>
#include <array>

namespace autokernel::ui {
namespace {

bool isNumber(int column)
{
    return column >= KernelsModel::Share && column <= KernelsModel::Minutes;
}

QString explainVendor(const report::QueueRow& row)
{
    if (!row.kernel)
        return text(row.because);
    if (!row.overVendor)
        return row.overEager ? KernelsModel::tr("Not known: no kernel of the vendor's was timed")
                             : KernelsModel::tr("Nothing beat eager yet");
    return KernelsModel::tr("A quotient, so without an interval: ours is %1 over eager, the "
                            "vendor's kernel %2, timed beside eager once.")
        .arg(speedup(row.overEager->value), speedup(row.overEager->value / *row.overVendor));
}

} // namespace

QString KernelsModel::nameOf(report::QueueState state)
{
    switch (state) {
    case report::QueueState::Searching:
        return tr("searching now");
    case report::QueueState::Waiting:
        return tr("waiting");
    case report::QueueState::Done:
        return tr("done");
    case report::QueueState::TimeRanOut:
        return tr("time ran out");
    case report::QueueState::RunEnded:
        return tr("run ended");
    case report::QueueState::NotSearched:
        return tr("not searched");
    case report::QueueState::NoKernelType:
        return tr("left as it is");
    case report::QueueState::Unaccounted:
        return tr("timed apart");
    }
    return {};
}

void KernelsModel::setQueue(report::KernelQueue queue)
{
    const bool isSame = std::equal(queue.rows.begin(), queue.rows.end(), m_queue.rows.begin(),
        m_queue.rows.end(), [](const auto& a, const auto& b) { return a.name == b.name; });
    if (!isSame)
        beginResetModel();
    m_queue = std::move(queue);
    m_minutes = 0;
    for (const auto& row : m_queue.rows)
        m_minutes += row.minutes;
    if (!isSame)
        endResetModel();
    else if (!m_queue.rows.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

int KernelsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_queue.rows.size());
}

int KernelsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

// Empty where the history does not say it; the tooltip tells why.
QString KernelsModel::display(const report::QueueRow& row, int column) const
{
    switch (column) {
    case Kernel:
        return text(row.name);
    case Share:
        return row.share > 0 ? percent(row.share) : QString();
    case OverEager:
        return row.overEager ? speedupInterval(*row.overEager) : QString();
    case OverVendor:
        return row.overVendor ? speedup(*row.overVendor) : QString();
    case Headroom:
        return row.headroom > 0 ? tr("%1 %2").arg(speedup(row.headroom), text(row.limit))
                                : QString();
    case GainPerMinute:
        return row.gainPerMinute ? percent(*row.gainPerMinute) : QString();
    case Experiments:
        return row.kernel ? grouped(row.experiments) : QString();
    case Minutes:
        return row.minutes > 0
            ? tr("%1 in %2").arg(grouped(row.experiments), duration(row.minutes * 60))
            : QString();
    case State:
        return nameOf(row.state);
    default:
        return {};
    }
}

QString KernelsModel::explain(const report::QueueRow& row, int column) const
{
    switch (column) {
    case Share:
        return tr("Part of one forward of the model as it came, by its profile");
    case OverEager:
        if (!row.kernel)
            return text(row.because);
        return row.overEager ? tr("Its verified champion over eager, with its 95 % interval")
                             : tr("Nothing beat eager yet");
    case OverVendor:
        return explainVendor(row);
    case Headroom:
        if (row.headroom > 0)
            return tr(
                "%1 a call, in its own session, over the floor of the measured %2 roof; bytes "
                "modelled from the kernel's definition")
                .arg(microseconds(row.presentMicroseconds), text(row.limit));
        return row.kernel ? tr("Not known: %1").arg(text(row.noHeadroomBecause))
                          : text(row.because);
    case GainPerMinute:
        return row.gainPerMinute
            ? tr("Part of the forward that a further minute of search is expected to save")
            : text(row.kernel ? row.noHeadroomBecause : row.because);
    case State:
        return row.because.empty() ? nameOf(row.state) : text(row.because);
    case Minutes:
        return tr("Its experiments, and the time of compiling, checking and timing them");
    default:
        return display(row, column);
    }
}

QVariant KernelsModel::number(const report::QueueRow& row, int column) const
{
    switch (column) {
    case Share:
        // What is left over stands behind all that it is left over from.
        return row.state == report::QueueState::Unaccounted ? -1.0 : row.share;
    case OverEager:
        return row.overEager ? row.overEager->value : 0.0;
    case OverVendor:
        return row.overVendor.value_or(0);
    case Headroom:
        return row.headroom;
    case GainPerMinute:
        return row.gainPerMinute.value_or(-1);
    case Experiments:
        return row.kernel ? qlonglong(row.experiments) : qlonglong(-1);
    case Minutes:
        return row.minutes;
    case State:
        return static_cast<int>(row.state);
    default:
        return display(row, column);
    }
}

QVariant KernelsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& row = m_queue.rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return explain(row, column);
    case Qt::TextAlignmentRole:
        return cellAlignment(isNumber(column));
    case SortRole:
        return number(row, column);
    case BarRole:
        // An op that nothing of ours stands for has no place in the queue.
        if (column == Share && row.share > 0 && row.kernel)
            return row.share;
        if (column == Minutes && m_minutes > 0 && row.kernel)
            return row.minutes / m_minutes;
        return {};
    default:
        return {};
    }
}

QVariant KernelsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return headerCell(section, orientation, role, isNumber, [] {
        const std::array names {tr("kernel"), tr("share"), tr("over eager"), tr("over vendor"),
            tr("headroom"), tr("gain a minute"), tr("experiments"), tr("attention"), tr("state")};
        static_assert(names.size() == Columns);
        return names;
    });
}

} // namespace autokernel::ui
