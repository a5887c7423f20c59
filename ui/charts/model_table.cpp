// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/model_table.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace autokernel::ui {
namespace {

QString tr(const char* source, int count = -1)
{
    return QCoreApplication::translate("ModelTable", source, nullptr, count);
}

QString whenOf(const ModelMark& mark, ProgressAxis axis)
{
    if (axis == ProgressAxis::Experiment) {
        const auto experiments = std::llround(mark.x);
        return tr("after %1 experiment(s)", pluralOf(experiments)).arg(grouped(experiments));
    }
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(qRound64(mark.x)), "d MMM HH:mm:ss");
}

} // namespace

TwinContent tableOf(const ModelProgress& progress)
{
    auto rows = std::make_shared<std::vector<QStringList>>();
    for (auto mark = progress.marks.rbegin(); mark != progress.marks.rend(); ++mark)
        rows->push_back({whenOf(*mark, progress.axis), speedupInterval(mark->overEager),
            mark->forecast ? speedup(*mark->forecast) : QString(), {}});
    for (const auto& line : progress.references)
        rows->push_back({line.name, speedup(line.speedup), {},
            line.microseconds > 0 ? microseconds(line.microseconds) : QString()});
    return {{tr("measured"), tr("over eager"), tr("Amdahl forecast"), tr("one forward")},
        static_cast<int>(rows->size()),
        [rows](int row, int column) { return (*rows)[static_cast<std::size_t>(row)][column]; },
        [](int) { return 0; }};
}

} // namespace autokernel::ui
