// SPDX-License-Identifier: Apache-2.0
// Proposes good candidates with one step changed in their code: loop schedules, unrolling,
// independence, prefetches, and choices beyond the manifest's. An object belongs to one thread.
#pragma once

#include "mutate/mutator.h"

#include <map>
#include <utility>

namespace autokernel::mutate {

class StructureRewrite : public Mutator
{
public:
    std::string_view name() const override { return "structure"; }
    MutatorAnswer propose(const SearchView& view, Random& random) override;

private:
    struct Step
    {
        std::string source;
        std::string structure;
        std::string idea;
    };
    const std::vector<Step>& stepsFrom(const Individual& parent, const SearchView& view);
    std::optional<Draft> step(const Individual& parent, const SearchView& view, Random& random);

    std::map<std::string, std::vector<Step>> m_steps; // by the parent's structure
};

} // namespace autokernel::mutate
