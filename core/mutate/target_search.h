// SPDX-License-Identifier: Apache-2.0
// The search for a faster kernel of one target, driven by ask and tell: next() names a candidate,
// tell() says how it went. Several proposals may be out at once. The same seed and the same answers
// give the same proposals. Never blocks; an object belongs to one thread.
#pragma once

#include "kernel/candidate.h"
#include "mutate/archive.h"
#include "mutate/bandit.h"
#include "mutate/mutator.h"
#include "mutate/proposal.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace autokernel::mutate {

struct MutatorUse
{
    std::string name;
    std::size_t proposed = 0;
    std::size_t timed = 0;
    std::size_t kept = 0;
};

// Of all that there are, in order of first use: "parameters", "structure", "crossover".
std::vector<std::string> mutatorNames();

class TargetSearch
{
public:
    // seeds: at least one; those of other types are left out. They are the first proposals, unless
    // tell() or restore() has named them before. `mutators`: the names of those that take part;
    // empty: all.
    TargetSearch(std::vector<kernel::Candidate> seeds, const kernel::KernelType& type,
        const kernel::Target& target, std::uint64_t seed, int threads,
        const std::vector<std::string>& mutators = {});
    // With mutators of the caller's choice, in order of first use.
    TargetSearch(std::vector<kernel::Candidate> seeds, const kernel::Target& target,
        std::uint64_t seed, int threads, std::vector<std::unique_ptr<Mutator>> mutators);

    // nullopt: nothing at the moment; isExhausted() says whether that is for good.
    std::optional<Proposal> next();
    // Of a proposal of this search, or of a seed. Others are ignored.
    void tell(const Observation& observation);
    // An experiment of an earlier session: known from here on, and learnt from.
    void restore(const kernel::Candidate& candidate, const std::string& mutator,
        const Observation& observation);
    // One whose answer, of this session or of an earlier one, does not count: it comes before
    // anything new, once, and its next answer replaces the last.
    void tryAgain(Proposal proposal);
    bool hasToTryAgain() const { return !m_again.empty(); }

    // Nothing is left to propose and no answer is awaited.
    bool isExhausted() const;
    const Archive& archive() const { return m_archive; }
    std::vector<MutatorUse> mutatorUse() const;

private:
    bool isKnown(const std::string& structure, const kernel::TunableValues& values) const;
    std::optional<Proposal> nextSeed();
    std::optional<Proposal> accept(Draft draft, std::string mutator);
    void learn(Proposal proposal, const Observation& observation);

    kernel::Target m_target;
    kernel::Symbols m_symbols;
    Random m_random;
    std::vector<kernel::Candidate> m_seeds;
    std::size_t m_nextSeed = 0;
    std::vector<std::unique_ptr<Mutator>> m_mutators;
    Bandit m_bandit;
    Archive m_archive;
    std::vector<Evaluated> m_history;
    std::deque<Proposal> m_again;
    std::unordered_map<std::string, Proposal> m_pending; // by hash
    std::unordered_set<std::string> m_hashes; // of all that was ever proposed
    std::unordered_set<std::string> m_points; // structure and tunables of the same
    std::vector<MutatorUse> m_use; // seeds first, then the mutators
    bool m_isDry = false; // no mutator had a proposal since the last answer
};

} // namespace autokernel::mutate
