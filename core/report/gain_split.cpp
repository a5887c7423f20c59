// SPDX-License-Identifier: Apache-2.0
#include "report/gain_split.h"

#include "report/outcome.h"

#include <algorithm>
#include <array>

namespace autokernel::report {
namespace {

using store::kStarterContender;
using store::kUnpackedContender;
using store::kWinnerContender;
using store::ModelMeasurement;

// What a run found of our kernels, as far as the split needs it.
struct Facts
{
    bool hasStarter = false; // one was kept
    bool packs = false; // one that packs weights
    bool isImproved = false; // something else than a starter stands
    bool isFound = false; // and the search made it
};

Facts factsOf(const ReportData& report)
{
    Facts facts;
    for (const auto& kernel : report.kernels) {
        if (!kernel.champion || kernel.appliedInModel == false)
            continue;
        for (const auto& keep : kernel.keeps) {
            const bool isStarter = keep.row.keep.origin != store::GainOrigin::Search
                && keep.row.demotedBecause.empty();
            facts.hasStarter = facts.hasStarter || isStarter;
            facts.packs
                = facts.packs || (isStarter && keep.row.keep.origin == store::GainOrigin::Packing);
        }
        const auto& champion = kernel.keeps[*kernel.champion];
        facts.isImproved
            = facts.isImproved || champion.row.keep.origin == store::GainOrigin::Search;
        facts.isFound = facts.isFound || !champion.isShipped();
    }
    return facts;
}

GainSplit emptySplit()
{
    GainSplit split;
    split.factors = {GainFactor {"starter", "starters", {}, ""},
        GainFactor {"packing", "packing ahead of time", {}, ""},
        GainFactor {"search", "search", {}, ""}};
    return split;
}

// The factors are measured after the result that they split: what stands before the last result
// belongs to that of an earlier session, which may have had other kernels.
void measureInModel(const ReportData& report, GainSplit& split)
{
    constexpr std::array kKinds {
        ModelMeasurement::StarterGain, ModelMeasurement::Packing, ModelMeasurement::SearchGain};
    const auto& rows = report.endToEnd;
    const auto last = std::find_if(rows.rbegin(), rows.rend(),
        [](const auto& row) { return row.record.kind == ModelMeasurement::Final; });
    for (auto row = last.base(); last != rows.rend() && row != rows.end(); ++row) {
        const auto kind = std::find(kKinds.begin(), kKinds.end(), row->record.kind);
        if (kind == kKinds.end())
            continue;
        auto& factor = split.factors[static_cast<std::size_t>(kind - kKinds.begin())];
        factor.measured = row->record.overBaseline;
        factor.note = row->record.contender + " against " + row->record.baseline;
    }
    split.note = "Each factor was measured in the whole model at the end of the run, the two sides "
                 "in turn.";
}

const store::EndToEndRow* startersWhenPutIn(const ReportData& report)
{
    const auto found = std::find_if(report.endToEnd.begin(), report.endToEnd.end(),
        [](const auto& row) { return row.record.kind == ModelMeasurement::Starters; });
    return found == report.endToEnd.end() ? nullptr : &*found;
}

// A short run leaves no time for the three factors. What it saw earlier divides the gain in two:
// the model with starters alone, and what came on top.
void divideByEarlierLook(const Facts& facts, const ReportData& report, GainSplit& split)
{
    const auto* starters = startersWhenPutIn(report);
    const bool isMeasured = std::any_of(split.factors.begin(), split.factors.end(),
        [](const auto& factor) { return factor.measured.has_value(); });
    if (isMeasured || !starters || !facts.hasStarter)
        return;
    const auto& early = starters->record.overBaseline;
    auto& [starter, packing, search] = split.factors;
    starter.measured = early;
    starter.note = facts.packs ? "starters with packed weights against eager, when they were put in"
                               : "starters against eager, when they were put in";
    if (facts.packs)
        packing.note = "counted with the starters: the run was too short to tell them apart";
    if (facts.isImproved) {
        search.measured = quotient(*report.outcome.ours.overEager, early);
        search.note = "the result over the model with starters, not timed side by side";
    }
    split.note = "From two looks at the whole model in this run; a longer run measures each factor "
                 "with its two sides in turn.";
}

void measureInLadder(const std::vector<store::LadderRow>& ladder, GainSplit& split)
{
    const auto find = [&](std::string_view name) {
        const auto found = std::find_if(ladder.begin(), ladder.end(),
            [&](const auto& row) { return row.record.samples.name == name; });
        return found == ladder.end() ? nullptr : &*found;
    };
    const auto fill = [](GainFactor& factor, const store::LadderRow* a, const store::LadderRow* b) {
        if (!a || !b)
            return;
        factor.measured = speedupOver(*a, *b);
        factor.note = b->record.samples.name + " against " + a->record.samples.name;
    };
    const auto* shipped = find(kStarterContender);
    const auto* unpacked = find(kUnpackedContender);
    fill(split.factors[0], find("eager"), unpacked ? unpacked : shipped);
    fill(split.factors[1], unpacked, shipped);
    fill(split.factors[2], shipped, find(kWinnerContender));
    split.note = "Each factor is a ratio of times in the ladder, all contenders in turn.";
}

// A factor that is missing because there is nothing to measure, or for want of time.
void explainMissing(const Facts& facts, const ReportData& report, GainSplit& split)
{
    const std::array<std::pair<bool, const char*>, 3> reasons {
        {{!facts.hasStarter, "no starter was faster than eager, so nothing of the gain is theirs"},
            {!facts.packs, "no applied starter packs weights"},
            {!facts.isImproved, "the search improved on no starter"}}};
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        auto& factor = split.factors[i];
        if (!factor.measured && factor.note.empty())
            factor.note = reasons[i].first ? reasons[i].second
                                           : "not measured: the run's time was used up before";
    }
    auto& search = split.factors[2];
    if (!search.measured && !facts.hasStarter && facts.isImproved) {
        search.measured = report.outcome.ours.overEager;
        search.note = "the whole gain";
    }
}

} // namespace

GainSplit splitGain(const ReportData& report)
{
    GainSplit split = emptySplit();
    const auto& whole = report.outcome.ours.overEager;
    if (!whole || whole->value <= 1) {
        split.note = "There is no gain over eager to divide.";
        for (auto& factor : split.factors)
            factor.note = "not measured: there is no gain over eager";
        return split;
    }
    if (report.run.summary.kind == store::RunKind::Model)
        measureInModel(report, split);
    else if (!report.kernels.empty())
        measureInLadder(report.kernels.front().ladder, split);
    const Facts facts = factsOf(report);
    if (report.run.summary.kind == store::RunKind::Model)
        divideByEarlierLook(facts, report, split);
    explainMissing(facts, report, split);
    // What replaced the starters came with the program as they did.
    if (facts.isImproved && !facts.isFound)
        split.factors[2].label = "other shipped kernels";
    return split;
}

} // namespace autokernel::report
