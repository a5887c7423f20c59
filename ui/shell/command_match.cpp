// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_match.h"

#include <algorithm>
#include <vector>

namespace autokernel::ui {
namespace {

constexpr int kPerLetter = 8;
constexpr int kInARow = 12; // more than a word's beginning: "diff" finds Diff, not "Do it for free"
constexpr int kWordBegins = 10;

bool beginsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber();
}

} // namespace

std::optional<int> commandMatch(const QString& typed, const QString& text)
{
    QString letters = typed.toLower();
    letters.remove(QChar(' '));
    if (letters.isEmpty())
        return 0;
    const QString hay = text.toLower();
    const auto width = static_cast<std::size_t>(hay.size());
    constexpr int kNone = -1;
    // best[i]: of all ways to place the letters so far, the last one at i.
    std::vector<int> best(width, kNone);
    for (qsizetype letter = 0; letter < letters.size(); ++letter) {
        std::vector<int> next(width, kNone);
        int before = letter == 0 ? 0 : kNone; // the best that ends left of i - 1
        for (std::size_t i = 0; i < width; ++i) {
            if (letter > 0 && i > 1)
                before = std::max(before, best[i - 2]);
            const auto at = static_cast<qsizetype>(i);
            if (hay[at] != letters[letter])
                continue;
            const int own = kPerLetter + (beginsWord(hay, at) ? kWordBegins : 0);
            if (before != kNone)
                next[i] = before + own;
            if (letter > 0 && i > 0 && best[i - 1] != kNone)
                next[i] = std::max(next[i], best[i - 1] + own + kInARow);
        }
        best = std::move(next);
    }
    const int most = best.empty() ? kNone : *std::max_element(best.begin(), best.end());
    if (most == kNone)
        return std::nullopt;
    return 1000 * most - static_cast<int>(std::min<qsizetype>(hay.size(), 999));
}

} // namespace autokernel::ui
