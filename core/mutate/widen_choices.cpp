// SPDX-License-Identifier: Apache-2.0
#include "mutate/widen_choices.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace autokernel::mutate {

namespace {

constexpr std::int64_t kLargestChoice = std::int64_t {1} << 24;

struct Range
{
    std::size_t begin = 0;
    std::size_t end = 0;
};

// What stands between the brackets of `choices = [...]` in the manifest line of that tunable.
std::optional<Range> choicesText(const std::string& source, const std::string& name)
{
    const std::size_t manifestBegin = source.find("/*autokernel");
    const std::size_t manifestEnd = source.find("*/", manifestBegin);
    if (manifestBegin == std::string::npos || manifestEnd == std::string::npos)
        return std::nullopt;
    for (std::size_t line = source.find('\n', manifestBegin); line < manifestEnd;
         line = source.find('\n', line + 1)) {
        const std::size_t begin = source.find_first_not_of(" \t", line + 1);
        const std::size_t end = std::min(source.find('\n', line + 1), manifestEnd);
        if (begin >= end || source.compare(begin, name.size(), name) != 0)
            continue;
        const std::size_t equals = source.find_first_not_of(" \t", begin + name.size());
        if (equals >= end || source[equals] != '=')
            continue;
        const std::size_t key = source.find("choices", equals);
        const std::size_t open = source.find('[', key);
        const std::size_t close = source.find(']', open);
        if (key >= end || open >= end || close >= end)
            return std::nullopt;
        return Range {open + 1, close};
    }
    return std::nullopt;
}

bool isScale(const std::vector<std::int64_t>& choices)
{
    return choices.size() >= 3 && choices.front() > 0
        && std::is_sorted(choices.begin(), choices.end());
}

// The value beyond the edge on which the tunable stands.
std::optional<std::int64_t> beyond(const kernel::Tunable& tunable, std::int64_t value)
{
    const std::vector<std::int64_t>& choices = tunable.choices;
    if (!isScale(choices))
        return std::nullopt;
    const std::size_t last = choices.size() - 1;
    if (value == choices[last] && choices[last] >= 2 * choices[last - 1]
        && choices[last] <= kLargestChoice / 2)
        return 2 * choices[last];
    if (value == choices[0] && choices[1] >= 2 * choices[0] && choices[0] % 2 == 0)
        return choices[0] / 2;
    return std::nullopt;
}

} // namespace

std::vector<Widened> widenedChoices(const kernel::Candidate& candidate)
{
    std::vector<Widened> result;
    for (const kernel::Tunable& tunable : candidate.manifest.tunables) {
        const auto value = candidate.tunables.find(tunable.name);
        if (value == candidate.tunables.end())
            continue;
        const auto next = beyond(tunable, value->second);
        const auto place = choicesText(candidate.source, tunable.name);
        if (!next || !place)
            continue;
        std::vector<std::int64_t> choices = tunable.choices;
        choices.insert(*next > value->second ? choices.end() : choices.begin(), *next);
        std::string source = candidate.source;
        source.replace(
            place->begin, place->end - place->begin, fmt::format("{}", fmt::join(choices, ", ")));
        kernel::TunableValues values = candidate.tunables;
        values[tunable.name] = *next;
        auto widened = kernel::makeCandidate(std::move(source), values);
        if (widened)
            result.push_back({std::move(*widened),
                fmt::format("{} = {}, beyond its choices so far, since {} did best", tunable.name,
                    *next, value->second)});
    }
    return result;
}

} // namespace autokernel::mutate
