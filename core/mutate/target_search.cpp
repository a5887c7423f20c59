// SPDX-License-Identifier: Apache-2.0
#include "mutate/target_search.h"

#include "mutate/crossover.h"
#include "mutate/parameter_search.h"
#include "mutate/structure_rewrite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autokernel::mutate {

namespace {

constexpr std::string_view kSeedMutator = "seed";
constexpr double kFullReward = 0.05; // a gain of 5 % over the best so far earns all of it
constexpr double kEliteReward = 0.1; // new ground earns a little, so that diversity pays

std::string pointKey(const std::string& structure, const kernel::TunableValues& values)
{
    std::string key = structure;
    for (const auto& [name, value] : values)
        key += fmt::format(" {}={}", name, value);
    return key;
}

std::vector<kernel::Candidate> ofType(
    std::vector<kernel::Candidate> seeds, const kernel::KernelType& type)
{
    std::erase_if(seeds, [&](const kernel::Candidate& s) { return s.manifest.type != type.name; });
    return seeds;
}

// A seed whose shipped values this target forbids starts at a random valid point.
std::optional<kernel::Candidate> usable(kernel::Candidate seed, const kernel::Target& target,
    const kernel::Symbols& symbols, Random& random)
{
    if (!seed.manifest.supports(target.dtype))
        return std::nullopt;
    if (seed.manifest.allows(seed.tunables, symbols).value_or(false))
        return seed;
    const SearchSpace space(seed.manifest, symbols);
    const auto point = space.randomPoint(random);
    if (!point)
        return std::nullopt;
    seed.tunables = space.values(*point);
    return seed;
}

bool isParent(const Observation& observation)
{
    using enum judge::VerdictKind;
    return observation.isTimed()
        && (observation.verdict == Kept || observation.verdict == Reverted
            || observation.verdict == Inconclusive);
}

std::vector<std::unique_ptr<Mutator>> allMutators()
{
    std::vector<std::unique_ptr<Mutator>> mutators;
    mutators.push_back(std::make_unique<ParameterSearch>());
    mutators.push_back(std::make_unique<StructureRewrite>());
    mutators.push_back(std::make_unique<Crossover>());
    return mutators;
}

std::vector<std::unique_ptr<Mutator>> mutatorsOf(const std::vector<std::string>& names)
{
    auto mutators = allMutators();
    if (!names.empty())
        std::erase_if(mutators, [&](const auto& mutator) {
            return std::find(names.begin(), names.end(), mutator->name()) == names.end();
        });
    return mutators;
}

} // namespace

std::vector<std::string> mutatorNames()
{
    std::vector<std::string> names;
    for (const auto& mutator : allMutators())
        names.emplace_back(mutator->name());
    return names;
}

TargetSearch::TargetSearch(std::vector<kernel::Candidate> seeds, const kernel::KernelType& type,
    const kernel::Target& target, std::uint64_t seed, int threads,
    const std::vector<std::string>& mutators)
    : TargetSearch(ofType(std::move(seeds), type), target, seed, threads, mutatorsOf(mutators))
{
}

TargetSearch::TargetSearch(std::vector<kernel::Candidate> seeds, const kernel::Target& target,
    std::uint64_t seed, int threads, std::vector<std::unique_ptr<Mutator>> mutators)
    : m_target(target)
    , m_symbols(searchSymbols(target, threads))
    , m_random(seed)
    , m_mutators(std::move(mutators))
    , m_bandit(m_mutators.size())
{
    for (kernel::Candidate& candidate : seeds)
        if (auto one = usable(std::move(candidate), m_target, m_symbols, m_random))
            m_seeds.push_back(std::move(*one));
    m_use.push_back({std::string(kSeedMutator)});
    for (const auto& mutator : m_mutators)
        m_use.push_back({std::string(mutator->name())});
    m_isDry = m_seeds.empty();
}

bool TargetSearch::isKnown(const std::string& structure, const kernel::TunableValues& values) const
{
    return m_points.contains(pointKey(structure, values));
}

std::optional<Proposal> TargetSearch::accept(Draft draft, std::string mutator)
{
    std::string hash = draft.candidate.normalisedHash();
    m_points.insert(pointKey(structureOf(draft.candidate), draft.candidate.tunables));
    if (!m_hashes.insert(hash).second)
        return std::nullopt;
    Proposal proposal {std::move(draft.candidate), std::move(hash), std::move(mutator),
        std::move(draft.idea), std::move(draft.parents)};
    m_pending.emplace(proposal.hash, proposal);
    return proposal;
}

