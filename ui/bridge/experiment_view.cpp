// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/experiment_view.h"

#include "report/chain_again.h"
#include "report/kernel_text.h"
#include "report/roof_point.h"
#include "store/experiment_lookup.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

Result<std::optional<store::ExperimentRow>> rowOf(
    const store::HistoryReader& reader, store::RunId run, store::CandidateId candidate)
{
    AK_ASSIGN(const auto id, store::experimentOfCandidate(reader, run, candidate));
    if (!id)
        return std::optional<store::ExperimentRow> {};
    AK_ASSIGN(auto details, reader.experiment(*id));
    return std::optional(std::move(details.row));
}

// Over both parents of a crossover. What was tried before the ancestor does not descend from it.
Result<bool> descendsFrom(
    const store::HistoryReader& reader, store::ExperimentId child, store::ExperimentId ancestor)
{
    std::vector<store::ExperimentId> line {child};
    for (std::size_t next = 0; next < line.size(); ++next) {
        AK_ASSIGN(const auto parents, store::parentsOf(reader, line[next]));
        for (const auto& parent : parents) {
            if (parent.id == ancestor)
                return true;
            if (ancestor < parent.id
                && std::find(line.begin(), line.end(), parent.id) == line.end())
                line.push_back(parent.id);
        }
    }
    return false;
}

Result<std::vector<LineageStep>> readLineage(
    const store::HistoryReader& reader, store::RunId run, store::TargetId target)
{
    std::vector<LineageStep> lineage;
    AK_ASSIGN(const auto keeps, reader.keeps(run));
    for (const auto& keep : keeps)
        if (keep.experiment.target == target)
            lineage.push_back({keep.experiment, true, keep.demotedBecause});
    store::ExperimentQuery first;
    first.run = run;
    first.target = target;
    first.withControls = false;
    first.order = store::ExperimentOrder::Oldest;
    first.limit = 1;
    AK_ASSIGN(auto starters, reader.experiments(first));
    const bool isMissing = !starters.empty()
        && (lineage.empty() || lineage.front().experiment.id != starters.front().id);
    if (isMissing)
        lineage.insert(lineage.begin(), {std::move(starters.front()), false, {}});
    for (std::size_t i = 1; i < lineage.size(); ++i) {
        AK_ASSIGN(lineage[i].descendsFromBefore,
            descendsFrom(reader, lineage[i].experiment.id, lineage[i - 1].experiment.id));
    }
    return lineage;
}

// Back from the experiment to the last keep that it descends from, by each one's first parent.
Result<void> readAncestors(const store::HistoryReader& reader, ExperimentView& view)
{
    constexpr std::size_t kMost = 3; // a strip's width
    const auto isIn = [](const auto& rows, store::CandidateId candidate) {
        return std::any_of(rows.begin(), rows.end(),
            [&](const LineageStep& step) { return step.experiment.candidate == candidate; });
    };
    if (isIn(view.lineage, view.details.row.candidate))
        return {};
    auto parents = view.details.parents;
    while (
        !parents.empty() && !isIn(view.lineage, parents.front()) && view.ancestors.size() < kMost) {
        AK_ASSIGN(
            const auto id, store::experimentOfCandidate(reader, view.request.run, parents.front()));
        if (!id)
            return {}; // of another run
        AK_ASSIGN(auto details, reader.experiment(*id));
        parents = std::move(details.parents);
        view.ancestors.insert(view.ancestors.begin(), std::move(details.row));
    }
    view.descendsFromLast = !parents.empty() && !view.lineage.empty()
        && view.lineage.back().experiment.candidate == parents.front();
    return {};
}

void printAlike(ExperimentView& view, const report::ReportData& report)
{
    report::printAlike(view.details.row, report);
    for (auto* row : {&view.candidate.experiment, &view.incumbent})
        if (*row)
            report::printAlike(**row, report);
    if (view.other && view.other->experiment)
        report::printAlike(*view.other->experiment, report);
    for (auto& step : view.lineage)
        report::printAlike(step.experiment, report);
    for (auto& row : view.ancestors)
        report::printAlike(row, report);
}

struct OtherSide
{
    store::CandidateId candidate; // not valid: there is none, and why
    NoOtherSide reason = NoOtherSide::None;
};

