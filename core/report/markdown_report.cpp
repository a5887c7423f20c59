// SPDX-License-Identifier: Apache-2.0
#include "diff/unified_patch.h"
#include "plan/rungs.h"
#include "report/alarm_sentence.h"
#include "report/alarm_title.h"
#include "report/annotation_text.h"
#include "report/escape.h"
#include "report/format.h"
#include "report/kernel_text.h"
#include "report/outcome.h"
#include "report/report_writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

std::string cell(const std::optional<store::SpeedupInterval>& interval)
{
    return interval ? formatInterval(*interval) : "not measured";
}

// A fence longer than any run of backticks in the text, so that nothing inside can end it.
std::string fenced(const std::string& text, const std::string& language)
{
    std::size_t longest = 2;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    return fence + language + "\n" + text + (text.ends_with('\n') ? "" : "\n") + fence + "\n\n";
}

std::string rows(const Outcome& outcome)
{
    std::string text = "| what you can run | name | speedup over eager | one call, median (eager "
                       "beside it) | note |\n"
                       "|---|---|---|---|---|\n";
    for (const auto* row : {&outcome.freeRung, &outcome.vendorRungs, &outcome.ours})
        text += fmt::format("| {} | {} | {} | {} | {} |\n", row->label, escapeMarkdown(row->name),
            cell(row->overEager), timeOf(*row), escapeMarkdown(row->note));
    return text + "\n";
}

std::string splitTable(const GainSplit& split)
{
    std::string text = fmt::format("Where the gain over eager comes from. {}\n\n", split.note)
        + "| part | factor | what against what |\n|---|---|---|\n";
    for (const auto& factor : split.factors)
        text += fmt::format(
            "| {} | {} | {} |\n", factor.label, cell(factor.measured), escapeMarkdown(factor.note));
    return text + "\n";
}

std::string outcomeSection(const ReportData& report)
{
    const Outcome& outcome = report.outcome;
    std::string text = rows(outcome);
    text += outcome.verified
        ? "The result is **verified**: error within budget, gain confirmed.\n\n"
        : fmt::format(
            "The result is **not verified**: {}.\n\n", escapeMarkdown(outcome.notVerifiedBecause));
    text += splitTable(report.split);
    if (!outcome.freeRung.recipe.empty() && outcome.freeRung.name != plan::kEager) {
        text += fmt::format("How to use {}:\n\n", escapeMarkdown(outcome.freeRung.name));
        std::string recipe;
        for (const auto& line : outcome.freeRung.recipe)
            recipe += line + "\n";
        text += fenced(recipe, "python");
    }
    return text;
}

std::string ladderTable(const std::vector<store::LadderRow>& ladder)
{
    std::string text = "| contender | median | 95 % interval | answer |\n|---|---|---|---|\n";
    for (const auto& row : ladder) {
        const auto& samples = row.record.samples;
        text += fmt::format("| {} | {} | {} | {} |\n", escapeMarkdown(samples.name),
            formatMicroseconds(row.medianMicroseconds) + witnessRemark(samples),
            formatSpread(row.lowMicroseconds, row.highMicroseconds, samples.nanoseconds.size()),
            !samples.error.empty() ? escapeMarkdown("could not run: " + samples.error)
                : samples.correct  ? "within the error budget"
                                   : "wrong");
    }
    return text + "\n";
}

std::string kernelSection(const ReportData& report, const KernelReport& kernel)
{
    std::string text = fmt::format("### {}\n\n", escapeMarkdown(kernel.target.target.key()));
    text += kernelFacts(kernel);
    text += "\n\n";
    if (kernel.keeps.empty())
        text += escapeMarkdown("Nothing was kept: " + kernel.bestAttempt) + "\n\n";
    if (!kernel.keeps.empty())
        text += "| experiment | what | over the incumbent before it | over eager | state "
                "|\n|---|---|---|---|---|\n";
    for (const auto& keep : kernel.keeps)
        text += fmt::format("| #{} | {} | {} | {} | {} |\n", keep.row.experiment.number,
            escapeMarkdown(whatWasTried(keep)) + markdownRemark(report, keep.row.experiment.number),
            gainOverIncumbent(keep)
                + (keepRemark(keep).empty() ? "" : " (" + keepRemark(keep) + ")"),
            cell(keep.overEager())
                + (keep.overEagerSource().empty() ? "" : " (" + keep.overEagerSource() + ")"),
            escapeMarkdown(!keep.row.demotedBecause.empty() ? "demoted: " + keep.row.demotedBecause
                    : !keep.notRevalidated.empty()
                    ? "kept; not re-validated: " + keep.notRevalidated
                    : "kept"));
    text += "\n";
    if (!kernel.ladder.empty())
        text += ladderTable(kernel.ladder);
    if (kernel.champion && *kernel.champion > 0)
        text += fmt::format("From the first kept candidate to the champion, #{}:\n\n",
                    kernel.keeps[*kernel.champion].row.experiment.number)
            + fenced(diff::unifiedPatch(
                         kernel.keeps.front().source, kernel.keeps[*kernel.champion].source),
                "diff");
    return text;
}

std::string experimentsSection(const ReportData& report)
{
    std::string text = "## Experiments\n\n| verdict | experiments |\n|---|---|\n";
    for (const auto kind : judge::kAllVerdictKinds)
        text += fmt::format("| {} | {} |\n", judge::toString(kind),
            formatCount(report.run.verdictCounts.at(std::string(judge::toString(kind)))));
    text += "\n";
    for (const auto& row : report.rejected)
        text += fmt::format("- #{} was rejected by rule {}: {}\n", row.number,
            escapeMarkdown(row.verdict.rule), escapeMarkdown(row.verdict.sentence));
    for (const auto& row : report.alarms)
        text += fmt::format("- {} ({}): {}\n", escapeMarkdown(alarmTitle(row.alarm.signal)),
            row.isOpen ? "open" : "closed", escapeMarkdown(alarmSentence(report, row)));
    return text + "\n";
}

std::string machineSection(const ReportData& report)
{
    const auto& run = report.run;
    return fmt::format(
               "## Machine and how to repeat it\n\n- device: {}\n- signature: {}\n- AutoKernel {}, "
               "seed {}, started {}, state {}\n- report made {}\n\n",
               escapeMarkdown(run.device.name), escapeMarkdown(run.device.signature),
               escapeMarkdown(run.version), run.seed, run.summary.startedAt,
               toString(run.summary.state), report.madeAt)
        + fenced(run.commandLine, "");
}

} // namespace

std::string writeMarkdown(const ReportData& report)
{
    std::string text = fmt::format("# {}: AutoKernel report\n\n{}\n\n",
        escapeMarkdown(report.run.summary.subject), escapeMarkdown(report.outcome.headline));
    if (report.run.summary.kind != store::RunKind::Ladder)
        text += outcomeSection(report);
    text += markdownAnnotations(report);
    if (!report.modelLadder.empty())
        text += "## Ladder of the whole model\n\n" + ladderTable(report.modelLadder);
    if (!report.kernels.empty())
        text += "## Kernels\n\n";
    for (const auto& kernel : report.kernels)
        text += kernelSection(report, kernel);
    return text + experimentsSection(report) + machineSection(report);
}

} // namespace autokernel::report
