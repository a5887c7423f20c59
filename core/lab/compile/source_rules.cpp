// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/source_rules.h"

#include "lab/compile/source_lexer.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace autokernel::lab::compile {
namespace {

constexpr std::string_view kDirectives[] = {"include", "define", "undef", "if", "ifdef", "ifndef",
    "elif", "elifdef", "elifndef", "else", "endif", "error", "warning", "pragma", ""};

constexpr std::string_view kStandardHeaders[] = {"algorithm", "any", "array", "atomic", "barrier",
    "bit", "bitset", "cassert", "cctype", "cerrno", "cfenv", "cfloat", "charconv", "chrono",
    "cinttypes", "climits", "clocale", "cmath", "compare", "complex", "concepts",
    "condition_variable", "coroutine", "csetjmp", "csignal", "cstdarg", "cstddef", "cstdint",
    "cstdio", "cstdlib", "cstring", "ctime", "cuchar", "cwchar", "cwctype", "deque", "exception",
    "execution", "filesystem", "forward_list", "fstream", "functional", "future",
    "initializer_list", "iomanip", "ios", "iosfwd", "iostream", "istream", "iterator", "latch",
    "limits", "list", "locale", "map", "memory", "memory_resource", "mutex", "new", "numbers",
    "numeric", "optional", "ostream", "queue", "random", "ranges", "ratio", "regex",
    "scoped_allocator", "semaphore", "set", "shared_mutex", "source_location", "span", "sstream",
    "stack", "stdexcept", "stop_token", "streambuf", "string", "string_view", "syncstream",
    "system_error", "thread", "tuple", "type_traits", "typeindex", "typeinfo", "unordered_map",
    "unordered_set", "utility", "valarray", "variant", "vector", "version", "assert.h", "ctype.h",
    "errno.h", "fenv.h", "float.h", "inttypes.h", "limits.h", "locale.h", "math.h", "setjmp.h",
    "signal.h", "stdalign.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h",
    "stdlib.h", "string.h", "tgmath.h", "time.h", "wchar.h", "wctype.h", "immintrin.h", "omp.h",
    "candidate_abi.h"};

constexpr std::string_view kPragmas[] = {"omp", "STDC", "GCC ivdep", "GCC unroll", "GCC optimize",
    "GCC target", "GCC push_options", "GCC pop_options", "GCC diagnostic", "unroll", "clang loop"};

// Attributes whose string reaches the assembler or the loader.
struct AttributeRule
{
    std::string_view name;
    std::string_view rule;
};
constexpr AttributeRule kAttributes[] = {{"section", "C13"}, {"symver", "C13"}, {"alias", "C13"},
    {"weakref", "C13"}, {"ifunc", "C3"}, {"target_clones", "C3"}};

template <typename Range> bool contains(const Range& range, std::string_view value)
{
    return std::find(std::begin(range), std::end(range), value) != std::end(range);
}

// Our own headers: ak_NAME.h and ak/NAME.h.
bool isOurHeader(std::string_view name)
{
    if (!name.ends_with(".h"))
        return false;
    name.remove_suffix(2);
    if (name.starts_with("ak_") || name.starts_with("ak/"))
        name.remove_prefix(3);
    else
        return false;
    return !name.empty() && std::all_of(name.begin(), name.end(), isIdentifierPart);
}

// Joins lines that end in a backslash (blanks may follow it, as GCC has it); \r\n becomes \n.
std::string joinLines(std::string_view source)
{
    std::string result;
    result.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\\') {
            std::size_t end = i + 1;
            while (end < source.size() && (isBlank(source[end]) || source[end] == '\r'))
                ++end;
            if (end < source.size() && source[end] == '\n') {
                i = end;
                continue;
            }
        }
        if (source[i] == '\r' && i + 1 < source.size() && source[i + 1] == '\n')
            continue;
        result += source[i];
    }
    return result;
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

Result<void> checkInclude(std::string_view line)
{
    const auto text = trim(line);
    const char close = text.starts_with('<') ? '>' : '"';
    const std::size_t end = text.empty() ? std::string_view::npos : text.find(close, 1);
    const bool isQuoted = text.starts_with('<') || text.starts_with('"');
    if (!isQuoted || end == std::string_view::npos)
        return fail(
            ErrorCode::CompileError, "#include needs a header's name in quotes or brackets.");
    const auto name = text.substr(1, end - 1);
    const auto rest = trim(text.substr(end + 1));
    if (!rest.empty() && !rest.starts_with("//"))
        return fail(
            ErrorCode::CompileError, "Nothing may follow the header's name in an #include.");
    if (!contains(kStandardHeaders, name) && !isOurHeader(name))
        return fail(ErrorCode::CompileError,
            "H6: the header '{}' does not exist for a candidate; the C and C++ standard headers, "
            "immintrin.h, omp.h and AutoKernel's own do.",
            name.substr(0, 80));
    return {};
}

Result<void> checkPragma(std::string_view line)
{
    const auto text = trim(line);
    for (const std::string_view allowed : kPragmas) {
        if (text.starts_with(allowed)
            && (text.size() == allowed.size() || !isIdentifierPart(text[allowed.size()])))
            return {};
    }
    return fail(ErrorCode::CompileError, "The pragma '{}' does not exist for a candidate.",
        text.substr(0, 80));
}

