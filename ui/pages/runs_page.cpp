// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs_page.h"

#include "ui/shell/card.h"
#include "ui/theme/metrics.h"
#include "ui/theme/table_rows.h"

#include <QHeaderView>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kMostRows = 8; // beyond them the table scrolls, and the comparison keeps its room

} // namespace

RunsPage::RunsPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_model(new RunsModel(this))
    , m_rows(new RowFilter(this))
    , m_table(new QTableView)
    , m_search(new SearchBox(tr("Search runs")))
    , m_hidesFinished(new QCheckBox(tr("Hide finished")))
    , m_show(new QPushButton(tr("Show this run")))
    , m_compareButton(new QPushButton(tr("Compare")))
    , m_compare(new CompareView(theme))
    , m_reading(makeLabel(tr("Reading the runs…"), Type::Body, true))
{
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(kPageMargin, kPageMargin, kPageMargin, kPageMargin);
    page->setSpacing(kPageMargin);
    auto* card = new Card;
    card->setTitle(
        tr("Runs of this history"), tr("newest first; the bold one is shown, Enter shows another"));
    card->body().setContentsMargins(0, 0, 0, 0);
    m_compareButton->setToolTip(
        tr("The selected run with the one before it; several are compared as soon as they are "
           "selected (Ctrl+Shift+D)"));
    m_hidesFinished->setToolTip(tr("Runs that came to their end; what runs, or ended otherwise, "
                                   "stays"));
    card->controls().addWidget(m_hidesFinished);
    card->controls().addWidget(m_search);
    card->controls().addWidget(m_compareButton);
    card->controls().addWidget(m_show);
    m_rows->setSourceModel(m_model);
    m_table->setModel(m_rows);
    setUpRows(*m_table, kRowHeight);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->horizontalHeader()->setSectionResizeMode(RunsModel::Subject, QHeaderView::Stretch);
    const std::array widths {60, 190, 260, 180, 115, 70, 95, 75, 130, 90, 195};
    for (int column = 0; column < RunsModel::Columns; ++column)
        m_table->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
    m_columns = new TableColumns("runs", *m_table);
    m_columns->setOffered(RunsModel::Said, false);
    m_table->setAccessibleName(tr("Runs"));
    m_reading->setAlignment(Qt::AlignCenter);
    card->body().addWidget(m_reading);
    card->body().addWidget(m_table);
    m_table->hide();
    page->addWidget(card);
    page->addWidget(m_compare, 1);

    connect(m_table, &QTableView::activated, this,
        [this](const QModelIndex& index) { emit runChosen(runAt(index)); });
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (const auto runs = chosen(); runs.size() == 1)
            emit runChosen(runs.front());
    });
    connect(m_hidesFinished, &QCheckBox::toggled, this, [this](bool hides) {
        RowFilter::IsWanted isUnfinished = [this](int row) {
            return m_model->run(row).summary.state != store::RunState::Finished;
        };
        m_rows->setWanted(hides ? std::move(isUnfinished) : RowFilter::IsWanted());
        showMatches();
    });
    connect(m_search, &SearchBox::changed, this, [this] {
        m_rows->setMatch(m_search->match());
        showMatches();
    });
    connect(m_compareButton, &QPushButton::clicked, this, &RunsPage::compare);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &RunsPage::selectionChanged);
    updateButtons();
}

void RunsPage::setTheme(const Theme& theme)
{
    m_compare->setTheme(theme);
}

void RunsPage::present(const SnapshotPtr& snapshot)
{
    if (const auto former = std::exchange(m_generation, snapshot->generation);
        former != m_generation) {
        forgetHistory();
        // What was asked before anything was shown is meant for what comes.
        m_comparesOnArrival = m_comparesOnArrival && former == Generation {};
    }
    m_shown = snapshot->report.run.summary.id;
    m_model->setShown(m_shown);
    m_snapshot = snapshot;
    if (!isVisible())
        return;
    m_compare->setAlone(m_snapshot);
    emit runsWanted();
}

void RunsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_snapshot)
        m_compare->setAlone(m_snapshot);
    emit runsWanted();
}

