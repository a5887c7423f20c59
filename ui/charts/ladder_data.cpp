// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ladder_data.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/names.h"

#include "plan/rungs.h"
#include "report/escape.h"

#include <QCoreApplication>
#include <algorithm>
#include <tuple>

namespace autokernel::ui {
namespace {

QString tr(const char* source, int count = -1)
{
    return QCoreApplication::translate("Ladder", source, nullptr, count);
}

LadderBar barOf(const store::LadderRow& row)
{
    const auto& samples = row.record.samples;
    LadderBar bar;
    bar.id = samples.name;
    bar.name = rungName(samples.name);
    bar.isOurs = row.record.isOurs;
    bar.isCorrect = samples.correct;
    bar.error = text(samples.error);
    bar.values = samples.nanoseconds.size();
    if (!(row.medianMicroseconds > 0))
        return bar;
    bar.microseconds = row.medianMicroseconds;
    bar.low = std::isfinite(row.lowMicroseconds) ? row.lowMicroseconds : bar.microseconds;
    bar.high = std::isfinite(row.highMicroseconds) ? row.highMicroseconds : bar.microseconds;
    bar.witness = text(report::witnessRemark(samples));
    return bar;
}

Ladder ladderOf(const QString& subject, const std::vector<store::LadderRow>& rows)
{
    Ladder ladder;
    ladder.subject = subject;
    for (const auto& row : rows) {
        ladder.bars.push_back(barOf(row));
        if (ladder.bars.back().id == plan::kEager)
            ladder.eagerMicroseconds = ladder.bars.back().microseconds;
    }
    std::stable_sort(
        ladder.bars.begin(), ladder.bars.end(), [](const LadderBar& a, const LadderBar& b) {
            const auto rank = [](const LadderBar& bar) {
                return std::tuple(bar.microseconds <= 0, !bar.isOurs, bar.microseconds);
            };
            return rank(a) < rank(b);
        });
    return ladder;
}

QString answerOf(const LadderBar& bar)
{
    return !bar.error.isEmpty() ? tr("could not run: %1").arg(bar.error)
        : bar.isCorrect         ? tr("within its error budget")
                                : tr("wrong");
}

} // namespace

Ladder ladderOf(const report::ReportData& report)
{
    if (!report.modelLadder.empty())
        return ladderOf(text(report.run.summary.subject), report.modelLadder);
    const auto kernel = std::find_if(report.kernels.begin(), report.kernels.end(),
        [](const auto& each) { return !each.ladder.empty(); });
    if (kernel == report.kernels.end())
        return {};
    auto ladder = ladderOf(text(kernel->target.target.key()), kernel->ladder);
    ladder.floorMicroseconds = kernel->floor.seconds * 1e6;
    ladder.floorBound = text(kernel->floor.bound);
    return ladder;
}

QString overEager(const LadderBar& bar, const Ladder& ladder)
{
    return bar.microseconds > 0 && ladder.eagerMicroseconds > 0
        ? speedup(ladder.eagerMicroseconds / bar.microseconds)
        : QString();
}

QString summaryOf(const Ladder& ladder)
{
    QStringList parts;
    for (const auto& bar : ladder.bars) {
        QString part = bar.microseconds > 0
            ? tr("%1 %2").arg(bar.name, microseconds(bar.microseconds))
            : tr("%1 could not run").arg(bar.name);
        if (const auto over = overEager(bar, ladder); !over.isEmpty() && bar.id != plan::kEager)
            part += tr(", %1 over eager").arg(over);
        if (bar.microseconds > 0 && !bar.isCorrect)
            part += tr(", wrong");
        parts.push_back(part);
    }
    if (ladder.floorMicroseconds > 0)
        parts.push_back(tr("the %1 roof allows %2")
                            .arg(ladder.floorBound, microseconds(ladder.floorMicroseconds)));
    return tr("%1: %n contender(s) timed in turn. ", pluralOf(std::ssize(ladder.bars)))
               .arg(ladder.subject)
        + parts.join("; ") + '.';
}

TwinContent tableOf(const Ladder& ladder)
{
    auto shown = std::make_shared<const Ladder>(ladder);
    const auto cell = [shown](int row, int column) -> QString {
        if (row == std::ssize(shown->bars)) // the floor
            return column == 0 ? tr("%1 roof, least time").arg(shown->floorBound)
                : column == 1  ? microseconds(shown->floorMicroseconds)
                : column == 4  ? tr("modelled from measured roofs")
                               : QString();
        const auto& bar = shown->bars[static_cast<std::size_t>(row)];
        switch (column) {
        case 0:
            return bar.isOurs ? tr("%1 (ours)").arg(bar.name) : bar.name;
        case 1:
            return bar.microseconds > 0 ? microseconds(bar.microseconds) + bar.witness : QString();
        case 2:
            return bar.microseconds > 0 ? text(report::formatSpread(bar.low, bar.high, bar.values))
                                        : QString();
        case 3:
            return overEager(bar, *shown);
        default:
            return answerOf(bar);
        }
    };
    return {{tr("contender"), tr("median"), tr("95 % interval of the median"), tr("over eager"),
                tr("answer")},
        static_cast<int>(std::ssize(ladder.bars)) + (ladder.floorMicroseconds > 0 ? 1 : 0), cell,
        [](int) { return 0; }};
}

QString csvOf(const Ladder& ladder)
{
    const auto number
        = [](double value) { return value > 0 ? QString::number(value, 'g', 9) : QString(); };
    QString csv = "contender,median_us,median_us_low,median_us_high,ours,correct,error\r\n";
    for (const auto& bar : ladder.bars)
        csv += QStringList {text(report::csvField(bar.id)), number(bar.microseconds),
                   number(bar.low), number(bar.high), bar.isOurs ? "true" : "false",
                   bar.isCorrect ? "true" : "false",
                   text(report::csvField(bar.error.toStdString()))}
                   .join(',')
            + "\r\n";
    return csv;
}

} // namespace autokernel::ui
