// SPDX-License-Identifier: Apache-2.0
#include "mutate/rewrites.h"

#include "mutate/code_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <string>

namespace autokernel::mutate {

namespace {

std::string_view lineText(std::string_view text, const SourceLine& line)
{
    return text.substr(line.begin, line.end - line.begin);
}

std::string indentOf(std::string_view line)
{
    return std::string(line.substr(0, std::min(line.find_first_not_of(" \t"), line.size())));
}

std::string replaced(
    std::string_view source, std::size_t begin, std::size_t end, std::string_view with)
{
    std::string result(source.substr(0, begin));
    result += with;
    result += source.substr(end);
    return result;
}

bool hasWord(std::string_view code, std::string_view word)
{
    return findWord(code, word) != std::string_view::npos;
}

std::size_t countWord(std::string_view code, std::string_view word)
{
    std::size_t count = 0;
    for (std::size_t at = findWord(code, word); at != std::string_view::npos;
         at = findWord(code, word, at + 1))
        ++count;
    return count;
}

bool isWorkSharing(std::string_view pragma)
{
    return hasWord(pragma, "omp") && hasWord(pragma, "for");
}

// The loop's own GCC pragma of that name, as a line index.
std::optional<std::size_t> pragmaOf(const Loop& loop, std::string_view code,
    const std::vector<SourceLine>& lines, std::string_view name)
{
    for (const std::size_t line : loop.pragmaLines) {
        const std::string_view text = lineText(code, lines[line]);
        if (hasWord(text, "GCC") && hasWord(text, name))
            return line;
    }
    return std::nullopt;
}

bool isBelowOpenMp(const Loop& loop, std::string_view code, const std::vector<SourceLine>& lines)
{
    return std::any_of(loop.pragmaLines.begin(), loop.pragmaLines.end(),
        [&](std::size_t line) { return hasWord(lineText(code, lines[line]), "omp"); });
}

std::string insertedBefore(std::string_view source, const SourceLine& line, std::string_view text)
{
    const std::string indent = indentOf(lineText(source, line));
    return replaced(source, line.begin, line.begin, fmt::format("{}{}\n", indent, text));
}

std::string withoutLine(std::string_view source, const SourceLine& line)
{
    return replaced(source, line.begin, std::min(line.end + 1, source.size()), "");
}

// Calls that read and write nothing but their arguments.
bool isPureCall(std::string_view name)
{
    static constexpr std::array kPure {"float", "double", "int", "int32_t", "int64_t", "scalar_t",
        "fma", "fmaf", "exp", "expf", "exp2f", "log", "logf", "sqrt", "sqrtf", "fabs", "fabsf",
        "abs", "max", "min", "fmax", "fmaxf", "fmin", "fminf", "tanh", "tanhf", "static_cast"};
    return std::find(kPure.begin(), kPure.end(), name) != kPure.end();
}

std::string_view wordBefore(std::string_view code, std::size_t end)
{
    while (end > 0 && std::isspace(static_cast<unsigned char>(code[end - 1])) != 0)
        --end;
    std::size_t begin = end;
    while (begin > 0 && isIdentifierCharacter(code[begin - 1]))
        --begin;
    return code.substr(begin, end - begin);
}

bool callsOnlyPureFunctions(std::string_view body)
{
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (body[i] != '(')
            continue;
        const std::string_view name = wordBefore(body, i);
        if (!name.empty() && !isPureCall(name))
            return false;
    }
    return true;
}

struct Subscript
{
    std::string array;
    std::string index;
    std::size_t begin = 0;
    bool isWritten = false;
};

std::vector<Subscript> subscriptsOf(std::string_view body)
{
    std::vector<Subscript> result;
    for (std::size_t open = body.find('['); open != std::string_view::npos;
         open = body.find('[', open + 1)) {
        const std::size_t close = body.find(']', open);
        const std::string_view array = wordBefore(body, open);
        if (close == std::string_view::npos || array.empty())
            continue;
        Subscript subscript {std::string(array),
            std::string(body.substr(open + 1, close - open - 1)), open - array.size(), false};
        std::size_t after = close + 1;
        while (after < body.size() && body[after] == ' ')
            ++after;
        const std::string_view rest = body.substr(after);
        const bool assigns = rest.starts_with("=") && !rest.starts_with("==");
        const bool updates = rest.size() > 1 && rest[1] == '='
            && std::string_view("+-*/|&^%").find(rest[0]) != std::string_view::npos;
        subscript.isWritten
            = assigns || updates || rest.starts_with("++") || rest.starts_with("--");
        result.push_back(std::move(subscript));
    }
    return result;
}

// No iteration touches what another writes, as far as text can tell.
bool looksIndependent(std::string_view body, const std::string& variable)
{
    const bool hasPointerWrites = body.find("->") != std::string_view::npos
        || body.find('{') != std::string_view::npos || hasWord(body, "break")
        || hasWord(body, "goto");
    if (hasPointerWrites || !callsOnlyPureFunctions(body))
        return false;
    const std::vector<Subscript> subscripts = subscriptsOf(body);
    std::map<std::string, std::string> written;
    for (const Subscript& s : subscripts)
        if (s.isWritten)
            written.emplace(s.array, s.index);
    if (written.empty())
        return false;
    for (const Subscript& s : subscripts) {
        const auto found = written.find(s.array);
        if (found != written.end() && (found->second != s.index || !hasWord(s.index, variable)))
            return false;
    }
    // Every assignment goes to such an element or makes a constant: no scalar carries a value to
    // the next iteration.
    const auto isOperator
        = [](char c) { return std::string_view("=!<>").find(c) != std::string_view::npos; };
    std::size_t assignments = 0;
    for (std::size_t i = 1; i + 1 < body.size(); ++i)
        if (body[i] == '=' && body[i + 1] != '=' && !isOperator(body[i - 1]))
            ++assignments;
    const auto writes = std::count_if(
        subscripts.begin(), subscripts.end(), [](const Subscript& s) { return s.isWritten; });
    return assignments == static_cast<std::size_t>(writes) + countWord(body, "const");
}

// The first array read as NAME[variable] or through load(NAME + variable ...).
std::string arrayReadAt(std::string_view body, const std::string& variable)
{
    for (const Subscript& s : subscriptsOf(body))
        if (!s.isWritten && s.index == variable)
            return s.array;
    for (std::size_t at = findWord(body, "load"); at != std::string_view::npos;
         at = findWord(body, "load", at + 1)) {
        std::size_t begin = at + 4;
        if (begin >= body.size() || body[begin] != '(')
            continue;
        ++begin;
        std::size_t end = begin;
        while (end < body.size() && isIdentifierCharacter(body[end]))
            ++end;
        const std::string expected = " + " + variable;
        if (end > begin && body.substr(end).starts_with(expected)
            && (end + expected.size() >= body.size()
                || !isIdentifierCharacter(body[end + expected.size()])))
            return std::string(body.substr(begin, end - begin));
    }
    return "";
}

// Declared as `type NAME[...]`: it lies on the stack, in the cache already.
bool isLocalArray(std::string_view code, std::string_view name)
{
    for (std::size_t at = findWord(code, name); at != std::string_view::npos;
         at = findWord(code, name, at + 1)) {
        const std::size_t end = at + name.size();
        const std::string_view before = wordBefore(code, at);
        if (end < code.size() && code[end] == '[' && !before.empty() && before != "return")
            return true;
    }
    return false;
}

} // namespace

