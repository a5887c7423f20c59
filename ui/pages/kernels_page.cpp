// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/kernels_page.h"

#include "ui/figures.h"
#include "ui/sentence.h"
#include "ui/theme/metrics.h"

#include <QSignalBlocker>
#include <algorithm>
#include <array>

namespace autokernel::ui {
namespace {

double overEagerOf(const report::QueueRow& row)
{
    return row.overEager ? row.overEager->value : 1.0;
}

} // namespace

KernelsPage::KernelsPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_table(new KernelTable(theme))
    , m_bars(new BarDelegate(theme, KernelsModel::BarRole, this))
    , m_figures(new FigureDelegate(theme, this))
    , m_card(new Card)
    , m_search(new SearchBox(tr("Search kernels")))
    , m_noMatch(makeLabel(tr("No kernel fits the search."), Type::Body, true))
    , m_now(makeLabel({}))
    , m_next(makeLabel({}))
    , m_because(makeLabel({}))
    , m_whatIf(new Card)
    , m_slider(new WhatIfSlider(theme))
    , m_assumed(makeLabel({}))
    , m_result(makeLabel({}, Type::Figure))
    , m_evidence(makeLabel({}, Type::Small, true))
    , m_whenSeen(*this, [this] { showSnapshot(); })
{
    auto* page = new QHBoxLayout(this);
    page->setContentsMargins(kPageMargin, kPageMargin, kPageMargin, kPageMargin);
    page->setSpacing(kPageMargin);
    buildTable();
    m_card->body().setContentsMargins(0, 0, 0, 0);
    m_card->controls().addWidget(m_search);
    m_noMatch->setAlignment(Qt::AlignCenter);
    m_noMatch->setContentsMargins(16, 16, 16, 16);
    m_noMatch->hide();
    m_card->body().addWidget(m_noMatch);
    m_card->body().addWidget(m_table);
    connect(m_search, &SearchBox::changed, this, [this] {
        m_table->setMatch(m_search->match());
        showMatches();
    });
    page->addWidget(m_card, 1);
    auto* side = buildSide();
    page->addWidget(side);
    setSide(side);
}

void KernelsPage::buildTable()
{
    for (const int column : {KernelsModel::Share, KernelsModel::Minutes})
        m_table->setItemDelegateForColumn(column, m_bars);
    m_table->setItemDelegateForColumn(KernelsModel::OverEager, m_figures);
    m_table->setAccessibleName(tr("Kernel queue"));
    // The two with bars leave a track of 120 pixels.
    const std::array widths {212, 140, 106, 108, 134, 120, 108, 140, 112};
    static_assert(widths.size() == KernelsModel::Columns);
    for (int column = 0; column < KernelsModel::Columns; ++column)
        m_table->setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
    // Attention tells their number, too; by itself it is for who sorts by it.
    m_table->setColumnHidden(KernelsModel::Experiments, true);
    m_table->sortByColumn(KernelsModel::Share, Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    m_columns = new TableColumns("kernels", *m_table);
    m_columns->setOffered(KernelsModel::OverVendor, false);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &KernelsPage::showKernel);
    connect(m_table, &QTableView::activated, this, [this] {
        if (const auto key = m_table->chosenKey(); !key.isEmpty())
            emit kernelPicked(key);
    });
}

void KernelsPage::showMatches()
{
    m_noMatch->setVisible(!m_table->queue().rows.empty() && m_table->model()->rowCount() == 0);
}

QWidget* KernelsPage::buildSide()
{
    auto* column = new QWidget;
    auto* side = new QVBoxLayout(column);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(kPageMargin);
    m_whatIf->setTitle(tr("What if"));
    m_whatIf->setFixedWidth(kSideWidth);
    m_slider->setAccessibleName(tr("Assumed speedup of the kernel over eager"));
    m_evidence->setWordWrap(true);
    m_assumed->setWordWrap(true);
    m_whatIf->body().addWidget(m_assumed);
    m_whatIf->body().addWidget(m_slider);
    m_whatIf->body().addWidget(m_result);
    m_whatIf->body().addWidget(m_evidence);
    m_whatIf->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(m_slider, &QSlider::valueChanged, this, &KernelsPage::showWhatIf);
    auto* why = new Card(tr("Why the search is where it is"));
    why->setFixedWidth(kSideWidth);
    why->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    for (auto* label : {m_now, m_next, m_because}) {
        label->setWordWrap(true);
        why->body().addWidget(label);
    }
    side->addWidget(why);
    side->addWidget(m_whatIf);
    side->addStretch();
    return column;
}

void KernelsPage::setTheme(const Theme& theme)
{
    m_bars->setTheme(theme);
    m_figures->setTheme(theme);
    m_slider->setTheme(theme);
    m_table->setTheme(theme);
}

void KernelsPage::clearSelection()
{
    m_table->setCurrentIndex({});
    m_table->clearSelection();
    m_shownKernel.clear();
}

void KernelsPage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_whenSeen.ask();
}

