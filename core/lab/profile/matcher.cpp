// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/matcher.h"

#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>

namespace autokernel::lab {
namespace {

namespace jit = torch::jit;

// A partial match. Small (patterns have about ten nodes), so branches copy it.
struct State
{
    std::unordered_map<const jit::Value*, jit::Value*> values;
    std::unordered_map<const jit::Node*, jit::Node*> nodes;
};
using States = std::vector<State>; // every way to go on; empty: no match

bool isNumber(const c10::IValue& value)
{
    return value.isInt() || value.isDouble();
}

bool equalConstants(const c10::IValue& a, const c10::IValue& b)
{
    if (isNumber(a) && isNumber(b))
        return a.toScalar().toDouble() == b.toScalar().toDouble();
    if (a.isTensor() || b.isTensor())
        return false;
    return a == b;
}

// A constant as the parameter's type wants it: trace leaves numbers as tensors and as integers.
std::optional<c10::IValue> convertConstant(const c10::IValue& value, const c10::TypePtr& type)
{
    const auto kind = type->kind();
    if (value.isTensor() && (kind == c10::TypeKind::FloatType || kind == c10::TypeKind::IntType)) {
        if (value.toTensor().numel() != 1)
            return std::nullopt;
        const auto number = value.toTensor().item();
        if (kind == c10::TypeKind::FloatType)
            return c10::IValue(number.toDouble());
        return number.isIntegral(false) ? std::optional(c10::IValue(number.toLong()))
                                        : std::nullopt;
    }
    if (kind == c10::TypeKind::FloatType && value.isInt())
        return c10::IValue(static_cast<double>(value.toInt()));
    return std::nullopt;
}

bool fits(const jit::Value* value, const c10::TypePtr& type)
{
    return value->type()->isSubtypeOf(*type);
}

std::optional<Binding> bind(jit::Value* value, const c10::TypePtr& type)
{
    const auto constant = jit::toIValue(value);
    if (fits(value, type))
        return Binding {value, constant};
    if (!constant)
        return std::nullopt;
    if (auto converted = convertConstant(*constant, type))
        return Binding {nullptr, std::move(converted)};
    return std::nullopt;
}

bool equalAttributes(const jit::Node* a, const jit::Node* b)
{
    if (a->numAttributes() != b->numAttributes())
        return false;
    return std::ranges::all_of(a->attributeNames(), [&](c10::Symbol name) {
        if (!b->hasAttribute(name) || a->kindOf(name) != b->kindOf(name))
            return false;
        switch (a->kindOf(name)) {
        case jit::AttributeKind::i:
            return a->i(name) == b->i(name);
        case jit::AttributeKind::f:
            return a->f(name) == b->f(name);
        case jit::AttributeKind::s:
            return a->s(name) == b->s(name);
        case jit::AttributeKind::is:
            return a->is(name) == b->is(name);
        default:
            return false;
        }
    });
}

bool commutes(const jit::Node* node)
{
    if (node->kind() == c10::aten::mul)
        return node->inputs().size() == 2;
    if (node->kind() != c10::aten::add || node->inputs().size() != 3)
        return false;
    const auto alpha = jit::toIValue(node->input(2));
    return alpha && isNumber(*alpha) && alpha->toScalar().toDouble() == 1.0;
}

class Matcher
{
public:
    explicit Matcher(jit::Block* block)
        : m_block(block)
    {
    }

    States value(State state, jit::Value* wanted, jit::Value* found) const
    {
        if (const auto bound = state.values.find(wanted); bound != state.values.end())
            return sameValue(bound->second, found) ? States {std::move(state)} : States {};
        auto* const node = wanted->node();
        if (node->kind() == c10::prim::Param) {
            if (!bind(found, wanted->type()))
                return {};
            state.values[wanted] = found;
            return {std::move(state)};
        }
        if (node->kind() == c10::prim::Constant) {
            const auto a = jit::toIValue(wanted);
            const auto b = jit::toIValue(found);
            return a && b && equalConstants(*a, *b) ? States {std::move(state)} : States {};
        }
        if (found->node()->kind() == c10::prim::Param || wanted->offset() != found->offset())
            return {};
        return operation(std::move(state), node, found->node());
    }

