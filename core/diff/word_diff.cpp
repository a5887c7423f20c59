// SPDX-License-Identifier: Apache-2.0
#include "diff/word_diff.h"

#include "diff/sequence_diff.h"

#include <string>
#include <unordered_map>

namespace autokernel::diff {
namespace {

// Bytes of a multi-byte UTF-8 character count as letters, so that no character is cut in two.
bool isWordByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || byte == '_' || (byte >= '0' && byte <= '9')
        || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

// Neighbours of one kind become one span.
std::vector<WordSpan> joined(const std::vector<WordSpan>& spans)
{
    std::vector<WordSpan> result;
    for (const WordSpan& span : spans) {
        if (!result.empty() && result.back().changed == span.changed)
            result.back().end = span.end;
        else
            result.push_back(span);
    }
    return result;
}

} // namespace

std::vector<WordSpan> wordsOf(std::string_view line)
{
    std::vector<WordSpan> spans;
    for (std::size_t begin = 0; begin < line.size();) {
        std::size_t end = begin + 1;
        const auto joins = isWordByte(line[begin]) ? isWordByte : isBlank;
        if (joins(line[begin]))
            while (end < line.size() && joins(line[end]))
                ++end;
        spans.push_back({begin, end, false});
        begin = end;
    }
    return spans;
}

WordDiff diffWords(std::string_view oldLine, std::string_view newLine)
{
    std::unordered_map<std::string_view, int> numbers;
    const auto intern = [&](std::string_view line, const std::vector<WordSpan>& spans) {
        std::vector<int> result;
        for (const auto& span : spans) {
            const auto word = line.substr(span.begin, span.end - span.begin);
            result.push_back(numbers.emplace(word, static_cast<int>(numbers.size())).first->second);
        }
        return result;
    };
    auto oldSpans = wordsOf(oldLine);
    auto newSpans = wordsOf(newLine);
    for (const Edit edit : shortestEdits(intern(oldLine, oldSpans), intern(newLine, newSpans))) {
        if (edit.newIndex < 0)
            oldSpans[static_cast<std::size_t>(edit.oldIndex)].changed = true;
        else if (edit.oldIndex < 0)
            newSpans[static_cast<std::size_t>(edit.newIndex)].changed = true;
    }
    return {joined(oldSpans), joined(newSpans)};
}

} // namespace autokernel::diff
