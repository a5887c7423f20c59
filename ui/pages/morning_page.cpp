// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_page.h"

#include "ui/charts/model_table.h"
#include "ui/figures.h"
#include "ui/local_time.h"
#include "ui/pages/conditions.h"
#include "ui/pages/morning_model_effect.h"
#include "ui/pages/morning_remarks.h"
#include "ui/pages/morning_words.h"
#include "ui/theme/metrics.h"
#include "ui/unbroken.h"

#include <QAction>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kChartHeight = 260; // at least, with its title
constexpr int kBesideWidth = 1300; // of the page: its charts have room beside each other

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

// When the ladder was timed: "in turn, 03:52"; without the hour where it is not known.
QString sessionOf(const report::ReportData& report)
{
    const auto& rows = report.modelLadder;
    return rows.empty() || rows.front().measuredAt.empty()
        ? MorningPage::tr("timed in turn")
        : MorningPage::tr("timed in turn, %1")
              .arg(localTime(rows.front().measuredAt, QObject::tr("HH:mm", "time of day")));
}

// Eager's time is another one in each session, and both stand on the page.
QString eagerOf(const Ladder& ladder, const report::ReportData& report)
{
    const auto atTheEnd = morning::eagerAtTheEnd(report);
    if (ladder.eagerMicroseconds <= 0 || !atTheEnd)
        return {};
    return MorningPage::tr("its own session: eager %1 here, %2 at the end")
        .arg(microseconds(ladder.eagerMicroseconds), microseconds(*atTheEnd));
}

} // namespace

MorningPage::MorningPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_gain(new FigureCard(tr("Measured end to end")))
    , m_overFree(new FigureCard(tr("Over PyTorch's own best")))
    , m_outputs(new FigureCard(tr("Outputs")))
    , m_night(new FigureCard(tr("The run")))
    , m_kernels(new KernelGains(theme))
    , m_notInModel(makeLabel({}, Type::Small, true))
    , m_kernelsCard(new Card)
    , m_keeps(new KeepsInOrder)
    , m_keepsCard(new Card)
    , m_model(new ModelView(theme))
    , m_modelValues(new TwinnedChart(*m_model, "morning.model", tr("The whole model's values")))
    , m_modelCard(new Card)
    , m_modelTitle(new TitleLine(makeLabel(tr("The night"), Type::Title)))
    , m_ladder(new LadderView(theme))
    , m_ladderValues(new TwinnedChart(*m_ladder, "morning.ladder", tr("The ladder's values")))
    , m_ladderCard(new Card)
    , m_ladderTitle(new TitleLine(makeLabel(tr("Every way to compute it"), Type::Title)))
    , m_charts(new QHBoxLayout)
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
    m_keepsCard->setTitle(tr("Kept, in order"), tr("Enter opens the diff with its parent"));
    for (const auto& [card, table] : {std::pair<Card*, MorningTable*>(m_kernelsCard, m_kernels),
             std::pair<Card*, MorningTable*>(m_keepsCard, m_keeps)}) {
        card->body().setContentsMargins(0, 0, 0, 0);
        card->body().addWidget(table);
        card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
        connect(table, &MorningTable::experimentPicked, this, &MorningPage::experimentPicked);
    }
    m_notInModel->setContentsMargins(12, 6, 12, 6);
    m_kernelsCard->body().addWidget(m_notInModel);
    main->addWidget(m_kernelsCard);
    m_failures = addRemarks(
        *main, m_failuresCard, tr("What did not work, and why"), RemarkList::Fold::Behind);
    m_failuresCard->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_modelCard->setTitleWidget(m_modelTitle);
    m_modelCard->body().setContentsMargins(0, 4, 0, 0);
    m_modelCard->body().addWidget(m_modelValues);
    m_modelCard->controls().addWidget(&m_modelValues->button());
    m_modelCard->setMinimumHeight(kChartHeight);
    buildLadder();
    m_charts->setSpacing(kPageMargin);
    m_charts->addWidget(m_modelCard, 5);
    m_charts->addWidget(m_ladderCard, 4);
    main->addLayout(m_charts, 100); // all the room that is left
    main->addWidget(m_keepsCard);
    main->addStretch(1);
    return main;
}

