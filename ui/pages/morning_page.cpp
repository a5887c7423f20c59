// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_page.h"

#include "ui/charts/model_table.h"
#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/pages/morning_remarks.h"
#include "ui/sentence.h"
#include "ui/theme/metrics.h"

#include <QAction>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kChartHeight = 300; // at least, with its title

QString range(const store::SpeedupInterval& interval)
{
    return QString("%1 – %2").arg(speedup(interval.low), speedup(interval.high));
}

QString unbroken(QString words)
{
    return words.replace(' ', QChar::Nbsp);
}

QVBoxLayout* makeColumn()
{
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kPageMargin);
    return column;
}

// Over the clock, as one lived through it; by experiments where the clock is not known.
ModelProgress progressOf(const report::ReportData& report)
{
    auto progress = modelProgressOf(report, ProgressAxis::WallClock);
    return progress.measured.empty() ? modelProgressOf(report) : progress;
}

// "33.2 ms → 21.4 ms"; "" where one of them was not measured.
QString timesOf(const report::ReportData& report)
{
    const auto& ours = report.outcome.ours.microseconds;
    for (auto row = report.endToEnd.rbegin(); row != report.endToEnd.rend(); ++row)
        if (row->record.kind == store::ModelMeasurement::Final && row->record.baselineMicroseconds
            && ours)
            return QString("%1 → %2").arg(
                microseconds(*row->record.baselineMicroseconds), microseconds(*ours));
    return {};
}

QString outputsOf(const report::ReportData& report)
{
    for (auto row = report.endToEnd.rbegin(); row != report.endToEnd.rend(); ++row)
        if (row->record.kind == store::ModelMeasurement::Final && row->record.worstMaxRatio)
            return QObject::tr("largest error %1 of its budget, %n input(s) against %2", nullptr,
                row->record.inputsChecked)
                .arg(*row->record.worstMaxRatio, 0, 'f', 2)
                .arg(text(row->record.truth));
    return QObject::tr("within the error budget, confirmed in fresh processes");
}

} // namespace

MorningPage::MorningPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_gain(new FigureCard(tr("Measured end to end")))
    , m_overFree(new FigureCard(tr("Over the strongest free rung")))
    , m_outputs(new FigureCard(tr("Outputs")))
    , m_night(new FigureCard(tr("The run")))
    , m_kernels(new KernelGains(theme))
    , m_kernelsCard(new Card)
    , m_keeps(new KeepsInOrder)
    , m_keepsCard(new Card)
    , m_model(new ModelView(theme))
    , m_modelValues(new TwinnedChart(*m_model, "morning.model", tr("The whole model's values")))
    , m_modelCard(new Card)
    , m_ladder(new LadderView(theme))
    , m_ladderValues(new TwinnedChart(*m_ladder, "morning.ladder", tr("The ladder's values")))
    , m_ladderCard(new Card)
    , m_whenSeen(*this, [this] { showSnapshot(); })
{
    // The page scrolls as one, so that no bar stands between its columns.
    auto* content = new QWidget;
    auto* all = makeColumn();
    all->setContentsMargins(kPageMargin, kPageMargin, kPageMargin, kPageMargin);
    content->setLayout(all);
    auto* figures = new QHBoxLayout;
    figures->setSpacing(kPageMargin);
    for (auto* card : {m_gain, m_overFree, m_outputs, m_night})
        figures->addWidget(card, 1);
    all->addLayout(figures);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(kPageMargin);
    columns->addLayout(buildMain(), 1);
    columns->addWidget(buildSide());
    all->addLayout(columns, 1);
    all->addWidget(m_keepsCard); // what was tried is a sentence: it has the page's whole width
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    // The bar stands in the page's margin, so that the cards do not move when it comes.
    auto* bar = scroll->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, all, [all, bar](int, int most) {
        const int taken = most > 0 ? std::min(bar->sizeHint().width(), kPageMargin) : 0;
        all->setContentsMargins(kPageMargin, kPageMargin, kPageMargin - taken, kPageMargin);
    });
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(scroll);
}

