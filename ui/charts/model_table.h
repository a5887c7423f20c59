// SPDX-License-Identifier: GPL-3.0-or-later
// The values of the whole model's chart as its table twin: each time that it was measured, newest
// first, then the free rungs. Pure.
#pragma once

#include "ui/charts/progress_data.h"
#include "ui/charts/table_twin.h"

namespace autokernel::ui {

TwinContent tableOf(const ModelProgress& progress);

} // namespace autokernel::ui