std::optional<Proposal> TargetSearch::nextSeed()
{
    while (m_nextSeed < m_seeds.size()) {
        const kernel::Candidate& seed = m_seeds[m_nextSeed++];
        Draft draft {seed, fmt::format("Starts from \"{}\".", seed.manifest.title), {}};
        if (auto proposal = accept(std::move(draft), std::string(kSeedMutator))) {
            ++m_use[0].proposed;
            return proposal;
        }
    }
    return std::nullopt;
}

void TargetSearch::tryAgain(Proposal proposal)
{
    m_points.insert(pointKey(structureOf(proposal.candidate), proposal.candidate.tunables));
    m_hashes.insert(proposal.hash);
    m_again.push_back(std::move(proposal));
}

std::optional<Proposal> TargetSearch::next()
{
    if (!m_again.empty()) {
        Proposal again = std::move(m_again.front());
        m_again.pop_front();
        m_pending.insert_or_assign(again.hash, again);
        return again;
    }
    if (auto seed = nextSeed())
        return seed;
    if (m_seeds.empty())
        return std::nullopt;
    const SearchView view {m_archive, m_seeds, m_history, m_target, m_symbols,
        [this](const std::string& structure, const kernel::TunableValues& values) {
            return isKnown(structure, values);
        }};
    constexpr int kTriesAgainstClones = 8;
    bool isLater = false;
    for (const std::size_t arm : m_bandit.order()) {
        for (int i = 0; i < kTriesAgainstClones; ++i) {
            MutatorAnswer answer = m_mutators[arm]->propose(view, m_random);
            isLater = isLater || answer.readiness == Readiness::Later;
            if (answer.readiness != Readiness::Ready || !answer.draft)
                break;
            auto proposal = accept(std::move(*answer.draft), std::string(m_mutators[arm]->name()));
            if (!proposal)
                continue;
            m_bandit.chosen(arm);
            ++m_use[arm + 1].proposed;
            return proposal;
        }
    }
    m_isDry = !isLater;
    return std::nullopt;
}

void TargetSearch::learn(Proposal proposal, const Observation& observation)
{
    m_isDry = m_seeds.empty();
    const auto use = std::find_if(m_use.begin(), m_use.end(),
        [&](const MutatorUse& u) { return u.name == proposal.mutator; });
    const double best = m_archive.best() != nullptr ? m_archive.best()->logSpeedup : 0;
    std::string structure = structureOf(proposal.candidate);
    const bool parent = isParent(observation);
    const bool isElite = parent
        && m_archive.add({proposal.candidate, proposal.hash, structure, observation.logSpeedup,
            observation.noise});
    const auto answered = std::find_if(m_history.begin(), m_history.end(),
        [&](const Evaluated& e) { return e.proposal.hash == proposal.hash; });
    const bool isFirst = answered == m_history.end();
    if (!isFirst)
        m_history.erase(answered);
    if (use != m_use.end()) {
        use->timed += isFirst && observation.isTimed() ? 1 : 0;
        use->kept += observation.verdict == judge::VerdictKind::Kept ? 1 : 0;
        // What is tried again costs its mutator nothing: it did not ask for it.
        if (isFirst && use != m_use.begin()
            && observation.verdict != judge::VerdictKind::Cancelled) {
            const double gain = parent ? std::max(0.0, observation.logSpeedup - best) : 0;
            const double reward = std::min(1.0, gain / kFullReward) + (isElite ? kEliteReward : 0);
            m_bandit.reward(
                static_cast<std::size_t>(use - m_use.begin()) - 1, reward, observation.seconds);
        }
    }
    m_history.push_back({std::move(proposal), observation, std::move(structure)});
}

void TargetSearch::tell(const Observation& observation)
{
    const auto pending = m_pending.find(observation.normalisedHash);
    if (pending != m_pending.end()) {
        Proposal proposal = std::move(pending->second);
        m_pending.erase(pending);
        learn(std::move(proposal), observation);
        return;
    }
    for (const kernel::Candidate& seed : m_seeds)
        if (seed.normalisedHash() == observation.normalisedHash)
            restore(seed, std::string(kSeedMutator), observation);
}

void TargetSearch::restore(
    const kernel::Candidate& candidate, const std::string& mutator, const Observation& observation)
{
    if (auto proposal = accept({candidate, "", {}}, mutator)) {
        m_pending.erase(proposal->hash);
        learn(std::move(*proposal), observation);
    }
}

bool TargetSearch::isExhausted() const
{
    return m_isDry && m_pending.empty() && m_again.empty();
}

std::vector<MutatorUse> TargetSearch::mutatorUse() const
{
    return m_use;
}

} // namespace autokernel::mutate
