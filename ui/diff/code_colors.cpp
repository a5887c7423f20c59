// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/code_colors.h"

#include <QSet>
#include <algorithm>

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

bool isHeading(QStringView line) // "[tunables]", "[[launch]]"; no list of numbers
{
    auto name = line.trimmed();
    while (name.size() > 2 && name.front() == '[' && name.back() == ']')
        name = name.mid(1, name.size() - 2);
    return name.size() < line.trimmed().size() && name.front().isLetter()
        && std::all_of(
            name.begin(), name.end(), [](QChar c) { return isWord(c) || c == '.' || c == '-'; });
}

int endOfWord(const QString& line, int begin)
{
    int end = begin;
    while (end < line.size() && (isWord(line[end]) || (line[begin].isDigit() && line[end] == '.')))
        ++end;
    return end;
}

bool isKey(const QString& line, int end) // a word that ends there is given a value
{
    const auto rest = QStringView(line).mid(end).trimmed();
    return rest.startsWith('=') && !rest.startsWith(u"==");
}

// Of [begin, size) of a line of TOML.
void colorManifest(const QString& line, int begin, int size, std::vector<ColoredSpan>& spans)
{
    if (isHeading(QStringView(line).mid(begin, size - begin))) {
        spans.push_back({begin, size, Paint::Keyword});
        return;
    }
    for (int at = begin; at < size;) {
        const QChar c = line[at];
        int end = at + 1;
        if (c == '#') {
            spans.push_back({at, size, Paint::Comment});
            return;
        }
        if (c == '"' || c == '\'') {
            end = std::min(endOfString(line, at), size);
            spans.push_back({at, end, Paint::String});
        } else if (isWord(c)) {
            end = std::min(endOfWord(line, at), size);
            const auto word = QStringView(line).mid(at, end - at);
            if (c.isDigit())
                spans.push_back({at, end, Paint::Number});
            else if (isKey(line, end))
                spans.push_back({at, end, Paint::Type});
            else if (word == u"true" || word == u"false")
                spans.push_back({at, end, Paint::Keyword});
        }
        at = end;
    }
}

} // namespace

std::vector<ColoredSpan> colorsOf(const QString& line, Inside& inside)
{
    constexpr QStringView kManifest = u"/*autokernel";
    std::vector<ColoredSpan> spans;
    const int size = static_cast<int>(line.size());
    int at = 0;
    // From `begin`, which is where it opens or where the line goes on with it.
    const auto comment = [&](int begin, int opening) {
        const auto close = line.indexOf("*/", begin + opening);
        const int end = close < 0 ? size : static_cast<int>(close);
        if (inside == Inside::Manifest) {
            if (opening > 0)
                spans.push_back({begin, begin + opening, Paint::Comment});
            colorManifest(line, begin + opening, end, spans);
            if (close >= 0)
                spans.push_back({end, end + 2, Paint::Comment});
        } else {
            spans.push_back({begin, close < 0 ? size : end + 2, Paint::Comment});
        }
        if (close >= 0)
            inside = Inside::Code;
        at = close < 0 ? size : end + 2;
    };
    if (inside != Inside::Code)
        comment(0, 0);
    while (at < size) {
        const QChar c = line[at];
        const auto rest = QStringView(line).mid(at);
        if (rest.startsWith(u"//")) {
            spans.push_back({at, size, Paint::Comment});
            return spans;
        }
        if (rest.startsWith(kManifest)) {
            inside = Inside::Manifest;
            comment(at, static_cast<int>(kManifest.size()));
        } else if (rest.startsWith(u"/*")) {
            inside = Inside::Comment;
            comment(at, 2);
        } else if (c == '"' || c == '\'') {
            const int end = endOfString(line, at);
            spans.push_back({at, end, Paint::String});
            at = end;
        } else if (isWord(c)) {
            const int end = endOfWord(line, at);
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
