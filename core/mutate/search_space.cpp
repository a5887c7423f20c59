// SPDX-License-Identifier: Apache-2.0
#include "mutate/search_space.h"

#include <algorithm>

namespace autokernel::mutate {

namespace {

// Grids up to this size are listed; larger ones are sampled.
constexpr std::size_t kLargestList = 8192;

} // namespace

kernel::Symbols searchSymbols(const kernel::Target& target, int threads)
{
    return kernel::namesOf(target.symbols, target.dtype, threads);
}

SearchSpace::SearchSpace(const kernel::Manifest& manifest, kernel::Symbols symbols)
    : m_manifest(manifest)
    , m_symbols(std::move(symbols))
    , m_tunables(manifest.tunables)
{
    for (const kernel::Tunable& tunable : m_tunables)
        m_isOrdinal.push_back(std::is_sorted(tunable.choices.begin(), tunable.choices.end()));
    list();
}

void SearchSpace::list()
{
    std::size_t grid = 1;
    for (const kernel::Tunable& tunable : m_tunables) {
        grid *= tunable.choices.size();
        if (grid > kLargestList)
            return;
    }
    m_isListed = true;
    for (std::size_t number = 0; number < grid; ++number) {
        Point point(m_tunables.size());
        std::size_t rest = number;
        for (std::size_t t = m_tunables.size(); t-- > 0;) {
            const std::size_t choices = m_tunables[t].choices.size();
            point[t] = static_cast<std::uint16_t>(rest % choices);
            rest /= choices;
        }
        if (isValid(point))
            m_points.push_back(std::move(point));
    }
}

bool SearchSpace::isValid(const Point& point) const
{
    return m_manifest.allows(values(point), m_symbols).value_or(false);
}

std::optional<Point> SearchSpace::randomPoint(Random& random) const
{
    if (m_isListed) {
        if (m_points.empty())
            return std::nullopt;
        return m_points[random.below(m_points.size())];
    }
    constexpr int kTries = 256;
    Point point(m_tunables.size());
    for (int i = 0; i < kTries; ++i) {
        for (std::size_t t = 0; t < point.size(); ++t)
            point[t] = static_cast<std::uint16_t>(random.below(m_tunables[t].choices.size()));
        if (isValid(point))
            return point;
    }
    return std::nullopt;
}

std::vector<Point> SearchSpace::neighbours(const Point& point) const
{
    std::vector<Point> result;
    for (std::size_t t = 0; t < point.size(); ++t) {
        const int here = point[t];
        const auto choices = static_cast<int>(m_tunables[t].choices.size());
        for (int choice = 0; choice < choices; ++choice) {
            if (choice == here || (m_isOrdinal[t] && std::abs(choice - here) > 2))
                continue;
            Point neighbour = point;
            neighbour[t] = static_cast<std::uint16_t>(choice);
            if (isValid(neighbour))
                result.push_back(std::move(neighbour));
        }
    }
    return result;
}

kernel::TunableValues SearchSpace::values(const Point& point) const
{
    kernel::TunableValues result;
    for (std::size_t t = 0; t < point.size(); ++t)
        result[m_tunables[t].name] = m_tunables[t].choices[point[t]];
    return result;
}

std::optional<Point> SearchSpace::pointOf(const kernel::TunableValues& values) const
{
    if (values.size() != m_tunables.size())
        return std::nullopt;
    Point point;
    for (const kernel::Tunable& tunable : m_tunables) {
        const auto value = values.find(tunable.name);
        if (value == values.end())
            return std::nullopt;
        const auto choice
            = std::find(tunable.choices.begin(), tunable.choices.end(), value->second);
        if (choice == tunable.choices.end())
            return std::nullopt;
        point.push_back(static_cast<std::uint16_t>(choice - tunable.choices.begin()));
    }
    return point;
}

} // namespace autokernel::mutate
