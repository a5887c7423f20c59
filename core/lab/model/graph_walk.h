// SPDX-License-Identifier: Apache-2.0
// Every node of a graph, those inside branches and loops included, in program order.
#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <vector>

namespace autokernel::lab {

inline void appendNodes(torch::jit::Block* block, std::vector<torch::jit::Node*>& nodes)
{
    for (auto* node : block->nodes()) {
        nodes.push_back(node);
        for (auto* inner : node->blocks())
            appendNodes(inner, nodes);
    }
}

inline std::vector<torch::jit::Node*> allNodes(torch::jit::Graph& graph)
{
    std::vector<torch::jit::Node*> nodes;
    appendNodes(graph.block(), nodes);
    return nodes;
}

} // namespace autokernel::lab
