// SPDX-License-Identifier: GPL-3.0-or-later
// A finished diff: the rows that both panes show one below the other, its changes, its colours and
// its patch. Made by a task from copies of the texts; the view only paints it. Immutable value.
#pragma once

#include "ui/diff/code_colors.h"

#include <QString>
#include <array>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace autokernel::ui {

enum class Side
{
    Old,
    New
};
inline constexpr std::array kSides {Side::Old, Side::New};

struct DiffCell
{
    enum class Kind
    {
        Filler, // the row has no line on this side
        Line,
        Note // "no newline at the end": no line of the text, and never copied
    };
    Kind kind = Kind::Filler;
    int line = -1; // from 0; -1: no line
    QString text; // control characters are replaced by visible ones, tabs stay
    struct Span // characters [begin, end) that differ inside a changed line
    {
        int begin = 0;
        int end = 0;
    };
    std::vector<Span> changes;
    std::vector<ColoredSpan> colors;
};

struct DiffRow
{
    DiffCell left;
    DiffCell right;
    bool isChanged = false;

    const DiffCell& operator[](Side side) const { return side == Side::Old ? left : right; }
    DiffCell& operator[](Side side) { return side == Side::Old ? left : right; }
};

struct RowRange // [begin, end)
{
    int begin = 0;
    int end = 0;
    int size() const { return end - begin; }
};

struct DiffDocument
{
    std::vector<DiffRow> rows;
    std::vector<RowRange> changes;
    int changedLines = 0; // on both sides of a row
    int addedLines = 0; // on the new side alone
    int removedLines = 0;
    bool hasOldText = true; // false: there is nothing to compare with
    bool isCutShort = false; // too many lines to compare all: only start and end were matched
    std::string patch; // unified, of a file `candidate`; of the texts as they are, white space too
};
using DiffDocumentPtr = std::shared_ptr<const DiffDocument>;

struct DiffInput
{
    std::optional<std::string> before; // nullopt: the new text is shown alone
    std::string after;
    bool ignoreWhitespace = false;
};

// nullptr where it was asked to stop.
DiffDocumentPtr makeDiff(const DiffInput& input, const std::stop_token& stop = {});

} // namespace autokernel::ui