std::vector<Rewrite> scheduleRewrites(std::string_view source)
{
    static constexpr std::array kSchedules {
        "static", "static, 1", "static, 4", "dynamic, 1", "dynamic, 4", "dynamic, 16", "guided"};
    const std::string code = codeOnly(source);
    const std::vector<SourceLine> lines = linesOf(code);
    const auto pragmas = std::count_if(lines.begin(), lines.end(), [&](const SourceLine& line) {
        const std::string_view text = lineText(code, line);
        return text.find("#pragma") != std::string_view::npos && isWorkSharing(text);
    });
    if (pragmas > 1 && hasWord(code, "nowait"))
        return {};
    std::vector<Rewrite> result;
    for (std::size_t l = 0; l < lines.size(); ++l) {
        const std::string_view text = lineText(code, lines[l]);
        if (text.find("#pragma") == std::string_view::npos || !isWorkSharing(text)
            || hasWord(text, "reduction") || hasWord(text, "ordered") || text.ends_with("\\"))
            continue;
        const std::size_t old = findWord(text, "schedule");
        const std::size_t close = old == std::string_view::npos ? old : text.find(')', old);
        const std::size_t begin
            = lines[l].begin + (close == std::string_view::npos ? text.size() : old);
        const std::size_t end
            = lines[l].begin + (close == std::string_view::npos ? text.size() : close + 1);
        for (const char* schedule : kSchedules) {
            const std::string clause = fmt::format("schedule({})", schedule);
            if (source.substr(begin, end - begin) == clause)
                continue;
            const bool appended = begin == end;
            result.push_back({replaced(source, begin, end, (appended ? " " : "") + clause),
                fmt::format("{} for the OpenMP loop in line {}", clause, l + 1)});
        }
    }
    return result;
}