// `hasMacros`: whether a #define or #undef came before; kept up to date.
Result<void> checkDirective(Lexer& lexer, bool& hasMacros)
{
    // The directive's name stands in the rest of the line, behind blanks and comments.
    Lexer ahead = lexer;
    const Token name = ahead.next();
    if (name.kind == TokenKind::NewLine || name.kind == TokenKind::End)
        return {};
    if (name.kind != TokenKind::Identifier || !contains(kDirectives, name.text))
        return fail(ErrorCode::Rejected, "C4: the directive '#{}' could hide lines of the source.",
            name.text.substr(0, 40));
    lexer = ahead;
    if (name.text == "include") {
        AK_TRY(checkInclude(lexer.restOfLine()));
        return hasMacros ? fail(ErrorCode::CompileError,
                   "C4: an #include behind a #define or #undef could expand a macro on a header's "
                   "lines; put every #include above the first macro.")
                         : Result<void>();
    }
    hasMacros = hasMacros || name.text == "define" || name.text == "undef";
    if (name.text == "pragma") {
        Lexer pragma = lexer;
        return checkPragma(pragma.restOfLine());
    }
    return {};
}

Result<void> checkCharacters(std::string_view source)
{
    for (std::size_t i = 0; i < source.size(); ++i) {
        const auto c = static_cast<unsigned char>(source[i]);
        const bool isLineEnd = c == '\r' && i + 1 < source.size() && source[i + 1] == '\n';
        if ((c < 0x20 && c != '\n' && c != '\t' && !isLineEnd) || c == 0x7F)
            return fail(ErrorCode::CompileError,
                "The source has the control character {:#04x} at byte {}.", c, i);
    }
    return {};
}

// Follows "# 12 "file" flags" lines; true while the lines are the candidate's own.
bool ownsLine(std::string_view marker, bool before)
{
    const std::size_t open = marker.find('"');
    const std::size_t close = open == std::string_view::npos ? open : marker.find('"', open + 1);
    if (close == std::string_view::npos)
        return before;
    return marker.substr(open + 1, close - open - 1) == kCandidateFile;
}

std::string_view withoutUnderscores(std::string_view name)
{
    while (name.starts_with('_'))
        name.remove_prefix(1);
    while (name.ends_with('_'))
        name.remove_suffix(1);
    return name;
}

Result<void> checkTokens(const std::vector<Token>& window)
{
    const Token& token = window[0];
    if (token.kind != TokenKind::Identifier)
        return {};
    const auto name = withoutUnderscores(token.text);
    if (name == "asm")
        return fail(ErrorCode::Rejected, "C4: inline assembly is not allowed in a candidate.");
    const bool hasString = window[1].text == "(" && window[2].kind == TokenKind::String;
    for (const auto& [attribute, rule] : kAttributes) {
        if (name == attribute && hasString)
            return fail(ErrorCode::Rejected,
                "{}: the attribute '{}' is not allowed in a candidate.", rule, name);
    }
    return {};
}

} // namespace

Result<void> checkSource(std::string_view source)
{
    AK_TRY(checkCharacters(source));
    const std::string text = joinLines(source);
    Lexer lexer(text);
    bool hasMacros = false;
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        if (token.startsLine && (token.text == "#" || token.text == "%:")) {
            AK_TRY(checkDirective(lexer, hasMacros));
            continue;
        }
        if (token.kind != TokenKind::Identifier)
            continue;
        static constexpr std::string_view kRawPrefixes[] = {"R", "LR", "uR", "UR", "u8R"};
        if (contains(kRawPrefixes, token.text) && lexer.position() < text.size()
            && text[lexer.position()] == '"')
            return fail(ErrorCode::CompileError, "Raw strings do not exist for a candidate.");
        if (token.text.starts_with("__has_include") || token.text.starts_with("__has_embed"))
            return fail(
                ErrorCode::CompileError, "H6: '{}' does not exist for a candidate.", token.text);
    }
    return {};
}

Result<void> checkPreprocessed(std::string_view text)
{
    bool isOwn = false;
    std::vector<Token> window; // the token in question and the two behind it
    const auto flush = [&window]() -> Result<void> {
        window.resize(3);
        AK_TRY(checkTokens(window));
        window.erase(window.begin());
        return {};
    };
    Lexer lexer(text);
    for (;;) {
        const Token token = lexer.next();
        if (token.kind == TokenKind::End)
            break;
        if (token.kind == TokenKind::NewLine)
            continue;
        if (token.startsLine && token.text == "#") {
            const auto line = trim(lexer.restOfLine());
            if (!line.empty() && isDigit(line.front()))
                isOwn = ownsLine(line, isOwn);
            else if (isOwn && line.starts_with("pragma"))
                AK_TRY(checkPragma(line.substr(6)));
            continue;
        }
        if (!isOwn)
            continue;
        window.push_back(token);
        if (window.size() == 3)
            AK_TRY(flush());
    }
    while (!window.empty() && window[0].kind != TokenKind::End)
        AK_TRY(flush());
    return {};
}

} // namespace autokernel::lab::compile
