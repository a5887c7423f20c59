// SPDX-License-Identifier: GPL-3.0-or-later
// The search in a diff: what is found, marked in the panes and gone through.
#include "ui/diff/diff_view.h"

#include <algorithm>

namespace autokernel::ui {

void DiffView::find()
{
    QString selected;
    for (const auto* pane : m_panes)
        if (pane->isVisible() && pane->hasFocus())
            selected = pane->textCursor().selectedText();
    const bool isOneLine = !selected.contains(QChar::ParagraphSeparator);
    m_find->open(isOneLine ? selected : QString());
}

void DiffView::search(const QString& text)
{
    m_matches = m_document ? findText(*m_document, text) : std::vector<DiffMatch> {};
    m_match = -1;
    showMatches();
    if (!m_matches.empty())
        stepMatch(1);
    else
        m_find->showCount(-1, 0);
    if (m_matches.empty()) // what is selected still would look like a match
        for (auto* pane : m_panes) {
            auto cursor = pane->textCursor();
            cursor.clearSelection();
            pane->setTextCursor(cursor);
        }
}

DiffPane& DiffView::paneOf(Side side)
{
    return isUnified() ? *m_panes[1] : *m_panes[static_cast<std::size_t>(side)];
}

// Only so many are marked that painting stays quick; all are counted and reached.
void DiffView::showMatches()
{
    constexpr std::size_t kMostMarked = 2000;
    std::array<std::vector<DiffPane::Match>, 2> marks;
    for (const Side side : kSides) {
        auto& pane = *m_panes[static_cast<std::size_t>(side)];
        const auto& lines = pane.lines();
        for (int i = 0; i < std::ssize(lines); ++i) {
            const auto& line = lines[static_cast<std::size_t>(i)];
            if (line.cell == nullptr)
                continue;
            const auto first = std::lower_bound(m_matches.begin(), m_matches.end(), line.row,
                [](const DiffMatch& match, int row) { return match.row < row; });
            for (auto match = first; match != m_matches.end() && match->row == line.row; ++match)
                if (line.cell == &m_document->rows[static_cast<std::size_t>(line.row)][match->side]
                    && marks[static_cast<std::size_t>(side)].size() < kMostMarked)
                    marks[static_cast<std::size_t>(side)].push_back(
                        {i, match->begin, match->length});
        }
        pane.setMatches(std::move(marks[static_cast<std::size_t>(side)]));
    }
}

void DiffView::stepMatch(int direction)
{
    const int count = static_cast<int>(m_matches.size());
    if (count == 0)
        return;
    m_match = m_match < 0 && direction < 0 ? count - 1 : (m_match + direction + count) % count;
    goToMatch();
    m_find->showCount(m_match, count);
}

void DiffView::goToMatch()
{
    const auto& match = m_matches[static_cast<std::size_t>(m_match)];
    if (m_folding.items()[static_cast<std::size_t>(m_folding.itemOf(match.row))].row < 0) {
        m_folding.reveal(match.row);
        m_hasOpened = true;
        fill();
    }
    auto& pane = paneOf(match.side);
    const auto& lines = pane.lines();
    for (int i = 0; i < std::ssize(lines); ++i)
        if (lines[static_cast<std::size_t>(i)].cell
            == &m_document->rows[static_cast<std::size_t>(match.row)][match.side])
            return pane.select({i, match.begin, match.length});
}

} // namespace autokernel::ui
