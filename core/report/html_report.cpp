// SPDX-License-Identifier: Apache-2.0
#include "plan/rungs.h"
#include "report/alarm_sentence.h"
#include "report/alarm_title.h"
#include "report/annotation_text.h"
#include "report/escape.h"
#include "report/format.h"
#include "report/html_diff.h"
#include "report/html_style.h"
#include "report/kernel_text.h"
#include "report/ladder_chart.h"
#include "report/outcome.h"
#include "report/progress_chart.h"
#include "report/reasons.h"
#include "report/report_writers.h"
#include "report/roofline_chart.h"
#include "report/share_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

std::string section(const std::string& title, const std::string& lead, const std::string& body)
{
    if (body.empty())
        return {};
    return fmt::format("<section><h2>{}</h2>\n{}{}</section>\n", escapeHtml(title),
        lead.empty() ? "" : "<p class='soft'>" + escapeHtml(lead) + "</p>\n", body);
}

std::string intervalText(const std::optional<store::SpeedupInterval>& interval)
{
    return interval ? escapeHtml(formatInterval(*interval)) : "not measured";
}

std::string recipe(const std::vector<std::string>& lines)
{
    std::string text;
    for (const auto& line : lines)
        text += escapeHtml(line) + "\n";
    return "<pre>" + text + "</pre>\n";
}

std::string card(const std::string& label, const std::string& value, const std::string& note,
    const char* style = "")
{
    return fmt::format(
        "<div class='card'><small>{}</small><b class='{}'>{}</b><small>{}</small></div>\n",
        escapeHtml(label), style, escapeHtml(value), escapeHtml(note));
}

std::string cards(const ReportData& report)
{
    const Outcome& outcome = report.outcome;
    const auto spread = [](const store::SpeedupInterval& i) {
        return fmt::format("{:.3g} to {:.3g} at 95 %", i.low, i.high);
    };
    std::string html = "<div class='cards'>\n";
    const auto figure = [&](const std::string& over, const store::SpeedupInterval& ratio) {
        const bool isGood = outcome.verified && ratio.low > 1;
        html += card("Result over " + over + (outcome.verified ? "" : ", not verified"),
            formatSpeedup(ratio.value), spread(ratio), isGood ? "good" : "warn");
    };
    if (outcome.ours.overEager)
        figure("eager", *outcome.ours.overEager);
    if (outcome.overFreeRung && outcome.freeRung.name != plan::kEager)
        figure(outcome.freeRung.name, *outcome.overFreeRung);
    html += card("Answers", outcome.verified ? "verified" : "not verified",
        outcome.verified ? "error within budget, gain confirmed in fresh processes"
                         : outcome.notVerifiedBecause,
        outcome.verified ? "good" : "warn");
    html += card("Experiments", formatCount(report.run.summary.experiments),
        fmt::format("{} kept, {} incorrect, {} caught cheating",
            formatCount(report.run.summary.kept),
            formatCount(report.run.verdictCounts.at("incorrect")),
            formatCount(report.run.verdictCounts.at("rejected"))));
    return html + "</div>\n";
}

std::string outcomeRows(const Outcome& outcome)
{
    std::string html = "<div class='scroll'><table><tr><th>what you can run</th><th>name</th>"
                       "<th class='n'>speedup over eager</th><th class='n'>one call, median (eager "
                       "beside it)</th></tr>\n";
    for (const auto* row : {&outcome.freeRung, &outcome.vendorRungs, &outcome.ours})
        html += fmt::format(
            "<tr{}><td>{}</td><td>{}{}</td><td class='n'>{}</td><td class='n'>{}</td></tr>\n",
            row == &outcome.ours ? " class='best'" : "", escapeHtml(row->label),
            escapeHtml(row->name),
            row->note.empty() ? "" : " <small>" + escapeHtml(row->note) + "</small>",
            intervalText(row->overEager), escapeHtml(timeOf(*row)));
    return html + "</table></div>\n";
}

std::string splitTable(const GainSplit& split)
{
    std::string html = "<h3>Where the gain over eager comes from</h3>\n<p class='soft'>"
        + escapeHtml(split.note)
        + "</p>\n<div class='scroll'><table><tr><th>part</th><th class='n'>factor</th><th>what "
          "against what</th></tr>\n";
    for (const auto& factor : split.factors)
        html += fmt::format("<tr><td>{}</td><td class='n'>{}</td><td>{}</td></tr>\n",
            escapeHtml(factor.label), intervalText(factor.measured), escapeHtml(factor.note));
    return html + "</table></div>\n";
}

std::string outcomeSection(const ReportData& report)
{
    if (report.run.summary.kind == store::RunKind::Ladder)
        return {};
    const Outcome& outcome = report.outcome;
    std::string html = outcomeRows(outcome);
    html += splitTable(report.split);
    if (!outcome.freeRung.recipe.empty() && outcome.freeRung.name != plan::kEager)
        html += fmt::format("<p>The free rung {} needs nothing of ours:</p>\n",
                    escapeHtml(outcome.freeRung.name))
            + recipe(outcome.freeRung.recipe);
    return section("What you can run",
        "Ratios of times measured in turn in one session; in brackets the 95 % interval. Eager is "
        "PyTorch with its fusers off.",
        html);
}