QLayout* MorningPage::buildMain()
{
    auto* main = makeColumn();
    m_kernelsCard->setTitle(
        tr("What made it faster"), tr("kernels by their share of the time; Enter opens the diff"));
    m_keepsCard->setTitle(tr("Kept, in order"), tr("Enter opens the diff with its parent"));
    for (const auto& [card, table] : {std::pair<Card*, MorningTable*>(m_kernelsCard, m_kernels),
             std::pair<Card*, MorningTable*>(m_keepsCard, m_keeps)}) {
        card->body().setContentsMargins(0, 0, 0, 0);
        card->body().addWidget(table);
        card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
        connect(table, &MorningTable::experimentPicked, this, &MorningPage::experimentPicked);
    }
    main->addWidget(m_kernelsCard);
    m_failures = addText(*main, m_failuresCard, tr("What did not work, and why"));
    m_modelCard->setTitle(tr("The night"),
        tr("whole model, end to end, over eager; interleaved pairs, 95 % intervals"));
    m_modelCard->body().setContentsMargins(0, 4, 0, 0);
    m_modelCard->body().addWidget(m_modelValues);
    m_modelCard->controls().addWidget(&m_modelValues->button());
    m_modelCard->setMinimumHeight(kChartHeight);
    main->addWidget(m_modelCard, 100); // all the room that is left, where there is a model
    m_ladderCard->body().setContentsMargins(0, 4, 0, 0);
    m_ladderCard->body().addWidget(m_ladderValues);
    m_ladderCard->controls().addWidget(&m_ladderValues->button());
    main->addWidget(m_ladderCard);
    main->addStretch(1);
    return main;
}

QWidget* MorningPage::buildSide()
{
    auto* side = makeColumn();
    m_lookAtFirst = addText(*side, m_firstCard, tr("Look at first"));
    m_said = addText(*side, m_saidCard, tr("Yours"));
    m_believe = addText(*side, m_believeCard, tr("Why you can believe it"));
    side->addStretch(1);
    auto* widget = new QWidget;
    widget->setFixedWidth(kSideWidth);
    widget->setLayout(side);
    return widget;
}

void MorningPage::offer(const std::vector<QAction*>& actions)
{
    for (auto* action : actions) {
        auto* button = makeButton(*action);
        button->setProperty("primary", action == actions.back());
        m_kernelsCard->controls().addWidget(button);
    }
}

QLabel* MorningPage::addText(QVBoxLayout& column, Card*& card, const QString& title)
{
    card = new Card(title);
    auto* label = makeLabel({});
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    connect(label, &QLabel::linkActivated, this, &MorningPage::followLink);
    card->body().addWidget(label);
    column.addWidget(card);
    return label;
}

void MorningPage::followLink(const QString& link)
{
    const auto value = link.section(':', 1);
    if (link.startsWith("experiment:"))
        emit experimentPicked(value.toLongLong());
    else if (link.startsWith("verdict:"))
        emit verdictWanted(value);
}

void MorningPage::clearSelection()
{
    for (QTableWidget* table :
        {static_cast<QTableWidget*>(m_kernels), static_cast<QTableWidget*>(m_keeps)})
        table->setCurrentCell(-1, -1);
}

void MorningPage::setTheme(const Theme& theme)
{
    m_model->setTheme(theme);
    m_ladder->setTheme(theme);
    m_kernels->setTheme(theme);
    if (m_snapshot && !m_whenSeen.isDue())
        showTables(m_snapshot->report); // links have a colour of the theme
}

std::vector<ChartOffer> MorningPage::charts() const
{
    std::vector<ChartOffer> offers;
    if (!m_snapshot)
        return offers;
    const auto& report = m_snapshot->report;
    if (hasModelProgress(report))
        offers.push_back({tr("Whole model"), fileStem(report, "model"),
            [snapshot = m_snapshot](const Theme& theme) {
                auto view = std::make_unique<ModelView>(theme);
                view->setData(progressOf(snapshot->report));
                return drawingOf(std::move(view), snapshot->report);
            }});
    if (const auto ladder = ladderOf(report); !ladder.bars.empty())
        offers.push_back({tr("Ladder of %1").arg(ladder.subject), fileStem(report, "ladder"),
            [snapshot = m_snapshot](const Theme& theme) {
                auto view = std::make_unique<LadderView>(theme);
                view->setData(ladderOf(snapshot->report));
                return drawingOf(std::move(view), snapshot->report);
            }});
    return offers;
}

void MorningPage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_whenSeen.ask();
}

void MorningPage::showSnapshot()
{
    const auto& report = m_snapshot->report;
    showFigures(report);
    showTables(report);
    showTexts(report);
    showLadder(report);
    const auto model = progressOf(report);
    m_modelCard->setVisible(!model.measured.empty()); // a kernel's run has no model
    m_model->setData(model);
    m_modelValues->setContent([this] { return tableOf(m_model->data()); });
}

