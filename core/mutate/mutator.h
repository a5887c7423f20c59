// SPDX-License-Identifier: Apache-2.0
// Who proposes candidates. One interface for all: parameter search, structure rewrites, crossover.
// A mutator never blocks: one that waits for something says Later and is asked again. An object
// belongs to the thread of its TargetSearch.
#pragma once

#include "mutate/archive.h"
#include "mutate/proposal.h"
#include "mutate/random.h"
#include "mutate/search_space.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace autokernel::mutate {

// One evaluated candidate, as mutators see it.
struct Evaluated
{
    Proposal proposal;
    Observation observation;
    std::string structure;
};

// What a mutator may look at. References stay valid during one call only.
struct SearchView
{
    const Archive& archive;
    std::span<const kernel::Candidate> seeds; // those that this target allows; never empty
    std::span<const Evaluated> history; // oldest first
    const kernel::Target& target;
    const kernel::Symbols& symbols; // searchSymbols()
    // Whether a candidate of this structure with these tunables was proposed already.
    std::function<bool(const std::string& structure, const kernel::TunableValues&)> isKnown;
};

struct Draft
{
    kernel::Candidate candidate;
    std::string idea;
    std::vector<std::string> parents;
};

enum class Readiness
{
    Ready,
    Later,
    Exhausted
};

struct MutatorAnswer
{
    Readiness readiness = Readiness::Exhausted; // Exhausted: until something new is learnt
    std::optional<Draft> draft; // with Ready
};

class Mutator
{
public:
    virtual ~Mutator() = default;
    virtual std::string_view name() const = 0;
    virtual MutatorAnswer propose(const SearchView& view, Random& random) = 0;
};

} // namespace autokernel::mutate