std::string whyBelieve(const ReportData& report)
{
    std::string items;
    for (const auto& reason : reasonsToBelieve(report))
        items += "<li>" + escapeHtml(reason) + "</li>\n";
    std::string alarms;
    for (const auto& row : report.alarms)
        alarms += fmt::format("<li><span class='{}'>{}</span> {}: {}</li>\n",
            row.isOpen ? "bad" : "soft", row.isOpen ? "open" : "closed",
            escapeHtml(alarmTitle(row.alarm.signal)), escapeHtml(alarmSentence(report, row)));
    return section("Why you can believe it", "",
        "<ul>\n" + items + "</ul>\n<h3>Alarms</h3>\n"
            + (alarms.empty() ? "<p>None was raised.</p>\n" : "<ul>\n" + alarms + "</ul>\n"));
}

std::string checksTable(const KeepReport& keep)
{
    std::string html = "<table><tr><th>stage</th><th class='n'>cases</th><th class='n'>largest "
                       "error / budget</th>"
                       "<th class='n'>RMS error / budget</th><th>note</th></tr>\n";
    for (const auto& stage : keep.checks) {
        double worstMax = 0;
        double worstRms = 0;
        bool isSampled = false;
        for (const auto& each : stage.cases) {
            if (std::isfinite(each.worstMaxRatio))
                worstMax = std::max(worstMax, each.worstMaxRatio);
            if (std::isfinite(each.worstRmsRatio))
                worstRms = std::max(worstRms, each.worstRmsRatio);
            isSampled = isSampled || each.sampled;
        }
        html += fmt::format("<tr><td>{}</td><td class='n'>{}</td><td class='n'>{:.2f}</td><td "
                            "class='n'>{:.2f}</td><td>{}</td></tr>\n",
            protocol::toString(stage.stage), stage.cases.size(), worstMax, worstRms,
            !stage.skipped.empty() ? "skipped: " + escapeHtml(stage.skipped)
                : isSampled        ? "large shapes sampled"
                                   : "");
    }
    return html + "</table>\n";
}

std::string keepRows(const ReportData& report, const KernelReport& kernel)
{
    std::string html
        = "<div class='scroll'><table><tr><th>experiment</th><th>what</th><th>found by</th>"
          "<th class='n'>over the incumbent</th><th class='n'>over eager</th><th "
          "class='n'>time</th><th>state</th></tr>\n";
    for (std::size_t i = 0; i < kernel.keeps.size(); ++i) {
        const auto& row = kernel.keeps[i].row;
        html += fmt::format(
            "<tr{}><td>#{}</td><td>{}</td><td>{}</td><td class='n'>{}</td><td class='n'>{}</td>"
            "<td class='n'>{}</td><td>{}</td></tr>\n",
            kernel.champion == i ? " class='best'" : "", row.experiment.number,
            escapeHtml(whatWasTried(kernel.keeps[i])) + htmlRemark(report, row.experiment.number),
            escapeHtml(row.experiment.mutator),
            escapeHtml(gainOverIncumbent(kernel.keeps[i]))
                + (keepRemark(kernel.keeps[i]).empty()
                        ? ""
                        : " <small class='remark'>" + keepRemark(kernel.keeps[i]) + "</small>"),
            intervalText(kernel.keeps[i].overEager())
                + (kernel.keeps[i].overEagerSource().empty()
                        ? ""
                        : " <small>" + kernel.keeps[i].overEagerSource() + "</small>"),
            row.experiment.candidateMicroseconds
                ? formatMicroseconds(*row.experiment.candidateMicroseconds)
                : "",
            !row.demotedBecause.empty() ? "demoted: " + escapeHtml(row.demotedBecause)
                : kernel.champion == i  ? "champion"
                                        : "kept, then beaten");
    }
    return html + "</table></div>\n";
}

std::string keepDetails(const KernelReport& kernel)
{
    std::string html;
    for (std::size_t i = 0; i < kernel.keeps.size(); ++i) {
        const auto& keep = kernel.keeps[i];
        const auto number = keep.row.experiment.number;
        if (i > 0)
            html += fmt::format(
                "<details{}><summary>What #{} changed over #{}</summary>\n{}</details>\n",
                kernel.champion == i ? " open" : "", number,
                kernel.keeps[i - 1].row.experiment.number,
                htmlDiff(kernel.keeps[i - 1].source, keep.source));
        if (kernel.champion != i)
            continue;
        html += fmt::format(
            "<details><summary>Evidence for #{}</summary>\n<p>{} pairs passed both gates; the "
            "printed "
            "gain is from {} further pairs. {} Binary SHA-256 <code>{}</code>.</p>\n{}</details>\n",
            number, keep.gatePairs, keep.estimatePairs,
            escapeHtml(keep.row.experiment.verdict.sentence), escapeHtml(keep.binarySha256),
            checksTable(keep));
        html += fmt::format("<details><summary>Source of #{}</summary><pre>{}</pre></details>\n",
            number, escapeHtml(keep.source));
    }
    return html;
}

