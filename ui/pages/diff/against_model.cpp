// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/against_model.h"

#include "ui/figures.h"

#include <algorithm>
#include <array>

namespace autokernel::ui {
namespace {

constexpr std::array kRelations {
    Against::Parent, Against::Incumbent, Against::Best, Against::Starter};
static_assert(kRelations.size() == AgainstModel::kRelationCount);

} // namespace

AgainstModel::AgainstModel(QObject* parent)
    : QAbstractListModel(parent)
{
}

void AgainstModel::present(const report::ReportData& report, store::TargetId target)
{
    std::vector<Row> rows;
    for (auto point = report.progress.rbegin(); point != report.progress.rend(); ++point)
        if (point->target == target && !point->isControl)
            rows.push_back({point->number, classOf(point->verdict, false, point->isDemoted),
                point->overEager ? std::optional(point->overEager->value) : std::nullopt});
    // A live run adds experiments; the rest stays as it is, and so does an open list.
    const auto added = std::ssize(rows) - std::ssize(m_rows);
    if (target == m_target && added >= 0
        && std::equal(m_rows.begin(), m_rows.end(), rows.begin() + added)) {
        if (added == 0)
            return;
        beginInsertRows({}, kRelationCount, kRelationCount + static_cast<int>(added) - 1);
        m_rows = std::move(rows);
        endInsertRows();
        return;
    }
    beginResetModel(); // another kernel: not one row is the same
    m_target = target;
    m_rows = std::move(rows);
    endResetModel();
}

AgainstChoice AgainstModel::choiceAt(int row) const
{
    if (row < kRelationCount)
        return {kRelations[static_cast<std::size_t>(std::max(0, row))], 0};
    return {Against::Experiment, m_rows[static_cast<std::size_t>(row - kRelationCount)].number};
}

int AgainstModel::rowOf(const AgainstChoice& choice) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (choiceAt(row) == choice)
            return row;
    return -1;
}

int AgainstModel::rowOf(const QString& typed) const
{
    QString wanted = typed.trimmed();
    if (wanted.startsWith('#'))
        wanted.remove(0, 1);
    bool isNumber = false;
    const auto number = wanted.section(' ', 0, 0).toLongLong(&isNumber);
    if (isNumber)
        return rowOf(AgainstChoice {Against::Experiment, number});
    if (wanted.isEmpty())
        return -1;
    for (int row = 0; row < kRelationCount; ++row)
        if (textOf(row).contains(wanted, Qt::CaseInsensitive))
            return row;
    return -1;
}

int AgainstModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kRelationCount + static_cast<int>(m_rows.size());
}

QString AgainstModel::textOf(int row) const
{
    if (row < kRelationCount)
        switch (kRelations[static_cast<std::size_t>(row)]) {
        case Against::Parent:
            return tr("parent");
        case Against::Incumbent:
            return tr("incumbent");
        case Against::Best:
            return tr("best");
        case Against::Starter:
            return tr("starter");
        case Against::Experiment:
            return {};
        }
    const auto& each = m_rows[static_cast<std::size_t>(row - kRelationCount)];
    QString text = QString("#%1 · %2").arg(each.number).arg(labelOf(each.verdict).toLower());
    if (each.overEager)
        text += tr(" · %1 over eager").arg(speedup(*each.overEager));
    return text;
}

QVariant AgainstModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == Qt::DisplayRole || role == Qt::EditRole)
        return textOf(index.row());
    return {};
}

QModelIndexList AgainstModel::match(
    const QModelIndex& start, int role, const QVariant& value, int hits, Qt::MatchFlags flags) const
{
    const auto type = flags & Qt::MatchFlags(Qt::MatchTypeMask);
    if (type != Qt::MatchFlags(Qt::MatchFixedString) && type != Qt::MatchFlags(Qt::MatchExactly))
        return QAbstractListModel::match(start, role, value, hits, flags);
    const auto wanted = value.toString();
    const int row = rowOf(wanted);
    const auto sensitivity
        = flags.testFlag(Qt::MatchCaseSensitive) ? Qt::CaseSensitive : Qt::CaseInsensitive;
    const bool isIt = row >= 0 && textOf(row).compare(wanted, sensitivity) == 0;
    return isIt ? QModelIndexList {index(row, 0)} : QModelIndexList();
}

} // namespace autokernel::ui
