// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments_page.h"

#include "ui/english_plurals.h"
#include "ui/pages/middle_elided.h"
#include "ui/shell/card.h"
#include "ui/shell/table_columns.h"
#include "ui/text.h"
#include "ui/theme/metrics.h"
#include "ui/theme/verdict_style.h"

#include "report/format.h"

#include <QEvent>
#include <QHeaderView>
#include <QSignalBlocker>
#include <algorithm>
#include <chrono>

namespace autokernel::ui {
namespace {
using namespace std::chrono_literals;
constexpr auto kDebounce = 100ms;
constexpr auto kAskAgain = 2s;
constexpr int kRowsAhead = 60; // read before they are scrolled to

// A filter tells apart what a legend groups.
QString labelOfKind(judge::VerdictKind kind)
{
    switch (kind) {
    case judge::VerdictKind::CompileError:
        return ExperimentsPageView::tr("Did not compile");
    case judge::VerdictKind::RuntimeError:
        return ExperimentsPageView::tr("Crashed");
    case judge::VerdictKind::TimedOut:
        return ExperimentsPageView::tr("Timed out");
    case judge::VerdictKind::OutOfMemory:
        return ExperimentsPageView::tr("Out of memory");
    case judge::VerdictKind::Cancelled:
        return ExperimentsPageView::tr("Cancelled");
    default:
        return labelOf(classOf(kind));
    }
}

} // namespace

ExperimentsPageView::ExperimentsPageView(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_model(new ExperimentsModel(theme, this))
    , m_table(new QTableView)
    , m_intervals(new IntervalDelegate(
          theme, ExperimentsModel::kIntervalRole, ExperimentsModel::kInkRole, this))
    , m_search(new QLineEdit)
    , m_verdict(new QComboBox)
    , m_said(new QComboBox)
    , m_kernel(new QComboBox)
    , m_count(makeLabel({}, Type::Small, true))
    , m_problem(makeLabel({}))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    auto* card = new Card;
    card->setTitle(tr("Experiments"), tr("Enter opens the diff; a heading sorts"));
    card->body().setContentsMargins(0, 0, 0, 0);
    buildControls(card->controls());
    buildTable();
    m_problem->setObjectName("problem");
    m_problem->setProperty("warning", true);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(16, 8, 16, 8);
    m_problem->hide();
    card->body().addWidget(m_problem);
    card->body().addWidget(m_table);
    layout->addWidget(card);

    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounce);
    connect(m_search, &QLineEdit::textChanged, &m_debounce, qOverload<>(&QTimer::start));
    for (auto* box : {m_said, m_verdict, m_kernel})
        connect(box, &QComboBox::currentIndexChanged, this, &ExperimentsPageView::applyFilter);
    connect(&m_debounce, &QTimer::timeout, this, &ExperimentsPageView::applyFilter);
    m_again.setSingleShot(true);
    m_again.setInterval(kAskAgain);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (!isVisible())
            return; // asked when the page is shown
        follow();
        prepareVisible();
    });
    connect(m_model, &ExperimentsModel::orderWanted, this, &ExperimentsPageView::orderWanted);
    connect(m_model, &ExperimentsModel::rowsWanted, this, &ExperimentsPageView::rowsWanted);
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

