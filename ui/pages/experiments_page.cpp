// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments_page.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/pages/middle_elided.h"
#include "ui/shell/card.h"
#include "ui/shell/table_columns.h"
#include "ui/theme/metrics.h"
#include "ui/theme/table_rows.h"

#include <QEvent>
#include <QHeaderView>
#include <algorithm>
#include <chrono>

namespace autokernel::ui {
namespace {
using namespace std::chrono_literals;
constexpr auto kAskAgain = 2s;
constexpr int kRowsAhead = 60; // read before they are scrolled to
constexpr int kIdeaWidth = 320; // at least: the first tunables, or what was mixed

std::map<store::TargetId, double> noiseFloorsOf(const report::ReportData& report)
{
    std::map<store::TargetId, double> noise;
    for (const auto& kernel : report.kernels)
        if (kernel.noiseFloor)
            noise[kernel.target.id] = *kernel.noiseFloor;
    return noise;
}

} // namespace

ExperimentsPage::ExperimentsPage(const Theme& theme, ShownExperiments& shown, QWidget* parent)
    : Page(parent)
    , m_model(new ExperimentsModel(theme, this))
    , m_table(new QTableView)
    , m_intervals(new IntervalDelegate(theme,
          {ExperimentsModel::kIntervalRole, ExperimentsModel::kInkRole,
              ExperimentsModel::kNoiseRole},
          this))
    , m_filters(new ExperimentFilterBar(shown))
    , m_count(makeLabel({}, Type::Small, true))
    , m_problem(makeLabel({}))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargin, kPageMargin, kPageMargin, kPageMargin);
    auto* card = new Card;
    card->setTitle(tr("Experiments"), tr("Enter opens the diff"));
    card->body().setContentsMargins(0, 0, 0, 0);
    card->controls().addWidget(m_count);
    card->controls().addWidget(m_filters);
    buildTable();
    m_problem->setObjectName("problem");
    m_problem->setProperty("warning", true);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(16, 8, 16, 8);
    m_problem->hide();
    card->body().addWidget(m_problem);
    card->body().addWidget(m_table);
    layout->addWidget(card);

    connect(m_filters, &ExperimentFilterBar::changed, this, &ExperimentsPage::applyFilter);
    m_again.setSingleShot(true);
    m_again.setInterval(kAskAgain);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (!isVisible())
            return; // asked when the page is shown
        follow();
        prepareVisible();
    });
    connect(m_model, &ExperimentsModel::orderWanted, this, &ExperimentsPage::orderWanted);
    connect(m_model, &ExperimentsModel::rowsWanted, this, &ExperimentsPage::rowsWanted);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const auto* row = m_model->row(index.row()))
            emit experimentPicked(row->number);
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        prepareVisible();
        if (value == 0)
            follow();
    });
    m_table->viewport()->installEventFilter(this);
}

void ExperimentsPage::buildTable()
{
    m_table->setModel(m_model);
    setUpRows(*m_table, kRowHeight);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto* header = m_table->horizontalHeader();
    header->setSectionResizeMode(ExperimentsModel::Idea, QHeaderView::Fixed);
    header->setSortIndicator(ExperimentsModel::Number, Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    const std::array widths {78, 122, 160, kIdeaWidth, 150, 124, 150, 104, 82, 66, 62};
    m_table->setItemDelegateForColumn(ExperimentsModel::Kernel, new MiddleElided(this));
    m_table->setItemDelegateForColumn(ExperimentsModel::OverIncumbent, m_intervals);
    for (int column = 0; column < ExperimentsModel::Columns; ++column)
        m_table->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
    m_columns = new TableColumns("experiments", *m_table);
    m_columns->setOffered(ExperimentsModel::Said, false);
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        if (column != ExperimentsModel::Idea)
            giveIdeaTheRest();
    });
    m_table->setAccessibleName(tr("Experiments"));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) {
            if (!current.isValid())
                return;
            m_selected = m_model->idAt(current.row());
            announceSelected();
        });
}

void ExperimentsPage::setTheme(const Theme& theme)
{
    m_intervals->setTheme(theme);
    m_model->setTheme(theme);
}

void ExperimentsPage::present(const SnapshotPtr& snapshot)
{
    const auto& summary = snapshot->report.run.summary;
    const bool isOther = summary.id != m_run || snapshot->generation != m_generation;
    if (isOther)
        forgetRun();
    m_isBehind = m_isBehind || isOther || summary.experiments != m_experiments;
    m_generation = snapshot->generation;
    m_run = summary.id;
    m_experiments = summary.experiments;
    m_model->setKernelNames(kernelNames(snapshot->report));
    m_model->setNoiseFloors(noiseFloorsOf(snapshot->report));
    m_filters->setKernels(snapshot->report.kernels);
    const auto said
        = [](const report::AnnotatedExperiment& a, const report::AnnotatedExperiment& b) {
              return a.row.id == b.row.id && a.annotation == b.annotation;
          };
    const auto& annotated = snapshot->report.annotated;
    const bool isSaidAnew = asksForAnnotations()
        && !std::equal(
            annotated.begin(), annotated.end(), m_annotated.begin(), m_annotated.end(), said);
    m_annotated = annotated;
    // A champion may fall, or get another figure, without an experiment of its own; and with it
    // change the figures of all that was timed against it.
    auto keeps = keepFigures(snapshot->report);
    const bool isOtherKeep = keeps != m_keeps;
    m_keeps = std::move(keeps);
    m_model->printAlike(snapshot->report);
    const bool isOtherBest = m_filters->asksForBest() && isOtherKeep;
    m_isBehind = m_isBehind || isSaidAnew || isOtherKeep;
    // New rows come to the top; whoever has scrolled down is not moved.
    if (isVisible()
        && (isOther || isSaidAnew || isOtherBest || m_table->verticalScrollBar()->value() == 0))
        follow();
}

