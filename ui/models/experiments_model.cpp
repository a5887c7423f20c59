// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/experiments_model.h"

#include "ui/annotations/marks_card.h"
#include "ui/text.h"
#include "ui/theme/verdict_style.h"

#include "report/format.h"

#include <array>

namespace autokernel::ui {
namespace {

QString interval(const std::optional<store::SpeedupInterval>& value)
{
    return value ? text(report::formatInterval(*value)) : QString();
}

bool isNumber(int column)
{
    return column == ExperimentsModel::Number
        || (column >= ExperimentsModel::OverIncumbent && column != ExperimentsModel::Said);
}

VerdictClass classOf(const store::ExperimentRow& row)
{
    return ui::classOf(row.verdict.kind, row.control != store::ControlKind::None);
}

} // namespace

ExperimentsModel::ExperimentsModel(const Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(&theme)
{
}

void ExperimentsModel::setTheme(const Theme& theme)
{
    m_theme = &theme;
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1), {Qt::DecorationRole});
}

void ExperimentsModel::setQuery(const store::ExperimentQuery& query)
{
    beginResetModel();
    m_query = query;
    m_query.limit = kPage;
    m_rows.clear();
    m_isComplete = !query.run.isValid();
    m_isWaiting = false;
    ++m_request; // late answers to the former query are dropped
    endResetModel();
    fetchMore({});
}

void ExperimentsModel::add(const ExperimentsPage& page)
{
    if (page.request != m_request)
        return;
    m_isComplete = page.rows.size() < static_cast<std::size_t>(kPage);
    if (!page.rows.empty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(page.rows.size()) - 1);
        m_rows.insert(m_rows.end(), page.rows.begin(), page.rows.end());
        endInsertRows();
    }
    m_isWaiting = false; // last: whoever hears of the rows must not ask for them again
}

void ExperimentsModel::setAnnotations(std::map<store::ExperimentId, store::Annotation> said)
{
    if (said == m_said)
        return;
    m_said = std::move(said);
    if (!m_rows.empty())
        emit dataChanged(index(0, Said), index(rowCount() - 1, Said));
}

int ExperimentsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ExperimentsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

bool ExperimentsModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && !m_isComplete && !m_isWaiting;
}

void ExperimentsModel::fetchMore(const QModelIndex& parent)
{
    if (!canFetchMore(parent))
        return;
    m_isWaiting = true;
    auto query = m_query;
    if (!m_rows.empty())
        query.after = m_rows.back().id;
    emit pageWanted(query, m_request);
}

QString ExperimentsModel::display(const store::ExperimentRow& row, int column) const
{
    switch (column) {
    case Number:
        return QString("#%1").arg(row.number);
    case Verdict:
        return labelOf(classOf(row));
    case Kernel:
        return text(row.targetKey);
    case Idea:
        return text(row.idea);
    case Mutator:
        return text(row.mutator).replace('_', ' ');
    case OverIncumbent:
        return interval(row.overIncumbent);
    case OverEager:
        return interval(row.overEager);
    case Time:
        return row.candidateMicroseconds
            ? text(report::formatMicroseconds(*row.candidateMicroseconds))
            : QString();
    case Duration:
        return text(report::formatSeconds(row.seconds));
    case Said: {
        const auto found = m_said.find(row.id);
        return found == m_said.end() ? QString() : lineOf(found->second);
    }
    default:
        return {};
    }
}

QVariant ExperimentsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(row, index.column());
    case Qt::DecorationRole:
        return index.column() == Verdict ? QVariant(markIcon(classOf(row), *m_theme)) : QVariant();
    case Qt::ToolTipRole:
        return index.column() == Verdict ? text(row.verdict.sentence)
                                         : display(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(
            Qt::AlignVCenter | (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft)));
    default:
        return {};
    }
}

QVariant ExperimentsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft)));
    if (role != Qt::DisplayRole)
        return {};
    const std::array names {tr("number"), tr("verdict"), tr("kernel"), tr("what was tried"),
        tr("by"), tr("over incumbent"), tr("over eager"), tr("one call"), tr("took"), tr("yours")};
    return names[static_cast<std::size_t>(section)];
}

} // namespace autokernel::ui
