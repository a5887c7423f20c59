// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside the charts of the progress page: the best, the legend, the search, the table.
#include "ui/figures.h"
#include "ui/names.h"
#include "ui/pages/progress_page.h"
#include "ui/theme/metrics.h"

#include "report/call_times.h"

#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace autokernel::ui {
namespace {

QString clockOf(double secondsSince1970)
{
    return std::isnan(secondsSince1970)
        ? QString()
        : QLocale().toString(
            QDateTime::fromSecsSinceEpoch(static_cast<qint64>(secondsSince1970)).time(),
            "HH:mm:ss");
}

} // namespace

QWidget* ProgressPage::buildSide()
{
    auto* column = new QWidget;
    auto* side = new QVBoxLayout(column);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(kPageMargin);
    m_best->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    side->addWidget(m_best);
    auto* legend = new Card;
    legend->setTitle(tr("Verdicts"), tr("click to show or hide"));
    for (const auto verdict : kVerdictClasses) {
        auto* row = new QHBoxLayout;
        auto& entry = m_legend[verdict];
        entry.box = new QCheckBox(labelOf(verdict));
        entry.box->setChecked(true);
        entry.box->setIcon(markIcon(verdict, *m_theme));
        entry.count = makeLabel("0", Type::Body, true);
        row->addWidget(entry.box, 1);
        row->addWidget(entry.count);
        legend->body().addLayout(row);
        connect(entry.box, &QCheckBox::toggled, this, [this] { m_chart->setHidden(hidden()); });
    }
    legend->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    side->addWidget(legend);
    side->addWidget(m_facts, 1);
    return column;
}

void ProgressPage::showLegend(const std::vector<KernelProgress>& kernels)
{
    std::map<VerdictClass, std::int64_t> counts;
    for (const auto& kernel : kernels)
        for (const auto& mark : kernel.marks)
            ++counts[mark.verdict];
    for (auto& [verdict, row] : m_legend)
        row.count->setText(grouped(counts[verdict]));
}

void ProgressPage::showBest(const report::KernelReport& kernel)
{
    if (!kernel.champion) {
        m_best->setCaption(tr("Best verified kernel"));
        return m_best->set(
            tr("none yet"), tr("eager is still the fastest"), FigureCard::Tone::Doubtful);
    }
    const auto& keep = kernel.keeps[*kernel.champion];
    const auto& over = keep.overEager();
    m_best->setCaption(tr("Best verified kernel, #%1").arg(keep.row.experiment.number));
    QStringList evidence;
    if (over)
        evidence.push_back(
            tr("%1 over eager%2")
                .arg(speedupRange(*over),
                    keep.overEagerSource().empty() ? QString()
                                                   : ", " + text(keep.overEagerSource())));
    const double eager = report::eagerBesideChampion(kernel, m_snapshot->report);
    if (const auto& time = keep.row.experiment.candidateMicroseconds; time && eager > 0)
        evidence.push_back(tr("%1 → %2 a call").arg(microseconds(eager), microseconds(*time)));
    if (over && keep.vendorOverEager)
        evidence.push_back(
            tr("%1 over the vendor's kernel").arg(speedup(over->value / *keep.vendorOverEager)));
    if (kernel.point && kernel.point->fractionOfRoof > 0)
        evidence.push_back(
            tr("%1 of the %2 roof (measured; FLOP and bytes modelled)")
                .arg(percent(kernel.point->fractionOfRoof), text(kernel.point->bottleneck)));
    m_best->set(
        over ? speedup(over->value) : tr("kept"), evidence.join('\n'), FigureCard::Tone::Good);
}

// Of one forward's time, by Amdahl: a large ratio of a small kernel saves little.
void ProgressPage::showBestOfAll()
{
    const report::KernelReport* best = nullptr;
    double most = 0;
    for (const auto& kernel : m_snapshot->report.kernels)
        if (kernel.champion)
            if (const auto& over = kernel.keeps[*kernel.champion].overEager(); over) {
                const double saved = kernel.target.share * (1 - 1 / over->value);
                if (saved > most) {
                    most = saved;
                    best = &kernel;
                }
            }
    if (!best) {
        m_best->setCaption(tr("Best verified kernel"));
        return m_best->set(
            tr("none yet"), tr("eager is still the fastest"), FigureCard::Tone::Doubtful);
    }
    const auto& keep = best->keeps[*best->champion];
    m_best->setCaption(tr("Saves most of the time, #%1").arg(keep.row.experiment.number));
    QStringList evidence {tr("%1, over its own eager").arg(text(best->target.target.key()))};
    if (m_snapshot->report.run.summary.kind == store::RunKind::Model)
        evidence.push_back(tr("%1 of the model's time; saves %2 of the whole (forecast)")
                               .arg(percent(best->target.share), percent(most)));
    m_best->set(speedup(keep.overEager()->value), evidence.join('\n'), FigureCard::Tone::Good);
}

// Newest first.
void ProgressPage::showTable()
{
    if (m_twin->isHidden())
        return;
    struct Row
    {
        const KernelProgress* kernel;
        const ProgressMark* mark;
    };
    auto shown = std::make_shared<const std::vector<KernelProgress>>(m_chart->kernels());
    auto rows = std::make_shared<std::vector<Row>>();
    for (const auto& kernel : *shown)
        for (const auto& mark : kernel.marks)
            rows->push_back({&kernel, &mark});
    std::sort(rows->begin(), rows->end(),
        [](const Row& a, const Row& b) { return a.mark->number > b.mark->number; });
    const auto cell = [shown, rows](int index, int column) -> QString {
        const auto& [kernel, mark] = (*rows)[static_cast<std::size_t>(index)];
        switch (column) {
        case 0:
            return QString("#%1").arg(mark->number);
        case 1:
            return clockOf(mark->endedAt);
        case 2:
            return labelOf(mark->verdict);
        case 3:
            return mark->speedup > 0 ? speedupInterval({mark->speedup, mark->low, mark->high})
                                     : QString();
        case 4:
            return kernel->kernel;
        case 5:
            return mark->mutator ? mutatorName(*mark->mutator) : QString();
        default:
            return mark->idea ? text(*mark->idea) : QString();
        }
    };
    m_twin->setContent({{tr("number"), tr("ended"), tr("verdict"), tr("over eager"), tr("kernel"),
                            tr("by"), tr("what was tried")},
        static_cast<int>(rows->size()), cell,
        [rows](int index) { return (*rows)[static_cast<std::size_t>(index)].mark->number; }});
    m_twin->select(m_chart->selected());
}

} // namespace autokernel::ui
