// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments_page.h"

#include "ui/shell/card.h"
#include "ui/text.h"
#include "ui/theme/verdict_style.h"

#include <QHeaderView>
#include <QSignalBlocker>
#include <algorithm>
#include <chrono>

namespace autokernel::ui {
namespace {
using namespace std::chrono_literals;
constexpr auto kDebounce = 100ms;
constexpr int kRowHeight = 28;
} // namespace

ExperimentsPageView::ExperimentsPageView(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_model(new ExperimentsModel(theme, this))
    , m_table(new QTableView)
    , m_search(new QLineEdit)
    , m_verdict(new QComboBox)
    , m_said(new QComboBox)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    auto* card = new Card;
    card->setTitle(tr("Experiments"), tr("newest first; Enter opens the diff"));
    card->body().setContentsMargins(0, 0, 0, 0);
    m_search->setPlaceholderText(tr("Search idea, title or reason"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(260);
    m_search->setAccessibleName(tr("Search experiments"));
    m_verdict->setAccessibleName(tr("Verdict"));
    m_verdict->addItem(tr("All verdicts"), QString());
    for (const auto kind : judge::kAllVerdictKinds)
        m_verdict->addItem(labelOf(classOf(kind)) == tr("Crashed or timed out")
                ? QString::fromUtf8(judge::toString(kind).data()).replace('_', ' ')
                : labelOf(classOf(kind)),
            QString::fromUtf8(judge::toString(kind).data()));
    m_said->setAccessibleName(tr("Pinned or tagged"));
    m_said->addItem(tr("Pinned or not"));
    m_said->addItem(tr("★ Pinned"));
    card->controls().addWidget(m_said);
    card->controls().addWidget(m_verdict);
    card->controls().addWidget(m_search);
    m_table->setModel(m_model);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(ExperimentsModel::Idea, QHeaderView::Stretch);
    const std::array widths {80, 150, 260, 300, 130, 170, 170, 90, 80, 160};
    for (int column = 0; column < ExperimentsModel::Columns; ++column)
        m_table->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
    m_table->setAccessibleName(tr("Experiments"));
    card->body().addWidget(m_table);
    layout->addWidget(card);

    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounce);
    connect(m_search, &QLineEdit::textChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(m_verdict, &QComboBox::currentIndexChanged, this, &ExperimentsPageView::applyFilter);
    connect(m_said, &QComboBox::currentIndexChanged, this, &ExperimentsPageView::applyFilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& row) {
            if (row.isValid())
                emit rowSelected(m_model->row(row.row()));
        });
    connect(&m_debounce, &QTimer::timeout, this, &ExperimentsPageView::applyFilter);
    connect(m_model, &ExperimentsModel::pageWanted, this, &ExperimentsPageView::pageWanted);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        emit experimentPicked(m_model->row(index.row()).number);
    });
}

void ExperimentsPageView::setTheme(const Theme& theme)
{
    m_model->setTheme(theme);
}

void ExperimentsPageView::present(const SnapshotPtr& snapshot)
{
    const auto& summary = snapshot->report.run.summary;
    const bool isOther = summary.id != m_run;
    const bool grew = summary.experiments != m_experiments;
    m_run = summary.id;
    m_experiments = summary.experiments;
    const auto said
        = [](const report::AnnotatedExperiment& a, const report::AnnotatedExperiment& b) {
              return a.row.id == b.row.id && a.annotation == b.annotation;
          };
    const auto& annotated = snapshot->report.annotated;
    const bool isSaidAnew = (m_said->currentIndex() > 0 || !m_search->text().isEmpty())
        && !std::equal(
            annotated.begin(), annotated.end(), m_annotated.begin(), m_annotated.end(), said);
    m_annotated = annotated;
    // New rows come to the top; whoever has scrolled down is not moved.
    if (isOther || isSaidAnew || (grew && m_table->verticalScrollBar()->value() == 0))
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
    if (const int verdict = m_verdict->findData(filter.verdict); verdict >= 0)
        m_verdict->setCurrentIndex(verdict);
    if (!filter.tag.isEmpty() && m_said->findData(filter.tag) < 0)
        m_said->addItem(tr("tag: %1").arg(filter.tag), filter.tag);
    m_said->setCurrentIndex(!filter.tag.isEmpty() ? m_said->findData(filter.tag)
            : filter.onlyPinned                   ? 1
                                                  : 0);
}

void ExperimentsPageView::applyFilter()
{
    store::ExperimentQuery query;
    query.run = m_run;
    query.verdict = m_verdict->currentData().toString().toStdString();
    query.text = m_search->text().toStdString();
    query.onlyPinned = m_said->currentIndex() == 1;
    query.tag = m_said->currentData().toString().toStdString();
    m_model->setQuery(query);
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
