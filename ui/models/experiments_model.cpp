// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/experiments_model.h"

#include "ui/annotations/marks_card.h"
#include "ui/figures.h"
#include "ui/models/experiment_words.h"
#include "ui/models/header_cell.h"
#include "ui/names.h"
#include "ui/theme/verdict_style.h"

#include "report/chain_again.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace autokernel::ui {
namespace {

// Its interval is one hover away, and drawn where that helps: two columns of them leave no room for
// what was tried.
QString figure(const std::optional<store::SpeedupInterval>& value)
{
    return value ? speedup(value->value) : QString();
}

QString interval(const std::optional<store::SpeedupInterval>& value)
{
    return value ? speedupInterval(*value) : QString();
}

bool isNumber(int column)
{
    return column == ExperimentsModel::Number
        || (column >= ExperimentsModel::OverIncumbent && column != ExperimentsModel::Said);
}

VerdictClass classOf(const store::ExperimentRow& row)
{
    return ui::classOf(row.verdict.kind, row.control != store::ControlKind::None, row.isDemoted);
}

// What report::printAlike may change.
auto laterFiguresOf(const store::ExperimentRow& row)
{
    const auto value = [](const std::optional<store::SpeedupInterval>& interval) {
        return interval ? std::optional(interval->value) : std::nullopt;
    };
    return std::tuple(row.isDemoted, value(row.overIncumbent), value(row.overEager));
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
    if (!m_ids.empty())
        emit dataChanged(
            index(0, 0), index(rowCount() - 1, Columns - 1), {Qt::DecorationRole, kInkRole});
}

void ExperimentsModel::setFilter(const ExperimentFilter& filter)
{
    if (filter.run != m_filter.run || filter.generation != m_filter.generation)
        clear();
    m_filter = filter;
    refresh();
}

void ExperimentsModel::clear()
{
    beginResetModel();
    m_ids.clear();
    m_rows.clear();
    m_asked.clear();
    m_experiments = 0;
    m_controls = 0;
    m_filter.run = {};
    m_filter.generation = {};
    m_filter.target = {};
    ++m_request; // answers on their way are late
    endResetModel();
}

void ExperimentsModel::refresh()
{
    if (m_filter.run.isValid())
        emit orderWanted(m_filter, ++m_request); // late answers to earlier questions are dropped
}

// A run that is watched newest first grows at the top: nothing else moves.
bool ExperimentsModel::insertInFront(const std::vector<store::ExperimentId>& ids)
{
    if (m_ids.empty() || ids.size() < m_ids.size()
        || !std::equal(m_ids.rbegin(), m_ids.rend(), ids.rbegin()))
        return false;
    const auto added = static_cast<int>(ids.size() - m_ids.size());
    if (added > 0) {
        beginInsertRows({}, 0, added - 1);
        m_ids = ids;
        endInsertRows();
    }
    return true;
}

void ExperimentsModel::setOrder(const ExperimentOrder& order)
{
    if (order.request != m_request)
        return;
    m_experiments = order.experiments;
    m_controls = order.controls;
    if (insertInFront(order.ids))
        return;
    beginResetModel();
    m_ids = order.ids;
    endResetModel();
}

void ExperimentsModel::prepare(int first, int last)
{
    std::vector<store::ExperimentId> wanted;
    for (int i = std::max(0, first); i <= std::min(last, rowCount() - 1); ++i)
        if (const auto id = idAt(i); !m_rows.contains(id.value) && m_asked.insert(id.value).second)
            wanted.push_back(id);
    if (!wanted.empty())
        emit rowsWanted(wanted);
}

void ExperimentsModel::add(const std::vector<ListedExperiment>& rows)
{
    // A scroll through everything must not end with everything in memory.
    constexpr std::size_t kMost = 5000;
    if (m_rows.size() + rows.size() > kMost)
        m_rows.clear();
    for (const auto& each : rows) {
        m_asked.erase(each.row.id.value);
        m_rows.insert_or_assign(each.row.id.value, each);
    }
    if (!m_ids.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

// A later look may have changed what is printed of a row, long after it was read.
void ExperimentsModel::printAlike(const report::ReportData& report)
{
    bool isOther = false;
    for (auto& [id, listed] : m_rows) {
        const auto before = laterFiguresOf(listed.row);
        report::printAlike(listed.row, report);
        isOther = isOther || laterFiguresOf(listed.row) != before;
    }
    if (isOther && !m_ids.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

void ExperimentsModel::refuse(const std::vector<store::ExperimentId>& ids)
{
    for (const auto id : ids)
        m_asked.erase(id.value);
}

const ListedExperiment* ExperimentsModel::listed(int index) const
{
    const auto found = m_rows.find(idAt(index).value);
    return found == m_rows.end() ? nullptr : &found->second;
}

const store::ExperimentRow* ExperimentsModel::row(int index) const
{
    const auto* found = listed(index);
    return found == nullptr ? nullptr : &found->row;
}

int ExperimentsModel::indexOf(store::ExperimentId id) const
{
    const auto found = std::find(m_ids.begin(), m_ids.end(), id);
    return found == m_ids.end() ? -1 : static_cast<int>(found - m_ids.begin());
}

void ExperimentsModel::sort(int column, Qt::SortOrder order)
{
    auto filter = m_filter;
    filter.sortedBy = static_cast<ExperimentColumn>(column);
    filter.isDescending = order == Qt::DescendingOrder;
    if (filter != m_filter)
        setFilter(filter);
}

void ExperimentsModel::setAnnotations(std::map<store::ExperimentId, store::Annotation> said)
{
    if (said == m_said)
        return;
    m_said = std::move(said);
    if (!m_ids.empty())
        emit dataChanged(index(0, Said), index(rowCount() - 1, Said));
}

void ExperimentsModel::setKernelNames(KernelNames names)
{
    if (names == m_names)
        return;
    m_names = std::move(names);
    if (!m_ids.empty())
        emit dataChanged(index(0, Kernel), index(rowCount() - 1, Kernel));
}

void ExperimentsModel::setNoiseFloors(std::map<store::TargetId, double> noise)
{
    if (noise == m_noise)
        return;
    m_noise = std::move(noise);
    if (!m_ids.empty())
        emit dataChanged(index(0, OverIncumbent), index(rowCount() - 1, OverIncumbent));
}

int ExperimentsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int ExperimentsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QString ExperimentsModel::display(const ListedExperiment& listed, int column) const
{
    const auto& row = listed.row;
    switch (column) {
    case Number:
        return QString("#%1").arg(row.number);
    case Verdict:
        return labelOf(classOf(row));
    case Kernel: {
        const auto found = m_names.find(row.targetKey);
        return found == m_names.end() ? text(row.targetKey) : found->second;
    }
    case Idea:
        return shortIdea(row.idea, listed.mixedOf);
    case Mutator:
        return mutatorName(row.mutator);
    case Stage:
        return whyOf(row);
    case OverIncumbent:
        return figure(row.overIncumbent);
    case OverEager:
        return figure(row.overEager);
    case Time:
        return row.candidateMicroseconds ? microseconds(*row.candidateMicroseconds) : QString();
    case Duration:
        return duration(row.seconds);
    case Said: {
        const auto found = m_said.find(row.id);
        return found == m_said.end() ? QString() : lineOf(found->second);
    }
    default:
        return {};
    }
}

QString ExperimentsModel::toolTip(const ListedExperiment& listed, int column) const
{
    const auto& row = listed.row;
    switch (column) {
    case Verdict:
        return text(row.verdict.sentence);
    case Idea:
        return text(row.idea);
    case Stage:
        return tr("%1\nIt ended at %2.").arg(text(row.verdict.sentence), endedAt(row.stageReached));
    case OverIncumbent:
        return interval(row.overIncumbent);
    case OverEager:
        return interval(row.overEager);
    case Kernel:
        return text(row.targetKey);
    case Duration:
        return tr("compiled in %1, checked for %2, timed for %3")
            .arg(duration(row.compileSeconds), duration(row.checkSeconds),
                duration(row.timeSeconds));
    default:
        return display(listed, column);
    }
}

QVariant ExperimentsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto* found = listed(index.row());
    if (found == nullptr)
        return {};
    const auto& row = found->row;
    switch (role) {
    case Qt::DisplayRole:
        return display(*found, index.column());
    case Qt::DecorationRole:
        return index.column() == Verdict ? QVariant(markIcon(classOf(row), *m_theme)) : QVariant();
    case Qt::ToolTipRole:
        return toolTip(*found, index.column());
    case kIntervalRole:
        return index.column() == OverIncumbent && row.overIncumbent
            ? QVariant::fromValue(*row.overIncumbent)
            : QVariant();
    case kNoiseRole: {
        const auto noise = m_noise.find(row.target);
        return index.column() == OverIncumbent && noise != m_noise.end() ? QVariant(noise->second)
                                                                         : QVariant();
    }
    case kInkRole:
        return (*m_theme)[paintOf(classOf(row))];
    case Qt::TextAlignmentRole:
        return cellAlignment(isNumber(index.column()));
    default:
        return {};
    }
}

QVariant ExperimentsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return headerCell(section, orientation, role, isNumber, [] {
        const std::array names {tr("number"), tr("verdict"), tr("kernel"), tr("what was tried"),
            tr("by"), tr("why"), tr("over incumbent"), tr("over eager"), tr("one call"), tr("took"),
            tr("yours")};
        static_assert(names.size() == Columns);
        return names;
    });
}

} // namespace autokernel::ui
