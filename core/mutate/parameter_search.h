// SPDX-License-Identifier: Apache-2.0
// Model-based search over the tunables: a forest predicts the speed of untried points, as in SMAC
// (Hutter 2011); the one whose prediction plus its uncertainty is largest is proposed (an upper
// confidence bound, Auer 2002). Structures with the same tunables share one model. An object
// belongs to one thread.
#pragma once

#include "mutate/mutator.h"

#include <map>

namespace autokernel::mutate {

struct ParameterSearchSettings
{
    std::size_t firstPoints = 14; // spread over the space before the model is trusted
    double optimism = 1; // standard deviations on top of the predicted mean
    double exploration = 0.02; // chance of a random point afterwards
    std::size_t largestPool = 1500; // points that are scored for one proposal
    std::size_t largestTraining = 400;
};

class ParameterSearch : public Mutator
{
public:
    explicit ParameterSearch(ParameterSearchSettings settings = {});
    std::string_view name() const override { return "parameters"; }
    MutatorAnswer propose(const SearchView& view, Random& random) override;

private:
    struct Base // what is searched: a source, and its fastest candidate so far
    {
        const kernel::Candidate* candidate = nullptr;
        std::string structure;
        std::string hash;
    };
    std::vector<Base> bases(const SearchView& view, Random& random) const;
    const SearchSpace& spaceOf(const Base& base, const SearchView& view);
    std::optional<Draft> proposeFor(const Base& base, const SearchView& view, Random& random);

    ParameterSearchSettings m_settings;
    std::map<std::string, SearchSpace> m_spaces; // by structure and choices
};

} // namespace autokernel::mutate
