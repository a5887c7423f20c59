// SPDX-License-Identifier: Apache-2.0
// All places of a model's graph that patterns stand for, and the exchange of each for one node.
#pragma once

#include "lab/profile/matcher.h"
#include "lab/profile/pattern.h"

#include <torch/csrc/jit/ir/ir.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace autokernel::lab {

struct PlacedMatch
{
    const Pattern* pattern = nullptr;
    PatternMatch match;
    torch::jit::Node* before = nullptr; // the node in front of which a fused op may stand
    std::size_t anchor = 0; // position of the first output's node in the graph
    std::vector<std::string> constantInputs; // the variant's inputs that are weights here
    std::string scope; // path of the module that owns the first of these weights
};

// Matches that are not to be made: {pattern's name, anchor}.
using ExcludedMatches = std::set<std::pair<std::string, std::size_t>>;

// Matches without overlap, in program order. Patterns are tried in their own order; a match is left
// out where its `require` does not hold, where something inside it is used elsewhere, where the
// graph writes to one of its tensors in place, or where no place exists for a fused op. `graph` is
// not changed; the matches refer to it.
Result<std::vector<PlacedMatch>> findMatches(const std::vector<Pattern>& patterns,
    const std::shared_ptr<torch::jit::Graph>& graph, const ExcludedMatches& excluded = {});

// Puts one node of kind `symbols[i]` in place of matches[i] (nothing where the symbol is empty).
// Invalidates `matches`.
void replaceMatches(torch::jit::Graph& graph, std::vector<PlacedMatch>& matches,
    const std::vector<std::optional<c10::Symbol>>& symbols);

} // namespace autokernel::lab
