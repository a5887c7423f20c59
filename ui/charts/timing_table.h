// SPDX-License-Identifier: GPL-3.0-or-later
// The times of the strip chart as its table twin and as a file: pair by pair, in order of
// measurement. Pure.
#pragma once

#include "ui/charts/table_twin.h"
#include "ui/charts/timing_data.h"

#include <string>

namespace autokernel::ui {

// The medians with their intervals first.
TwinContent tableOf(const TimingData& timing, const QString& incumbent, const QString& candidate);

// "pair,incumbent_us,candidate_us", of the pairs that count; C locale, RFC 4180.
std::string csvOf(const TimingData& timing);

} // namespace autokernel::ui
