// SPDX-License-Identifier: GPL-3.0-or-later
// What made it faster, and why to believe it.
#include "ui/charts/progress_data.h"
#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/pages/morning_remarks.h"
#include "ui/pages/morning_words.h"

#include "report/reasons.h"

#include <algorithm>
#include <functional>

namespace autokernel::ui {
namespace {

using namespace morning;

constexpr std::size_t kMostLinks = 3;

std::vector<const store::ExperimentRow*> controlsOf(
    const report::ReportData& report, store::ControlKind kind)
{
    std::vector<const store::ExperimentRow*> rows;
    for (const auto& row : report.controls)
        if (row.control == kind)
            rows.push_back(&row);
    return rows;
}

// Of controls, whose digits behind the second are the matter: "0.997 to 0.998×".
QString exactRange(double low, double high)
{
    const auto exact = [](double ratio) { return QString::number(ratio, 'f', 3); };
    return (exact(low) == exact(high) ? exact(low) : tr("%1 to %2").arg(exact(low), exact(high)))
        + "×";
}

// What they measured, as it was: equal code is 1.00x.
void addSameCode(const report::ReportData& report, QStringList& lines)
{
    const auto rows = controlsOf(report, store::ControlKind::SameCode);
    if (rows.empty())
        return lines.push_back(
            remark(tr("no A/A control ran"), tr("the noise is only as the pairs show it")));
    double low = 0;
    double high = 0;
    std::int64_t biased = 0;
    QStringList links;
    for (const auto* row : rows) {
        biased += row->verdict.rule == "aa_unbiased" ? 0 : 1;
        links.push_back(link(row->number));
        if (!row->overIncumbent)
            continue;
        const double ratio = row->overIncumbent->value;
        low = low > 0 ? std::min(low, ratio) : ratio;
        high = std::max(high, ratio);
    }
    QString first = high > 0 ? tr("A/A control measured %1").arg(exactRange(low, high))
                             : tr("A/A control ran");
    if (biased > 0)
        first += tr("; %n (was|were) not as it should be", pluralOf(biased));
    QString more = tr(
        "the same code against itself, %n time(s); 1.000× is right", pluralOf(std::ssize(rows)));
    if (rows.size() <= kMostLinks)
        more += QString(" (%1)").arg(links.join(", "));
    lines.push_back(remark(first, more));
}

void addSlowerCode(const report::ReportData& report, QStringList& lines)
{
    const auto rows = controlsOf(report, store::ControlKind::SlowerCode);
    if (rows.empty())
        return lines.push_back(
            remark(tr("no slow control ran"), tr("a copy with more work was not timed")));
    const auto seen = std::count_if(rows.begin(), rows.end(),
        [](const auto* row) { return row->verdict.rule == "slow_control_seen"; });
    lines.push_back(
        remark(tr("slow control seen %1 of %2 times").arg(grouped(seen), grouped(std::ssize(rows))),
            tr("a copy with more work was recognised as slower")));
}

// Of the runs of the roof that spreads most, between their 10 % and 90 % quantiles.
double spreadOf(const auto& roofs, auto rate) // a member of each
{
    double spread = 0;
    for (const auto& roof : roofs)
        spread = std::max(spread, std::invoke(rate, roof).spread());
    return spread;
}

QString describe(const roofline::Roofs& roofs)
{
    return remark(tr("roofs measured on this machine"),
        tr("their runs spread up to %1 in arithmetic, %2 in memory and caches")
            .arg(percent(spreadOf(roofs.compute, &roofline::ComputeRoof::flopPerSecond)),
                percent(spreadOf(roofs.bandwidth, &roofline::BandwidthRoof::bytesPerSecond))));
}

} // namespace

QString whatMadeItFaster(const report::ReportData& report)
{
    const bool isModel = report.run.summary.kind == store::RunKind::Model;
    int shipped = 0;
    int found = 0;
    double share = 0;
    for (const auto& kernel : report.kernels) {
        const auto* champion = championOf(kernel);
        if (champion == nullptr || !kernel.appliedInModel.value_or(!isModel))
            continue;
        ++(champion->isShipped() ? shipped : found);
        share += kernel.target.share;
    }
    if (shipped + found == 0)
        return isModel ? tr("no kernel of ours is in the model") : tr("nothing was kept");
    QStringList origins;
    if (shipped > 0)
        origins.push_back(tr("%n as shipped", shipped));
    if (found > 0)
        origins.push_back(tr("%n found by the search", found));
    const auto told = origins.join(tr(", "));
    return isModel ? tr("%n kernel(s) in the model, %1 of its time: %2", shipped + found)
                         .arg(percent(share), told)
                   : told;
}

QStringList whyToBelieve(const report::ReportData& report)
{
    QStringList lines;
    const auto without = report::keptWithoutControl(report);
    const bool isSearch = !report.progress.empty();
    if (isSearch) {
        addSameCode(report, lines);
        addSlowerCode(report, lines);
    }
    if (!without.empty() && !report.controls.empty())
        lines.push_back(remark(tr("%n kernel(s) had no A/A control", pluralOf(std::ssize(without))),
            tr("judged with another kernel's noise floor")));
    int again = 0;
    for (const auto& kernel : report.kernels)
        if (const auto* champion = championOf(kernel); champion && !champion->revalidation.empty())
            ++again;
    if (again > 0)
        lines.push_back(remark(
            tr("%n champion(s) met the original again", again), tr("later, in fresh processes")));
    if (report.roofs)
        lines.push_back(describe(report.roofs->roofs));
    for (const auto& row : report.endToEnd)
        if (row.record.kind == store::ModelMeasurement::Package && row.record.verified)
            lines.push_back(remark(tr("package, own session: %1 over eager")
                                       .arg(speedupInterval(row.record.overBaseline)),
                tr("timed in plain Python, beside eager; 95 % interval")));
    if (!report.progress.empty())
        lines.push_back(
            remark(tr("every verdict can be computed again"), tr("from the stored samples")));
    return lines;
}

} // namespace autokernel::ui
