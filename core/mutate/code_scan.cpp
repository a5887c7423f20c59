// SPDX-License-Identifier: Apache-2.0
#include "mutate/code_scan.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace autokernel::mutate {

namespace {

std::size_t skipSpace(std::string_view code, std::size_t at)
{
    while (at < code.size() && std::isspace(static_cast<unsigned char>(code[at])) != 0)
        ++at;
    return at;
}

// The position of the bracket that closes the one at `open`.
std::optional<std::size_t> closing(std::string_view code, std::size_t open)
{
    const char opener = code[open];
    const char closer = opener == '(' ? ')' : opener == '[' ? ']' : '}';
    int depth = 0;
    for (std::size_t i = open; i < code.size(); ++i) {
        depth += code[i] == opener ? 1 : 0;
        depth -= code[i] == closer ? 1 : 0;
        if (depth == 0)
            return i;
    }
    return std::nullopt;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = skipSpace(text, 0);
    std::size_t end = text.size();
    while (end > begin && std::isspace(static_cast<unsigned char>(text[end - 1])) != 0)
        --end;
    return text.substr(begin, end - begin);
}

// `int64_t i = 0; i < n; ++i` -> i
std::string loopVariable(std::string_view head)
{
    const std::size_t equals = head.find('=');
    if (equals == std::string_view::npos || equals > head.find(';'))
        return "";
    const std::string_view left = trimmed(head.substr(0, equals));
    std::size_t begin = left.size();
    while (begin > 0 && isIdentifierCharacter(left[begin - 1]))
        --begin;
    return begin == 0 ? "" : std::string(left.substr(begin)); // `i = 0` alone declares nothing
}

// The end of the statement that begins at `at` and has no braces of its own around it.
std::optional<std::size_t> statementEnd(std::string_view code, std::size_t at)
{
    while (at < code.size()) {
        const char c = code[at];
        if (c == ';')
            return at + 1;
        if (c == '}')
            return std::nullopt;
        if (c == '(' || c == '[' || c == '{') {
            const auto close = closing(code, at);
            if (!close)
                return std::nullopt;
            at = *close;
            if (c == '{') {
                const std::size_t next = skipSpace(code, at + 1);
                const bool goesOn = next < code.size()
                    && (code[next] == ')' || code[next] == ',' || code[next] == ';'
                        || code[next] == '(' || findWord(code, "else", next) == next);
                if (!goesOn)
                    return at + 1;
            }
        }
        ++at;
    }
    return std::nullopt;
}

std::optional<Loop> loopAt(std::string_view code, std::size_t word)
{
    Loop loop;
    loop.begin = word;
    const std::size_t open = skipSpace(code, word + 3);
    if (open >= code.size() || code[open] != '(')
        return std::nullopt;
    const auto close = closing(code, open);
    if (!close)
        return std::nullopt;
    loop.headBegin = open + 1;
    loop.headEnd = *close;
    loop.variable = loopVariable(code.substr(loop.headBegin, loop.headEnd - loop.headBegin));
    loop.bodyBegin = skipSpace(code, *close + 1);
    if (loop.bodyBegin >= code.size())
        return std::nullopt;
    if (code[loop.bodyBegin] == '{') {
        const auto end = closing(code, loop.bodyBegin);
        if (!end)
            return std::nullopt;
        loop.hasBraces = true;
        ++loop.bodyBegin;
        loop.bodyEnd = *end;
    } else {
        const auto end = statementEnd(code, loop.bodyBegin);
        if (!end)
            return std::nullopt;
        loop.bodyEnd = *end;
    }
    const std::string_view body = code.substr(loop.bodyBegin, loop.bodyEnd - loop.bodyBegin);
    const auto has
        = [&](std::string_view w) { return findWord(body, w) != std::string_view::npos; };
    loop.isInnermost = !has("for") && !has("while") && !has("do");
    return loop;
}

std::vector<std::size_t> pragmasBefore(
    std::string_view code, const std::vector<SourceLine>& lines, std::size_t line)
{
    std::vector<std::size_t> result;
    while (line-- > 0) {
        const auto text
            = trimmed(code.substr(lines[line].begin, lines[line].end - lines[line].begin));
        if (text.empty())
            continue;
        if (!text.starts_with("#pragma"))
            break;
        result.push_back(line);
    }
    return result;
}

} // namespace

bool isIdentifierCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::size_t findWord(std::string_view code, std::string_view word, std::size_t from)
{
    for (std::size_t at = code.find(word, from); at != std::string_view::npos;
         at = code.find(word, at + 1)) {
        const bool starts = at == 0 || !isIdentifierCharacter(code[at - 1]);
        const std::size_t end = at + word.size();
        if (starts && (end >= code.size() || !isIdentifierCharacter(code[end])))
            return at;
    }
    return std::string_view::npos;
}

std::string codeOnly(std::string_view source)
{
    std::string code(source);
    const auto blank = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < std::min(to, code.size()); ++i)
            if (code[i] != '\n')
                code[i] = ' ';
    };
    for (std::size_t i = 0; i < source.size();) {
        std::size_t end = i + 1;
        const std::string_view rest = source.substr(i);
        if (rest.starts_with("//")) {
            end = std::min(source.find('\n', i), source.size());
            blank(i, end);
        } else if (rest.starts_with("/*")) {
            const std::size_t close = source.find("*/", i + 2);
            end = close == std::string_view::npos ? source.size() : close + 2;
            blank(i, end);
        } else if (source[i] == '"'
            || (source[i] == '\'' && (i == 0 || !isIdentifierCharacter(source[i - 1])))) {
            while (end < source.size() && source[end] != source[i] && source[end] != '\n')
                end += source[end] == '\\' ? 2 : 1;
            end = std::min(end + 1, source.size());
            blank(i + 1, end - 1);
        }
        i = end;
    }
    return code;
}

std::vector<SourceLine> linesOf(std::string_view source)
{
    std::vector<SourceLine> lines;
    for (std::size_t begin = 0; begin < source.size();) {
        const std::size_t end = std::min(source.find('\n', begin), source.size());
        lines.push_back({begin, end});
        begin = end + 1;
    }
    return lines;
}

std::vector<Loop> findLoops(std::string_view code)
{
    const std::vector<SourceLine> lines = linesOf(code);
    std::vector<Loop> loops;
    for (std::size_t line = 0; line < lines.size(); ++line) {
        const std::size_t first = skipSpace(code, lines[line].begin);
        if (first >= lines[line].end
            || findWord(code.substr(0, lines[line].end), "for", first) != first)
            continue;
        if (auto loop = loopAt(code, first)) {
            loop->line = line;
            loop->pragmaLines = pragmasBefore(code, lines, line);
            loops.push_back(std::move(*loop));
        }
    }
    return loops;
}

} // namespace autokernel::mutate
