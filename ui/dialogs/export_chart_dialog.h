// SPDX-License-Identifier: GPL-3.0-or-later
// Where to, how large, in which colours. Stays open, with all choices, until the file is written.
// UI thread.
#pragma once

#include "ui/export/chart_file.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <functional>

namespace autokernel::ui {

class ExportChartDialog final : public QDialog
{
    Q_OBJECT

public:
    ExportChartDialog(const QString& suggestedFile,
        std::function<Result<void>(const ChartExport&)> write, QWidget* parent = nullptr);

    ChartExport choices() const;
    void accept() override; // writes; a failure is told in the dialog

private:
    void browse();

    std::function<Result<void>(const ChartExport&)> m_write;
    QLineEdit* m_file;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QSpinBox* m_dotsPerInch;
    QComboBox* m_theme;
    QLabel* m_problem;
};

} // namespace autokernel::ui
