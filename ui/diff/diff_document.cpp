// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_document.h"

#include "diff/line_diff.h"
#include "diff/pair_lines.h"
#include "diff/unified_patch.h"
#include "diff/word_diff.h"

#include <QCoreApplication>
#include <algorithm>

namespace autokernel::ui {
namespace {

// A reader must see what a compiler sees: controls that would move or hide text (also those that
// turn the reading direction) become visible characters, one for one, so that positions stay.
QChar visible(QChar c)
{
    constexpr char16_t kControlPictures = 0x2400;
    const char16_t code = c.unicode();
    if (code == '\t')
        return c;
    if (code < 0x20)
        return QChar(kControlPictures + code);
    const bool isDirection
        = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    const bool isBreak = code == 0x2028 || code == 0x2029 || code == 0x7F || code == 0x85
        || code == 0xFDD0 || code == 0xFDD1 || code == 0xFFFC; // those structure a QTextDocument
    const bool isHidden = code == 0x200B || code == 0x200E || code == 0x200F || code == 0xFEFF;
    return isDirection || isBreak || isHidden ? QChar(QChar::ReplacementCharacter) : c;
}

QString decoded(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QString textOf(std::string_view line)
{
    QString text = decoded(line);
    std::transform(text.begin(), text.end(), text.begin(), visible);
    return text;
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::vector<DiffCell::Span> charactersOf(
    const std::vector<diff::WordSpan>& spans, std::string_view line, bool ignoreWhitespace)
{
    std::vector<DiffCell::Span> changes;
    for (const auto& span : spans) {
        const auto word = line.substr(span.begin, span.end - span.begin);
        if (!span.changed || (ignoreWhitespace && isBlank(word)))
            continue;
        const auto begin = static_cast<int>(decoded(line.substr(0, span.begin)).size());
        changes.push_back({begin, begin + static_cast<int>(decoded(word).size())});
    }
    return changes;
}

class Builder
{
public:
    Builder(const DiffInput& input, const std::stop_token& stop)
        : m_input(input)
        , m_stop(stop)
        , m_old(diff::splitLines(input.before ? *input.before : input.after))
        , m_new(diff::splitLines(input.after))
        , m_document(std::make_shared<DiffDocument>())
    {
    }

    DiffDocumentPtr build()
    {
        const auto lines = diff::diffLines(before(), m_input.after, {m_input.ignoreWhitespace});
        for (std::size_t i = 0; i < lines.size() && !m_stop.stop_requested();) {
            if (lines[i].kind == diff::LineKind::Common) {
                addCommon(lines[i++]);
                continue;
            }
            std::vector<std::ptrdiff_t> removed;
            std::vector<std::ptrdiff_t> added;
            for (; i < lines.size() && lines[i].kind == diff::LineKind::Removed; ++i)
                removed.push_back(lines[i].oldLine);
            for (; i < lines.size() && lines[i].kind == diff::LineKind::Added; ++i)
                added.push_back(lines[i].newLine);
            addChange(removed, added);
        }
        if (m_stop.stop_requested())
            return nullptr;
        colour();
        auto& result = *m_document;
        result.hasOldText = m_input.before.has_value();
        // Only a replacement of everything between the common start and end is that long.
        result.isCutShort
            = std::any_of(result.changes.begin(), result.changes.end(), [](const RowRange& change) {
                  return change.size() > static_cast<int>(diff::kMaximumDiffLines);
              });
        if (m_input.before)
            result.patch
                = diff::unifiedPatch(*m_input.before, m_input.after, {"candidate", "candidate"});
        return m_stop.stop_requested() ? nullptr : m_document;
    }

private:
    const std::string& before() const { return m_input.before ? *m_input.before : m_input.after; }
    const diff::Lines& textOfSide(Side side) const { return side == Side::Old ? m_old : m_new; }

    DiffCell cell(Side side, std::ptrdiff_t line) const
    {
        DiffCell result;
        result.kind = DiffCell::Kind::Line;
        result.line = static_cast<int>(line);
        result.text = textOf(textOfSide(side).lines[static_cast<std::size_t>(line)]);
        return result;
    }

    bool isCutOff(Side side, const DiffCell& cell) const
    {
        const auto& text = textOfSide(side);
        return cell.kind == DiffCell::Kind::Line && !text.endsWithNewline
            && cell.line + 1 == std::ssize(text.lines);
    }

    void add(DiffRow row)
    {
        DiffRow note;
        note.isChanged = row.isChanged;
        bool hasNote = false;
        for (const Side side : kSides)
            if (isCutOff(side, row[side])) {
                note[side].kind = DiffCell::Kind::Note;
                note[side].text = QCoreApplication::translate("Diff", "no newline at the end");
                hasNote = true;
            }
        m_document->rows.push_back(std::move(row));
        if (hasNote)
            m_document->rows.push_back(std::move(note));
    }

    void addCommon(const diff::DiffRow& row)
    {
        add({cell(Side::Old, row.oldLine), cell(Side::New, row.newLine), false});
    }

    void addChange(
        const std::vector<std::ptrdiff_t>& removed, const std::vector<std::ptrdiff_t>& added)
    {
        const auto viewsOf = [&](Side side, const std::vector<std::ptrdiff_t>& lines) {
            std::vector<std::string_view> views;
            for (const auto line : lines)
                views.push_back(textOfSide(side).lines[static_cast<std::size_t>(line)]);
            return views;
        };
        const int begin = static_cast<int>(m_document->rows.size());
        const auto oldViews = viewsOf(Side::Old, removed);
        const auto newViews = viewsOf(Side::New, added);
        std::size_t i = 0;
        std::size_t j = 0;
        const auto addUnlike = [&](std::size_t untilOld, std::size_t untilNew) {
            while (i < untilOld || j < untilNew) {
                DiffRow row;
                row.isChanged = true;
                if (i < untilOld)
                    row.left = cell(Side::Old, removed[i++]);
                if (j < untilNew)
                    row.right = cell(Side::New, added[j++]);
                count(row);
                add(std::move(row));
            }
        };
        for (const auto& pair : diff::pairLines(oldViews, newViews)) {
            if (m_stop.stop_requested())
                return;
            addUnlike(pair.removed, pair.added);
            DiffRow row {cell(Side::Old, removed[i]), cell(Side::New, added[j]), true};
            const auto words = diff::diffWords(oldViews[i], newViews[j]);
            row.left.changes = charactersOf(words.oldSpans, oldViews[i], m_input.ignoreWhitespace);
            row.right.changes = charactersOf(words.newSpans, newViews[j], m_input.ignoreWhitespace);
            ++i;
            ++j;
            count(row);
            add(std::move(row));
        }
        addUnlike(oldViews.size(), newViews.size());
        m_document->changes.push_back({begin, static_cast<int>(m_document->rows.size())});
    }

    void count(const DiffRow& row)
    {
        const bool hasOld = row.left.kind == DiffCell::Kind::Line;
        const bool hasNew = row.right.kind == DiffCell::Kind::Line;
        ++(hasOld && hasNew ? m_document->changedLines
                : hasNew    ? m_document->addedLines
                            : m_document->removedLines);
    }

    void colour()
    {
        for (const Side side : kSides) {
            auto inside = Inside::Code;
            for (auto& row : m_document->rows)
                if (auto& each = row[side]; each.kind == DiffCell::Kind::Line)
                    each.colors = colorsOf(each.text, inside);
        }
    }

    const DiffInput& m_input;
    const std::stop_token& m_stop;
    diff::Lines m_old;
    diff::Lines m_new;
    std::shared_ptr<DiffDocument> m_document;
};

} // namespace

DiffDocumentPtr makeDiff(const DiffInput& input, const std::stop_token& stop)
{
    return Builder(input, stop).build();
}

} // namespace autokernel::ui
