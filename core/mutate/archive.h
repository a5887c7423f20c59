// SPDX-License-Identifier: Apache-2.0
// The population: the best candidate of each cell, a cell being a structure and a coarse region of
// its tunables (MAP-Elites, Mouret and Clune 2015), so that good but different candidates survive.
// An object belongs to one thread.
#pragma once

#include "mutate/proposal.h"
#include "mutate/random.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace autokernel::mutate {

struct Individual
{
    kernel::Candidate candidate;
    std::string hash;
    std::string structure; // equal for candidates that differ in tunables only
    double logSpeedup = 0;
    double noise = 0;
};

class Archive
{
public:
    explicit Archive(std::size_t capacity = 64);

    // True when it became the elite of its cell. At equal speed, within noise, the shorter source
    // wins.
    bool add(Individual individual);
    // Best first.
    const std::vector<Individual>& elites() const { return m_elites; }
    const Individual* best() const { return m_elites.empty() ? nullptr : m_elites.data(); }
    // The best of each structure, best first.
    std::vector<const Individual*> bestOfStructures() const;
    // Chance falls with rank: half of all draws come from the best fifth or so.
    const Individual* draw(Random& random) const;

private:
    std::size_t m_capacity;
    std::vector<Individual> m_elites;
    std::vector<std::string> m_cells; // of m_elites
};

// SHA-256 of the source without the values of its tunables.
std::string structureOf(const kernel::Candidate& candidate);

} // namespace autokernel::mutate
