// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/table_twin.h"

#include "ui/theme/metrics.h"
#include "ui/theme/table_rows.h"

#include <QHeaderView>
#include <QScrollBar>
#include <optional>

namespace autokernel::ui {

namespace {

bool isSameRow(const TwinContent& a, int rowA, const TwinContent& b, int rowB)
{
    const auto number = a.number(rowA);
    return number == b.number(rowB) && (number != 0 || a.cell(rowA, 0) == b.cell(rowB, 0));
}

// Where `to` has rows that `from` has not, if that is in one place and it lacks none.
std::optional<int> insertionOf(const TwinContent& from, const TwinContent& to)
{
    if (from.headings != to.headings || from.rows == 0 || from.rows > to.rows)
        return std::nullopt;
    int after = 0; // equal rows at the end, then those in front
    while (after < from.rows && isSameRow(from, from.rows - 1 - after, to, to.rows - 1 - after))
        ++after;
    const int before = from.rows - after;
    for (int row = 0; row < before; ++row)
        if (!isSameRow(from, row, to, row))
            return std::nullopt;
    return before;
}

} // namespace

class TableTwin::Model final : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void set(TwinContent content)
    {
        beginResetModel();
        m_content = std::move(content);
        endResetModel();
    }
    void extend(int at, TwinContent content)
    {
        const int added = content.rows - m_content.rows;
        if (added > 0)
            beginInsertRows({}, at, at + added - 1);
        m_content = std::move(content);
        if (added > 0)
            endInsertRows();
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
    const TwinContent& content() const { return m_content; }

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : m_content.rows;
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_content.headings.size());
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
            return {};
        return m_content.cell(index.row(), index.column());
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | Qt::AlignLeft));
        if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
            return {};
        return m_content.headings.value(section);
    }

private:
    TwinContent m_content;
};

TableTwin::TableTwin(QWidget* parent)
    : QTableView(parent)
    , m_model(new Model(this))
{
    setModel(m_model);
    setUpRows(*this, kValueRowHeight);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    horizontalHeader()->setStretchLastSection(true);
    const auto numberAt = [this](const QModelIndex& index) {
        return index.isValid() ? m_model->content().number(index.row()) : 0;
    };
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this, numberAt](const QModelIndex& current) {
            if (const auto number = numberAt(current); number > 0 && !m_isFollowing)
                emit picked(number);
        });
    connect(this, &QTableView::activated, this, [this, numberAt](const QModelIndex& index) {
        if (const auto number = numberAt(index); number > 0)
            emit opened(number);
    });
}

void TableTwin::setContent(TwinContent content)
{
    if (extend(content))
        return;
    const auto before
        = currentIndex().isValid() ? m_model->content().number(currentIndex().row()) : 0;
    m_model->set(std::move(content));
    updateGeometries();
    scrollToTop();
    select(before);
}

// A live run grows above what is read; at its very top the latest rows are what is read.
bool TableTwin::extend(TwinContent& content)
{
    const auto at = insertionOf(m_model->content(), content);
    if (!at)
        return false;
    const int value = verticalScrollBar()->value();
    const bool isAbove = value > 0 && *at <= rowAt(0);
    const int added = content.rows - m_model->content().rows;
    m_model->extend(*at, std::move(content));
    if (isAbove && added > 0) {
        updateGeometries(); // the scroll bar's range
        verticalScrollBar()->setValue(value + added * kValueRowHeight);
    }
    return true;
}

void TableTwin::select(std::int64_t number)
{
    for (int row = 0; number > 0 && row < m_model->rowCount(); ++row) {
        if (m_model->content().number(row) != number)
            continue;
        if (row == currentIndex().row())
            return;
        m_isFollowing = true;
        selectionModel()->setCurrentIndex(m_model->index(row, 0),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_isFollowing = false;
        return;
    }
}

void TableTwin::forget()
{
    setCurrentIndex({});
    clearSelection();
}

QString TableTwin::text(int row, int column) const
{
    return m_model->content().cell(row, column);
}

int TableTwin::rows() const
{
    return m_model->rowCount();
}

} // namespace autokernel::ui
