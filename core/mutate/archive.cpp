// SPDX-License-Identifier: Apache-2.0
#include "mutate/archive.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace autokernel::mutate {

namespace {

// The structure, and for each tunable whether its value lies in the lower or upper half of its
// choices.
std::string cellOf(const Individual& individual)
{
    std::string cell = individual.structure;
    for (const kernel::Tunable& tunable : individual.candidate.manifest.tunables) {
        const auto value = individual.candidate.tunables.find(tunable.name);
        const auto choice = value == individual.candidate.tunables.end()
            ? tunable.choices.end()
            : std::find(tunable.choices.begin(), tunable.choices.end(), value->second);
        const auto index = static_cast<std::size_t>(choice - tunable.choices.begin());
        cell += 2 * index >= tunable.choices.size() ? '1' : '0';
    }
    return cell;
}

bool replaces(const Individual& challenger, const Individual& elite)
{
    const double difference = challenger.logSpeedup - elite.logSpeedup;
    const double noise = std::hypot(challenger.noise, elite.noise);
    if (std::abs(difference) > noise)
        return difference > 0;
    const std::size_t challengerBytes = challenger.candidate.source.size();
    const std::size_t eliteBytes = elite.candidate.source.size();
    return challengerBytes == eliteBytes ? difference > 0 : challengerBytes < eliteBytes;
}

} // namespace

std::string structureOf(const kernel::Candidate& candidate)
{
    kernel::Candidate bare = candidate;
    bare.tunables.clear();
    return bare.normalisedHash();
}

Archive::Archive(std::size_t capacity)
    : m_capacity(capacity)
{
}

bool Archive::add(Individual individual)
{
    if (!std::isfinite(individual.logSpeedup))
        return false;
    std::string cell = cellOf(individual);
    const auto same = std::find(m_cells.begin(), m_cells.end(), cell);
    if (same != m_cells.end()) {
        const auto at = same - m_cells.begin();
        if (!replaces(individual, m_elites[static_cast<std::size_t>(at)]))
            return false;
        m_elites.erase(m_elites.begin() + at);
        m_cells.erase(same);
    } else if (m_elites.size() >= m_capacity) {
        if (individual.logSpeedup <= m_elites.back().logSpeedup)
            return false;
        m_elites.pop_back();
        m_cells.pop_back();
    }
    const auto place = std::find_if(m_elites.begin(), m_elites.end(),
        [&](const Individual& elite) { return elite.logSpeedup < individual.logSpeedup; });
    m_cells.insert(m_cells.begin() + (place - m_elites.begin()), std::move(cell));
    m_elites.insert(place, std::move(individual));
    return true;
}

std::vector<const Individual*> Archive::bestOfStructures() const
{
    std::vector<const Individual*> result;
    std::set<std::string_view> seen;
    for (const Individual& elite : m_elites)
        if (seen.insert(elite.structure).second)
            result.push_back(&elite);
    return result;
}

const Individual* Archive::draw(Random& random) const
{
    if (m_elites.empty())
        return nullptr;
    const double rank = std::pow(random.uniform(), 3);
    return &m_elites[static_cast<std::size_t>(rank * static_cast<double>(m_elites.size()))];
}

} // namespace autokernel::mutate
