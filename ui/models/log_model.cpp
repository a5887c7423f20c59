// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/log_model.h"

#include "ui/local_time.h"
#include "ui/names.h"
#include "ui/sentence.h"
#include "ui/text.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

bool isSame(const store::LogLine& a, const store::LogLine& b)
{
    return a.at == b.at && a.level == b.level && a.text == b.text;
}

// Only the last lines of a long log come: how many of the known ones are older than those; all,
// where none of them is among those.
std::size_t linesGone(
    const std::vector<store::LogLine>& known, const std::vector<store::LogLine>& lines)
{
    for (std::size_t gone = 0; gone < known.size(); ++gone) {
        const auto begin = known.begin() + static_cast<std::ptrdiff_t>(gone);
        if (known.size() - gone <= lines.size()
            && std::equal(begin, known.end(), lines.begin(), isSame))
            return gone;
    }
    return known.size();
}

Paint paintOf(store::LogLevel level)
{
    switch (level) {
    case store::LogLevel::Error:
        return Paint::Incorrect;
    case store::LogLevel::Warning:
        return Paint::Inconclusive;
    case store::LogLevel::Info:
        return Paint::Text;
    case store::LogLevel::Debug:
        break;
    }
    return Paint::Soft;
}

} // namespace

LogModel::LogModel(const Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(&theme)
{
}

void LogModel::setTheme(const Theme& theme)
{
    m_theme = &theme;
    if (!m_shown.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1), {Qt::ForegroundRole});
}

void LogModel::setKernelNames(KernelNames names)
{
    if (names == m_names)
        return;
    m_names = std::move(names);
    m_said.assign(m_lines.size(), {});
    if (!m_shown.empty())
        emit dataChanged(index(0, Text), index(rowCount() - 1, Text));
}

void LogModel::setLines(store::RunId run, const std::vector<store::LogLine>& lines)
{
    const auto gone = run == m_run ? linesGone(m_lines, lines) : m_lines.size();
    m_run = run;
    if (gone == m_lines.size()) {
        m_lines = lines;
        m_said.assign(lines.size(), {});
        return refill();
    }
    dropFirst(gone);
    std::vector<std::size_t> added;
    for (std::size_t i = m_lines.size(); i < lines.size(); ++i)
        if (fits(lines[i]))
            added.push_back(i);
    m_lines = lines;
    m_said.resize(lines.size());
    if (added.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(added.size()) - 1);
    m_shown.insert(m_shown.end(), added.begin(), added.end());
    endInsertRows();
}

void LogModel::dropFirst(std::size_t lines)
{
    const auto kept = std::lower_bound(m_shown.begin(), m_shown.end(), lines);
    const auto rows = static_cast<int>(kept - m_shown.begin());
    if (rows > 0)
        beginRemoveRows({}, 0, rows - 1);
    m_shown.erase(m_shown.begin(), kept);
    for (auto& line : m_shown)
        line -= lines;
    const auto count = static_cast<std::ptrdiff_t>(lines);
    m_lines.erase(m_lines.begin(), m_lines.begin() + count);
    m_said.erase(m_said.begin(), m_said.begin() + count);
    if (rows > 0)
        endRemoveRows();
}

void LogModel::setFilter(store::LogLevel least, const TextMatch& match)
{
    m_least = least;
    m_match = match;
    refill();
}

void LogModel::refill()
{
    beginResetModel();
    m_shown.clear();
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        if (fits(m_lines[i]))
            m_shown.push_back(i);
    endResetModel();
}

bool LogModel::fits(const store::LogLine& line) const
{
    return line.level >= m_least && m_match.fits(text(line.text));
}

QString LogModel::lineAt(int row) const
{
    const auto number = m_shown[static_cast<std::size_t>(row)];
    const auto& line = m_lines[number];
    return QString("%1\t%2\t%3").arg(text(line.at), display(number, Level), text(line.text));
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int LogModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

// A view that wraps its lines asks for all of them at each change of its width.
const QString& LogModel::said(std::size_t number) const
{
    auto& said = m_said[number];
    if (said.isEmpty())
        said = withNames(sentence(m_lines[number].text), m_names);
    return said;
}

QString LogModel::display(std::size_t number, int column) const
{
    const auto& line = m_lines[number];
    switch (column) {
    case At:
        return localSecond(line.at);
    case Level:
        return nameOf(line.level);
    case Text:
        return said(number);
    default:
        return {};
    }
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto number = m_shown[static_cast<std::size_t>(index.row())];
    const auto& line = m_lines[number];
    switch (role) {
    case Qt::DisplayRole:
        return display(number, index.column());
    case Qt::ToolTipRole:
        return text(line.text);
    case Qt::ForegroundRole:
        return (*m_theme)[index.column() == Text ? paintOf(line.level) : Paint::Soft];
    default:
        return {};
    }
}

} // namespace autokernel::ui
