// SPDX-License-Identifier: GPL-3.0-or-later
// The settings with a search over their names and descriptions. UI thread.
#pragma once

#include "ui/dialogs/settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <vector>

namespace autokernel::ui {

class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(const Settings& settings, QWidget* parent = nullptr);

    Settings settings() const;
    int shownRows() const; // that the search leaves

private:
    struct Row
    {
        QWidget* widget;
        QString words; // what the search looks at
    };

    void addRow(const QString& name, const QString& description, QWidget* control);
    void show(const Settings& settings);
    void search(const QString& typed);
    void check();
    void browse();

    QLineEdit* m_search;
    QVBoxLayout* m_rowsLayout;
    QLabel* m_nothing;
    QComboBox* m_theme;
    QLineEdit* m_budget;
    QCheckBox* m_asks;
    QCheckBox* m_notifies;
    QCheckBox* m_letters;
    QLineEdit* m_history;
    QLabel* m_problem;
    QPushButton* m_save = nullptr;
    std::vector<Row> m_rows;
};

} // namespace autokernel::ui