std::string factsParagraph(const KernelReport& kernel)
{
    std::string text = kernelFacts(kernel);
    if (kernel.keeps.empty())
        text += " Nothing was kept: " + kernel.bestAttempt;
    return "<p>" + escapeHtml(text) + "</p>\n";
}

std::string kernelSection(const ReportData& report, const KernelReport& kernel)
{
    std::string html = factsParagraph(kernel);
    const std::string chart = kernelChart(report, kernel);
    if (!chart.empty())
        html += chart + verdictLegend();
    if (!kernel.keeps.empty())
        html += keepRows(report, kernel);
    if (!kernel.ladder.empty())
        html += "<h3>Against the other ways to compute it</h3>\n" + ladderTable(kernel.ladder);
    html += keepDetails(kernel);
    return section(kernel.target.target.key(), "", html);
}

// Kernels that were searched or hold a share worth a page; the rest stay in the table of shares.
bool deservesSection(const KernelReport& kernel)
{
    return kernel.target.experiments > 0 || !kernel.ladder.empty() || !kernel.keeps.empty();
}

std::string failuresSection(const ReportData& report)
{
    std::string html = "<table><tr><th>verdict</th><th class='n'>experiments</th></tr>\n";
    for (const auto kind : judge::kAllVerdictKinds)
        html += fmt::format("<tr><td>{}</td><td class='n'>{}</td></tr>\n", judge::toString(kind),
            formatCount(report.run.verdictCounts.at(std::string(judge::toString(kind)))));
    html += "</table>\n";
    if (!report.rejected.empty())
        html += "<h3>Caught cheating</h3>\n<ul>\n";
    for (const auto& row : report.rejected)
        html += fmt::format("<li>#{} on {}, rule {}: {}</li>\n", row.number,
            escapeHtml(row.targetKey), escapeHtml(row.verdict.rule),
            escapeHtml(row.verdict.sentence));
    if (!report.rejected.empty())
        html += "</ul>\n";
    return section("All experiments, and what did not work",
        "Only kept ones are in the result; each of the others has its reason in the history.",
        html);
}

std::string machineSection(const ReportData& report)
{
    const auto& run = report.run;
    std::string html
        = fmt::format("<p>{}, {} cores, {} of memory, last-level cache {}. AutoKernel {}, seed {}. "
                      "The run began {} and is {}; "
                      "its experiments took {}. Report made {}.</p>\n<p><small>Device signature: "
                      "{}</small></p>\n<p>Repeat it with:</p>\n<pre>{}</pre>\n",
            escapeHtml(run.device.name), run.device.cores,
            formatBytes(static_cast<double>(run.device.memoryBytes)),
            formatBytes(static_cast<double>(run.device.lastLevelCacheBytes)),
            escapeHtml(run.version), run.seed, run.summary.startedAt, toString(run.summary.state),
            formatSeconds(run.experimentSeconds), report.madeAt, escapeHtml(run.device.signature),
            escapeHtml(run.commandLine));
    return section("The machine, and how to repeat this", "", html);
}

} // namespace

std::string writeHtml(const ReportData& report)
{
    const std::string subject = report.run.summary.subject;
    std::string html
        = fmt::format("<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
                      "<meta name='viewport' content='width=device-width,initial-scale=1'>"
                      "<title>{} - AutoKernel report</title><style>{}</style></head><body><main>\n"
                      "<h1>{}</h1>\n<div class='soft'>AutoKernel run {} on {}, {}</div>\n<p "
                      "class='headline'>{}</p>\n",
            escapeHtml(subject), kStyle, escapeHtml(subject), report.run.summary.id.value,
            escapeHtml(report.run.device.name), report.run.summary.startedAt,
            escapeHtml(report.outcome.headline));
    if (report.run.summary.kind != store::RunKind::Ladder)
        html += cards(report);
    html += outcomeSection(report);
    html += section("Pinned experiments and notes", "", htmlAnnotations(report));
    html += section("The whole model, over the run",
        "Speedup over eager, measured with our kernels in the model (line, with 95 % intervals), "
        "and what Amdahl's law forecast from the kernels alone (dotted).",
        modelChart(report));
    if (!report.modelLadder.empty())
        html += section("Every free way to run this model",
            report.run.summary.kind == store::RunKind::Ladder
                ? "Measured in turn, same inputs and threads."
                : "Measured in turn before the search, same inputs and threads.",
            ladderTable(report.modelLadder));
    html += section("Where the time goes",
        "Shares of one forward pass in eager before the search: the most that a kernel can give "
        "the whole model.",
        shareBars(report));
    for (const auto& kernel : report.kernels)
        if (deservesSection(kernel))
            html += kernelSection(report, kernel);
    html += section("Roofline",
        "Lines: rates measured on this machine. Each kernel has a colour of its own; its FLOP and "
        "bytes are modelled.",
        rooflineChart(report));
    html += whyBelieve(report);
    if (report.run.summary.kind != store::RunKind::Ladder)
        html += failuresSection(report);
    return html + machineSection(report) + "</main></body></html>\n";
}

} // namespace autokernel::report
