// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runs_model.h"

#include "ui/annotations/marks_card.h"
#include "ui/figures.h"
#include "ui/local_time.h"
#include "ui/models/header_cell.h"
#include "ui/theme/verdict_style.h"

#include <QCoreApplication>
#include <QFont>
#include <algorithm>
#include <array>

namespace autokernel::ui {
namespace {

bool isNumber(int column)
{
    return column == RunsModel::Number
        || (column >= RunsModel::OverEager && column <= RunsModel::Failed)
        || column == RunsModel::Duration;
}

std::int64_t countOf(const RunLine& run, const char* verdict)
{
    const auto found = run.verdictCounts.find(verdict);
    return found == run.verdictCounts.end() ? 0 : found->second;
}

// All that never got a valid time.
std::int64_t failures(const RunLine& run)
{
    std::int64_t count = 0;
    for (const auto& [verdict, experiments] : run.verdictCounts)
        if (verdict != "kept" && verdict != "reverted" && verdict != "inconclusive"
            && verdict != "cancelled")
            count += experiments;
    return count;
}

QString durationOf(const RunLine& run)
{
    const auto& summary = run.summary;
    return durationBetween(
        summary.startedAt, summary.endedAt.empty() ? run.heartbeatAt : summary.endedAt);
}

} // namespace

RunsModel::RunsModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void RunsModel::setRuns(const RunLinesPtr& runs)
{
    const auto isSame
        = [](const RunLine& a, const RunLine& b) { return a.summary.id == b.summary.id; };
    const auto common = std::min(runs->size(), m_runs.size());
    // New runs come to the top; anything else is another history.
    const auto added = runs->size() - common;
    const bool continues = !m_runs.empty() && runs->size() >= m_runs.size()
        && std::equal(m_runs.begin(), m_runs.end(),
            runs->begin() + static_cast<std::ptrdiff_t>(added), isSame);
    if (!continues) {
        beginResetModel();
        m_runs = *runs;
        return endResetModel();
    }
    if (added > 0) {
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
        m_runs = *runs;
        endInsertRows();
    } else {
        m_runs = *runs;
    }
    emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

void RunsModel::setShown(store::RunId run)
{
    if (m_shown == run)
        return;
    m_shown = run;
    if (!m_runs.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1), {Qt::FontRole});
}

void RunsModel::setOwnProcess(bool isRunning)
{
    m_isOwnRunning = isRunning;
    if (!m_runs.empty())
        emit dataChanged(index(0, State), index(rowCount() - 1, State));
}

int RunsModel::rowOf(store::RunId run) const
{
    const auto found = std::find_if(
        m_runs.begin(), m_runs.end(), [&](const RunLine& each) { return each.summary.id == run; });
    return found == m_runs.end() ? -1 : static_cast<int>(found - m_runs.begin());
}

int RunsModel::peerOf(int row) const
{
    const auto& one = run(row).summary;
    for (int other = row + 1; other < rowCount(); ++other)
        if (run(other).summary.subject == one.subject && run(other).summary.kind == one.kind)
            return other;
    return row + 1 < rowCount() ? row + 1 : row - 1;
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QString RunsModel::display(const RunLine& run, int column) const
{
    switch (column) {
    case Number:
        return QString::number(run.summary.id.value);
    case State:
        return stateText(run.summary.state, m_isOwnRunning);
    case Subject:
        return text(run.summary.subject);
    case OverEager:
        if (!run.overEager)
            return {};
        return run.isVerified ? speedup(run.overEager->value)
                              : tr("%1, not verified").arg(speedup(run.overEager->value));
    case Experiments:
        return grouped(run.summary.experiments);
    case Kept:
        return grouped(run.summary.kept);
    case Reverted:
        return grouped(countOf(run, "reverted"));
    case Failed:
        return grouped(failures(run));
    case Started:
        return localTime(run.summary.startedAt);
    case Duration:
        return durationOf(run);
    case Said:
        return lineOf(run.annotation);
    default:
        return {};
    }
}

QString RunsModel::toolTip(const RunLine& run, int column) const
{
    if (column == OverEager && run.overEager)
        return tr("%1 over eager on %2")
            .arg(speedupInterval(*run.overEager), text(run.summary.device));
    if (column == State || column == Subject)
        return text(run.summary.summary.empty() ? run.summary.device : run.summary.summary);
    if (column == Kept)
        return keptWords(run.summary.kept, run.demoted);
    if (column == Failed)
        return tr("wrong, crashed, timed out, out of memory or caught cheating");
    return display(run, column);
}

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& line = run(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return display(line, index.column());
    case Qt::ToolTipRole:
        return toolTip(line, index.column());
    case Qt::FontRole: {
        QFont font;
        font.setBold(true);
        return line.summary.id == m_shown ? QVariant(font) : QVariant();
    }
    case Qt::TextAlignmentRole:
        return cellAlignment(isNumber(index.column()));
    default:
        return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return headerCell(section, orientation, role, isNumber, [] {
        const std::array names {tr("run"), tr("state"), tr("what"), tr("over eager"),
            tr("experiments"), tr("kept"), tr("reverted"), tr("failed"), tr("started"), tr("took"),
            tr("yours")};
        static_assert(names.size() == Columns);
        return names;
    });
}

QString stateText(store::RunState state, bool isHeldHere)
{
    const auto word
        = [](const char* text) { return QCoreApplication::translate("RunState", text); };
    switch (state) {
    case store::RunState::Active:
        return isHeldHere ? word(QT_TRANSLATE_NOOP("RunState", "Running"))
                          : word(QT_TRANSLATE_NOOP("RunState", "Running elsewhere (read-only)"));
    case store::RunState::Paused:
        return isHeldHere ? word(QT_TRANSLATE_NOOP("RunState", "Paused"))
                          : word(QT_TRANSLATE_NOOP("RunState", "Paused elsewhere (read-only)"));
    case store::RunState::Finished:
        return word(QT_TRANSLATE_NOOP("RunState", "Finished"));
    case store::RunState::Stopped:
        return word(QT_TRANSLATE_NOOP("RunState", "Stopped"));
    case store::RunState::Failed:
        return word(QT_TRANSLATE_NOOP("RunState", "Failed"));
    case store::RunState::Interrupted:
        return word(QT_TRANSLATE_NOOP("RunState", "Interrupted"));
    }
    return {};
}

} // namespace autokernel::ui
