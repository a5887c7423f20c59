// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of a log as the log's page and its panel show them: long ones wrap, new ones are followed
// while the end is seen, and Ctrl+C copies the selected lines, or all. UI thread.
#pragma once

#include "ui/models/log_model.h"

#include <QTableView>

namespace autokernel::ui {

class LogTable final : public QTableView
{
    Q_OBJECT

public:
    explicit LogTable(LogModel& model, QWidget* parent = nullptr);

    void copy() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitAll();
    void fitRows(int first, int last); // to their wrapped texts
    void rememberPlace();
    void keepPlace();
    void moveUp(int rows); // that have left at the front

    LogModel* m_model;
    bool m_follows = true; // before the model changes
    int m_place = 0; // of the scroll bar, likewise
};

} // namespace autokernel::ui
