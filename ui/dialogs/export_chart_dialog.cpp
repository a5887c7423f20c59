// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_chart_dialog.h"

#include "ui/shell/card.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <algorithm>

namespace autokernel::ui {
namespace {

const QStringList kSuffixes {"png", "svg", "pdf", "csv"}; // by ChartFormat

QSpinBox* spinBox(const char* name, int low, int high, int value)
{
    auto* box = new QSpinBox;
    box->setObjectName(name);
    box->setRange(low, high);
    box->setValue(value);
    box->setAccelerated(true);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons); // arrow keys and the wheel step
    return box;
}

} // namespace

ExportChartDialog::ExportChartDialog(
    std::vector<Chart> charts, const ChartExport& before, Write write, QWidget* parent)
    : ExportDialog(tr("Export the chart"), {}, parent)
    , m_charts(std::move(charts))
    , m_write(std::move(write))
    , m_chart(new QComboBox)
    , m_title(new QLineEdit)
    , m_format(new QComboBox)
    , m_width(spinBox("width", 100, kMostPixels, before.size.pixels.width()))
    , m_height(spinBox("height", 100, kMostPixels, before.size.pixels.height()))
    , m_dotsPerInch(spinBox("dots", kLeastDotsPerInch, kMostDotsPerInch, before.size.dotsPerInch))
    , m_paper(makeLabel({}, Type::Small, true))
    , m_colors(new QComboBox)
{
    for (const auto& chart : m_charts)
        m_chart->addItem(chart.name);
    m_format->addItems(
        {tr("PNG, pixels"), tr("SVG, vectors"), tr("PDF, vectors"), tr("CSV, the chart's data")});
    m_format->setCurrentIndex(
        static_cast<int>(chartFormatOf(before.file).value_or(ChartFormat::Png)));
    m_colors->addItems({tr("Light"), tr("Dark"), tr("Print")});
    m_colors->setCurrentIndex(static_cast<int>(before.colors));
    auto* size = new QHBoxLayout;
    size->setSpacing(8);
    size->addWidget(m_width);
    size->addWidget(new QLabel("×"));
    size->addWidget(m_height);
    size->addWidget(new QLabel(tr("pixels at")));
    size->addWidget(m_dotsPerInch);
    size->addWidget(new QLabel(tr("per inch")));
    size->addStretch();
    m_width->setAccessibleName(tr("Width in pixels"));
    m_height->setAccessibleName(tr("Height in pixels"));
    m_dotsPerInch->setAccessibleName(tr("Dots per inch"));
    if (m_charts.size() > 1)
        form().addRow(tr("C&hart"), m_chart);
    form().addRow(tr("&Title"), m_title);
    form().addRow(tr("Fo&rmat"), m_format);
    form().addRow(tr("&Size"), size);
    qobject_cast<QLabel*>(form().labelForField(size))->setBuddy(m_width);
    form().addRow(QString(), m_paper);
    form().addRow(tr("C&olours"), m_colors);
    addFileRow(tr("Pictures (*.png *.svg *.pdf);;Data (*.csv)"));
    connect(m_chart, &QComboBox::currentIndexChanged, this, &ExportChartDialog::showChart);
    tieFormat(*m_format, kSuffixes);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportChartDialog::showFormat);
    for (auto* box : {m_width, m_height, m_dotsPerInch})
        connect(box, &QSpinBox::valueChanged, this, &ExportChartDialog::showSize);
    showChart();
    showSize();
    showFormat();
}

ChartExport ExportChartDialog::choices() const
{
    return {file(), {{m_width->value(), m_height->value()}, m_dotsPerInch->value()},
        static_cast<ChartColors>(m_colors->currentIndex()), m_title->text()};
}

void ExportChartDialog::write(Done done)
{
    const auto wanted = choices();
    if (!chartFormatOf(wanted.file))
        return done(fail(ErrorCode::Unsupported,
            "{} is no chart that AutoKernel can write: end it in .png, .svg, .pdf or .csv.",
            QFileInfo(wanted.file).fileName().toStdString()));
    m_write(chart(), wanted, std::move(done));
}

// The file follows the chart until the user names another.
void ExportChartDialog::showChart()
{
    if (chart() < 0)
        return;
    const auto& shown = m_charts[static_cast<std::size_t>(chart())];
    m_title->setText(shown.title);
    m_height->setValue(std::max(m_height->value(), shown.leastHeight));
    if (!isSuggested())
        return;
    m_suggested = shown.file;
    setFile(m_suggested + '.' + kSuffixes[m_format->currentIndex()]);
}

bool ExportChartDialog::isSuggested() const
{
    return m_suggested.isEmpty()
        || std::any_of(kSuffixes.begin(), kSuffixes.end(),
            [this](const QString& suffix) { return file() == m_suggested + '.' + suffix; });
}

void ExportChartDialog::showFormat()
{
    const bool isPicture = m_format->currentIndex() != static_cast<int>(ChartFormat::Csv);
    for (QWidget* box :
        std::initializer_list<QWidget*> {m_width, m_height, m_dotsPerInch, m_colors, m_title})
        box->setEnabled(isPicture);
}

void ExportChartDialog::showSize()
{
    constexpr double kMillimetresPerInch = 25.4;
    const auto millimetres
        = [&](int pixels) { return qRound(pixels * kMillimetresPerInch / m_dotsPerInch->value()); };
    m_paper->setText(tr("%1 × %2 mm on paper; text and lines keep their size there")
                         .arg(millimetres(m_width->value()))
                         .arg(millimetres(m_height->value())));
}

} // namespace autokernel::ui
