// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_folding.h"

#include <algorithm>

namespace autokernel::ui {

int DiffFolding::contextFor(const DiffDocumentPtr& document, int items)
{
    int context = kContext;
    if (!document || document->changes.empty())
        return context;
    DiffFolding folding;
    for (int wider = kContext + 1; wider <= items; ++wider) {
        folding.reset(document, true, wider);
        if (std::ssize(folding.items()) > items)
            break;
        context = wider;
        if (folding.folds().empty())
            break;
    }
    return context;
}

void DiffFolding::reset(DiffDocumentPtr document, bool isFolding, int context)
{
    m_document = std::move(document);
    m_folds.clear();
    const int rows = m_document ? static_cast<int>(m_document->rows.size()) : 0;
    if (isFolding && m_document && !m_document->changes.empty()) {
        int begin = 0; // of the unchanged stretch
        const auto fold = [&](int end, bool isFirst, bool isLast) {
            const RowRange hidden {begin + (isFirst ? 0 : context), end - (isLast ? 0 : context)};
            if (hidden.size() >= kLeast)
                m_folds.push_back(hidden);
        };
        for (const RowRange& change : m_document->changes) {
            fold(change.begin, begin == 0, false);
            begin = change.end;
        }
        fold(rows, false, true);
    }
    collect();
}

void DiffFolding::open(int fold, int rows)
{
    auto& range = m_folds[static_cast<std::size_t>(fold)];
    range.begin += rows;
    if (range.size() < kLeast)
        m_folds.erase(m_folds.begin() + fold);
    collect();
}

void DiffFolding::reveal(int row)
{
    for (int i = 0; i < std::ssize(m_folds); ++i) {
        const auto& range = m_folds[static_cast<std::size_t>(i)];
        if (row >= range.begin && row < range.end)
            return openAll(i);
    }
}

int DiffFolding::itemOf(int row) const
{
    const auto firstRowOf = [this](const DiffItem& item) {
        return item.row >= 0 ? item.row : m_folds[static_cast<std::size_t>(item.fold)].begin;
    };
    const auto after = std::upper_bound(m_items.begin(), m_items.end(), row,
        [&](int wanted, const DiffItem& item) { return wanted < firstRowOf(item); });
    return static_cast<int>(after - m_items.begin()) - 1;
}

void DiffFolding::collect()
{
    m_items.clear();
    const int rows = m_document ? static_cast<int>(m_document->rows.size()) : 0;
    int fold = 0;
    for (int row = 0; row < rows;) {
        if (fold < std::ssize(m_folds) && m_folds[static_cast<std::size_t>(fold)].begin == row) {
            m_items.push_back({-1, fold});
            row = m_folds[static_cast<std::size_t>(fold++)].end;
        } else {
            m_items.push_back({row++, -1});
        }
    }
}

} // namespace autokernel::ui
