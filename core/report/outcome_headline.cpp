// SPDX-License-Identifier: Apache-2.0
#include "report/outcome_headline.h"

#include "judge/gain.h"
#include "plan/rungs.h"
#include "report/format.h"
#include "report/outcome.h"

namespace autokernel::report {
namespace {

// Of the final measurement in the whole model, where the model has several input sets.
const protocol::PairBlock* blockOfSets(const ReportData& report)
{
    for (auto row = report.endToEnd.rbegin(); row != report.endToEnd.rend(); ++row)
        if (row->record.kind == store::ModelMeasurement::Final && !row->record.blocks.empty())
            return row->record.blocks.back().inputSets.empty() ? nullptr
                                                               : &row->record.blocks.back();
    return nullptr;
}

// What one speedup over several input sets is, and each set's own; the stored inputs are those of
// the first.
std::string inputSetsSentence(const ReportData& report)
{
    const auto* block = blockOfSets(report);
    if (!report.run.model || block == nullptr)
        return "";
    std::string weights;
    std::string gains;
    for (std::size_t set = 0; set < block->inputSets.size(); ++set) {
        weights += fmt::format("{}{}", set > 0 ? " : " : "", block->inputSets[set].weight);
        const auto over = judge::gainOfInputSet(*block, set);
        gains += fmt::format("{}{}", set > 0 ? "; " : "",
            over ? formatInterval({over->gain.speedup, over->gain.low, over->gain.high})
                 : "not known");
    }
    return fmt::format(" This is one figure over {} input sets, of their times' mean, weighted {}. "
                       "Each of them alone: {}.",
        block->inputSets.size(), weights, gains);
}

std::string conditionsOf(const ReportData& report)
{
    std::string text;
    if (const auto& model = report.run.model) {
        for (const auto& input : model->inputs)
            text += (text.empty() ? "" : ", ") + input;
        if (const auto* block = blockOfSets(report))
            text += fmt::format(
                "{}the first of {} input sets", text.empty() ? "" : ", ", block->inputSets.size());
        text += fmt::format(
            "{}{}, {} threads", text.empty() ? "" : ", ", model->dtype, model->threads);
    } else if (!report.kernels.empty()) {
        text = report.kernels.front().target.target.key();
    }
    return (text.empty() ? "" : text + " ") + "on " + report.run.device.name;
}

std::vector<std::string> rungsThatWereNotMeasured(const std::vector<store::LadderRow>& ladder)
{
    std::vector<std::string> names;
    for (const auto& row : ladder)
        if (isFreeRung(row) && !row.record.samples.error.empty())
            names.push_back(row.record.samples.name);
    return names;
}

std::string freeRungSentence(const ReportData& report, const Outcome& outcome)
{
    if (outcome.freeRung.name.empty())
        return "The free rungs were not measured, so compare with torch.compile yourself before "
               "relying on this.";
    if (outcome.freeRung.name == plan::kEager) {
        const auto missing = rungsThatWereNotMeasured(report.modelLadder);
        return missing.empty() ? "No free rung is faster than eager itself."
                               : fmt::format("No free rung that was measured is faster than eager "
                                             "itself; {} could not be measured.",
                                   fmt::join(missing, " and "));
    }
    return fmt::format("The strongest free rung, {}, is {} as fast as eager; its lines are below.",
        outcome.freeRung.name,
        outcome.freeRung.overEager ? formatInterval(*outcome.freeRung.overEager)
                                   : "not comparably");
}

// What "over the free rung" stands on, for the sentence; "" where the two were timed side by side.
std::string quotientRemark(const Outcome& outcome)
{
    return outcome.isOverFreeRungQuotient
        ? " (a quotient of two ratios over eager that were not measured side by side)"
        : "";
}

std::string gainSentence(const ReportData& report, const Outcome& outcome)
{
    const std::string subject = report.run.summary.subject;
    const std::string ours = fmt::format("{} {} {} as fast as eager ({})", subject,
        outcome.verified ? "runs" : "was timed at", formatInterval(*outcome.ours.overEager),
        conditionsOf(report));
    if (outcome.slowerThanFreeRung)
        return fmt::format(
            "Use the free rung {}: it is {} as fast as eager, while this run's result is "
            "only {} as fast as eager ({} on {}){}. The lines for {} are below.",
            outcome.freeRung.name,
            outcome.freeRung.overEager ? formatInterval(*outcome.freeRung.overEager)
                                       : "not comparably",
            formatInterval(*outcome.ours.overEager), subject, conditionsOf(report),
            quotientRemark(outcome), outcome.freeRung.name);
    if (outcome.overFreeRung && outcome.freeRung.name != plan::kEager)
        return fmt::format("{}, and {} as fast as the strongest free rung, {}{}.", ours,
            formatInterval(*outcome.overFreeRung), outcome.freeRung.name, quotientRemark(outcome));
    return fmt::format("{}. {}", ours, freeRungSentence(report, outcome));
}

// A run that ended before there was a figure, in its own words.
std::string failedHeadline(const store::RunSummary& run)
{
    const std::string subject = run.subject.empty() ? "" : " of " + run.subject;
    return fmt::format("This run{} failed before it measured a result: {}", subject,
        run.summary.empty() ? "no reason was stored." : run.summary);
}

} // namespace

std::string headlineOf(const ReportData& report, const Outcome& outcome)
{
    if (!outcome.ours.overEager && report.run.summary.state == store::RunState::Failed)
        return failedHeadline(report.run.summary);
    if (!outcome.ours.overEager)
        return fmt::format("{} made faster than eager by this run ({}): {}. {}",
            report.run.summary.subject.empty() ? "Nothing was"
                                               : report.run.summary.subject + " was not",
            conditionsOf(report),
            outcome.ours.note.empty() ? outcome.notVerifiedBecause : outcome.ours.note,
            freeRungSentence(report, outcome));
    const auto gain = gainSentence(report, outcome) + inputSetsSentence(report);
    if (outcome.verified || outcome.slowerThanFreeRung) // what is to be used then is not ours
        return gain;
    return fmt::format("Not verified: {}. {}", outcome.notVerifiedBecause, gain);
}

} // namespace autokernel::report