std::vector<Rewrite> unrollRewrites(std::string_view source)
{
    const std::string code = codeOnly(source);
    const std::vector<SourceLine> lines = linesOf(code);
    std::vector<Rewrite> result;
    for (const Loop& loop : findLoops(code)) {
        if (!loop.isInnermost || isBelowOpenMp(loop, code, lines))
            continue;
        const auto old = pragmaOf(loop, code, lines, "unroll");
        const std::string_view present = old ? lineText(source, lines[*old]) : std::string_view();
        for (const int factor : {2, 4, 8}) {
            const std::string pragma = fmt::format("#pragma GCC unroll {}", factor);
            if (present.find(pragma) != std::string_view::npos)
                continue;
            const std::string base = old ? withoutLine(source, lines[*old]) : std::string(source);
            const SourceLine at = old ? lines[*old] : lines[loop.line];
            result.push_back(
                {insertedBefore(
                     base, {at.begin, std::min(base.find('\n', at.begin), base.size())}, pragma),
                    fmt::format("the loop in line {} unrolled {} times", loop.line + 1, factor)});
        }
        if (old)
            result.push_back({withoutLine(source, lines[*old]),
                fmt::format("the loop in line {} unrolled as the compiler likes", loop.line + 1)});
    }
    return result;
}

std::vector<Rewrite> independenceRewrites(std::string_view source)
{
    const std::string code = codeOnly(source);
    const std::vector<SourceLine> lines = linesOf(code);
    std::vector<Rewrite> result;
    for (const Loop& loop : findLoops(code)) {
        if (!loop.isInnermost || loop.variable.empty() || isBelowOpenMp(loop, code, lines)
            || pragmaOf(loop, code, lines, "ivdep"))
            continue;
        const std::string body = code.substr(loop.bodyBegin, loop.bodyEnd - loop.bodyBegin);
        if (!looksIndependent(body, loop.variable))
            continue;
        result.push_back({insertedBefore(source, lines[loop.line], "#pragma GCC ivdep"),
            fmt::format(
                "the iterations of the loop in line {} declared independent", loop.line + 1)});
    }
    return result;
}

std::vector<Rewrite> prefetchRewrites(std::string_view source)
{
    const std::string code = codeOnly(source);
    const std::vector<SourceLine> lines = linesOf(code);
    std::vector<Rewrite> result;
    for (const Loop& loop : findLoops(code)) {
        const std::string body = code.substr(loop.bodyBegin, loop.bodyEnd - loop.bodyBegin);
        if (!loop.isInnermost || !loop.hasBraces || loop.variable.empty()
            || body.find("prefetch") != std::string::npos)
            continue;
        const std::string array = arrayReadAt(body, loop.variable);
        if (array.empty() || isLocalArray(code, array))
            continue;
        const std::string indent = indentOf(lineText(source, lines[loop.line])) + "    ";
        for (const int bytes : {256, 512, 1024, 2048}) {
            const std::string statement
                = fmt::format("\n{}__builtin_prefetch(reinterpret_cast<const void*>("
                              "reinterpret_cast<__UINTPTR_TYPE__>({}) + "
                              "static_cast<__UINTPTR_TYPE__>({}) * sizeof(*{}) + {}));",
                    indent, array, loop.variable, array, bytes);
            result.push_back({replaced(source, loop.bodyBegin, loop.bodyBegin, statement),
                fmt::format("the loop in line {} prefetches {} {} bytes ahead", loop.line + 1,
                    array, bytes)});
        }
    }
    return result;
}

} // namespace autokernel::mutate
