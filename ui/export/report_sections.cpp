// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/report_sections.h"

#include "ui/english_plurals.h"
#include "ui/export/report_charts.h"
#include "ui/export/report_notes.h"
#include "ui/export/report_picture.h"
#include "ui/figures.h"
#include "ui/names.h"
#include "ui/theme/verdict_style.h"

#include "diff/unified_patch.h"
#include "plan/rungs.h"
#include "report/alarm_title.h"
#include "report/format.h"
#include "report/kernel_text.h"
#include "report/outcome.h"
#include "report/progress_chart.h"
#include "report/reasons.h"
#include "report/roofline_chart.h"
#include "report/share_chart.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

using report::KernelReport;
using report::ReportData;

constexpr int kMostDiffLines = 160; // of a kernel: two pages

QString tr(const char* source, int count = -1)
{
    return QCoreApplication::translate("ReportSections", source, nullptr, count);
}

QString interval(const std::optional<store::SpeedupInterval>& value)
{
    return value ? speedupInterval(*value) : tr("not measured");
}

QString spread(const store::SpeedupInterval& value)
{
    return tr("%1 to %2 at 95 %").arg(speedup(value.low), speedup(value.high));
}

std::vector<DocumentBuilder::Figure> figuresOf(const ReportData& report)
{
    const auto& outcome = report.outcome;
    std::vector<DocumentBuilder::Figure> figures;
    const auto add = [&](const QString& over, const store::SpeedupInterval& ratio) {
        figures.push_back({tr("Result over %1").arg(over), speedup(ratio.value), spread(ratio),
            outcome.verified && ratio.low > 1});
    };
    if (outcome.ours.overEager)
        add("eager", *outcome.ours.overEager);
    if (outcome.overFreeRung && outcome.freeRung.name != plan::kEager)
        add(rungName(outcome.freeRung.name), *outcome.overFreeRung);
    figures.push_back({tr("Answers"), outcome.verified ? tr("verified") : tr("not verified"),
        outcome.verified ? tr("error within budget, gain confirmed in fresh processes")
                         : text(outcome.notVerifiedBecause),
        outcome.verified});
    figures.push_back({tr("Experiments"), grouped(report.run.summary.experiments),
        tr("%1 kept, %2 incorrect, %3 caught cheating")
            .arg(grouped(report.run.summary.kept),
                grouped(report.run.verdictCounts.at("incorrect")),
                grouped(report.run.verdictCounts.at("rejected")))});
    return figures;
}

void addOutcome(DocumentBuilder& page, const ReportData& report)
{
    const auto& outcome = report.outcome;
    page.heading(tr("What you can run"));
    page.paragraph(tr("Ratios of times measured in turn in one session; in brackets the 95 % "
                      "interval. Eager is PyTorch with its fusers off."),
        true);
    std::vector<DocumentBuilder::Row> rows;
    for (const auto* row : {&outcome.freeRung, &outcome.vendorRungs, &outcome.ours}) {
        const bool isOurs = row == &outcome.ours;
        auto name = isOurs ? text(row->name).replace(", ", ",\n") // a kernel a line
                           : rungName(row->name);
        if (!row->note.empty())
            name += ": " + text(row->note);
        rows.push_back(
            {{text(row->label), name, interval(row->overEager), text(report::timeOf(*row))},
                isOurs});
    }
    page.table({{tr("what you can run")}, {tr("name")}, {tr("speedup over eager"), true},
                   {tr("one call, median (eager beside it)"), true}},
        rows);
    page.subheading(tr("Where the gain over eager comes from"));
    page.paragraph(text(report.split.note), true);
    rows.clear();
    for (const auto& factor : report.split.factors)
        rows.push_back({{text(factor.label), interval(factor.measured), text(factor.note)}});
    page.table({{tr("part")}, {tr("factor"), true}, {tr("what against what")}}, rows);
    if (outcome.freeRung.recipe.empty() || outcome.freeRung.name == plan::kEager)
        return;
    page.paragraph(
        tr("The free rung %1 needs nothing of ours:").arg(rungName(outcome.freeRung.name)));
    QStringList recipe;
    for (const auto& line : outcome.freeRung.recipe)
        recipe.push_back(text(line));
    page.code(recipe.join('\n'));
}

