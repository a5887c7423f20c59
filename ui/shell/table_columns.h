// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of one table, as its user has arranged them: width, place, which are hidden, and what
// the rows are sorted by. Adds the heading's menu. Whoever shows or hides a column otherwise does
// it by setOffered(). UI thread.
#pragma once

#include <QJsonObject>
#include <QMenu>
#include <QTableView>
#include <map>

namespace autokernel::ui {

class TableColumns final : public QObject
{
    Q_OBJECT

public:
    // As the columns are now, or when the first ones come, is how reset() leaves them. Belongs to
    // `table`; `name` is unique in the window.
    TableColumns(const QString& name, QTableView& table);

    QTableView& table() { return m_table; }
    QJsonObject layoutState() const;
    // One that does not fit these columns changes nothing. A table that has none yet takes it when
    // they come.
    void restoreLayout(const QJsonObject& state);
    void reset();
    // A column that has nothing to show at present is neither seen nor in the menu, whatever its
    // user has arranged, which comes back with it.
    void setOffered(int column, bool isOffered);
    void showMenu(const QPoint& at); // on the screen
    QMenu* makeMenu(); // the caller's

private:
    void columnsCame();
    bool apply(const QJsonObject& state);
    bool isHidden(int column) const; // by its user

    QTableView& m_table;
    QJsonObject m_first; // empty: no columns yet
    std::map<int, bool> m_withheld; // not offered, and whether its user hides it
    QJsonObject m_awaited; // to be restored when they come
};

} // namespace autokernel::ui
