// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/progress_page.h"

#include "ui/charts/model_table.h"
#include "ui/english_plurals.h"
#include "ui/pages/choice.h"
#include "ui/pages/conditions.h"
#include "ui/shell/table_columns.h"
#include "ui/text.h"
#include "ui/theme/metrics.h"
#include "ui/unbroken.h"

#include <QAbstractItemView>
#include <QMenu>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <QSplitter>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kLeastChoice = 12; // characters: a narrow window cuts a kernel's name
// What the choice shows beside single kernels, whose value is their target.
constexpr qlonglong kMultiples = -1;
constexpr qlonglong kTogether = -2;

} // namespace

ProgressPage::ProgressPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_theme(&theme)
    , m_model(new ModelView(theme))
    , m_modelValues(new TwinnedChart(*m_model, "progress.model", tr("The whole model's values")))
    , m_modelCard(new Card)
    , m_modelTitle(new TitleLine(makeLabel(tr("Whole model, end to end"), Type::Title)))
    , m_chart(new ProgressView(theme))
    , m_scroll(new QScrollArea)
    , m_twin(new TableTwin)
    , m_chartCard(new Card)
    , m_choice(new ElidedChoice)
    , m_chartTitle(new TitleLine(m_choice))
    , m_axes(new QPushButton(tr("Axes")))
    , m_clock(new QAction(tr("Wall &clock instead of experiments\tC"), this))
    , m_logarithmicX(new QAction(tr("Logarithmic e&xperiments or time\tX"), this))
    , m_logarithmic(new QAction(tr("&Logarithmic speedup\tL"), this))
    , m_following(new QPushButton(tr("Following")))
    , m_table(new QPushButton(tr("Table")))
    , m_best(new FigureCard(tr("Best verified kernel")))
    , m_facts(new SearchFacts)
    , m_whenSeen(*this, [this] { showSnapshot(); })
    , m_whenFree([this] {
        offerKernels();
        m_whenSeen.ask();
    })
{
    auto* page = new QHBoxLayout(this);
    page->setContentsMargins(kPageMargin, kPageMargin, kPageMargin, kPageMargin);
    page->setSpacing(kPageMargin);
    auto* charts = new QVBoxLayout;
    charts->setSpacing(kPageMargin);
    buildCharts(*charts);
    page->addLayout(charts, 1);
    addScrollingSide(*page, buildSide());
    connectChart();
    m_whenFree.watch(m_chart->plot());
    m_whenFree.watch(*m_choice);
}

void ProgressPage::buildCharts(QVBoxLayout& charts)
{
    m_modelCard->setTitleWidget(m_modelTitle);
    m_modelCard->body().setContentsMargins(0, 4, 0, 0);
    m_modelCard->body().addWidget(m_modelValues);
    m_modelCard->controls().addWidget(&m_modelValues->button());
    charts.addWidget(m_modelCard, 2);
    buildControls();
    m_chartCard->body().setContentsMargins(0, 4, 0, 0);
    m_scroll->setWidget(m_chart);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_twin->setAccessibleName(tr("The progress chart's values"));
    m_twin->hide();
    new TableColumns("progress.values", *m_twin);
    auto* both = new QSplitter;
    both->addWidget(m_scroll);
    both->addWidget(m_twin);
    both->setSizes({3 * kValuesWidth, kValuesWidth});
    m_chartCard->body().addWidget(both);
    charts.addWidget(m_chartCard, 5);
}

void ProgressPage::buildControls()
{
    m_choice->setAccessibleName(tr("Kernel that is shown"));
    m_choice->setFont(fontOf(Type::Title));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_choice->setMinimumContentsLength(kLeastChoice);
    m_chartCard->setTitleWidget(m_chartTitle);
    auto* menu = new QMenu(m_axes);
    for (auto* action : {m_clock, m_logarithmicX, m_logarithmic}) {
        action->setCheckable(true);
        menu->addAction(action);
    }
    m_axes->setProperty("opensMenu", true);
    m_axes->setToolTip(tr("What the axes count, and how"));
    m_axes->setMenu(menu);
    m_following->setCheckable(true);
    showFollowing();
    m_table->setCheckable(true);
    m_table->setToolTip(tr("The same values as a table (T)"));
    for (auto* control : {m_axes, m_table, m_following})
        m_chartCard->controls().addWidget(control);
}

void ProgressPage::offerExport(QAction& action)
{
    m_chartCard->controls().addWidget(makeButton(action));
    m_modelCard->controls().addWidget(makeButton(action, [this, &action] {
        // It returns when the export is done.
        const QScopedValueRollback first(m_isModelFirst, true);
        action.trigger();
    }));
}

