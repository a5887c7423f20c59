// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/match_set.h"

#include "base/json.h"
#include "lab/model/graph_walk.h"

#include <torch/csrc/jit/ir/alias_analysis.h>
#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace autokernel::lab {
namespace {

namespace jit = torch::jit;

bool equalsJson(const c10::IValue& value, const Json& wanted)
{
    if (wanted.is_null())
        return value.isNone();
    if (wanted.is_boolean())
        return value.isBool() && value.toBool() == wanted.get<bool>();
    if (wanted.is_string())
        return value.isString() && value.toStringRef() == wanted.get<std::string>();
    if (wanted.is_number())
        return (value.isInt() || value.isDouble())
            && value.toScalar().toDouble() == wanted.get<double>();
    if (!wanted.is_array() || !value.isList())
        return false;
    const auto list = value.toList();
    if (list.size() != wanted.size())
        return false;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!equalsJson(list.get(i), wanted[i]))
            return false;
    return true;
}

// Parameters that are neither inputs nor required: a `none: Optional[int]` must be None, all others
// may hold anything, because the fused op hands them to the fallback unchanged.
Result<bool> requirementsHold(const Pattern& pattern, const PatternMatch& match)
{
    for (const auto& [name, text] : pattern.spec->require) {
        const auto found = std::ranges::find(pattern.parameters, name);
        const auto& binding
            = match.parameters[static_cast<std::size_t>(found - pattern.parameters.begin())];
        AK_ASSIGN(const auto wanted, parseJson(text));
        if (!binding.constant || !equalsJson(*binding.constant, wanted))
            return false;
    }
    for (const auto& [name, index] : pattern.scalars)
        if (!match.parameters[index].constant)
            return false;
    return true;
}

template <typename List, typename T> bool contains(const List& list, const T* element)
{
    return std::ranges::find(list, element) != list.end();
}

std::vector<jit::Value*> valuesOf(const PatternMatch& match)
{
    std::vector<jit::Value*> values;
    for (const auto& binding : match.parameters)
        if (binding.value != nullptr)
            values.push_back(binding.value);
    for (auto* node : match.nodes)
        values.insert(values.end(), node->outputs().begin(), node->outputs().end());
    return values;
}

// Attention counts as random because it may drop weights; without dropout it is not.
bool drawsRandomNumbers(const jit::Node* node)
{
    if (!node->isNondeterministic())
        return false;
    const auto* schema = node->maybeSchema();
    const auto index
        = schema == nullptr ? std::nullopt : schema->argumentIndexWithName("dropout_p");
    const auto dropout
        = index ? jit::toIValue(node->input(static_cast<std::size_t>(*index))) : std::nullopt;
    return !dropout || !dropout->isDouble() || dropout->toDouble() != 0;
}

// Nothing but the outputs is used outside, and no op inside writes or draws random numbers.
bool isClosed(const PatternMatch& match)
{
    const auto inside = [&](const jit::Node* node) { return contains(match.nodes, node); };
    for (auto* node : match.nodes) {
        if (const auto* schema = node->maybeSchema(); schema != nullptr && schema->is_mutable())
            return false;
        if (drawsRandomNumbers(node))
            return false;
        for (auto* output : node->outputs())
            if (!contains(match.outputs, output)
                && !std::ranges::all_of(
                    output->uses(), [&](const jit::Use& use) { return inside(use.user); }))
                return false;
    }
    return true;
}

// The node in front of which all inputs exist and no output has been used.
jit::Node* placeFor(const PatternMatch& match)
{
    const auto usedTooEarly = [&](jit::Node* place) {
        return std::ranges::any_of(match.outputs, [&](jit::Value* output) {
            return std::ranges::any_of(output->uses(), [&](const jit::Use& use) {
                return !contains(match.nodes, use.user) && use.user->isBefore(place);
            });
        });
    };
    auto* const last = match.nodes.back();
    if (!usedTooEarly(last))
        return last;
    // As early as the inputs allow.
    auto* place = match.nodes.front();
    for (const auto& binding : match.parameters)
        if (binding.value != nullptr && binding.value->node()->kind() != c10::prim::Param
            && binding.value->node()->owningBlock() == place->owningBlock()
            && !binding.value->node()->isBefore(place))
            place = binding.value->node()->next();
    return usedTooEarly(place) ? nullptr : place;
}

// A weight: an attribute of the model or a constant, or a view of one that is the same in every
// call.
bool isConstant(const jit::Value* value)
{
    static const std::unordered_set<c10::Symbol> s_views {c10::aten::t, c10::aten::transpose,
        c10::aten::permute, c10::aten::select, c10::aten::slice, c10::aten::detach,
        c10::aten::unsqueeze, c10::aten::view};
    const auto* node = value->node();
    if (node->kind() == c10::prim::Constant || node->kind() == c10::prim::GetAttr)
        return true;
    return s_views.contains(node->kind())
        && std::ranges::all_of(
            node->inputs(), [](const jit::Value* input) { return isConstant(input); });
}