void ExperimentsPageView::buildControls(QHBoxLayout& controls)
{
    m_search->setPlaceholderText(tr("Search idea, title or reason; #12"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(260);
    m_search->setAccessibleName(tr("Search experiments"));
    m_verdict->setAccessibleName(tr("Verdict"));
    m_verdict->addItem(tr("All verdicts"), QString());
    for (const auto kind : judge::kAllVerdictKinds)
        m_verdict->addItem(labelOfKind(kind), QString::fromUtf8(judge::toString(kind).data()));
    m_verdict->addItem(labelOf(VerdictClass::Control), QString("control"));
    m_kernel->setAccessibleName(tr("Kernel"));
    m_kernel->addItem(tr("All kernels"), 0);
    m_kernel->setMaximumWidth(280);
    m_said->setAccessibleName(tr("Pinned or tagged"));
    m_said->addItem(tr("Pinned or not"));
    m_said->addItem(tr("★ Pinned"));
    controls.addWidget(m_count);
    controls.addWidget(m_kernel);
    controls.addWidget(m_said);
    controls.addWidget(m_verdict);
    controls.addWidget(m_search);
}

void ExperimentsPageView::buildTable()
{
    m_table->setModel(m_model);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    auto* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(ExperimentsModel::Idea, QHeaderView::Stretch);
    header->setSortIndicator(ExperimentsModel::Number, Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    const std::array widths {85, 125, 190, 180, 105, 112, 230, 160, 92, 78, 65};
    m_table->setItemDelegateForColumn(ExperimentsModel::Kernel, new MiddleElided(this));
    m_table->setItemDelegateForColumn(ExperimentsModel::OverIncumbent, m_intervals);
    for (int column = 0; column < ExperimentsModel::Columns; ++column)
        m_table->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
    new TableColumns("experiments", *m_table);
    m_table->setAccessibleName(tr("Experiments"));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) {
            if (!current.isValid())
                return;
            m_selected = m_model->idAt(current.row());
            announceSelected();
        });
}

void ExperimentsPageView::setTheme(const Theme& theme)
{
    m_intervals->setTheme(theme);
    m_model->setTheme(theme);
}

void ExperimentsPageView::present(const SnapshotPtr& snapshot)
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
    showKernels(snapshot->report);
    const auto said
        = [](const report::AnnotatedExperiment& a, const report::AnnotatedExperiment& b) {
              return a.row.id == b.row.id && a.annotation == b.annotation;
          };
    const auto& annotated = snapshot->report.annotated;
    const bool isSaidAnew = asksForAnnotations()
        && !std::equal(
            annotated.begin(), annotated.end(), m_annotated.begin(), m_annotated.end(), said);
    m_annotated = annotated;
    m_isBehind = m_isBehind || isSaidAnew;
    // New rows come to the top; whoever has scrolled down is not moved.
    if (isVisible() && (isOther || isSaidAnew || m_table->verticalScrollBar()->value() == 0))
        follow();
}

// Kernels and experiments of another history may have the same ids.
void ExperimentsPageView::forgetRun()
{
    m_model->clear();
    m_selected = {};
    m_isAwaited = false;
    m_count->clear();
    showProblem({});
    const QSignalBlocker quiet(m_kernel);
    m_kernel->clear();
    m_kernel->addItem(tr("All kernels"), 0);
}

void ExperimentsPageView::showProblem(const QString& sentence)
{
    m_problem->setText(sentence);
    m_problem->setHidden(sentence.isEmpty());
    if (!sentence.isEmpty())
        m_again.start();
}

void ExperimentsPageView::showKernels(const report::ReportData& report)
{
    bool isSame = m_kernel->count() == static_cast<int>(report.kernels.size()) + 1;
    for (int i = 1; isSame && i < m_kernel->count(); ++i)
        isSame = m_kernel->itemData(i).toLongLong()
            == report.kernels[static_cast<std::size_t>(i - 1)].target.id.value;
    if (isSame && m_kernelToChoose.isEmpty())
        return;
    const QSignalBlocker quiet(m_kernel);
    const auto before = m_kernel->currentData();
    m_kernel->clear();
    m_kernel->addItem(tr("All kernels"), 0);
    for (const auto& kernel : report.kernels)
        m_kernel->addItem(text(kernel.target.target.key()), qint64(kernel.target.id.value));
    m_kernel->setCurrentIndex(std::max(0, m_kernel->findData(before)));
    if (!report.kernels.empty())
        m_kernel->setCurrentText(std::exchange(m_kernelToChoose, {}));
}

void ExperimentsPageView::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    follow();
    prepareVisible();
}

bool ExperimentsPageView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        prepareVisible();
    return Page::eventFilter(watched, event);
}

void ExperimentsPageView::follow()
{
    if (!std::exchange(m_isBehind, false))
        return;
    if (m_model->filter().run == m_run && m_model->filter().generation == m_generation)
        m_model->refresh();
    else
        applyFilter();
}

ExperimentsPageView::Filter ExperimentsPageView::filter() const
{
    return {m_search->text(), m_verdict->currentData().toString(), m_said->currentData().toString(),
        m_said->currentIndex() == 1};
}

void ExperimentsPageView::setFilter(const Filter& filter)
{
    m_search->setText(filter.text);
    m_kernel->setCurrentIndex(0);
    if (const int verdict = m_verdict->findData(filter.verdict); verdict >= 0)
        m_verdict->setCurrentIndex(verdict);
    if (!filter.tag.isEmpty() && m_said->findData(filter.tag) < 0)
        m_said->addItem(tr("tag: %1").arg(filter.tag), filter.tag);
    m_said->setCurrentIndex(!filter.tag.isEmpty() ? m_said->findData(filter.tag)
            : filter.onlyPinned                   ? 1
                                                  : 0);
}

QJsonObject ExperimentsPageView::look() const
{
    const auto now = filter();
    const QString kernel = !m_kernelToChoose.isEmpty() ? m_kernelToChoose
        : m_kernel->currentIndex() > 0                 ? m_kernel->currentText()
                                                       : QString();
    return {{"search", now.text}, {"verdict", now.verdict}, {"tag", now.tag},
        {"pinned", now.onlyPinned}, {"kernel", kernel}};
}

