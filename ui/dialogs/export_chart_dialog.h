// SPDX-License-Identifier: GPL-3.0-or-later
// Which chart, how large, in which colours, where to. UI thread.
#pragma once

#include "ui/dialogs/export_dialog.h"
#include "ui/export/chart_file.h"

#include <QSpinBox>
#include <QStringList>

namespace autokernel::ui {

class ExportChartDialog final : public ExportDialog
{
    Q_OBJECT

public:
    struct Chart
    {
        QString name;
        QString title; // as it stands above the chart
        QString file; // suggested, without suffix
        int leastHeight = 0; // pixels, in the width and density that are offered
    };
    using Write = std::function<void(int chart, const ChartExport&, Done)>;

    // `before`: size and colours that are offered; its file gives the suffix.
    ExportChartDialog(std::vector<Chart> charts, const ChartExport& before, Write write,
        QWidget* parent = nullptr);

    int chart() const { return m_chart->currentIndex(); }
    void setChart(int chart) { m_chart->setCurrentIndex(chart); }
    ChartExport choices() const;

private:
    void write(Done done) override;
    void showChart();
    void showFormat();
    void showSize();
    bool isSuggested() const; // the file's name, but for its format

    std::vector<Chart> m_charts;
    Write m_write;
    QComboBox* m_chart;
    QLineEdit* m_title;
    QComboBox* m_format;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QSpinBox* m_dotsPerInch;
    QLabel* m_paper; // the size as it comes out of a printer
    QComboBox* m_colors;
    QString m_suggested; // file, without suffix
};

} // namespace autokernel::ui