void KernelsPage::showSnapshot()
{
    const auto& report = m_snapshot->report;
    const auto& queue = m_snapshot->queue;
    m_table->setQueue(queue);
    m_columns->setOffered(KernelsModel::OverVendor,
        std::any_of(queue.rows.begin(), queue.rows.end(),
            [](const auto& row) { return row.overVendor.has_value(); }));
    showMatches();
    m_card->setTitle(tr("Kernel queue"),
        queue.forwardMicroseconds > 0
            ? tr("shares of one forward, %1 on %2")
                  .arg(microseconds(queue.forwardMicroseconds), text(report.run.device.name))
            : tr("one kernel on %1: no model, so no shares").arg(text(report.run.device.name)));
    m_now->setText(sentence(queue.now));
    std::vector<const report::QueueRow*> waiting;
    for (const auto& row : queue.rows)
        if (row.state == report::QueueState::Waiting && row.gainPerMinute)
            waiting.push_back(&row);
    std::sort(waiting.begin(), waiting.end(),
        [](const auto* a, const auto* b) { return *a->gainPerMinute > *b->gainPerMinute; });
    QStringList lines;
    for (const auto* row : waiting)
        lines.push_back(tr("%1, %2 a minute").arg(text(row->name), percent(*row->gainPerMinute)));
    m_next->setText(
        lines.isEmpty() ? QString() : tr("Next in line:") + '\n' + lines.mid(0, 3).join('\n'));
    m_next->setVisible(!lines.isEmpty());
    if (!m_table->currentIndex().isValid() && !queue.rows.empty())
        m_table->selectRow(0);
    showKernel();
}

void KernelsPage::showKernel()
{
    const auto* row = m_table->chosen();
    const QString name = m_table->chosenKey();
    m_slider->setEnabled(row != nullptr);
    m_because->setText(row == nullptr || row->because.empty()
            ? QString()
            : tr("%1, %2: %3").arg(name, KernelsModel::nameOf(row->state), sentence(row->because)));
    m_because->setHidden(m_because->text().isEmpty());
    if (row && name != m_shownKernel) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setKernel(
            overEagerOf(*row), row->headroom > 0 ? overEagerOf(*row) * row->headroom : 0);
    }
    m_shownKernel = name;
    showWhatIf();
}

void KernelsPage::showWhatIf()
{
    const auto* row = m_table->chosen();
    if (row == nullptr) {
        m_whatIf->setTitle(tr("What if"));
        m_assumed->setText(tr("Choose a kernel of ours."));
        m_result->clear();
        m_evidence->clear();
        return;
    }
    const double assumed = m_slider->speedup();
    const auto& queue = m_table->queue();
    const auto at = m_table->chosenRow();
    const auto& ours = m_snapshot->report.outcome.ours.overEager;
    const double present = ours ? ours->value : report::presentForecast(queue);
    const double whole = report::measuredIf(queue, present, at, assumed);
    m_whatIf->setTitle(tr("What if"), text(row->name).section(' ', 0, 0));
    m_assumed->setText(
        tr("If %1 were %2 over eager, the model would be").arg(text(row->name), speedup(assumed)));
    const bool isToday = row->isApplied && assumed == overEagerOf(*row);
    m_result->setText(whole <= 0 ? tr("not known")
            : isToday            ? speedup(whole)
                                 : tr("about %1").arg(speedup(whole)));
    QStringList lines;
    if (whole <= 0)
        lines.push_back(tr("The run has no profile of a model."));
    else if (ours)
        lines.push_back(tr("over eager. Measured today: %1; the change of it by Amdahl's law.")
                            .arg(speedupInterval(*ours)));
    else
        lines.push_back(tr("over eager by Amdahl's law, %1 with today's kernels; not measured.")
                            .arg(speedup(present)));
    if (!row->isApplied)
        lines.push_back(tr("It is left out of the model, which is not faster with it today."));
    if (row->headroom > 0)
        lines.push_back(tr("The measured %1 roof allows %2 over eager at most.")
                            .arg(text(row->limit), speedup(row->headroom * overEagerOf(*row))));
    m_evidence->setText(lines.join('\n'));
}

} // namespace autokernel::ui
