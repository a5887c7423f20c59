// SPDX-License-Identifier: Apache-2.0
// The valid points of a candidate's tunables for one target: all of them where they can be listed,
// random ones where there are too many. Immutable after making; any thread.
#pragma once

#include "kernel/candidate.h"
#include "mutate/random.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace autokernel::mutate {

// One index into the choices per tunable, in the manifest's order.
using Point = std::vector<std::uint16_t>;

// The symbols that constraints may name: the target's, THREADS and E.
kernel::Symbols searchSymbols(const kernel::Target& target, int threads);

class SearchSpace
{
public:
    SearchSpace(const kernel::Manifest& manifest, kernel::Symbols symbols);

    const std::vector<kernel::Tunable>& tunables() const { return m_tunables; }
    bool isListed() const { return m_isListed; }
    // All valid points where isListed(), in lexicographic order.
    const std::vector<Point>& points() const { return m_points; }
    bool isValid(const Point& point) const;
    std::optional<Point> randomPoint(Random& random) const; // nullopt: none was found
    // Valid points that differ in one tunable; ordinal ones move by one or two choices.
    std::vector<Point> neighbours(const Point& point) const;
    kernel::TunableValues values(const Point& point) const;
    // nullopt: a name or a value is not among the choices.
    std::optional<Point> pointOf(const kernel::TunableValues& values) const;
    bool isOrdinal(std::size_t tunable) const { return m_isOrdinal[tunable]; }

private:
    void list();
    kernel::Manifest m_manifest;
    kernel::Symbols m_symbols;
    std::vector<kernel::Tunable> m_tunables;
    std::vector<bool> m_isOrdinal;
    std::vector<Point> m_points;
    bool m_isListed = false;
};

} // namespace autokernel::mutate
