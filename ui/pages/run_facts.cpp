// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_facts.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/names.h"

#include "plan/rungs.h"

#include <QCoreApplication>
#include <QStringList>

namespace autokernel::ui {
namespace {

QString tr(const char* source, int count = -1)
{
    return QCoreApplication::translate("RunFacts", source, nullptr, count);
}

void addOutcome(std::vector<FactRows::Row>& rows, const report::ReportData& report)
{
    const auto& outcome = report.outcome;
    const auto& over = outcome.ours.overEager;
    rows.push_back(
        {tr("End to end over eager"), over ? speedupInterval(*over) : tr("not measured")});
    if (outcome.overFreeRung && outcome.freeRung.name != plan::kEager)
        rows.push_back({tr("Over PyTorch's own best, %1").arg(rungName(outcome.freeRung.name)),
            speedupInterval(*outcome.overFreeRung)});
    if (over)
        rows.push_back({tr("Result"), outcome.verified ? tr("verified") : tr("not verified"), {},
            {}, text(outcome.notVerifiedBecause)});
}

void addKernels(std::vector<FactRows::Row>& rows, const report::ReportData& report)
{
    for (const auto& kernel : report.kernels) {
        QStringList said;
        if (kernel.champion) {
            const auto& over = kernel.keeps[*kernel.champion].overEager();
            said << (over ? speedupInterval(*over) : tr("kept"));
        } else {
            said << tr("nothing kept");
        }
        if (kernel.appliedInModel)
            said << (*kernel.appliedInModel ? tr("in the model") : tr("left out of the model"));
        rows.push_back({text(kernel.target.target.key()), said.join(", ")});
    }
}

void addConditions(std::vector<FactRows::Row>& rows, const report::ReportData& report)
{
    const auto& run = report.run;
    const auto add = [&](const QString& what, const QString& value) {
        if (!value.isEmpty())
            rows.push_back({what, value});
    };
    add(tr("Device"), text(run.device.name));
    if (run.model) {
        QStringList inputs;
        for (const auto& input : run.model->inputs)
            inputs << text(input);
        add(tr("Threads"), QString::number(run.model->threads));
        add(tr("Type of numbers"), text(run.model->dtype));
        add(tr("Inputs"), inputs.join(", "));
    }
    add(tr("Seed"), QString::number(run.seed));
    add(tr("AutoKernel"), text(run.version));
}

} // namespace

std::vector<FactRows::Row> runFacts(const report::ReportData& report)
{
    std::vector<FactRows::Row> rows;
    const auto& run = report.run;
    addOutcome(rows, report);
    rows.push_back({tr("Experiments"),
        tr("%1, of which %2")
            .arg(grouped(run.summary.experiments),
                keptWords(run.summary.kept, report::demotedKeeps(report)))});
    if (run.experimentSeconds > 0)
        rows.push_back({tr("Time in experiments"), duration(run.experimentSeconds)});
    addKernels(rows, report);
    addConditions(rows, report);
    return rows;
}

} // namespace autokernel::ui
