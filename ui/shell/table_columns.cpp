// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/table_columns.h"

#include <QHeaderView>
#include <QJsonArray>
#include <algorithm>
#include <optional>
#include <vector>

namespace autokernel::ui {
namespace {

constexpr int kNarrowest = 20; // pixels
constexpr int kWidest = 4000;

struct Column
{
    int width = 0; // pixels
    int place = 0; // from the left
    bool isHidden = false;
};

// nullopt: not `count` columns, each in a place of its own, one of which is seen at least.
std::optional<std::vector<Column>> columnsOf(const QJsonArray& stored, int count)
{
    if (stored.size() != count)
        return std::nullopt;
    std::vector<Column> columns;
    std::vector<bool> isTaken(static_cast<std::size_t>(count));
    for (const auto& each : stored) {
        const auto one = each.toObject();
        const Column column {one["width"].toInt(), one["place"].toInt(-1), one["hidden"].toBool()};
        if (column.place < 0 || column.place >= count)
            return std::nullopt;
        const auto place = static_cast<std::size_t>(column.place);
        if (isTaken[place] || column.width < 0 || column.width > kWidest)
            return std::nullopt;
        isTaken[place] = true;
        columns.push_back(column);
    }
    if (std::ranges::all_of(columns, &Column::isHidden))
        return std::nullopt;
    return columns;
}

} // namespace

TableColumns::TableColumns(const QString& name, QTableView& table)
    : QObject(&table)
    , m_table(table)
{
    setObjectName(name);
    auto* header = table.horizontalHeader();
    header->setSectionsMovable(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this,
        [this, header](const QPoint& at) { showMenu(header->viewport()->mapToGlobal(at)); });
    connect(header, &QHeaderView::sectionCountChanged, this, &TableColumns::columnsCame);
    columnsCame();
}

void TableColumns::columnsCame()
{
    if (!m_first.isEmpty() || m_table.horizontalHeader()->count() == 0)
        return;
    m_first = layoutState();
    if (!m_awaited.isEmpty())
        apply(std::exchange(m_awaited, {}));
}

QJsonObject TableColumns::layoutState() const
{
    const auto* header = m_table.horizontalHeader();
    if (header->count() == 0)
        return m_awaited;
    QJsonArray columns;
    for (int i = 0; i < header->count(); ++i) {
        QJsonObject column {{"place", header->visualIndex(i)}, {"hidden", isHidden(i)}};
        // Others are as wide as the table makes them.
        if (!header->isSectionHidden(i) && header->sectionResizeMode(i) == QHeaderView::Interactive)
            column["width"] = header->sectionSize(i);
        columns.append(column);
    }
    QJsonObject state {{"columns", columns}};
    if (m_table.isSortingEnabled() && header->sortIndicatorSection() < header->count()) {
        state["sorted_by"] = header->sortIndicatorSection();
        state["descending"] = header->sortIndicatorOrder() == Qt::DescendingOrder;
    }
    return state;
}

void TableColumns::restoreLayout(const QJsonObject& state)
{
    if (m_table.horizontalHeader()->count() == 0)
        m_awaited = state;
    else
        apply(state);
}

void TableColumns::reset()
{
    if (!m_first.isEmpty())
        apply(m_first);
    m_awaited = {};
}

bool TableColumns::apply(const QJsonObject& state)
{
    auto* header = m_table.horizontalHeader();
    const int count = header->count();
    const auto columns = columnsOf(state["columns"].toArray(), count);
    if (!columns)
        return false;
    // From the left: what was put into its place is not moved by those that follow.
    for (int place = 0; place < count; ++place)
        for (int i = 0; i < count; ++i)
            if ((*columns)[static_cast<std::size_t>(i)].place == place)
                header->moveSection(header->visualIndex(i), place);
    for (int i = 0; i < count; ++i) {
        const auto& column = (*columns)[static_cast<std::size_t>(i)];
        if (const auto withheld = m_withheld.find(i); withheld != m_withheld.end())
            withheld->second = column.isHidden;
        else
            header->setSectionHidden(i, column.isHidden);
        if (column.width > 0 && !column.isHidden
            && header->sectionResizeMode(i) == QHeaderView::Interactive)
            header->resizeSection(i, std::max(kNarrowest, column.width));
    }
    const int sortedBy = state["sorted_by"].toInt(-1);
    if (m_table.isSortingEnabled() && sortedBy >= 0 && sortedBy < count)
        m_table.sortByColumn(
            sortedBy, state["descending"].toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
    return true;
}

bool TableColumns::isHidden(int column) const
{
    const auto withheld = m_withheld.find(column);
    return withheld != m_withheld.end() ? withheld->second : m_table.isColumnHidden(column);
}

void TableColumns::setOffered(int column, bool isOffered)
{
    if (isOffered != m_withheld.contains(column))
        return;
    if (isOffered) {
        m_table.setColumnHidden(column, m_withheld.extract(column).mapped());
    } else {
        m_withheld.emplace(column, m_table.isColumnHidden(column));
        m_table.setColumnHidden(column, true);
    }
}

void TableColumns::showMenu(const QPoint& at)
{
    auto* menu = makeMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(at);
}

QMenu* TableColumns::makeMenu()
{
    auto* menu = new QMenu(tr("Columns"), &m_table);
    auto* header = m_table.horizontalHeader();
    const int shown = header->count() - header->hiddenSectionCount();
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        if (m_withheld.contains(column))
            continue;
        auto* action = menu->addAction(m_table.model()
                                           ->headerData(column, Qt::Horizontal)
                                           .toString()
                                           .simplified()
                                           .replace('&', "&&"));
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        action->setEnabled(shown > 1 || !action->isChecked()); // the heading must stay in reach
        connect(action, &QAction::toggled, header,
            [header, column](bool isShown) { header->setSectionHidden(column, !isShown); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Reset columns")), &QAction::triggered, this, &TableColumns::reset);
    return menu;
}

} // namespace autokernel::ui
