// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_model_effect.h"

#include "ui/figures.h"
#include "ui/text.h"

#include "report/format.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

QString tr(const char* source)
{
    return QCoreApplication::translate("ModelEffect", source);
}

QString change(double fraction)
{
    return (fraction < 0 ? "−" : "+") + percent(std::abs(fraction));
}

QString describe(const ModelEffect& effect, bool isApplied)
{
    if (!isApplied)
        return tr("not applied: no gain in the model");
    if (!effect.isTold())
        return tr("%1, in the noise").arg(change(effect.loss));
    return change(effect.loss);
}

bool isOnlyOneApplied(const report::ReportData& report)
{
    return std::count_if(report.kernels.begin(), report.kernels.end(), [](const auto& kernel) {
        return kernel.appliedInModel.value_or(false);
    }) == 1;
}

// The run takes kernels away as long as its budget allows, and never the last one.
QString whyNeverTakenAway(const report::ReportData& report)
{
    if (isOnlyOneApplied(report))
        return tr("not measured, the only one applied");
    switch (report.run.summary.state) {
    case store::RunState::Finished:
        return tr("not measured, the time was up");
    case store::RunState::Stopped:
        return tr("not measured, the run was stopped");
    default:
        return tr("not measured yet");
    }
}

} // namespace

std::optional<ModelEffect> modelEffectOf(const report::KernelReport& kernel)
{
    if (!kernel.withoutIt || !(kernel.withoutIt->low > 0))
        return std::nullopt;
    const auto& ratio = *kernel.withoutIt;
    return ModelEffect {1 / ratio.value - 1, 1 / ratio.high - 1, 1 / ratio.low - 1};
}

QString describeInModel(const report::KernelReport& kernel)
{
    if (!kernel.champion)
        return tr("nothing won");
    if (!kernel.appliedInModel)
        return "–";
    if (const auto effect = modelEffectOf(kernel))
        return describe(*effect, *kernel.appliedInModel);
    return *kernel.appliedInModel ? QString("–") : tr("not applied: won alone");
}

QString whyNotInModel(const report::ReportData& report)
{
    const bool isAny
        = std::any_of(report.kernels.begin(), report.kernels.end(), [](const auto& kernel) {
              return kernel.champion && kernel.appliedInModel.value_or(false)
                  && !modelEffectOf(kernel);
          });
    return isAny ? tr("– in leave-one-out: %1").arg(whyNeverTakenAway(report)) : QString();
}

QString explainInModel(const report::ReportData& report, const report::KernelReport& kernel)
{
    const auto effect = modelEffectOf(kernel);
    if (!effect && kernel.champion && kernel.appliedInModel.value_or(false))
        return whyNeverTakenAway(report);
    if (!effect || !kernel.champion || !kernel.appliedInModel)
        return describeInModel(kernel);
    QStringList lines {
        tr("Time of the model without it, against the full set in interleaved pairs: %1, 95 % "
           "interval %2 to %3.")
            .arg(change(effect->loss), change(effect->low), change(effect->high))};
    if (!effect->isTold())
        lines.push_back(*kernel.appliedInModel
                ? tr("It cannot be told from no effect; it stays, since the pairs spread too far.")
                : tr("It cannot be told from no effect, so the model goes without it."));
    return lines.join('\n');
}

} // namespace autokernel::ui
