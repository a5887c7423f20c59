// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_view.h"

#include "ui/pages/compare_offer.h"
#include "ui/pages/run_facts.h"
#include "ui/theme/metrics.h"

#include <QHeaderView>
#include <algorithm>

namespace autokernel::ui {
namespace {

// One for the name, one a run, and one for the ratio of two.
constexpr int kName = 0;
constexpr int kFirstRun = 1;
constexpr int kRatio = kFirstRun + CompareView::kMostRuns;
constexpr int kColumns = kRatio + 1;
constexpr int kColumnWidth = 170; // an interval, or the name of a setting
constexpr int kFactsWidth = 620; // at most: a value further from its name is read in a wrong row

QString nameOf(const report::ReportData& report)
{
    return CompareView::tr("run %1").arg(report.run.summary.id.value);
}

QStringList headingsOf(const Comparison& comparison)
{
    QStringList headings {CompareView::tr("what differs")};
    for (const auto& run : comparison.runs)
        headings.push_back(nameOf(run));
    while (headings.size() < kRatio)
        headings.push_back({});
    headings.push_back(
        CompareView::tr("%1 over %2").arg(nameOf(comparison.runs[1]), nameOf(comparison.runs[0])));
    return headings;
}

} // namespace

CompareView::CompareView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_card(new Card)
    , m_invitation(makeLabel({}, Type::Body, true))
    , m_warning(makeLabel({}))
    , m_chart(new CompareChart(theme))
    , m_chartValues(new TwinnedChart(*m_chart, "compare.values", tr("The values of the runs")))
    , m_withoutLine(makeLabel({}, Type::Small, true))
    , m_table(new QTableWidget(0, kColumns))
    , m_facts(new FactRows)
    , m_factsRoom(new QScrollArea)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_card);
    m_warning->setWordWrap(true);
    m_warning->setContentsMargins(16, 8, 16, 0);
    m_warning->setProperty("warning", true);
    buildTable();
    m_card->body().setContentsMargins(0, 0, 0, 0);
    m_invitation->setWordWrap(true);
    m_invitation->setAlignment(Qt::AlignCenter);
    m_invitation->setContentsMargins(16, 16, 16, 16);
    m_card->body().addWidget(m_invitation, 100); // of the hidden rest nothing
    m_card->body().addWidget(m_warning);
    m_withoutLine->setWordWrap(true);
    m_withoutLine->setContentsMargins(16, 0, 16, 12);
    auto* picture = new QVBoxLayout;
    picture->setSpacing(0);
    m_chartValues->setOrientation(Qt::Vertical); // beside it is the table of what differs
    m_card->controls().addWidget(&m_chartValues->button());
    picture->addWidget(m_chartValues, 1);
    picture->addWidget(m_withoutLine);
    auto* both = new QHBoxLayout;
    both->setSpacing(0);
    both->addLayout(picture, 2);
    both->addWidget(m_table, 3);
    m_facts->layout()->setContentsMargins(16, 12, 16, 12);
    m_facts->layout()->setAlignment(Qt::AlignTop);
    m_factsRoom->setMaximumWidth(kFactsWidth);
    m_factsRoom->setWidget(m_facts);
    m_factsRoom->setWidgetResizable(true);
    m_facts->setAutoFillBackground(false); // the card's
    m_factsRoom->viewport()->setAutoFillBackground(false);
    both->addWidget(m_factsRoom, 3);
    m_card->body().addLayout(both, 1);
    clear();
}

void CompareView::buildTable()
{
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ContiguousSelection);
    m_table->setAccessibleName(tr("What differs between the runs"));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    auto* header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    for (int column = 0; column < kRatio; ++column)
        m_table->setColumnWidth(column, kColumnWidth);
    header->setSectionResizeMode(kRatio, QHeaderView::Stretch);
    m_columns = new TableColumns("compare", *m_table);
    header->setSectionsMovable(false); // a group's line begins in the first
}

void CompareView::clear()
{
    empty(false);
    m_card->setTitle(tr("Compare runs"));
    showInvitation();
}

void CompareView::refuse(const QString& sentence)
{
    empty(true);
    m_card->setTitle(tr("The runs could not be compared"), sentence);
    showInvitation();
}

void CompareView::empty(bool isRefused)
{
    m_isEmpty = true;
    m_isRefused = isRefused;
    for (QWidget* part :
        std::initializer_list<QWidget*> {m_warning, m_withoutLine, m_table, m_factsRoom})
        part->hide();
    showChart({}, {});
    m_facts->set({});
}

void CompareView::setAlone(const SnapshotPtr& snapshot)
{
    m_alone = snapshot;
    if (m_isEmpty)
        showInvitation();
}

