// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows of a diff are shown: unchanged stretches away from any change are folded to one line,
// which opens twenty at a time. Both panes are filled from the same items, so that they stay
// aligned. UI thread.
#pragma once

#include "ui/diff/diff_document.h"

namespace autokernel::ui {

struct DiffItem
{
    int row = -1; // -1: a fold
    int fold = -1; // index into folds()
};

class DiffFolding
{
public:
    static constexpr int kContext = 3; // rows that stay around a change at least
    static constexpr int kLeast = 4; // fewer rows are not worth a fold
    static constexpr int kStep = 20;

    void reset(DiffDocumentPtr document, bool isFolding, int context = kContext);
    // The largest context, kContext at least, with which no more than so many items are shown: room
    // that would be empty shows what stands around the changes.
    static int contextFor(const DiffDocumentPtr& document, int items);
    void open(int fold, int rows = kStep); // from its top
    void openAll(int fold) { open(fold, m_folds[static_cast<std::size_t>(fold)].size()); }
    void reveal(int row); // opens the fold that hides it, if any

    const std::vector<DiffItem>& items() const { return m_items; }
    const std::vector<RowRange>& folds() const { return m_folds; }
    // The item that shows this row, or the fold that hides it.
    int itemOf(int row) const;

private:
    void collect();

    DiffDocumentPtr m_document;
    std::vector<RowRange> m_folds; // in order
    std::vector<DiffItem> m_items;
};

} // namespace autokernel::ui