void MorningPage::showLadder(const report::ReportData& report)
{
    auto ladder = ladderOf(report);
    m_ladderCard->setVisible(!ladder.bars.empty());
    m_ladderCard->setTitle(tr("Every way to compute it"),
        tr("%1, timed in turn in this run; medians with their 95 % intervals").arg(ladder.subject));
    m_ladder->setData(std::move(ladder));
    m_ladderValues->setContent([this] { return tableOf(m_ladder->data()); });
}

void MorningPage::showTables(const report::ReportData& report)
{
    m_kernels->present(report);
    m_kernelsCard->setVisible(m_kernels->rowCount() > 0);
    m_keeps->present(report);
    m_keepsCard->setVisible(m_keeps->rowCount() > 0);
}

void MorningPage::showFigures(const report::ReportData& report)
{
    using Tone = FigureCard::Tone;
    const auto& outcome = report.outcome;
    const auto& ours = outcome.ours.overEager;
    if (ours) {
        QStringList evidence {tr("over eager, %1").arg(range(*ours))};
        if (const auto times = timesOf(report); !times.isEmpty())
            evidence.push_back(times);
        if (!outcome.verified)
            evidence.push_back(tr("not verified"));
        m_gain->set(speedup(ours->value), evidence.join(" · "),
            outcome.verified && ours->low > 1 ? Tone::Good : Tone::Doubtful);
    } else {
        m_gain->set(tr("no figure"),
            sentence(outcome.ours.note.empty() ? outcome.notVerifiedBecause : outcome.ours.note),
            Tone::Doubtful);
    }
    if (outcome.overFreeRung && outcome.freeRung.name == "eager")
        m_overFree->set(speedup(outcome.overFreeRung->value),
            tr("no free rung that was measured is faster than eager itself"));
    else if (outcome.overFreeRung)
        m_overFree->set(speedup(outcome.overFreeRung->value),
            tr("%1, %2%3")
                .arg(text(outcome.freeRung.name), range(*outcome.overFreeRung),
                    outcome.isOverFreeRungQuotient ? tr(", a quotient of two sessions")
                                                   : tr(", side by side")),
            outcome.slowerThanFreeRung ? Tone::Doubtful : Tone::Plain);
    else
        m_overFree->set(tr("not measured"), sentence(outcome.freeRung.note), Tone::Doubtful);
    m_outputs->set(outcome.verified ? tr("verified") : tr("not verified"),
        outcome.verified ? outputsOf(report) : sentence(outcome.notVerifiedBecause),
        outcome.verified ? Tone::Good : Tone::Doubtful);
    const auto& counts = report.run.verdictCounts;
    const auto count = [&](const char* verdict) {
        const auto found = counts.find(verdict);
        return grouped(found == counts.end() ? 0 : found->second);
    };
    QStringList night {tr("%1 kept · %2 incorrect · %3 caught cheating")
                           .arg(count("kept"), count("incorrect"), count("rejected"))};
    if (!report.controls.empty()) // they have numbers, but are no experiments of the search
        night.push_back(
            unbroken(tr("%n control(s)", nullptr, pluralOf(std::ssize(report.controls)))));
    const auto& run = report.run.summary;
    if (const auto duration = durationBetween(run.startedAt, run.endedAt); !duration.isEmpty())
        night.push_back(duration);
    m_night->set(
        tr("%1 experiment(s)", nullptr, pluralOf(run.experiments)).arg(grouped(run.experiments)),
        night.join(unbroken(" ") + "· "));
}

void MorningPage::showTexts(const report::ReportData& report)
{
    const auto set = [](Card* card, QLabel* label, const QStringList& lines) {
        label->setText("<p style='margin:0 0 8px 0'>"
            + lines.join("</p><p style='margin:0 0 8px 0'>") + "</p>");
        card->setVisible(!lines.isEmpty());
    };
    auto first = lookAtFirst(report);
    if (auto since = sinceItWasResumed(report, m_snapshot->log); !since.isEmpty())
        first.prepend(since);
    set(m_firstCard, m_lookAtFirst, first);
    set(m_failuresCard, m_failures, whatDidNotWork(report));
    set(m_saidCard, m_said, whatWasSaid(report));
    set(m_believeCard, m_believe, whyToBelieve(report));
}

} // namespace autokernel::ui