    // Outputs that the first one does not depend on: any place of the block that fits.
    States output(State state, jit::Value* wanted) const
    {
        if (state.values.contains(wanted))
            return {std::move(state)};
        for (auto* node : m_block->nodes()) {
            if (node->kind() != wanted->node()->kind()
                || wanted->offset() >= node->outputs().size())
                continue;
            if (auto states = value(state, wanted, node->output(wanted->offset())); !states.empty())
                return states;
        }
        return {};
    }

private:
    static bool sameValue(const jit::Value* a, const jit::Value* b)
    {
        if (a == b)
            return true;
        const auto left = jit::toIValue(a);
        const auto right = jit::toIValue(b);
        return left && right && equalConstants(*left, *right);
    }

    States operation(State state, jit::Node* wanted, jit::Node* found) const
    {
        if (const auto bound = state.nodes.find(wanted); bound != state.nodes.end())
            return bound->second == found ? States {std::move(state)} : States {};
        const bool taken = std::ranges::any_of(
            state.nodes, [&](const auto& entry) { return entry.second == found; });
        if (taken || wanted->kind() != found->kind() || found->owningBlock() != m_block
            || wanted->inputs().size() != found->inputs().size()
            || wanted->outputs().size() != found->outputs().size()
            || !equalAttributes(wanted, found))
            return {};
        state.nodes[wanted] = found;
        for (std::size_t i = 0; i < wanted->outputs().size(); ++i)
            state.values[wanted->output(i)] = found->output(i);
        const std::vector<jit::Value*> inputs(found->inputs().begin(), found->inputs().end());
        auto states = operands(state, wanted, inputs);
        if (commutes(found)) {
            auto swapped = inputs;
            std::swap(swapped[0], swapped[1]);
            auto more = operands(std::move(state), wanted, swapped);
            std::ranges::move(more, std::back_inserter(states));
        }
        return states;
    }

    States operands(State state, jit::Node* wanted, const std::vector<jit::Value*>& found) const
    {
        States states {std::move(state)};
        for (std::size_t i = 0; i < found.size() && !states.empty(); ++i) {
            States next;
            for (auto& one : states)
                std::ranges::move(
                    value(std::move(one), wanted->input(i), found[i]), std::back_inserter(next));
            states = std::move(next);
        }
        return states;
    }

    jit::Block* m_block;
};

std::optional<PatternMatch> finished(const Pattern& pattern, const State& state)
{
    PatternMatch match;
    for (auto* parameter : pattern.graph->inputs()) {
        const auto bound = state.values.find(parameter);
        if (bound == state.values.end()) // a parameter that the pattern does not use
            return std::nullopt;
        match.parameters.push_back(*bind(bound->second, parameter->type()));
    }
    for (auto* output : pattern.graph->outputs())
        match.outputs.push_back(state.values.at(output));
    for (const auto& [wanted, found] : state.nodes)
        match.nodes.push_back(found);
    std::ranges::sort(
        match.nodes, [](const jit::Node* a, const jit::Node* b) { return a->isBefore(b); });
    return match;
}

} // namespace

std::optional<PatternMatch> matchAt(const Pattern& pattern, jit::Value* output)
{
    auto* const first = pattern.graph->outputs()[0];
    if (first->node()->kind() != output->node()->kind())
        return std::nullopt;
    const Matcher matcher(output->node()->owningBlock());
    States states = matcher.value({}, first, output);
    for (auto* other : pattern.graph->outputs()) {
        States next;
        for (auto& state : states)
            std::ranges::move(matcher.output(std::move(state), other), std::back_inserter(next));
        states = std::move(next);
    }
    if (states.empty())
        return std::nullopt;
    return finished(pattern, states.front());
}

} // namespace autokernel::lab