void ProgressPage::connectChart()
{
    connect(m_choice, &QComboBox::currentIndexChanged, this, &ProgressPage::showKernels);
    connect(m_chartTitle, &TitleLine::linkActivated, this, [this] {
        if (const auto* kernel = pickedElsewhere())
            chooseKernel(text(kernel->target.target.key()));
    });
    connect(m_clock, &QAction::toggled, this, [this] {
        showModel();
        showKernels();
    });
    connect(m_table, &QPushButton::toggled, this, [this](bool shown) {
        m_twin->setVisible(shown);
        showTable();
    });
    connect(m_following, &QPushButton::clicked, this, [this] {
        m_chart->follow();
        showFollowing(); // a click toggles it, whatever the chart does
    });
    connect(m_logarithmic, &QAction::toggled, m_chart, &ProgressView::setLogarithmic);
    connect(m_logarithmicX, &QAction::toggled, this, [this](bool logarithmic) {
        m_chart->setLogarithmicX(logarithmic);
        if (m_clock->isChecked()) // which has no zero that a logarithm could begin at
            showKernels();
    });
    connect(m_chart, &ProgressView::logarithmicXToggled, m_logarithmicX, &QAction::toggle);
    connect(m_chart, &ProgressView::logarithmicToggled, m_logarithmic, &QAction::toggle);
    connect(m_chart, &ProgressView::axisToggled, m_clock, &QAction::toggle);
    connect(m_chart, &ProgressView::tableToggled, m_table, &QPushButton::toggle);
    connect(m_chart, &ProgressView::followsChanged, this, &ProgressPage::showFollowing);
    connect(m_chart, &ProgressView::picked, this, &ProgressPage::experimentPicked);
    connect(m_chart, &ProgressView::opened, this, &ProgressPage::experimentOpened);
    connect(m_twin, &TableTwin::picked, this, &ProgressPage::experimentPicked);
    connect(m_twin, &TableTwin::opened, this, &ProgressPage::experimentOpened);
}

// A run that is over brings nothing that could be followed.
void ProgressPage::showFollowing()
{
    const auto state = m_snapshot ? m_snapshot->report.run.summary.state : store::RunState::Active;
    const bool isLive = state == store::RunState::Active || state == store::RunState::Paused;
    const bool follows = m_chart->follows();
    m_following->setText(!isLive ? tr("Fit") : follows ? tr("Following") : tr("Follow"));
    m_following->setChecked(isLive && follows);
    m_following->setToolTip(isLive
            ? tr("Fit all data and follow new ones (F); Backspace takes back one zoom")
            : tr("Fit all data (F); Backspace takes back one zoom"));
}

void ProgressPage::setTheme(const Theme& theme)
{
    m_theme = &theme;
    m_model->setTheme(theme);
    m_chart->setTheme(theme);
    for (auto& [verdict, row] : m_legend)
        row.box->setIcon(markIcon(verdict, theme));
}

void ProgressPage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_whenFree.ask();
}

void ProgressPage::offerKernels()
{
    const auto& kernels = m_snapshot->report.kernels;
    std::vector<ChoiceEntry> entries;
    for (const auto& kernel : kernels)
        entries.push_back({text(kernel.target.target.key()), qlonglong(kernel.target.id.value)});
    if (kernels.size() > 1) {
        entries.push_back({});
        entries.push_back({tr("Small multiples"), kMultiples});
        entries.push_back({tr("All kernels in one"), kTogether});
    }
    setEntries(*m_choice, entries);
    // The separator of the choice is an entry without a text.
    if (const auto key = m_look["kernel"].toString(); !kernels.empty() && !key.isEmpty()) {
        const QSignalBlocker quiet(m_choice);
        m_choice->setCurrentText(key);
        m_look.remove("kernel");
    }
}

void ProgressPage::showSnapshot()
{
    showModel();
    showKernels();
    restoreZoom();
    showFollowing();
}

void ProgressPage::chooseKernel(const QString& key)
{
    m_choice->setCurrentText(key);
}

ProgressAxis ProgressPage::axis() const
{
    return m_clock->isChecked() && m_logarithmicX->isChecked() ? ProgressAxis::Elapsed
                                                               : modelAxis();
}

ProgressAxis ProgressPage::modelAxis() const
{
    return m_clock->isChecked() ? ProgressAxis::WallClock : ProgressAxis::Experiment;
}

ProgressView::Arrangement ProgressPage::arrangement() const
{
    const auto choice = m_choice->currentData().toLongLong();
    return choice == kMultiples ? ProgressView::Arrangement::Multiples
        : choice == kTogether   ? ProgressView::Arrangement::Together
                                : ProgressView::Arrangement::One;
}

const report::KernelReport* ProgressPage::chosen() const
{
    return m_snapshot ? chosenIn(m_snapshot->report) : nullptr;
}

// By its value: the choice may still offer what an earlier snapshot had.
const report::KernelReport* ProgressPage::chosenIn(const report::ReportData& report) const
{
    if (m_choice->currentIndex() < 0)
        return nullptr;
    const auto& kernels = report.kernels;
    const auto wanted = m_choice->currentData().toLongLong();
    const auto found = std::find_if(kernels.begin(), kernels.end(),
        [&](const auto& kernel) { return kernel.target.id.value == wanted; });
    return found == kernels.end() ? nullptr : &*found;
}

