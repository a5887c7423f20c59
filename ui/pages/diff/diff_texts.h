// SPDX-License-Identifier: GPL-3.0-or-later
// What the diff page says of its two sides. Pure.
#pragma once

#include "ui/bridge/experiment_view.h"

#include <QString>

namespace autokernel::ui {

QString describeMutator(const std::string& mutator); // "a starter", "by parameter search"
QString titleOf(const ExperimentView& view); // "#142 against #141", or "Candidate #142"
// What that is to it, "its parent", or why there is no other side.
QString describeOtherSide(const ExperimentView& view);
// What stands above a source, as rich text: its number, one call's time, its verdict and when.
// Where the other side is what the candidate was timed against, both times are of the pairs that
// the evidence draws; else each is of its own session, and the other one says so.
QString headOfCandidate(const ExperimentView& view);
QString headOfOther(const ExperimentView& view); // "" where there is none

} // namespace autokernel::ui
