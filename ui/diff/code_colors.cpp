// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/code_colors.h"

#include <QSet>

namespace autokernel::ui {
namespace {

const QSet<QString>& keywords()
{
    static const QSet<QString> words {"alignas", "auto", "break", "case", "class", "const",
        "constexpr", "continue", "default", "do", "else", "enum", "extern", "false", "for", "if",
        "inline", "namespace", "noexcept", "operator", "private", "public", "return", "sizeof",
        "static", "static_assert", "static_cast", "reinterpret_cast", "struct", "switch",
        "template", "this", "true", "typename", "union", "using", "volatile", "while", "__restrict",
        "__global__", "__shared__", "__device__", "__launch_bounds__"};
    return words;
}

const QSet<QString>& types()
{
    static const QSet<QString> words {"bool", "char", "double", "float", "half", "int", "int8_t",
        "int16_t", "int32_t", "int64_t", "long", "short", "size_t", "uint8_t", "uint16_t",
        "uint32_t", "uint64_t", "uint4", "float4", "unsigned", "void"};
    return words;
}

bool isWord(QChar c)
{
    return c.isLetterOrNumber() || c == '_';
}

int endOfString(const QString& line, int begin)
{
    const QChar quote = line[begin];
    int at = begin + 1;
    while (at < line.size() && line[at] != quote)
        at += line[at] == '\\' ? 2 : 1;
    return static_cast<int>(std::min<qsizetype>(at + 1, line.size()));
}

} // namespace

std::vector<ColoredSpan> colorsOf(const QString& line, bool& inComment)
{
    std::vector<ColoredSpan> spans;
    const int size = static_cast<int>(line.size());
    int at = 0;
    const auto comment = [&](int begin) {
        const auto close = line.indexOf("*/", inComment && begin == at ? begin : begin + 2);
        inComment = close < 0;
        at = inComment ? size : static_cast<int>(close) + 2;
        spans.push_back({begin, at, Paint::Comment});
    };
    if (inComment)
        comment(0);
    while (at < size) {
        const QChar c = line[at];
        const auto next = QStringView(line).mid(at, 2);
        if (next == u"//") {
            spans.push_back({at, size, Paint::Comment});
            return spans;
        }
        if (next == u"/*") {
            comment(at);
        } else if (c == '"' || c == '\'') {
            const int end = endOfString(line, at);
            spans.push_back({at, end, Paint::String});
            at = end;
        } else if (isWord(c)) {
            int end = at;
            while (end < size && (isWord(line[end]) || (c.isDigit() && line[end] == '.')))
                ++end;
            const QString word = line.mid(at, end - at);
            if (c.isDigit())
                spans.push_back({at, end, Paint::Number});
            else if (keywords().contains(word))
                spans.push_back({at, end, Paint::Keyword});
            else if (types().contains(word))
                spans.push_back({at, end, Paint::Type});
            at = end;
        } else {
            ++at;
        }
    }
    return spans;
}

} // namespace autokernel::ui
