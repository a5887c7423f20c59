// SPDX-License-Identifier: Apache-2.0
// Just enough of C++ to find loops and pragmas in a candidate's source. Positions are byte offsets
// into the source. Pure, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace autokernel::mutate {

// The source with comments (the manifest is one), string and character literals blanked out; line
// ends and all positions stay.
std::string codeOnly(std::string_view source);

struct SourceLine
{
    std::size_t begin = 0;
    std::size_t end = 0; // without the line end
};
std::vector<SourceLine> linesOf(std::string_view source);

struct Loop // a `for` that is the first word of its line
{
    std::size_t line = 0; // index into linesOf()
    std::size_t begin = 0; // of the word `for`
    std::size_t headBegin = 0; // inside the parentheses
    std::size_t headEnd = 0;
    std::size_t bodyBegin = 0; // inside the braces, or the single statement
    std::size_t bodyEnd = 0;
    bool hasBraces = false;
    bool isInnermost = false;
    std::string variable; // of `for (type i = ...`; empty for other forms
    std::vector<std::size_t> pragmaLines; // directly before it, nearest first
};

// `code` is codeOnly()'s answer.
std::vector<Loop> findLoops(std::string_view code);

bool isIdentifierCharacter(char c);
// Position of `word` as a whole word in `code` from `from` on, npos if it is not there.
std::size_t findWord(std::string_view code, std::string_view word, std::size_t from = 0);

} // namespace autokernel::mutate
