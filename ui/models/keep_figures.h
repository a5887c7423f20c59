// SPDX-License-Identifier: GPL-3.0-or-later
// What a later look at champions changes without an experiment of the search: whoever shows more
// than a snapshot holds asks anew where these differ. Pure, any thread.
#pragma once

#include "report/report_data.h"

#include <optional>
#include <vector>

namespace autokernel::ui {

struct KeepFigure
{
    store::ExperimentId id;
    std::optional<double> overEager;
    bool stands = true;
    bool operator==(const KeepFigure&) const = default;
};
std::vector<KeepFigure> keepFigures(const report::KernelReport& kernel); // oldest first
std::vector<KeepFigure> keepFigures(const report::ReportData& report); // of all kernels

} // namespace autokernel::ui
