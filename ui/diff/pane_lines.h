// SPDX-License-Identifier: GPL-3.0-or-later
// A document's shown rows as the lines of a pane: one side of a side-by-side view, or a unified
// one, where the removed lines of a change stand above its added ones. Pure.
#pragma once

#include "ui/diff/diff_folding.h"
#include "ui/diff/diff_pane.h"

namespace autokernel::ui {

// As many for either side. The lines point into the document.
std::vector<PaneLine> sideLines(
    const DiffDocument& document, const DiffFolding& folding, Side side);
std::vector<PaneLine> unifiedLines(const DiffDocument& document, const DiffFolding& folding);

} // namespace autokernel::ui