void addLadder(DocumentBuilder& page, const std::vector<store::LadderRow>& ladder)
{
    const store::LadderRow* best = nullptr;
    for (const auto& row : ladder)
        if (row.record.samples.correct && row.medianMicroseconds > 0
            && (best == nullptr || row.medianMicroseconds < best->medianMicroseconds))
            best = &row;
    std::vector<DocumentBuilder::Row> rows;
    for (const auto& row : ladder) {
        const auto& samples = row.record.samples;
        rows.push_back(
            {{rungName(samples.name) + (row.record.isOurs ? tr(" (ours)") : QString()),
                 microseconds(row.medianMicroseconds) + text(report::witnessRemark(samples)),
                 text(report::formatSpread(
                     row.lowMicroseconds, row.highMicroseconds, samples.nanoseconds.size())),
                 !samples.error.empty() ? tr("could not run: %1").arg(text(samples.error))
                     : samples.correct  ? tr("within its error budget")
                                        : tr("wrong")},
                &row == best});
    }
    page.table(
        {{tr("contender")}, {tr("median"), true}, {tr("95 % interval"), true}, {tr("answer")}},
        rows);
}

void addShares(DocumentBuilder& page, const ReportData& report)
{
    if (!report.profile || !(report.profile->forwardMicroseconds > 0))
        return;
    page.heading(tr("Where the time goes"));
    page.paragraph(tr("Shares of one forward pass in eager before the search: the most that a "
                      "kernel can give the whole model."),
        true);
    std::vector<DocumentBuilder::Row> rows;
    for (const auto& kernel : report.kernels) {
        const auto* over = kernel.champion ? &kernel.keeps[*kernel.champion].overEager() : nullptr;
        rows.push_back({{text(kernel.target.target.key()), percent(kernel.target.share),
            over != nullptr && *over ? tr("%1 over eager alone").arg(speedup((*over)->value))
                                     : text(kernel.target.reason)}});
    }
    constexpr std::size_t kMostOps = 5;
    double rest = report.profile->outsideOpsMicroseconds;
    for (std::size_t i = 0; i < report.profile->unmatched.size(); ++i) {
        const auto& op = report.profile->unmatched[i];
        if (i < kMostOps)
            rows.push_back({{text(op.op),
                percent(op.microsecondsPerForward / report.profile->forwardMicroseconds),
                tr("no kernel type stands for it")}});
        else
            rest += op.microsecondsPerForward;
    }
    rows.push_back({{tr("further ops, calls and allocation"),
        percent(rest / report.profile->forwardMicroseconds), {}}});
    if (const double left = report::unaccountedShare(report); left > 0)
        rows.push_back({{tr("not accounted for"), percent(left),
            tr("the profile and the forward were timed apart")}});
    page.table({{tr("op")}, {tr("share of one forward"), true}, {tr("remark")}}, rows);
}

void addKeeps(DocumentBuilder& page, const KernelReport& kernel)
{
    std::vector<DocumentBuilder::Row> rows;
    for (std::size_t i = 0; i < kernel.keeps.size(); ++i) {
        const auto& keep = kernel.keeps[i];
        const auto remark = report::keepRemark(keep);
        const auto source = keep.overEagerSource();
        rows.push_back(
            {{QString("#%1").arg(keep.row.experiment.number), text(report::whatWasTried(keep)),
                 text(report::gainOverIncumbent(keep) + (remark.empty() ? "" : "; " + remark)),
                 interval(keep.overEager()) + (source.empty() ? QString() : ", " + text(source)),
                 keep.row.experiment.candidateMicroseconds
                     ? microseconds(*keep.row.experiment.candidateMicroseconds)
                     : QString(),
                 !keep.row.demotedBecause.empty()
                     ? tr("demoted: %1").arg(text(keep.row.demotedBecause))
                     : kernel.champion == i ? tr("champion")
                                            : tr("kept, then beaten")},
                kernel.champion == i});
    }
    page.table({{tr("experiment")}, {tr("what")}, {tr("over the incumbent"), true},
                   {tr("over eager"), true}, {tr("one call"), true}, {tr("state")}},
        rows);
}

void addKernel(DocumentBuilder& page, const ReportData& report, const KernelReport& kernel)
{
    page.heading(text(kernel.target.target.key()));
    page.paragraph(text(report::kernelFacts(kernel)
        + (kernel.keeps.empty() ? " Nothing was kept: " + kernel.bestAttempt : "")));
    if (const auto chart = printableSvg(report::kernelChart(report, kernel), Theme::print());
        !chart.isEmpty()) {
        page.picture(chart);
        page.verdictLegend();
    }
    if (!kernel.keeps.empty())
        addKeeps(page, kernel);
    if (!kernel.ladder.empty()) {
        page.subheading(tr("Against the other ways to compute it"));
        addLadder(page, kernel.ladder);
    }
    if (!kernel.champion)
        return;
    const auto& champion = kernel.keeps[*kernel.champion];
    page.paragraph(
        tr("Evidence for #%1: %2 pairs passed both gates; the printed gain is from %n further "
           "pair(s). Binary SHA-256 %3.",
            pluralOf(champion.estimatePairs))
            .arg(champion.row.experiment.number)
            .arg(champion.gatePairs)
            .arg(text(champion.binarySha256)),
        true);
    const auto patch = *kernel.champion > 0
        ? diff::unifiedPatch(kernel.keeps.front().source, champion.source)
        : std::string();
    if (patch.empty())
        return;
    page.subheading(tr("From the first kept candidate to the champion, #%1")
                        .arg(champion.row.experiment.number));
    page.patch(patch, kMostDiffLines);
}

