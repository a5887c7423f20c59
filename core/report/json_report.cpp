// SPDX-License-Identifier: Apache-2.0
// The contract for scripts: resources/schemas/report.schema.json.
#include "report/annotation_text.h"
#include "report/export.h"
#include "report/json_values.h"
#include "report/report_writers.h"

#include <algorithm>

namespace autokernel::report {
namespace {

Json outcomeRow(const OutcomeRow& row)
{
    return {{"label", row.label}, {"name", textOrNull(row.name)},
        {"over_eager", intervalOrNull(row.overEager)}, {"median_us", realOrNull(row.microseconds)},
        {"note", textOrNull(row.note)}, {"recipe", row.recipe}};
}

Json endToEnd(const ReportData& report)
{
    const Outcome& outcome = report.outcome;
    const auto& ours = outcome.ours.overEager;
    return {{"baseline", "eager"}, {"speedup", ours ? realOrNull(ours->value) : Json()},
        {"low", ours ? realOrNull(ours->low) : Json()},
        {"high", ours ? realOrNull(ours->high) : Json()}, {"verified", outcome.verified},
        {"not_verified_because", textOrNull(outcome.notVerifiedBecause)},
        {"best_free_rung", textOrNull(outcome.freeRung.name)},
        {"speedup_over_best_free_rung",
            outcome.overFreeRung ? realOrNull(outcome.overFreeRung->value) : Json()},
        {"over_best_free_rung", intervalOrNull(outcome.overFreeRung)},
        {"over_best_free_rung_source",
            !outcome.overFreeRung                ? Json()
                : outcome.isOverFreeRungQuotient ? Json("quotient")
                                                 : Json("side_by_side")}};
}

Json keep(const KeepReport& keep)
{
    const auto& experiment = keep.row.experiment;
    return {{"experiment", experiment.id.value}, {"number", experiment.number},
        {"title", experiment.title}, {"mutator", experiment.mutator},
        {"origin", toString(keep.row.keep.origin)},
        {"over_incumbent", intervalOrNull(keep.row.keep.overIncumbent)},
        {"over_eager", intervalOrNull(keep.overEager())},
        {"over_eager_source", textOrNull(keep.overEagerSource())},
        {"median_us", realOrNull(experiment.candidateMicroseconds)},
        {"demoted_because", textOrNull(keep.row.demotedBecause)},
        {"revalidation", textOrNull(keep.revalidation)},
        {"not_revalidated_because", textOrNull(keep.notRevalidated)},
        {"binary_sha256", keep.binarySha256}};
}

Json kernel(const KernelReport& kernel)
{
    const auto& target = kernel.target.target;
    Json keeps = Json::array();
    for (const auto& each : kernel.keeps)
        keeps.push_back(keep(each));
    return {{"target", target.key()}, {"type", target.type}, {"variant", target.variant},
        {"shape", kernel::formatSymbols(target.symbols)}, {"dtype", kernel::toString(target.dtype)},
        {"share_of_model", realOrNull(kernel.target.share)},
        {"experiments", kernel.target.experiments},
        {"over_eager",
            kernel.champion ? intervalOrNull(kernel.keeps[*kernel.champion].overEager()) : Json()},
        {"applied_in_model", kernel.appliedInModel ? Json(*kernel.appliedInModel) : Json()},
        {"leave_one_out_loss", realOrNull(kernel.leaveOneOutLoss)},
        {"fraction_of_roof", kernel.point ? realOrNull(kernel.point->fractionOfRoof) : Json()},
        {"keeps", keeps}};
}

Json gainSplit(const GainSplit& split)
{
    Json json {{"note", split.note}};
    for (const auto& factor : split.factors)
        json[factor.key] = {{"factor", intervalOrNull(factor.measured)}, {"note", factor.note}};
    return json;
}

Json verdictCounts(const store::RunDetails& run)
{
    std::int64_t total = 0;
    Json counts = Json::object();
    for (const auto& [verdict, count] : run.verdictCounts) {
        counts[verdict] = count;
        total += count;
    }
    counts["total"] = total;
    return counts;
}

Json alarms(const ReportData& report)
{
    Json result = Json::array();
    for (const auto& row : report.alarms)
        result.push_back({{"signal", row.alarm.signal},
            {"action", judge::toString(row.alarm.action)}, {"sentence", row.alarm.sentence},
            {"open", row.isOpen}, {"raised_at", row.raisedAt}});
    return result;
}

} // namespace

Json writeJson(const ReportData& report)
{
    Json kernels = Json::array();
    std::vector<store::LadderRow> ladder = report.modelLadder;
    std::vector<store::TargetRow> targets;
    for (const auto& each : report.kernels) {
        kernels.push_back(kernel(each));
        targets.push_back(each.target);
        ladder.insert(ladder.end(), each.ladder.begin(), each.ladder.end());
    }
    return {{"schema_version", kSchemaVersion}, {"made_at", report.madeAt},
        {"run", runJson(report.run)}, {"headline", report.outcome.headline},
        {"end_to_end", endToEnd(report)},
        {"rows",
            Json::array({outcomeRow(report.outcome.freeRung),
                outcomeRow(report.outcome.vendorRungs), outcomeRow(report.outcome.ours)})},
        {"gain_split", gainSplit(report.split)}, {"experiments", verdictCounts(report.run)},
        {"kernels", kernels}, {"ladder", ladderJson(ladder, targets, report.run.model)},
        {"alarms", alarms(report)}, {"annotations", annotationsJson(report)}};
}

} // namespace autokernel::report
