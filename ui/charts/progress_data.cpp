// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/progress_data.h"

#include "ui/annotations/marks_card.h"
#include "ui/text.h"

#include "report/format.h"

#include <QCoreApplication>
#include <algorithm>

namespace autokernel::ui {
namespace {

const store::LadderRow* eagerOf(const std::vector<store::LadderRow>& ladder)
{
    const auto found = std::find_if(ladder.begin(), ladder.end(),
        [](const auto& row) { return row.record.samples.name == "eager"; });
    return found == ladder.end() ? nullptr : &*found;
}

// Wrong rungs are no reference, however fast.
std::vector<ReferenceLine> referencesOf(const std::vector<store::LadderRow>& ladder)
{
    std::vector<ReferenceLine> lines {{1, "eager"}};
    const auto* eager = eagerOf(ladder);
    if (eager == nullptr)
        return lines;
    for (const auto& row : ladder)
        if (!row.record.isOurs && &row != eager && row.record.samples.correct
            && row.medianMicroseconds > 0)
            lines.push_back({eager->medianMicroseconds / row.medianMicroseconds,
                text(row.record.samples.name)});
    return lines;
}

bool isWholeModel(const store::EndToEndRow& row)
{
    using store::ModelMeasurement;
    return row.record.kind == ModelMeasurement::Starters
        || row.record.kind == ModelMeasurement::AfterKeep
        || row.record.kind == ModelMeasurement::Final;
}

} // namespace

KernelProgress progressOf(const report::ReportData& report, const report::KernelReport& kernel)
{
    KernelProgress progress;
    progress.kernel = text(kernel.target.target.key());
    progress.device = text(report.run.device.name);
    for (const auto& point : report.progress) {
        if (point.target != kernel.target.id || point.verdict == judge::VerdictKind::Cancelled)
            continue;
        ProgressMark mark;
        mark.number = point.number;
        mark.verdict = classOf(point.verdict, point.isControl);
        if (point.isDemoted)
            mark.verdict = VerdictClass::Reverted;
        if (point.overEager && !hasNoTime(mark.verdict)) {
            mark.speedup = point.overEager->value;
            mark.low = point.overEager->low;
            mark.high = point.overEager->high;
        }
        if (const auto* annotated = report::findAnnotated(report, point.number))
            progress.said[point.number] = lineOf(annotated->annotation);
        progress.marks.push_back(mark);
    }
    for (const auto& keep : kernel.keeps)
        if (keep.row.demotedBecause.empty() && keep.row.keep.overEager)
            progress.best.emplace_back(
                static_cast<double>(keep.row.experiment.number), keep.row.keep.overEager->value);
    if (!progress.best.empty()) {
        progress.best.insert(progress.best.begin(), {progress.best.front().x(), 1});
        progress.best.emplace_back(
            static_cast<double>(progress.marks.back().number), progress.best.back().y());
    }
    progress.references = referencesOf(kernel.ladder);
    return progress;
}

ModelProgress modelProgressOf(const report::ReportData& report)
{
    ModelProgress progress;
    progress.references = {{1, "eager"}};
    for (const auto& row : report.endToEnd) {
        if (!isWholeModel(row))
            continue;
        const auto x = static_cast<double>(row.experimentsBefore);
        progress.measured.emplace_back(x, row.record.overBaseline.value);
        if (row.record.forecast)
            progress.forecast.emplace_back(x, *row.record.forecast);
    }
    if (!progress.measured.empty())
        progress.measured.insert(progress.measured.begin(), {0, 1});
    const auto& free = report.outcome.freeRung;
    if (free.overEager && free.name != "eager")
        progress.references.push_back({free.overEager->value, text(free.name)});
    return progress;
}

QString csvOf(const KernelProgress& progress)
{
    QString csv = "experiment,verdict,speedup_over_eager,speedup_over_eager_low,speedup_over_eager_"
                  "high\r\n";
    const auto number = [](double value) { return QString::number(value, 'g', 9); };
    for (const auto& mark : progress.marks) {
        csv += QString("%1,%2,").arg(mark.number).arg(nameOf(mark.verdict));
        if (mark.speedup > 0)
            csv += QString("%1,%2,%3")
                       .arg(number(mark.speedup), number(mark.low), number(mark.high));
        else
            csv += ",,";
        csv += "\r\n";
    }
    return csv;
}

QString summaryOf(const KernelProgress& progress)
{
    const auto count = [&](VerdictClass verdict) {
        return std::count_if(progress.marks.begin(), progress.marks.end(),
            [&](const ProgressMark& mark) { return mark.verdict == verdict; });
    };
    QString sentence = QCoreApplication::translate("Progress", "%1: %2 experiments, %3 kept")
                           .arg(progress.kernel)
                           .arg(std::ssize(progress.marks) - count(VerdictClass::Control))
                           .arg(count(VerdictClass::Kept));
    if (!progress.best.empty())
        sentence += QCoreApplication::translate("Progress", ", best %1 over eager")
                        .arg(text(report::formatSpeedup(progress.best.back().y())));
    return sentence + '.';
}

} // namespace autokernel::ui