bool deservesSection(const KernelReport& kernel)
{
    return kernel.target.experiments > 0 || !kernel.ladder.empty() || !kernel.keeps.empty();
}

void addBelief(DocumentBuilder& page, const ReportData& report)
{
    page.heading(tr("Why you can believe it"));
    for (const auto& reason : report::reasonsToBelieve(report))
        page.bullet(text(reason));
    page.subheading(tr("Alarms"));
    for (const auto& row : report.alarms)
        page.bullet(QString("%1, %2: %3")
                        .arg(row.isOpen ? tr("open") : tr("closed"),
                            text(report::alarmTitle(row.alarm.signal)), text(row.alarm.sentence)));
    if (report.alarms.empty())
        page.paragraph(tr("None was raised."));
}

void addFailures(DocumentBuilder& page, const ReportData& report)
{
    page.heading(tr("All experiments, and what did not work"));
    page.paragraph(tr("Only kept ones are in the result; each of the others has its reason in the "
                      "history."),
        true);
    std::vector<DocumentBuilder::Row> rows;
    for (const auto kind : judge::kAllVerdictKinds) {
        const std::string id(judge::toString(kind));
        if (const auto count = report.run.verdictCounts.at(id); count > 0)
            rows.push_back({{labelOfKind(kind).toLower(), grouped(count)}});
    }
    page.table({{tr("verdict")}, {tr("experiments"), true}}, rows);
    if (!report.rejected.empty())
        page.subheading(tr("Caught cheating"));
    for (const auto& row : report.rejected)
        page.bullet(
            tr("#%1 on %2, rule %3: %4")
                .arg(row.number)
                .arg(text(row.targetKey), text(row.verdict.rule), text(row.verdict.sentence)));
}

void addMachine(DocumentBuilder& page, const ReportData& report)
{
    const auto& run = report.run;
    page.heading(tr("The machine, and how to repeat this"));
    page.paragraph(
        tr("%1, %n core(s), %2 of memory, last-level cache %3. AutoKernel %4, seed %5. The run "
           "began %6 and is %7; its experiments took %8.",
            run.device.cores)
            .arg(text(run.device.name), byteCount(static_cast<double>(run.device.memoryBytes)),
                byteCount(static_cast<double>(run.device.lastLevelCacheBytes)), text(run.version))
            .arg(run.seed)
            .arg(minutesOf(run.summary.startedAt), text(std::string(toString(run.summary.state))),
                duration(run.experimentSeconds)));
    page.paragraph(tr("Device signature: %1").arg(text(run.device.signature)), true);
    page.paragraph(tr("Report made %1. Repeat the run with:").arg(minutesOf(report.madeAt)));
    page.code(text(run.commandLine));
}

} // namespace

void addSections(DocumentBuilder& page, const ReportData& report)
{
    const bool isLadder = report.run.summary.kind == store::RunKind::Ladder;
    page.title(text(report.run.summary.subject),
        tr("AutoKernel run %1 on %2, %3")
            .arg(report.run.summary.id.value)
            .arg(text(report.run.device.name), minutesOf(report.run.summary.startedAt)));
    page.lead(text(report.outcome.headline));
    if (!isLadder) {
        page.figures(figuresOf(report));
        addOutcome(page, report);
    }
    addNotes(page, report);
    if (const auto chart = printableSvg(report::modelChart(report), Theme::print());
        !chart.isEmpty()) {
        page.heading(tr("The whole model, over the run"));
        page.paragraph(
            tr("Speedup over eager, measured with our kernels in the model (line, with 95 % "
               "intervals), and what Amdahl's law forecast from the kernels alone (dotted)."),
            true);
        page.picture(chart);
    }
    if (!report.modelLadder.empty()) {
        page.heading(tr("Every free way to run this model"));
        addLadder(page, report.modelLadder);
    }
    addShares(page, report);
    for (const auto& kernel : report.kernels)
        if (deservesSection(kernel))
            addKernel(page, report, kernel);
    if (const auto chart = printableSvg(report::rooflineChart(report), Theme::print());
        !chart.isEmpty()) {
        page.heading(tr("Roofline"));
        page.paragraph(tr("Lines: rates measured on this machine. Ring: the first kept candidate; "
                          "filled: the champion; squares: the other ways to compute it."),
            true);
        page.picture(chart);
    }
    addBelief(page, report);
    if (!isLadder)
        addFailures(page, report);
    addMachine(page, report);
}

} // namespace autokernel::ui
