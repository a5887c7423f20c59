// SPDX-License-Identifier: Apache-2.0
#include "diff/pair_lines.h"

#include "diff/word_diff.h"

#include <algorithm>

namespace autokernel::diff {
namespace {

struct WordBag // sorted, so that two of them are compared in one pass
{
    std::vector<std::string_view> words;
    std::size_t bytes = 0;
};

WordBag bagOf(std::string_view line)
{
    WordBag bag;
    for (const WordSpan& span : wordsOf(line)) {
        const auto word = line.substr(span.begin, span.end - span.begin);
        if (word.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        bag.words.push_back(word);
        bag.bytes += word.size();
    }
    std::sort(bag.words.begin(), bag.words.end());
    return bag;
}

double likenessOf(const WordBag& a, const WordBag& b)
{
    if (a.bytes + b.bytes == 0)
        return 1;
    std::size_t common = 0;
    for (auto i = a.words.begin(), j = b.words.begin(); i != a.words.end() && j != b.words.end();) {
        if (*i == *j) {
            common += i->size();
            ++i;
            ++j;
        } else if (*i < *j) {
            ++i;
        } else {
            ++j;
        }
    }
    return 2.0 * static_cast<double>(common) / static_cast<double>(a.bytes + b.bytes);
}

std::vector<WordBag> bagsOf(std::span<const std::string_view> lines)
{
    std::vector<WordBag> bags;
    bags.reserve(lines.size());
    for (const auto line : lines)
        bags.push_back(bagOf(line));
    return bags;
}

// best[i][j]: the greatest sum over the first i removed and j added lines.
std::vector<LinePair> bestPairs(
    const std::vector<WordBag>& removed, const std::vector<WordBag>& added)
{
    const std::size_t width = added.size() + 1;
    std::vector<double> best((removed.size() + 1) * width, 0);
    std::vector<double> alike(removed.size() * added.size(), 0);
    for (std::size_t i = 0; i < removed.size(); ++i)
        for (std::size_t j = 0; j < added.size(); ++j) {
            const double value = likenessOf(removed[i], added[j]);
            alike[i * added.size() + j] = value;
            double sum = std::max(best[i * width + j + 1], best[(i + 1) * width + j]);
            if (value >= kLeastLikeness)
                sum = std::max(sum, best[i * width + j] + value);
            best[(i + 1) * width + j + 1] = sum;
        }
    std::vector<LinePair> pairs;
    for (std::size_t i = removed.size(), j = added.size(); i > 0 && j > 0;) {
        const double value = alike[(i - 1) * added.size() + j - 1];
        const double sum = best[i * width + j];
        if (value >= kLeastLikeness && sum == best[(i - 1) * width + j - 1] + value)
            pairs.push_back({--i, --j});
        else if (sum == best[(i - 1) * width + j])
            --i;
        else
            --j;
    }
    std::reverse(pairs.begin(), pairs.end());
    return pairs;
}

} // namespace

double likeness(std::string_view a, std::string_view b)
{
    return likenessOf(bagOf(a), bagOf(b));
}

std::vector<LinePair> pairLines(
    std::span<const std::string_view> removed, std::span<const std::string_view> added)
{
    if (removed.size() * added.size() <= kMaximumPairings)
        return bestPairs(bagsOf(removed), bagsOf(added));
    std::vector<LinePair> pairs;
    for (std::size_t i = 0; i < std::min(removed.size(), added.size()); ++i)
        if (likeness(removed[i], added[i]) >= kLeastLikeness)
            pairs.push_back({i, i});
    return pairs;
}

} // namespace autokernel::diff