void RunsPage::setRuns(const RunLinesPtr& runs)
{
    m_model->setRuns(runs);
    m_columns->setOffered(RunsModel::Said,
        std::any_of(runs->begin(), runs->end(),
            [](const RunLine& run) { return !run.annotation.isEmpty(); }));
    showMatches();
    const int rows = std::min(static_cast<int>(runs->size()), kMostRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + rows * kRowHeight);
    m_table->setVerticalScrollBarPolicy(static_cast<int>(runs->size()) > kMostRows
            ? Qt::ScrollBarAsNeeded
            : Qt::ScrollBarAlwaysOff); // a rounded pixel is nothing to scroll
    m_compare->setRunCount(static_cast<int>(runs->size()));
    updateButtons();
    const bool asksAgain = std::exchange(m_isComparisonRefused, false);
    if (std::exchange(m_comparesOnArrival, false) || asksAgain)
        compare();
}

void RunsPage::showMatches()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_reading->setText(isEmpty ? tr("This history has no runs yet.")
                               : tr("Every run of this history is filtered out."));
    m_reading->setVisible(m_rows->rowCount() == 0);
    m_table->setVisible(!isEmpty);
}

// The runs of two histories have the same numbers.
void RunsPage::forgetHistory()
{
    m_model->setRuns(std::make_shared<const std::vector<RunLine>>());
    m_compare->setAlone(nullptr);
    m_compare->clear();
    m_isComparisonRefused = false;
    m_asked.clear();
    m_reading->setText(tr("Reading the runs…"));
    m_reading->show();
    m_table->hide();
    updateButtons();
}

void RunsPage::setFailure(const QString& sentence)
{
    m_reading->setText(sentence);
    m_reading->show();
}

void RunsPage::refuseComparison(const QString& sentence)
{
    m_compare->refuse(sentence);
    m_isComparisonRefused = true;
    m_asked.clear();
}

void RunsPage::setComparison(const ComparisonPtr& comparison)
{
    m_compare->present(comparison);
}

store::RunId RunsPage::runAt(const QModelIndex& index) const
{
    return m_model->run(m_rows->mapToSource(index).row()).summary.id;
}

std::vector<store::RunId> RunsPage::chosen() const
{
    std::vector<store::RunId> runs;
    for (const auto& index : m_table->selectionModel()->selectedRows())
        runs.push_back(runAt(index));
    std::sort(runs.begin(), runs.end());
    return runs;
}

void RunsPage::compare()
{
    if (m_model->rowCount() == 0) {
        m_comparesOnArrival = true;
        return;
    }
    const auto runs = chosen();
    if (runs.size() >= 2)
        return ask(runs);
    if (m_model->rowCount() < 2)
        return m_compare->clear();
    const int row = std::max(0, m_model->rowOf(runs.size() == 1 ? runs.front() : m_shown));
    comparePair(row, m_model->peerOf(row));
}

// Of the model. They are compared because they are selected, where the search leaves both.
void RunsPage::comparePair(int row, int other)
{
    const auto first = m_rows->mapFromSource(m_model->index(row, 0));
    const auto second = m_rows->mapFromSource(m_model->index(other, 0));
    if (!first.isValid() || !second.isValid()) {
        const auto a = m_model->run(row).summary.id;
        const auto b = m_model->run(other).summary.id;
        return ask({std::min(a, b), std::max(a, b)});
    }
    QItemSelection both(first, first);
    both.select(second, second);
    m_table->selectionModel()->select(
        both, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void RunsPage::updateButtons()
{
    const auto count = chosen().size();
    m_show->setEnabled(count == 1);
    m_compareButton->setEnabled(m_model->rowCount() >= 2);
}

void RunsPage::ask(const std::vector<store::RunId>& runs)
{
    m_asked = runs;
    if (runs.size() > CompareView::kMostRuns)
        return m_compare->refuse(tr("Select at most %n runs.", nullptr, CompareView::kMostRuns));
    emit comparisonWanted(runs);
}

QJsonObject RunsPage::look() const
{
    return {{"hide_finished", m_hidesFinished->isChecked()}};
}

void RunsPage::setLook(const QJsonObject& look)
{
    m_hidesFinished->setChecked(look["hide_finished"].toBool());
}

// Selected runs are compared at once, and not again because others come.
void RunsPage::selectionChanged()
{
    updateButtons();
    if (const auto runs = chosen(); runs.size() >= 2 && runs != m_asked)
        ask(runs);
}

} // namespace autokernel::ui