Result<OtherSide> chooseOther(const store::HistoryReader& reader, const ExperimentView& view)
{
    const auto of = [](store::CandidateId candidate, NoOtherSide ifNone) {
        return OtherSide {candidate, candidate.isValid() ? NoOtherSide::None : ifNone};
    };
    switch (view.request.against) {
    case Against::Parent:
        return of(
            view.details.parents.empty() ? store::CandidateId {} : view.details.parents.front(),
            NoOtherSide::NoParent);
    case Against::Incumbent:
        return of(view.details.incumbent, NoOtherSide::Eager);
    case Against::Best: {
        const auto best = std::find_if(view.lineage.rbegin(), view.lineage.rend(),
            [](const LineageStep& step) { return step.isKept && step.demotedBecause.empty(); });
        return of(best == view.lineage.rend() ? store::CandidateId {} : best->experiment.candidate,
            NoOtherSide::NothingKept);
    }
    case Against::Starter:
        return of(view.lineage.empty() ? store::CandidateId {}
                                       : view.lineage.front().experiment.candidate,
            NoOtherSide::NothingKept);
    case Against::Experiment: {
        AK_ASSIGN(const auto id, reader.experimentByNumber(view.request.run, view.request.other));
        AK_ASSIGN(const auto details, reader.experiment(id));
        return of(details.row.candidate, NoOtherSide::None);
    }
    }
    return OtherSide {};
}

void placeUnderRoofs(ExperimentView& view, const std::vector<kernel::KernelType>& types,
    const std::optional<store::StoredRoofs>& roofs)
{
    const auto cost = report::costOfTarget(types, view.target);
    const auto microseconds = view.details.row.candidateMicroseconds;
    view.noPoint = !microseconds || *microseconds <= 0 ? NoRoofPoint::NoTime
        : cost.bytes <= 0                              ? NoRoofPoint::UnknownKernel
        : !roofs                                       ? NoRoofPoint::NoRoofs
                                                       : NoRoofPoint::None;
    if (view.noPoint != NoRoofPoint::None)
        return;
    std::uint64_t footprint = 0;
    for (const auto& stored : view.details.blocks)
        footprint = std::max(footprint, stored.block.footprintBytes);
    view.point
        = report::pointUnderRoofs(roofs->roofs, cost, view.target.dtype, footprint, *microseconds);
}

} // namespace

Result<ExperimentViewPtr> readExperimentView(const store::HistoryReader& reader,
    const DiffRequest& request, const std::vector<kernel::KernelType>& types,
    const report::ReportData* printed)
{
    auto view = std::make_shared<ExperimentView>();
    view->request = request;
    AK_ASSIGN(const auto id, reader.experimentByNumber(request.run, request.number));
    AK_ASSIGN(view->details, reader.experiment(id));
    const auto& row = view->details.row;
    view->candidate
        = {view->details.candidate, row, report::readableSource(view->details.candidate.candidate)};
    AK_ASSIGN(const auto run, reader.run(request.run));
    view->device = run.device;
    AK_ASSIGN(const auto targets, reader.targets(request.run));
    for (const auto& target : targets)
        if (target.id == row.target)
            view->target = target.target;
    AK_ASSIGN(view->lineage, readLineage(reader, request.run, row.target));
    AK_TRY(readAncestors(reader, *view));
    if (view->details.incumbent.isValid()) {
        AK_ASSIGN(view->incumbent, rowOf(reader, request.run, view->details.incumbent));
    }
    AK_ASSIGN(auto other, chooseOther(reader, *view));
    if (other.candidate == row.candidate)
        other = {{}, NoOtherSide::Itself};
    view->noOtherSide = other.reason;
    if (other.candidate.isValid()) {
        ComparedCandidate side;
        AK_ASSIGN(side.candidate, reader.candidate(other.candidate));
        AK_ASSIGN(side.experiment, rowOf(reader, request.run, other.candidate));
        side.source = report::readableSource(side.candidate.candidate);
        view->other = std::move(side);
    }
    AK_ASSIGN(const auto roofs, reader.latestRoofs(run.deviceId));
    placeUnderRoofs(*view, types, roofs);
    if (printed != nullptr)
        printAlike(*view, *printed);
    return view;
}

} // namespace autokernel::ui
