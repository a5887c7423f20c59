// SPDX-License-Identifier: Apache-2.0
// A child of two good candidates: the source of one, each tunable from one or the other. Parents of
// different structures share what their manifests both name. An object belongs to one thread.
#pragma once

#include "mutate/mutator.h"

namespace autokernel::mutate {

// The mother's source with the father's value for each tunable that `takeFather` says and that is
// among the mother's choices. Valid or not.
kernel::TunableValues crossed(const kernel::Candidate& mother, const kernel::Candidate& father,
    const std::function<bool()>& takeFather);

class Crossover : public Mutator
{
public:
    std::string_view name() const override { return "crossover"; }
    MutatorAnswer propose(const SearchView& view, Random& random) override;
};

} // namespace autokernel::mutate
