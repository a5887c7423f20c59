// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roofline_page.h"

#include "ui/text.h"
#include "ui/theme/metrics.h"

#include "report/format.h"
#include "report/kernel_queue.h"

#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kTwinWidth = 460;

} // namespace

RooflinePage::RooflinePage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_chart(new RooflineView(theme))
    , m_twin(new TableTwin)
    , m_card(new Card)
    , m_dtype(new QComboBox)
    , m_level(new QComboBox)
    , m_kernel(new QComboBox)
    , m_table(new QPushButton(tr("Table")))
    , m_readout(new FigureCard(tr("Of its attainable roof")))
    , m_kernels(makeLabel({}))
    , m_source(makeLabel({}))
{
    auto* page = new QHBoxLayout(this);
    page->setContentsMargins(12, 12, 12, 12);
    page->setSpacing(12);
    m_card->setTitle(tr("Roofline"));
    m_card->body().setContentsMargins(0, 4, 0, 0);
    auto* both = new QSplitter;
    both->addWidget(m_chart);
    both->addWidget(m_twin);
    both->setSizes({3 * kTwinWidth, kTwinWidth});
    m_twin->hide();
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
    page->addWidget(m_card, 1);
    auto* side = new QScrollArea;
    auto* column = new QWidget;
    column->setLayout(buildSide());
    side->setWidget(column);
    side->setWidgetResizable(true);
    side->setFixedWidth(kSideWidth);
    side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    page->addWidget(side);
    connect(m_dtype, &QComboBox::currentIndexChanged, this, &RooflinePage::showDtype);
    connect(m_level, &QComboBox::currentIndexChanged, this,
        [this] { m_chart->setLevel(m_level->currentData().toString()); });
    connect(m_kernel, &QComboBox::currentIndexChanged, this, [this] {
        const store::TargetId target {m_kernel->currentData().toLongLong()};
        m_chart->setKernel(target.isValid() ? std::optional(target) : std::nullopt);
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

QLayout* RooflinePage::buildSide()
{
    auto* side = new QVBoxLayout;
    side->setSpacing(12);
    side->setContentsMargins(0, 0, 0, 0);
    m_readout->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    side->addWidget(m_readout);
    const auto add = [&](const QString& title, QLabel* label) {
        auto* card = new Card(title);
        label->setWordWrap(true);
        card->body().addWidget(label);
        side->addWidget(card);
    };
    m_kernels->setTextFormat(Qt::RichText);
    add(tr("How near to its roof"), m_kernels);
    add(tr("Marks"),
        makeLabel(tr("●  best verified, with its part of the roof\n○  where a kernel started\n"
                     "□  a rung of the ladder that is right\n↑  from the first to the best\n"
                     "One kernel alone shows all its candidates, from faint to strong.")));
    add(tr("Where the figures come from"), m_source);
    side->addStretch();
    return side;
}

void RooflinePage::setTheme(const Theme& theme)
{
    m_chart->setTheme(theme);
}

// A page that was not looked at since has its chart made from the snapshot.
std::vector<ChartOffer> RooflinePage::charts() const
{
    if (!m_snapshot)
        return {};
    const auto dtype = this->dtype();
    return {{tr("Roofline, %1").arg(dtype),
        fileStem(m_snapshot->report, "roofline-" + dtype.toStdString()),
        [this, dtype](const Theme& theme) {
            if (!m_isBehind)
                return drawingOf(m_chart->detached(theme), m_snapshot->report, dtype.toStdString());
            auto view = std::make_unique<RooflineView>(theme);
            view->setData(rooflineOf(m_snapshot->report, dtype));
            return drawingOf(std::move(view), m_snapshot->report, dtype.toStdString());
        }}};
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
    m_isBehind = true;
    if (isVisible())
        showSnapshot();
}

void RooflinePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_isBehind)
        showSnapshot();
}

void RooflinePage::showSnapshot()
{
    m_isBehind = false;
    const QSignalBlocker quiet(m_dtype);
    const QString wanted = dtype();
    m_dtype->clear();
    for (const auto& dtype : dtypesOf(m_snapshot->report))
        m_dtype->addItem(dtype);
    if (m_dtype->count() == 0)
        m_dtype->addItem(wanted);
    m_dtype->setCurrentText(wanted);
    showDtype();
}

void RooflinePage::showDtype()
{
    if (!m_snapshot)
        return;
    const auto& report = m_snapshot->report;
    auto drawn = rooflineOf(report, m_dtype->currentText());
    m_card->setTitle(tr("Roofline"),
        tr("%1 · %2 · %3")
            .arg(drawn.dtype, drawn.device,
                drawn.measuredAt.isEmpty()
                    ? tr("no roofs measured yet")
                    : tr("roofs measured %1").arg(drawn.measuredAt.left(10))));
    m_source->setText(tr(
        "Roofs: measured on this device%1. The history holds no data-sheet values, so none are "
        "drawn.\n\nFLOP and bytes: modelled from the kernel's definition, the least that one call "
        "must do. Counted ones would differ where data is read twice.")
                          .arg(drawn.measuredAt.isEmpty() ? QString()
                                                          : tr(", %1").arg(drawn.measuredAt)));
    QStringList lines;
    for (const auto& trail : drawn.trails)
        if (trail.champion && trail.leastMicroseconds > 0)
            lines.push_back(tr("<b>%1</b> %2, bound by %3")
                                .arg(text(report::formatPercent(trail.leastMicroseconds
                                         / trail.candidates[*trail.champion].microseconds)),
                                    trail.name.toHtmlEscaped(), trail.bound));
    m_kernels->setText(
        lines.isEmpty() ? tr("No kernel has a verified winner yet.") : lines.join("<br>"));
    showChoices(drawn);
    m_chart->setData(std::move(drawn));
    showReadout();
    showTable();
}

void RooflinePage::showChoices(const RooflineData& drawn)
{
    const auto fill = [](QComboBox* box, const QString& all, const auto& entries) {
        const QSignalBlocker quiet(box);
        const auto before = box->currentData();
        box->clear();
        box->addItem(all, {});
        for (const auto& [name, value] : entries)
            box->addItem(name, value);
        box->setCurrentIndex(std::max(0, before.isValid() ? box->findData(before) : 0));
        return box->currentData() == before;
    };
    std::vector<std::pair<QString, QVariant>> levels;
    for (const auto& roof : drawn.memory)
        levels.emplace_back(tr("%1 roof").arg(roof.level), roof.level);
    std::vector<std::pair<QString, QVariant>> kernels;
    for (const auto& trail : drawn.trails)
        kernels.emplace_back(trail.kernel, qlonglong(trail.target.value));
    if (!fill(m_level, tr("All levels"), levels))
        m_chart->setLevel({});
    if (!fill(m_kernel, tr("All kernels"), kernels))
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
}

// Of the selected experiment; else of the champion that is shown, largest share first.
void RooflinePage::showReadout()
{
    const auto& drawn = m_chart->data();
    const RooflineTrail* trail = nullptr;
    const RooflineCandidate* candidate = nullptr;
    for (const auto& each : drawn.trails)
        for (const auto& one : each.candidates)
            if (one.number == m_chart->selected()) {
                trail = &each;
                candidate = &one;
            }
    const auto wanted = m_kernel->currentData().toLongLong();
    for (const auto& each : drawn.trails)
        if (candidate == nullptr && each.champion && (wanted == 0 || each.target.value == wanted)) {
            trail = &each;
            candidate = &each.candidates[*each.champion];
        }
    if (candidate == nullptr || trail->leastMicroseconds <= 0) {
        m_readout->set(tr("not known"),
            drawn.hasRoofs() ? tr("Choose an experiment that was timed.") : summaryOf(drawn),
            FigureCard::Tone::Doubtful);
        return;
    }
    const double time = candidate->microseconds;
    const double fraction = trail->leastMicroseconds / time;
    QString evidence = tr("#%1 %2, %3\n%4\n%5 a call; at the roof %6")
                           .arg(candidate->number)
                           .arg(labelOf(candidate->verdict).toLower(), trail->kernel,
                               readoutOf(*trail, time), text(report::formatMicroseconds(time)),
                               text(report::formatMicroseconds(trail->leastMicroseconds)));
    if (m_snapshot) {
        const auto queue = report::kernelQueue(m_snapshot->report);
        for (std::size_t i = 0; i < queue.rows.size(); ++i)
            if (text(queue.rows[i].name) == trail->kernel && queue.rows[i].overEager
                && queue.rows[i].presentMicroseconds > 0 && queue.forwardMicroseconds > 0)
                evidence += tr("\nThen the model, by Amdahl's law: %1 over eager, now %2")
                                .arg(text(report::formatSpeedup(report::speedupIf(queue, i,
                                         queue.rows[i].overEager->value
                                             * queue.rows[i].presentMicroseconds
                                             / trail->leastMicroseconds))),
                                    text(report::formatSpeedup(report::presentForecast(queue))));
    }
    m_readout->set(text(report::formatPercent(fraction)), evidence,
        fraction > 1 ? FigureCard::Tone::Doubtful : FigureCard::Tone::Plain);
}

void RooflinePage::showTable()
{
    if (m_twin->isHidden())
        return;
    struct Row
    {
        const RooflineTrail* trail;
        std::int64_t number;
        QString what;
        double microseconds;
    };
    auto drawn = std::make_shared<RooflineData>(m_chart->data());
    auto rows = std::make_shared<std::vector<Row>>();
    const auto wanted = m_kernel->currentData().toLongLong();
    for (const auto& trail : drawn->trails) {
        if (wanted != 0 && trail.target.value != wanted)
            continue;
        for (const auto& rung : trail.rungs)
            rows->push_back({&trail, 0, rung.name, rung.microseconds});
        for (auto each = trail.candidates.rbegin(); each != trail.candidates.rend(); ++each)
            rows->push_back({&trail, each->number,
                QString("#%1 %2").arg(each->number).arg(labelOf(each->verdict).toLower()),
                each->microseconds});
    }
    const auto cell = [drawn, rows](int index, int column) {
        const auto& row = (*rows)[static_cast<std::size_t>(index)];
        switch (column) {
        case 0:
            return row.what;
        case 1:
            return row.trail->kernel;
        case 2:
            return text(report::formatMicroseconds(row.microseconds));
        case 3:
            return text(report::formatRate(row.trail->flopPerSecond(row.microseconds), "FLOP"));
        case 4:
            return QString::number(row.trail->intensity(), 'g', 3);
        default:
            return row.trail->leastMicroseconds > 0
                ? text(report::formatPercent(row.trail->leastMicroseconds / row.microseconds))
                : QString();
        }
    };
    m_twin->setContent({{tr("what"), tr("kernel"), tr("one call"), tr("rate"), tr("FLOP per byte"),
                            tr("of its roof")},
        static_cast<int>(rows->size()), cell,
        [rows](int index) { return (*rows)[static_cast<std::size_t>(index)].number; }});
    m_twin->select(m_chart->selected());
}

} // namespace autokernel::ui
