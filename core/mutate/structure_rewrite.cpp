// SPDX-License-Identifier: Apache-2.0
#include "mutate/structure_rewrite.h"

#include "mutate/rewrites.h"
#include "mutate/widen_choices.h"

#include <fmt/format.h>

#include <iterator>

namespace autokernel::mutate {

namespace {

std::vector<Rewrite> allRewrites(std::string_view source, bool isParallel)
{
    std::vector<Rewrite> result = unrollRewrites(source);
    const auto add = [&](std::vector<Rewrite> more) {
        result.insert(result.end(), std::make_move_iterator(more.begin()),
            std::make_move_iterator(more.end()));
    };
    add(independenceRewrites(source));
    add(prefetchRewrites(source));
    if (isParallel)
        add(scheduleRewrites(source));
    return result;
}

bool isAllowed(const kernel::Candidate& candidate, const SearchView& view)
{
    return candidate.manifest.allows(candidate.tunables, view.symbols).value_or(false);
}

} // namespace

const std::vector<StructureRewrite::Step>& StructureRewrite::stepsFrom(
    const Individual& parent, const SearchView& view)
{
    const auto known = m_steps.find(parent.structure);
    if (known != m_steps.end())
        return known->second;
    std::vector<Step> steps;
    if (parent.candidate.manifest.language == "cpu") {
        const bool isParallel = view.symbols.find("THREADS")->second > 1;
        for (Rewrite& rewrite : allRewrites(parent.candidate.source, isParallel)) {
            kernel::Candidate child = parent.candidate;
            child.source = rewrite.source;
            steps.push_back(
                {std::move(rewrite.source), structureOf(child), std::move(rewrite.idea)});
        }
    }
    return m_steps.emplace(parent.structure, std::move(steps)).first->second;
}

std::optional<Draft> StructureRewrite::step(
    const Individual& parent, const SearchView& view, Random& random)
{
    std::vector<Draft> drafts;
    for (Widened& widened : widenedChoices(parent.candidate))
        if (isAllowed(widened.candidate, view)
            && !view.isKnown(parent.structure, widened.candidate.tunables))
            drafts.push_back({std::move(widened.candidate), widened.idea + ".", {parent.hash}});
    for (const Step& step : stepsFrom(parent, view)) {
        if (view.isKnown(step.structure, parent.candidate.tunables))
            continue;
        Draft draft {parent.candidate, step.idea + ".", {parent.hash}};
        draft.candidate.source = step.source;
        drafts.push_back(std::move(draft));
    }
    if (drafts.empty())
        return std::nullopt;
    return std::move(drafts[random.below(drafts.size())]);
}

MutatorAnswer StructureRewrite::propose(const SearchView& view, Random& random)
{
    if (const Individual* parent = view.archive.draw(random))
        if (auto draft = step(*parent, view, random))
            return {Readiness::Ready, std::move(draft)};
    for (const Individual& parent : view.archive.elites())
        if (auto draft = step(parent, view, random))
            return {Readiness::Ready, std::move(draft)};
    return {Readiness::Exhausted, std::nullopt};
}

} // namespace autokernel::mutate
