// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_chart_dialog.h"

#include "ui/text.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>

namespace autokernel::ui {
namespace {

constexpr int kMostPixels = 16'384; // a side; 1 GB of memory at the most

QSpinBox* spinBox(int low, int high, int value, const QString& unit)
{
    auto* box = new QSpinBox;
    box->setRange(low, high);
    box->setValue(value);
    box->setSuffix(' ' + unit);
    return box;
}

} // namespace

ExportChartDialog::ExportChartDialog(const QString& suggestedFile,
    std::function<Result<void>(const ChartExport&)> write, QWidget* parent)
    : QDialog(parent)
    , m_write(std::move(write))
    , m_file(new QLineEdit(suggestedFile))
    , m_width(spinBox(100, kMostPixels, ChartSize().pixels.width(), tr("pixels")))
    , m_height(spinBox(100, kMostPixels, ChartSize().pixels.height(), tr("pixels")))
    , m_dotsPerInch(spinBox(48, 1200, ChartSize().dotsPerInch, tr("per inch")))
    , m_theme(new QComboBox)
    , m_problem(new QLabel)
{
    setWindowTitle(tr("Export the chart"));
    m_theme->addItems({tr("Light"), tr("Dark")});
    auto* choose = new QPushButton(tr("Choose…"));
    connect(choose, &QPushButton::clicked, this, &ExportChartDialog::browse);
    auto* file = new QHBoxLayout;
    file->addWidget(m_file, 1);
    file->addWidget(choose);
    m_file->setMinimumWidth(360);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&File"), file);
    qobject_cast<QLabel*>(form->labelForField(file))->setBuddy(m_file);
    form->addRow(QString(), new QLabel(tr(".png, .svg, .pdf, or .csv for the data")));
    form->addRow(tr("&Width"), m_width);
    form->addRow(tr("&Height"), m_height);
    form->addRow(tr("&Dots"), m_dotsPerInch);
    form->addRow(tr("&Colours"), m_theme);
    m_problem->setObjectName("problem");
    m_problem->setWordWrap(true);
    m_problem->hide();
    form->addRow(m_problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportChartDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &ExportChartDialog::reject);
    form->addRow(buttons);
}

ChartExport ExportChartDialog::choices() const
{
    return {m_file->text(), {{m_width->value(), m_height->value()}, m_dotsPerInch->value()},
        m_theme->currentIndex() == 1};
}

void ExportChartDialog::browse()
{
    const QString file = QFileDialog::getSaveFileName(
        this, windowTitle(), m_file->text(), tr("Pictures (*.png *.svg *.pdf);;Data (*.csv)"));
    if (!file.isEmpty())
        m_file->setText(file);
}

void ExportChartDialog::accept()
{
    const auto written = m_write(choices());
    if (written)
        return QDialog::accept();
    m_problem->setText(text(written.error().message));
    m_problem->show();
}

} // namespace autokernel::ui