// Kernels and experiments of another history may have the same ids.
void ExperimentsPage::forgetRun()
{
    m_model->clear();
    m_selected = {};
    m_isAwaited = false;
    m_count->clear();
    showProblem({});
    m_filters->forgetKernels();
}

void ExperimentsPage::showProblem(const QString& sentence)
{
    m_problem->setText(sentence);
    m_problem->setHidden(sentence.isEmpty());
    if (!sentence.isEmpty())
        m_again.start();
}

void ExperimentsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    follow();
    prepareVisible();
}

bool ExperimentsPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize) {
        giveIdeaTheRest();
        prepareVisible();
    }
    return Page::eventFilter(watched, event);
}

// What was tried is what rows differ in: where there is no room for it, the table scrolls.
void ExperimentsPage::giveIdeaTheRest()
{
    auto* header = m_table->horizontalHeader();
    const int others = header->length() - header->sectionSize(ExperimentsModel::Idea);
    header->resizeSection(
        ExperimentsModel::Idea, std::max(kIdeaWidth, m_table->viewport()->width() - others));
}

void ExperimentsPage::follow()
{
    if (!std::exchange(m_isBehind, false))
        return;
    if (m_model->filter().run == m_run && m_model->filter().generation == m_generation)
        m_model->refresh();
    else
        applyFilter();
}

void ExperimentsPage::applyFilter()
{
    const auto filter = asked();
    m_columns->setOffered(ExperimentsModel::Kernel, !filter.target.isValid()); // all the same
    m_model->setFilter(filter);
}

ExperimentFilter ExperimentsPage::asked() const
{
    auto filter = m_model->filter(); // whose order the headings set
    filter.generation = m_generation;
    filter.run = m_run;
    m_filters->narrow(filter);
    return filter;
}

bool ExperimentsPage::asksForAnnotations() const
{
    return m_filters->asksForAnnotations() || m_model->filter().sortedBy == ExperimentColumn::Said;
}

std::vector<store::ExperimentId> ExperimentsPage::selectedIds() const
{
    std::vector<int> rows;
    for (const auto& index : m_table->selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    std::vector<store::ExperimentId> ids;
    for (const int row : rows)
        ids.push_back(m_model->idAt(row));
    return ids;
}

void ExperimentsPage::setOrder(const ExperimentOrder& order)
{
    if (m_model->awaits(order.request))
        showProblem({});
    m_model->setOrder(order);
    showCount();
    showSelected();
    prepareVisible();
}

// "20 of 72 experiments, 3 controls": rows may be of both kinds.
void ExperimentsPage::showCount()
{
    const auto experiments = m_model->experiments();
    const auto controls = m_model->controls();
    auto all = tr("%1 experiment(s)", nullptr, pluralOf(experiments)).arg(grouped(experiments));
    if (controls > 0)
        all = tr("%1, %n control(s)", nullptr, pluralOf(controls)).arg(all);
    const int shown = m_model->rowCount();
    m_count->setText(shown < m_model->total() ? tr("%1 of %2").arg(grouped(shown), all) : all);
}

void ExperimentsPage::addRows(const std::vector<ListedExperiment>& rows)
{
    m_model->add(rows);
    showProblem({});
    if (m_isAwaited)
        announceSelected();
    prepareVisible();
}

void ExperimentsPage::refuseOrder(std::uint64_t request, const QString& sentence)
{
    if (!m_model->awaits(request))
        return;
    m_isBehind = true;
    showProblem(tr("The table could not be read: %1").arg(sentence));
}

void ExperimentsPage::refuseRows(
    const std::vector<store::ExperimentId>& ids, const QString& sentence)
{
    m_model->refuse(ids);
    showProblem(tr("Some rows could not be read: %1").arg(sentence));
}

void ExperimentsPage::prepareVisible()
{
    const int first = m_table->rowAt(0);
    if (first < 0)
        return;
    const int shown = m_table->viewport()->height() / kRowHeight + 1;
    m_model->prepare(first - kRowsAhead, first + shown + kRowsAhead);
}

void ExperimentsPage::select(const store::ExperimentRow& row)
{
    m_selected = row.id;
    showSelected();
}

void ExperimentsPage::showSelected()
{
    const int row = m_model->indexOf(m_selected);
    if (row < 0 || row == m_table->currentIndex().row())
        return;
    m_table->selectionModel()->setCurrentIndex(
        m_model->index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

// Its row may be on its way, and meanwhile another experiment may have been picked elsewhere.
void ExperimentsPage::announceSelected()
{
    m_isAwaited = false;
    const auto current = m_table->currentIndex();
    if (!current.isValid() || m_model->idAt(current.row()) != m_selected)
        return;
    const auto* row = m_model->row(current.row());
    m_isAwaited = row == nullptr;
    if (row != nullptr)
        emit rowSelected(*row);
}

void ExperimentsPage::setAnnotations(const std::map<store::ExperimentId, store::Annotation>& said)
{
    m_model->setAnnotations(said);
    m_columns->setOffered(ExperimentsModel::Said, !said.empty());
    giveIdeaTheRest();
    QStringList tags;
    for (const auto& [experiment, annotation] : said)
        for (const auto& tag : annotation.tags)
            tags.push_back(text(tag));
    tags.sort(Qt::CaseInsensitive);
    tags.removeDuplicates();
    m_filters->setTags(std::move(tags));
}

} // namespace autokernel::ui
