// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roofline_page.h"

#include "ui/local_time.h"
#include "ui/pages/choice.h"
#include "ui/shell/table_columns.h"
#include "ui/text.h"
#include "ui/theme/metrics.h"

#include <QSplitter>
#include <algorithm>

namespace autokernel::ui {

RooflinePage::RooflinePage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_theme(&theme)
    , m_chart(new RooflineView(theme))
    , m_twin(new TableTwin)
    , m_card(new Card)
    , m_dtype(new QComboBox)
    , m_level(new QComboBox)
    , m_kernel(new ElidedChoice)
    , m_table(new QPushButton(tr("Table")))
    , m_readout(new RoofReadout)
    , m_kernels(new FactRows)
    , m_noKernel(makeLabel(tr("No kernel has a verified winner yet.")))
    , m_gain(new FactRows)
    , m_marks(new FactRows)
    , m_source(makeLabel({}, Type::Small, true))
    , m_whenSeen(*this, [this] { showSnapshot(); })
    , m_whenFree([this] { m_whenSeen.ask(); })
{
    auto* page = new QHBoxLayout(this);
    page->setContentsMargins(kPageMargin, kPageMargin, kPageMargin, kPageMargin);
    page->setSpacing(kPageMargin);
    buildChart();
    page->addWidget(m_card, 1);
    auto* cards = new QWidget;
    cards->setLayout(buildSide());
    addScrollingSide(*page, cards);
    connectChart();
    m_whenFree.watch(m_chart->plot());
    for (auto* choice : {m_dtype, m_level, m_kernel})
        m_whenFree.watch(*choice);
    showLegend();
}

void RooflinePage::buildChart()
{
    m_card->setTitle(tr("Roofline"));
    m_card->body().setContentsMargins(0, 4, 0, 0);
    auto* both = new QSplitter;
    both->addWidget(m_chart);
    both->addWidget(m_twin);
    both->setSizes({3 * kValuesWidth, kValuesWidth});
    m_twin->hide();
    new TableColumns("roofline.values", *m_twin);
    m_twin->setAccessibleName(tr("The roofline's values"));
    m_card->body().addWidget(both);
    m_dtype->setAccessibleName(tr("Dtype"));
    m_level->setAccessibleName(tr("Memory level"));
    m_kernel->setAccessibleName(tr("Kernel that is shown"));
    m_kernel->setMaximumWidth(280);
    m_table->setCheckable(true);
    m_table->setToolTip(tr("The same values as a table (T)"));
    for (QWidget* control : std::initializer_list<QWidget*> {m_kernel, m_dtype, m_level, m_table})
        m_card->controls().addWidget(control);
}

void RooflinePage::offerExport(QAction& action)
{
    m_card->controls().addWidget(makeButton(action));
}

void RooflinePage::connectChart()
{
    connect(m_dtype, &QComboBox::currentIndexChanged, this, &RooflinePage::showDtype);
    connect(m_level, &QComboBox::currentIndexChanged, this,
        [this] { m_chart->setLevel(m_level->currentData().toString()); });
    connect(m_kernel, &QComboBox::currentIndexChanged, this, [this] {
        const store::TargetId target {m_kernel->currentData().toLongLong()};
        m_chart->setKernel(target.isValid() ? std::optional(target) : std::nullopt);
        showLegend();
        showReadout();
        showTable();
    });
    connect(m_table, &QPushButton::toggled, this, [this](bool shown) {
        m_twin->setVisible(shown);
        showTable();
    });
    connect(m_chart, &RooflineView::tableToggled, m_table, &QPushButton::toggle);
    connect(m_chart, &RooflineView::picked, this, &RooflinePage::experimentPicked);
    connect(m_chart, &RooflineView::opened, this, &RooflinePage::experimentOpened);
    connect(m_twin, &TableTwin::picked, this, &RooflinePage::experimentPicked);
    connect(m_twin, &TableTwin::opened, this, &RooflinePage::experimentOpened);
}

void RooflinePage::setTheme(const Theme& theme)
{
    m_theme = &theme;
    m_chart->setTheme(theme);
    showLegend();
    showKernels(m_chart->data());
}

std::vector<ChartOffer> RooflinePage::charts() const
{
    if (!m_shown)
        return {};
    auto offer = rooflineOffer(reportOf(m_shown), m_chart->shown());
    offer.shown = m_chart;
    return {std::move(offer)};
}

QString RooflinePage::dtype() const
{
    const auto known = m_snapshot ? dtypesOf(m_snapshot->report) : std::vector<QString>();
    if (std::find(known.begin(), known.end(), m_dtype->currentText()) != known.end())
        return m_dtype->currentText();
    return known.empty() ? QString("fp32") : known.front();
}

void RooflinePage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_whenFree.ask();
}

void RooflinePage::showSnapshot()
{
    std::vector<ChoiceEntry> dtypes;
    for (const auto& dtype : dtypesOf(m_snapshot->report))
        dtypes.push_back({dtype, dtype});
    if (dtypes.empty())
        dtypes.push_back({dtype(), dtype()});
    setEntries(*m_dtype, dtypes);
    showDtype();
    restoreLook();
}

void RooflinePage::showDtype()
{
    if (!m_snapshot)
        return;
    m_shown = m_snapshot;
    const auto& report = m_snapshot->report;
    auto drawn = rooflineOf(report, m_dtype->currentText());
    m_card->setTitle(tr("Roofline"),
        tr("%1 · %2 · %3")
            .arg(drawn.dtype, drawn.device,
                drawn.measuredAt.isEmpty()
                    ? tr("no roofs measured yet")
                    : tr("roofs measured %1").arg(localTime(drawn.measuredAt.toStdString()))));
    const auto measured = drawn.measuredAt.isEmpty()
        ? QString()
        : tr(", %1").arg(localTime(drawn.measuredAt.toStdString()));
    m_source->setText(
        tr("Roofs and times: measured on this device%1.\nFLOP and bytes: modelled from "
           "the kernel's definition, the least that one call must do; none were "
           "counted by the hardware.\n"
           "A candidate stands at the time of its own session, eager and the ladder at their "
           "measured ratio to the best.")
            .arg(measured));
    showKernels(drawn);
    showChoices(drawn);
    m_chart->setData(std::move(drawn));
    showLegend();
    showReadout();
    showTable();
}

void RooflinePage::showChoices(const RooflineData& drawn)
{
    std::vector<ChoiceEntry> levels {{tr("All levels")}};
    for (const auto& roof : drawn.memory)
        levels.push_back({tr("%1 roof").arg(roof.level), roof.level});
    std::vector<ChoiceEntry> kernels {{tr("All kernels")}};
    for (const auto& trail : drawn.trails)
        kernels.push_back({trail.kernel, qlonglong(trail.target.value)});
    if (!setEntries(*m_level, levels))
        m_chart->setLevel({});
    if (!setEntries(*m_kernel, kernels))
        m_chart->setKernel(std::nullopt);
}

void RooflinePage::select(const store::ExperimentRow& row)
{
    m_chart->select(row.number);
    m_twin->select(row.number);
    showReadout();
}

void RooflinePage::clearSelection()
{
    m_chart->select(0);
    m_twin->forget();
    showReadout();
}

} // namespace autokernel::ui
