// SPDX-License-Identifier: GPL-3.0-or-later
// What the run wrote into its log, with a filter by level and text. Follows new lines while its end
// is seen. UI thread.
#pragma once

#include "ui/pages/log_table.h"
#include "ui/pages/page.h"
#include "ui/pages/search_box.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>

namespace autokernel::ui {

class LogPage final : public Page
{
    Q_OBJECT

public:
    explicit LogPage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    LogModel& model() { return *m_model; }
    int level() const { return m_level->currentIndex(); }
    void setLevel(int index); // one that is not there leaves it as it was
    bool isFiltered() const { return level() > 0 || !m_search->asked().isEmpty(); }
    void copy() const { m_table->copy(); }

signals:
    void folderWanted(const QString& folder); // of the history, in the desktop's file manager
    void filterChanged(); // of the model, which the log's panel shows too

private:
    void applyFilter();
    void showState();

    LogModel* m_model;
    QComboBox* m_level;
    SearchBox* m_search;
    QPushButton* m_copy;
    QPushButton* m_folder;
    LogTable* m_table;
    QLabel* m_empty;
    QStackedLayout* m_stack;
    std::filesystem::path m_history; // that the lines are from
};

} // namespace autokernel::ui
