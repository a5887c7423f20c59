// SPDX-License-Identifier: GPL-3.0-or-later
// How many experiments a run will make: from the rate of earlier runs on the same device where the
// history has any, else from a stated assumption. Pure.
#pragma once

#include "ui/wizard/run_draft.h"

#include "store/history_reader.h"

#include <QTime>
#include <optional>
#include <vector>

namespace autokernel::ui {

struct ExperimentRate
{
    double perHour = 0;
    int runs = 0; // it is the median of so many; 0: assumed
};

// `device` as the history says it ("cpu NAME"), or only the start of that.
ExperimentRate rateOf(
    const std::vector<store::RunSummary>& runs, store::RunKind kind, const std::string& device);

// Seconds until the draft's budget ends; empty: no clock ends it, or it is not valid.
std::optional<double> secondsOf(const RunDraft& draft, QTime now);
// "about 1,200 experiments in 8 h, at the 150 an hour of 3 earlier runs on this device"
QString expectationOf(const RunDraft& draft, const ExperimentRate& rate, QTime now);

} // namespace autokernel::ui
