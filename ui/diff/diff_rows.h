// SPDX-License-Identifier: GPL-3.0-or-later
// A diff as the rows of a side-by-side view: both sides have a line or a filler in each row, so
// that equal lines stand beside each other. Pure, any thread.
#pragma once

#include <QString>
#include <vector>

namespace autokernel::ui {

struct DiffSide
{
    int line = -1; // from 0; -1: a filler
    QString text;
    struct Change // characters [begin, end) that differ inside a changed line
    {
        int begin = 0;
        int end = 0;
    };
    std::vector<Change> changes;
};

struct DiffRowPair
{
    DiffSide left;
    DiffSide right;
    bool isChanged = false;
};

std::vector<DiffRowPair> sideBySide(
    const std::string& before, const std::string& after, bool ignoreWhitespace = false);
// First rows of the changes, in order.
std::vector<int> changesOf(const std::vector<DiffRowPair>& rows);

} // namespace autokernel::ui
