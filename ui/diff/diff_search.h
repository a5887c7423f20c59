// SPDX-License-Identifier: GPL-3.0-or-later
// A text in both sides of a diff, folded rows included. A row that is the same on both sides counts
// once. Pure.
#pragma once

#include "ui/diff/diff_document.h"

namespace autokernel::ui {

struct DiffMatch
{
    int row = 0;
    Side side = Side::New;
    int begin = 0; // characters
    int length = 0;
};

// Case does not matter; "" is nowhere. In the order of the rows, the old side first.
std::vector<DiffMatch> findText(const DiffDocument& document, const QString& wanted);

} // namespace autokernel::ui
