// SPDX-License-Identifier: Apache-2.0
#include "lab/model/error_text.h"

#include "lab/model/memory.h"

#include <c10/util/Exception.h>

#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace autokernel::lab {
namespace {

constexpr std::size_t kDetailLines = 8;
// The interpreter puts its own traceback between this and "RuntimeError: ...".
constexpr std::string_view kInterpreter = "The following operation failed in the TorchScript";

std::string_view textOf(const std::exception& error)
{
    if (const auto* ours = dynamic_cast<const c10::Error*>(&error))
        return ours->what_without_backtrace();
    return error.what();
}

std::string_view trimmed(std::string_view line)
{
    const auto start = line.find_first_not_of(" \t");
    return start == std::string_view::npos ? std::string_view() : line.substr(start);
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (const auto line = text.substr(0, end); !trimmed(line).empty())
            lines.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

// "RuntimeError: mat1 ...", "builtins.ValueError: ..."
bool namesAnException(std::string_view line)
{
    const auto end = line.find(": ");
    if (end == std::string_view::npos || line.substr(0, end).find(' ') != std::string_view::npos)
        return false;
    const auto name = line.substr(0, end);
    return name.ends_with("Error") || name.ends_with("Exception");
}

// The message behind the interpreter's traceback; the whole text where there is none.
std::string_view reasonIn(std::string_view text)
{
    if (!trimmed(text).starts_with(kInterpreter))
        return text;
    std::string_view reason = text;
    for (const auto line : linesOf(text))
        if (namesAnException(line))
            reason = text.substr(static_cast<std::size_t>(line.data() - text.data()));
    return reason;
}

// The innermost place of the interpreter's traceback of the archive's code:
//   File "code/__torch__/m.py", line 9, in forward
//     return torch.linear(x, w, b)
//            ~~~~~~~~~~~~ <--- HERE
std::string placeIn(std::string_view text)
{
    std::string_view file;
    std::string_view before;
    std::string place;
    for (const auto line : linesOf(text)) {
        if (trimmed(line).starts_with("File \""))
            file = trimmed(line);
        else if (line.find("<--- HERE") != std::string_view::npos && !file.empty())
            place = fmt::format("{}: {}", file, trimmed(before));
        before = line;
    }
    return place;
}

std::string detailOf(const std::exception& error)
{
    const auto text = textOf(error);
    if (trimmed(text).starts_with(kInterpreter))
        return placeIn(text);
    std::string detail;
    std::size_t count = 0;
    bool isFirst = true;
    for (const auto line : linesOf(text)) {
        if (trimmed(line).starts_with("frame #") || line.starts_with("Exception raised from"))
            break;
        if (!isFirst && count++ < kDetailLines)
            detail += (detail.empty() ? "" : "\n") + std::string(line);
        isFirst = false;
    }
    return detail;
}

std::optional<std::uint64_t> failedAllocation(std::string_view text)
{
    constexpr std::string_view kAsked = "you tried to allocate ";
    const auto start = text.find(kAsked);
    if (start == std::string_view::npos)
        return std::nullopt;
    std::uint64_t bytes = 0;
    const auto digits = text.substr(start + kAsked.size());
    const auto [end, failure]
        = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    static_cast<void>(end);
    return failure == std::errc {} ? std::optional(bytes) : std::nullopt;
}

std::string missingMemory(std::uint64_t bytes)
{
    return fmt::format("The model needs {} of memory in one piece for these inputs, and {} are "
                       "free. Choose smaller inputs, a smaller dtype or a smaller model.",
        formatBytes(bytes), formatBytes(availableMemoryBytes()));
}

} // namespace

std::string firstLine(const std::exception& error)
{
    const auto text = reasonIn(textOf(error));
    if (const auto bytes = failedAllocation(text))
        return missingMemory(*bytes);
    const auto lines = linesOf(text);
    return lines.empty() ? "no message" : std::string(trimmed(lines.front()));
}

Error torchError(ErrorCode code, const std::string& context, const std::exception& error)
{
    if (const auto bytes = failedAllocation(textOf(error)))
        return {ErrorCode::OutOfMemory, missingMemory(*bytes), placeIn(textOf(error))};
    return {code, context + firstLine(error), detailOf(error)};
}

} // namespace autokernel::lab
