// SPDX-License-Identifier: GPL-3.0-or-later
// What a kernel does for the whole model, by taking it away at the end of the run. Pure.
#pragma once

#include "report/report_data.h"

#include <QString>
#include <optional>

namespace autokernel::ui {

// Time of the model without the kernel over its time with it, minus 1, and the 95 % interval.
struct ModelEffect
{
    double loss = 0;
    double low = 0;
    double high = 0;
    bool isTold() const { return low > 0 || high < 0; } // apart from no effect
};
// nullopt: it was never taken away in turn.
std::optional<ModelEffect> modelEffectOf(const report::KernelReport& kernel);

// In few words; "–" where nothing was measured.
QString describeInModel(const report::KernelReport& kernel);
// Of those, the reason, which is one for all; "": every kernel of the model was measured.
QString whyNotInModel(const report::ReportData& report);
// The same of one kernel, with all figures or the reason.
QString explainInModel(const report::ReportData& report, const report::KernelReport& kernel);

} // namespace autokernel::ui
