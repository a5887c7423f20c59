// SPDX-License-Identifier: Apache-2.0
#include "mutate/crossover.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autokernel::mutate {

kernel::TunableValues crossed(const kernel::Candidate& mother, const kernel::Candidate& father,
    const std::function<bool()>& takeFather)
{
    kernel::TunableValues child = mother.tunables;
    for (const kernel::Tunable& tunable : mother.manifest.tunables) {
        const auto value = father.tunables.find(tunable.name);
        if (value == father.tunables.end() || !takeFather())
            continue;
        if (std::find(tunable.choices.begin(), tunable.choices.end(), value->second)
            != tunable.choices.end())
            child[tunable.name] = value->second;
    }
    return child;
}

MutatorAnswer Crossover::propose(const SearchView& view, Random& random)
{
    if (view.archive.elites().size() < 2)
        return {Readiness::Exhausted, std::nullopt};
    constexpr int kTries = 40;
    for (int i = 0; i < kTries; ++i) {
        const Individual* mother = view.archive.draw(random);
        const Individual* father = view.archive.draw(random);
        if (mother == father)
            continue;
        Draft draft {mother->candidate, "", {mother->hash, father->hash}};
        draft.candidate.tunables
            = crossed(mother->candidate, father->candidate, [&] { return random.uniform() < 0.5; });
        if (view.isKnown(mother->structure, draft.candidate.tunables)
            || !draft.candidate.manifest.allows(draft.candidate.tunables, view.symbols)
                    .value_or(false))
            continue;
        draft.idea
            = fmt::format("The tunables of two good candidates mixed ({:+.1f} % and {:+.1f} % "
                          "over the original){}.",
                100 * std::expm1(mother->logSpeedup), 100 * std::expm1(father->logSpeedup),
                mother->structure == father->structure ? "" : ", of different structures");
        return {Readiness::Ready, std::move(draft)};
    }
    return {Readiness::Exhausted, std::nullopt};
}

} // namespace autokernel::mutate
