// SPDX-License-Identifier: GPL-3.0-or-later
// What a candidate changed, as a patch. Pure, any thread.
#pragma once

#include "ui/bridge/experiment_view.h"

#include <string>

namespace autokernel::ui {

// For `patch -p0 < FILE` beside a file `candidate` with the other side's source: lines that say
// what it is, which patch tools skip, then the hunks, as the diff that is shown has them
// (DiffDocument::patch). "" where there is nothing to compare or no change.
std::string patchOf(const ExperimentView& view, const std::string& hunks);

} // namespace autokernel::ui
