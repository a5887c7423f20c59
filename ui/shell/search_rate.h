// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a search goes at present, and how much of what it tries is kept. Pure.
#pragma once

#include "report/report_data.h"

#include <optional>

namespace autokernel::ui {

struct SearchRate
{
    double experimentsPerHour = 0; // controls take their time and do not count
    double keptShare = 0; // of these experiments
};

// Of the last hour that the run was at work, or all of it while it is younger; nullopt until it has
// an experiment with a time.
std::optional<SearchRate> searchRate(const report::ReportData& report);

} // namespace autokernel::ui