void MorningPage::buildLadder()
{
    m_ladderCard->setTitleWidget(m_ladderTitle);
    m_ladderCard->body().setContentsMargins(0, 4, 0, 0);
    m_ladderCard->body().addWidget(m_ladderValues);
    m_ladderCard->controls().addWidget(&m_ladderValues->button());
}

QWidget* MorningPage::buildSide()
{
    auto* side = makeColumn();
    using Fold = RemarkList::Fold;
    m_lookAtFirst = addRemarks(*side, m_firstCard, tr("Look at first"), Fold::Below);
    m_said = addRemarks(*side, m_saidCard, tr("Yours"), Fold::Below);
    m_believe = addRemarks(*side, m_believeCard, tr("Why you can believe it"), Fold::Heads);
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

RemarkList* MorningPage::addRemarks(
    QVBoxLayout& column, Card*& card, const QString& title, RemarkList::Fold fold)
{
    card = new Card(title);
    auto* remarks = new RemarkList(fold, title);
    connect(remarks, &RemarkList::linkActivated, this, &MorningPage::followLink);
    card->body().addWidget(remarks);
    card->controls().addWidget(&remarks->button());
    column.addWidget(card);
    return remarks;
}

void MorningPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    m_charts->setDirection(
        width() >= kBesideWidth ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
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
    if (hasModelProgress(report)) {
        offers.push_back(modelOffer(reportOf(m_snapshot), progressOf(report).axis));
        offers.back().shown = m_model;
    }
    if (!ladderOf(report).bars.empty()) {
        offers.push_back(ladderOffer(reportOf(m_snapshot)));
        offers.back().shown = m_ladder;
    }
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
    m_modelTitle->setRemark(unbroken(dotted({modelOf(report.run), machineOf(report.run),
        tr("speedup over eager"), tr("interleaved pairs, 95 % intervals")})));
    m_model->setData(model);
    m_modelValues->setContent([this] { return tableOf(m_model->data()); });
}

void MorningPage::showLadder(const report::ReportData& report)
{
    auto ladder = ladderOf(report);
    m_ladderCard->setVisible(!ladder.bars.empty());
    QStringList remarks {
        eagerOf(ladder, report), ladder.subject, sessionOf(report), tr("medians, 95 % intervals")};
    remarks.removeAll(QString());
    m_ladderTitle->setRemark(unbroken(dotted(remarks)));
    m_ladder->setData(std::move(ladder));
    m_ladderValues->setContent([this] { return tableOf(m_ladder->data()); });
}

void MorningPage::showTables(const report::ReportData& report)
{
    m_kernels->present(report);
    m_kernelsCard->setTitle(tr("What made it faster"), whatMadeItFaster(report));
    m_kernelsCard->setVisible(m_kernels->rowCount() > 0);
    const auto why = whyNotInModel(report);
    m_notInModel->setText(why);
    m_notInModel->setHidden(why.isEmpty());
    m_keeps->present(report);
    m_keepsCard->setVisible(m_keeps->rowCount() > 0);
}

void MorningPage::showTexts(const report::ReportData& report)
{
    const auto set = [](Card* card, RemarkList* remarks, const QStringList& lines) {
        remarks->set(lines);
        card->setVisible(!lines.isEmpty());
    };
    auto first = lookAtFirst(report, m_snapshot->log);
    if (auto since = sinceItWasResumed(report, m_snapshot->log); !since.isEmpty())
        first.prepend(since);
    set(m_firstCard, m_lookAtFirst, first);
    set(m_failuresCard, m_failures, whatDidNotWork(report));
    set(m_saidCard, m_said, whatWasSaid(report));
    set(m_believeCard, m_believe, whyToBelieve(report));
}

} // namespace autokernel::ui
