// SPDX-License-Identifier: GPL-3.0-or-later
// The same values as a chart, as a table beside it, for whoever cannot see or trust a picture.
// Cells are made when they are seen, so that a chart of 100,000 points costs nothing here. UI
// thread.
#pragma once

#include <QAbstractTableModel>
#include <QTableView>
#include <functional>

namespace autokernel::ui {

struct TwinContent
{
    QStringList headings;
    int rows = 0;
    std::function<QString(int row, int column)> cell;
    std::function<std::int64_t(int row)> number; // the experiment of a row; 0: none
};

class TableTwin final : public QTableView
{
    Q_OBJECT

public:
    explicit TableTwin(QWidget* parent = nullptr);

    // Rows that come in between leave those in sight, and what is selected, where they are.
    void setContent(TwinContent content);
    void select(std::int64_t number);
    void forget(); // that any row was selected
    QString text(int row, int column) const;
    int rows() const;

signals:
    void picked(std::int64_t number);
    void opened(std::int64_t number);

private:
    class Model;
    bool extend(TwinContent& content); // false: it is other content
    Model* m_model;
    bool m_isFollowing = false; // a selection that came from elsewhere
};

} // namespace autokernel::ui