void CompareView::showAlone()
{
    const auto& report = m_alone->report;
    m_card->setTitle(tr("Run %1").arg(report.run.summary.id.value), m_invitation->text());
    showChart({reportOf(m_alone)}, compareLines({&report, 1}));
    m_facts->set(runFacts(report));
    m_factsRoom->show();
}

void CompareView::showChart(std::vector<ReportPtr> runs, std::vector<CompareLine> lines)
{
    const bool hasLine
        = std::ranges::any_of(lines, [](const CompareLine& line) { return !line.points.empty(); });
    m_chartValues->setVisible(hasLine);
    m_chartValues->button().setVisible(hasLine);
    m_shown = std::move(runs);
    m_chart->setLines(std::move(lines));
    m_chartValues->setContent([this] { return tableOf(m_chart->lines()); });
}

std::vector<ChartOffer> CompareView::charts() const
{
    if (m_chartValues->isHidden())
        return {};
    auto offer = compareOffer(m_shown, m_chart->lines());
    offer.shown = m_chart;
    return {std::move(offer)};
}

void CompareView::setRunCount(int count)
{
    m_runCount = count;
    if (m_isEmpty)
        showInvitation();
}

void CompareView::showInvitation()
{
    m_invitation->setText(m_runCount >= 2
            ? tr("Select two or more runs above with Ctrl+click or Shift+arrow. Ctrl+Shift+D takes "
                 "the run that is shown and the one before it.")
            : tr("A second run of this history would be compared here with the first: their "
                 "conditions and results, each kernel, and the settings, without what is equal."));
    const bool isAlone = m_alone && m_alone->report.run.summary.id.isValid() && !m_isRefused;
    m_invitation->setVisible(!isAlone);
    if (isAlone)
        showAlone();
}

void CompareView::present(const ComparisonPtr& comparison)
{
    const auto& runs = comparison->runs;
    QStringList names;
    for (const auto& run : runs)
        names.push_back(QString::number(run.run.summary.id.value));
    m_card->setTitle(runs.size() == 2 ? tr("Run %1 and run %2").arg(names[0], names[1])
                                      : tr("Runs %1").arg(names.join(", ")),
        tr("what is equal is left out; ratios are of two sessions, not side by side"));
    m_isEmpty = false;
    m_invitation->hide();
    m_factsRoom->hide();
    const auto warning = incomparableBecause(*comparison);
    m_warning->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    auto lines = compareLines(runs);
    const auto missing = withoutLine(lines);
    m_withoutLine->setText(missing);
    m_withoutLine->setVisible(!missing.isEmpty());
    std::vector<ReportPtr> shown;
    for (const auto& run : runs)
        shown.emplace_back(comparison, &run);
    showChart(std::move(shown), std::move(lines));
    m_table->clearSpans();
    m_table->setRowCount(0);
    m_table->setHorizontalHeaderLabels(headingsOf(*comparison));
    const int count = static_cast<int>(runs.size());
    for (int run = 0; run < kMostRuns; ++run)
        m_columns->setOffered(kFirstRun + run, run < count);
    m_columns->setOffered(kRatio, count == 2);
    for (const auto& row : compareRows(*comparison))
        if (row.cells.isEmpty())
            addLine(row);
        else
            addRow(row);
    if (m_table->rowCount() == 0)
        addLine({tr("Nothing differs."), {}, {}, false});
    m_table->scrollToTop();
    m_table->show();
}

void CompareView::addLine(const CompareRow& row)
{
    const int at = m_table->rowCount();
    m_table->insertRow(at);
    auto* line = new QTableWidgetItem(row.name);
    auto font = fontOf(Type::Body);
    font.setWeight(row.isHeading ? QFont::DemiBold : QFont::Normal);
    line->setFont(font);
    m_table->setItem(at, kName, line);
    m_table->setSpan(at, kName, 1, kColumns);
}

// Of more than two runs the ratios are a hint on each: no column could be for all.
void CompareView::addRow(const CompareRow& row)
{
    const int at = m_table->rowCount();
    m_table->insertRow(at);
    const auto add = [&](int column, const QString& text, const QString& hint) {
        auto* cell = new QTableWidgetItem(text);
        cell->setToolTip(hint);
        m_table->setItem(at, column, cell);
    };
    add(kName, row.name, row.name);
    for (int run = 0; run < row.cells.size(); ++run) {
        const auto over = row.overFirst.value(run);
        const bool hasHint = !over.isEmpty() && row.cells.size() > 2;
        add(kFirstRun + run, row.cells[run],
            hasHint ? tr("%1\nover the first: %2").arg(row.cells[run], over) : row.cells[run]);
    }
    if (row.cells.size() == 2)
        add(kRatio, row.overFirst.value(1), row.overFirst.value(1));
}

} // namespace autokernel::ui