void ExperimentsPageView::setLook(const QJsonObject& look)
{
    setFilter({look["search"].toString(), look["verdict"].toString(), look["tag"].toString(),
        look["pinned"].toBool()});
    m_kernelToChoose = look["kernel"].toString();
}

void ExperimentsPageView::applyFilter()
{
    m_model->setFilter(asked());
}

ExperimentFilter ExperimentsPageView::asked() const
{
    auto filter = m_model->filter(); // whose order the headings set
    filter.generation = m_generation;
    filter.run = m_run;
    filter.verdict = m_verdict->currentData().toString().toStdString();
    filter.target = {m_kernel->currentData().toLongLong()};
    filter.text = m_search->text().toStdString();
    filter.onlyPinned = m_said->currentIndex() == 1;
    filter.tag = m_said->currentData().toString().toStdString();
    return filter;
}

bool ExperimentsPageView::asksForAnnotations() const
{
    return m_said->currentIndex() > 0 || !m_search->text().isEmpty()
        || m_model->filter().sortedBy == ExperimentColumn::Said;
}

std::vector<store::ExperimentId> ExperimentsPageView::selectedIds() const
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

void ExperimentsPageView::setOrder(const ExperimentOrder& order)
{
    if (m_model->awaits(order.request))
        showProblem({});
    m_model->setOrder(order);
    const auto shown = text(report::formatCount(m_model->rowCount()));
    const auto controls = std::max<std::int64_t>(0, m_model->total() - m_experiments);
    const auto experiments = m_model->total() - controls;
    const auto all = tr("%1 experiment(s)", nullptr, pluralOf(experiments))
                         .arg(text(report::formatCount(experiments)));
    m_count->setText(m_model->rowCount() < m_model->total()
            ? tr("%1 of %2").arg(shown, text(report::formatCount(m_model->total())))
            : controls == 0 ? all
                            : tr("%1, %n control(s)", nullptr, pluralOf(controls)).arg(all));
    showSelected();
    prepareVisible();
}

void ExperimentsPageView::addRows(const std::vector<store::ExperimentRow>& rows)
{
    m_model->add(rows);
    showProblem({});
    if (m_isAwaited)
        announceSelected();
    prepareVisible();
}

void ExperimentsPageView::refuseOrder(std::uint64_t request, const QString& sentence)
{
    if (!m_model->awaits(request))
        return;
    m_isBehind = true;
    showProblem(tr("The table could not be read: %1").arg(sentence));
}

void ExperimentsPageView::refuseRows(
    const std::vector<store::ExperimentId>& ids, const QString& sentence)
{
    m_model->refuse(ids);
    showProblem(tr("Some rows could not be read: %1").arg(sentence));
}

void ExperimentsPageView::prepareVisible()
{
    const int first = m_table->rowAt(0);
    if (first < 0)
        return;
    const int shown = m_table->viewport()->height() / kRowHeight + 1;
    m_model->prepare(first - kRowsAhead, first + shown + kRowsAhead);
}

void ExperimentsPageView::select(const store::ExperimentRow& row)
{
    m_selected = row.id;
    showSelected();
}

void ExperimentsPageView::showSelected()
{
    const int row = m_model->indexOf(m_selected);
    if (row < 0 || row == m_table->currentIndex().row())
        return;
    m_table->selectionModel()->setCurrentIndex(
        m_model->index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

// Its row may be on its way, and meanwhile another experiment may have been picked elsewhere.
void ExperimentsPageView::announceSelected()
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

// Tags come and go with what the user says; the chosen one stays.
void ExperimentsPageView::setAnnotations(
    const std::map<store::ExperimentId, store::Annotation>& said)
{
    m_model->setAnnotations(said);
    QStringList tags;
    for (const auto& [experiment, annotation] : said)
        for (const auto& tag : annotation.tags)
            tags.push_back(text(tag));
    tags.sort(Qt::CaseInsensitive);
    tags.removeDuplicates();
    const QString chosen = m_said->currentData().toString();
    if (!chosen.isEmpty() && !tags.contains(chosen))
        tags.push_back(chosen);
    const QSignalBlocker quiet(m_said);
    const int kind = m_said->currentIndex();
    while (m_said->count() > 2)
        m_said->removeItem(2);
    for (const auto& tag : tags)
        m_said->addItem(tr("tag: %1").arg(tag), tag);
    m_said->setCurrentIndex(chosen.isEmpty() ? kind : m_said->findData(chosen));
}

void ExperimentsPageView::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

} // namespace autokernel::ui
