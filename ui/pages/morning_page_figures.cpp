// SPDX-License-Identifier: GPL-3.0-or-later
// The four figures at the top of the morning page.
#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/names.h"
#include "ui/pages/morning_page.h"
#include "ui/pages/morning_words.h"
#include "ui/sentence.h"
#include "ui/theme/verdict_style.h"

#include "plan/rungs.h"

namespace autokernel::ui {
namespace {

QString inOneLine(QString words)
{
    return words.replace(' ', QChar::Nbsp);
}

// "33.2 ms → 21.4 ms"; "" where one of them was not measured.
QString timesOf(const report::ReportData& report)
{
    const auto& ours = report.outcome.ours.microseconds;
    const auto eager = morning::eagerAtTheEnd(report);
    if (!eager || !ours)
        return {};
    return QString("%1 → %2").arg(microseconds(*eager), microseconds(*ours));
}

// The free rung that comes nearest to eager, where none is faster: "TorchScript, frozen, 0.99×".
QString nextFreeRungOf(const report::ReportData& report)
{
    const auto ladder = ladderOf(report);
    const LadderBar* next = nullptr;
    for (const auto& bar : ladder.bars)
        if (!bar.isOurs && bar.isCorrect && bar.microseconds > 0 && bar.id != plan::kEager
            && (next == nullptr || bar.microseconds < next->microseconds))
            next = &bar;
    return next == nullptr ? QString()
                           : QString("%1, %2").arg(next->name, overEager(*next, ladder));
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

// How they ended, then what else the night was. Commas, since a line breaks behind them.
QString nightOf(const report::ReportData& report)
{
    const auto& counts = report.run.verdictCounts;
    const auto count = [&](const char* verdict) {
        const auto found = counts.find(verdict);
        return found == counts.end() ? std::int64_t {0} : found->second;
    };
    QStringList ends {keptWords(count("kept"), report::demotedKeeps(report)),
        QObject::tr("%1 reverted").arg(grouped(count("reverted")))};
    if (const auto undecided = count("inconclusive"); undecided > 0)
        ends.push_back(QObject::tr("%1 inconclusive").arg(grouped(undecided)));
    ends.push_back(QObject::tr("%1 incorrect").arg(grouped(count("incorrect"))));
    ends.push_back(QObject::tr("%1 caught cheating").arg(grouped(count("rejected"))));
    for (auto& end : ends)
        end = inOneLine(end);
    QStringList rest;
    if (!report.controls.empty()) // they have numbers, but are no experiments of the search
        rest.push_back(inOneLine(
            QObject::tr("%n control(s)", nullptr, pluralOf(std::ssize(report.controls)))));
    const auto& run = report.run.summary;
    if (const auto duration = durationBetween(run.startedAt, run.endedAt); !duration.isEmpty())
        rest.push_back(inOneLine(duration));
    return (ends + rest).join(QObject::tr(", "));
}

} // namespace

void MorningPage::showFigures(const report::ReportData& report)
{
    using Tone = FigureCard::Tone;
    const auto& outcome = report.outcome;
    const auto& ours = outcome.ours.overEager;
    if (ours) {
        QStringList evidence {tr("over eager, %1").arg(speedupRange(*ours))};
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
    // Over eager itself the figure stands beside this one already.
    const bool isEager = outcome.overFreeRung && outcome.freeRung.name == plan::kEager;
    m_overFree->setCaption(isEager ? tr("PyTorch's own best") : tr("Over PyTorch's own best"));
    if (isEager) {
        const auto next = nextFreeRungOf(report);
        m_overFree->set(rungName(outcome.freeRung.name),
            next.isEmpty() ? tr("no other was measured") : tr("next: %1 of eager").arg(next));
    } else if (outcome.overFreeRung)
        m_overFree->set(speedup(outcome.overFreeRung->value),
            tr("%1, %2%3")
                .arg(rungName(outcome.freeRung.name), speedupRange(*outcome.overFreeRung),
                    outcome.isOverFreeRungQuotient ? tr(", a quotient of two sessions")
                                                   : tr(", side by side")),
            outcome.slowerThanFreeRung ? Tone::Doubtful : Tone::Plain);
    else
        m_overFree->set(tr("not measured"), sentence(outcome.freeRung.note), Tone::Doubtful);
    m_outputs->set(outcome.verified ? tr("verified") : tr("not verified"),
        outcome.verified ? outputsOf(report) : sentence(outcome.notVerifiedBecause),
        outcome.verified ? Tone::Good : Tone::Doubtful);
    const auto& run = report.run.summary;
    m_night->set(
        tr("%1 experiment(s)", nullptr, pluralOf(run.experiments)).arg(grouped(run.experiments)),
        nightOf(report));
}

} // namespace autokernel::ui