std::vector<KernelProgress> ProgressPage::shownKernels() const
{
    const auto& report = m_snapshot->report;
    if (const auto* kernel = chosen())
        return {progressOf(report, *kernel, axis())};
    return progressOfAll(report, axis());
}

// The model's chart has them already, of the same axis.
std::vector<KernelSlice> ProgressPage::shownSlices() const
{
    return m_whenSeen.isDue() || axis() != modelAxis() ? slicesOf(m_snapshot->report, axis())
                                                       : m_model->data().slices;
}

std::set<VerdictClass> ProgressPage::hidden() const
{
    std::set<VerdictClass> hidden;
    for (const auto& [verdict, row] : m_legend)
        if (!row.box->isChecked())
            hidden.insert(verdict);
    return hidden;
}

void ProgressPage::showModel()
{
    if (!m_snapshot)
        return;
    const auto model = modelProgressOf(m_snapshot->report, modelAxis());
    m_modelCard->setVisible(!model.measured.empty());
    const auto& run = m_snapshot->report.run;
    m_modelTitle->setRemark(unbroken(dotted({modelOf(run), machineOf(run), tr("speedup over eager"),
        tr("interleaved pairs, 95 % intervals"), tr("outputs checked")})));
    m_model->setData(model);
    m_modelValues->setContent([this] { return tableOf(m_model->data()); });
    alignCharts();
}

void ProgressPage::alignCharts()
{
    const int room = std::max(m_model->plot().nameRoom(), m_chart->plot().nameRoom());
    m_model->plot().setLeastNameRoom(room);
    m_chart->plot().setLeastNameRoom(room);
}

void ProgressPage::showKernels()
{
    m_shown = m_snapshot;
    if (!m_snapshot || m_snapshot->report.kernels.empty()) {
        m_choice->hide();
        m_chartTitle->setRemark(tr("No kernel yet: the first appears after the profile"));
        m_best->set(tr("none yet"), {}, FigureCard::Tone::Doubtful);
        m_facts->clear();
        showLegend({});
        m_chart->setData({}, arrangement()); // nothing of another run under this title
        return showTable();
    }
    auto kernels = shownKernels();
    m_choice->show();
    fitChoice();
    showTitle();
    showLegend(kernels);
    m_facts->present(*m_snapshot, chosen(), kernels);
    m_chart->setData(std::move(kernels), arrangement(), shownSlices());
    alignCharts();
    if (const auto* kernel = chosen())
        showBest(*kernel);
    else
        showBestOfAll();
    showTable();
}

void ProgressPage::showTitle()
{
    const auto& run = m_snapshot->report.run;
    QStringList remark {machineOf(run)};
    if (chosen())
        remark << tr("speedup over eager") << tr("95 % intervals");
    else
        remark << tr("speedup, each over its own eager");
    const auto whole = chosen() ? kernel() : QString();
    const auto* elsewhere = pickedElsewhere();
    if (elsewhere == nullptr)
        return m_chartTitle->setRemark(unbroken(dotted(remark)), whole);
    const auto link = tr("show it");
    const auto names = kernelNames(m_snapshot->report);
    remark << tr("the picked #%1 is of %2: %3")
                  .arg(m_picked.number)
                  .arg(names.at(elsewhere->target.target.key()), link);
    m_chartTitle->setRemark(unbroken(dotted(remark)), whole, link);
}

const report::KernelReport* ProgressPage::pickedElsewhere() const
{
    const auto& kernels = m_snapshot->report.kernels;
    const auto kernel = std::find_if(kernels.begin(), kernels.end(),
        [this](const auto& each) { return each.target.id == m_picked.target; });
    if (m_picked.number == 0 || !chosen() || kernel == kernels.end() || &*kernel == chosen())
        return nullptr;
    return &*kernel;
}

// As wide as the name that it shows; its list is as wide as the longest.
void ProgressPage::fitChoice()
{
    constexpr int kFrame = 48; // pixels: padding and the arrow
    m_choice->setToolTip(m_choice->currentText());
    m_choice->setMaximumWidth(
        m_choice->fontMetrics().horizontalAdvance(m_choice->currentText()) + kFrame);
    m_choice->view()->setMinimumWidth(m_choice->sizeHint().width());
}

void ProgressPage::select(const store::ExperimentRow& row)
{
    m_picked = {row.number, row.target};
    if (m_snapshot && !m_snapshot->report.kernels.empty())
        showTitle();
    m_chart->select(row.number);
    if (m_twin->isVisible())
        m_twin->select(row.number);
}

void ProgressPage::clearSelection()
{
    m_picked = {};
    if (m_snapshot && !m_snapshot->report.kernels.empty())
        showTitle();
    m_chart->select(0);
    m_twin->forget();
}

} // namespace autokernel::ui