std::string modulePath(const jit::Value* value)
{
    while (value->node()->kind() != c10::prim::GetAttr && !value->node()->inputs().empty())
        value = value->node()->input(0);
    std::string path;
    if (value->node()->kind() != c10::prim::GetAttr)
        return path;
    for (const auto* node = value->node()->input()->node(); node->kind() == c10::prim::GetAttr;
         node = node->input()->node())
        path = node->s(c10::attr::name) + (path.empty() ? "" : "." + path);
    return path;
}

void describeConstants(PlacedMatch& placed)
{
    const auto& pattern = *placed.pattern;
    for (std::size_t i = 0; i < pattern.inputs.size(); ++i) {
        const auto* value = placed.match.parameters[pattern.inputs[i]].value;
        if (value == nullptr || !isConstant(value))
            continue;
        placed.constantInputs.push_back(pattern.variant->inputs[i].name);
        if (placed.scope.empty())
            placed.scope = modulePath(value);
    }
}

class Finder
{
public:
    Finder(const std::shared_ptr<jit::Graph>& graph, const ExcludedMatches& excluded)
        : m_nodes(allNodes(*graph))
        , m_aliases(graph)
        , m_excluded(excluded)
    {
    }

    Result<void> tryPattern(const Pattern& pattern)
    {
        for (std::size_t i = 0; i < m_nodes.size(); ++i) {
            const auto offset = pattern.graph->outputs()[0]->offset();
            if (m_taken.contains(m_nodes[i]) || offset >= m_nodes[i]->outputs().size()
                || m_excluded.contains({pattern.name(), i}))
                continue;
            auto match = matchAt(pattern, m_nodes[i]->output(offset));
            if (!match)
                continue;
            AK_ASSIGN(const bool holds, requirementsHold(pattern, *match));
            if (holds)
                accept(pattern, std::move(*match), i);
        }
        return {};
    }

    std::vector<PlacedMatch> take()
    {
        std::ranges::sort(m_found, {}, &PlacedMatch::anchor);
        return std::move(m_found);
    }

private:
    void accept(const Pattern& pattern, PatternMatch match, std::size_t anchor)
    {
        const bool overlaps = std::ranges::any_of(
            match.nodes, [&](jit::Node* node) { return m_taken.contains(node); });
        const bool written = std::ranges::any_of(
            valuesOf(match), [&](jit::Value* value) { return m_aliases.hasWriters(value); });
        if (overlaps || written || !isClosed(match))
            return;
        auto* const place = placeFor(match);
        if (place == nullptr)
            return;
        m_taken.insert(match.nodes.begin(), match.nodes.end());
        PlacedMatch placed {&pattern, std::move(match), place, anchor, {}, {}};
        describeConstants(placed);
        m_found.push_back(std::move(placed));
    }

    std::vector<jit::Node*> m_nodes;
    jit::AliasDb m_aliases;
    const ExcludedMatches& m_excluded;
    std::unordered_set<jit::Node*> m_taken;
    std::vector<PlacedMatch> m_found;
};

} // namespace

Result<std::vector<PlacedMatch>> findMatches(const std::vector<Pattern>& patterns,
    const std::shared_ptr<jit::Graph>& graph, const ExcludedMatches& excluded)
{
    Finder finder(graph, excluded);
    for (const auto& pattern : patterns)
        AK_TRY(finder.tryPattern(pattern));
    return finder.take();
}

void replaceMatches(jit::Graph& graph, std::vector<PlacedMatch>& matches,
    const std::vector<std::optional<c10::Symbol>>& symbols)
{
    // A place may itself be a node that goes away: a marker holds it.
    std::vector<jit::Node*> markers;
    for (auto& placed : matches) {
        auto* marker = graph.createNone();
        marker->insertBefore(placed.before);
        markers.push_back(marker);
    }
    // Keys are values as they were matched, many of them gone: only bindings are looked up.
    std::unordered_map<jit::Value*, jit::Value*> replaced;
    for (std::size_t i = 0; i < matches.size(); ++i) {
        auto& [pattern, match, before, anchor, constants, scope] = matches[i];
        if (!symbols[i])
            continue;
        const jit::WithInsertPoint guard(markers[i]);
        std::vector<jit::Value*> inputs;
        for (const auto& binding : match.parameters) {
            if (binding.value == nullptr) {
                inputs.push_back(graph.insertConstant(*binding.constant));
                continue;
            }
            const auto moved = replaced.find(binding.value);
            inputs.push_back(moved == replaced.end() ? binding.value : moved->second);
        }
        auto* node = graph.insertNode(graph.create(*symbols[i], inputs, match.outputs.size()));
        for (std::size_t k = 0; k < match.outputs.size(); ++k) {
            node->output(k)->setType(match.outputs[k]->type());
            match.outputs[k]->replaceAllUsesWith(node->output(k));
            replaced[match.outputs[k]] = node->output(k);
        }
        for (auto old = match.nodes.rbegin(); old != match.nodes.rend(); ++old)
            (*old)->destroy();
    }
    for (auto* marker : markers)
        marker->destroy();
    graph.lint();
}

} // namespace autokernel::lab
