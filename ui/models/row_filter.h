// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a short table that a search leaves: it looks at what the columns show. UI thread.
#pragma once

#include "ui/models/text_match.h"

#include <QSortFilterProxyModel>
#include <functional>

namespace autokernel::ui {

class RowFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using IsWanted = std::function<bool(int sourceRow)>;

    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setMatch(const TextMatch& match);
    void setWanted(IsWanted isWanted); // beside what is searched for; empty: all
    void setHeadingsWrapped(bool isWrapped) { m_isWrapped = isWrapped; } // a line a word
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;

private:
    TextMatch m_match;
    IsWanted m_isWanted;
    bool m_isWrapped = false;
};

} // namespace autokernel::ui
