// SPDX-License-Identifier: Apache-2.0
// A command line that a person can paste: one word of it, quoted for a POSIX shell where it has to
// be. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace autokernel {

inline std::string shellWord(std::string_view word)
{
    constexpr std::string_view kPlain
        = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos)
        return std::string(word);
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

// The end of the shell's word that begins at `begin`: behind its last character, quotes included.
inline std::size_t endOfShellWord(std::string_view line, std::size_t begin)
{
    bool isQuoted = false;
    for (std::size_t i = begin; i < line.size(); ++i) {
        if (line[i] == '\'')
            isQuoted = !isQuoted;
        else if (line[i] == '\\' && !isQuoted)
            ++i; // what follows is no quote
        else if (line[i] == ' ' && !isQuoted)
            return i;
    }
    return line.size();
}

} // namespace autokernel
