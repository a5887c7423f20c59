// SPDX-License-Identifier: GPL-3.0-or-later
// What the progress charts say in words and in files.
#include "ui/charts/progress_data.h"
#include "ui/english_plurals.h"
#include "ui/figures.h"

#include <QCoreApplication>
#include <algorithm>

namespace autokernel::ui {

QString speedupsBetween(double low, double high)
{
    const QString first = speedup(low);
    return first == speedup(high)
        ? first
        : QCoreApplication::translate("Progress", "%1 to %2").arg(first.chopped(1), speedup(high));
}

QString detailOf(const ReferenceLine& line)
{
    if (!line.isEager() || !(line.microseconds > 0))
        return speedup(line.speedup);
    return line.session.isEmpty() ? microseconds(line.microseconds)
                                  : microseconds(line.microseconds) + ", " + line.session;
}

namespace {

void addLines(QString& csv, const KernelProgress& progress, const QString& before)
{
    const auto number = [](double value) { return QString::number(value, 'g', 9); };
    for (const auto& mark : progress.marks) {
        csv += before + QString("%1,%2,").arg(mark.number).arg(nameOf(mark.verdict));
        if (mark.speedup > 0 && mark.verdict != VerdictClass::Control)
            csv += QString("%1,%2,%3")
                       .arg(number(mark.speedup), number(mark.low), number(mark.high));
        else
            csv += ",,";
        csv += "\r\n";
    }
}

constexpr const char* kHeadings
    = "experiment,verdict,speedup_over_eager,speedup_over_eager_low,speedup_over_eager_high\r\n";

} // namespace

QString csvOf(const KernelProgress& progress)
{
    QString csv = kHeadings;
    addLines(csv, progress, {});
    return csv;
}

QString csvOf(const std::vector<KernelProgress>& kernels)
{
    QString csv = QString("kernel,") + kHeadings;
    for (const auto& progress : kernels)
        addLines(csv, progress, '"' + progress.kernel + "\",");
    return csv;
}

QString summaryOf(const KernelProgress& progress)
{
    const auto controls = std::count_if(progress.marks.begin(), progress.marks.end(),
        [](const ProgressMark& mark) { return mark.verdict == VerdictClass::Control; });
    const auto experiments = std::ssize(progress.marks) - controls;
    QString sentence = QCoreApplication::translate(
        "Progress", "%1: %2 experiment(s), %3 kept", nullptr, pluralOf(experiments))
                           .arg(progress.kernel)
                           .arg(experiments)
                           .arg(progress.kept());
    if (!progress.best.empty())
        sentence += QCoreApplication::translate("Progress", ", best %1 over eager")
                        .arg(speedup(progress.best.back().y()));
    return sentence + '.';
}

} // namespace autokernel::ui
