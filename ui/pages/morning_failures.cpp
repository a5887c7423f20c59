// SPDX-License-Identifier: GPL-3.0-or-later
// What did not work, and why, in the sentences of whoever decided it.
#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/names.h"
#include "ui/pages/morning_remarks.h"
#include "ui/pages/morning_words.h"
#include "ui/pages/search_facts.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace autokernel::ui {
namespace {

using namespace morning;
using Kind = judge::VerdictKind;

constexpr std::size_t kMostShown = 6;

// What came after the champion of a kernel.
struct FurtherTries
{
    std::int64_t champion = 0; // its number
    std::int64_t count = 0;
    const report::ProgressPoint* best = nullptr; // of those that were timed
};
using FurtherTriesByKernel = std::map<store::TargetId, FurtherTries>;

// Experiments are many: they are gone through once, not once a kernel.
FurtherTriesByKernel furtherTriesOf(const report::ReportData& report)
{
    FurtherTriesByKernel all;
    for (const auto& kernel : report.kernels)
        if (const auto* champion = championOf(kernel))
            all[kernel.target.id].champion = champion->row.experiment.number;
    for (const auto& point : report.progress) {
        const auto found = all.find(point.target);
        if (found == all.end() || point.isControl || point.number <= found->second.champion)
            continue;
        auto& tries = found->second;
        ++tries.count;
        if (point.overIncumbent
            && (tries.best == nullptr
                || point.overIncumbent->value > tries.best->overIncumbent->value))
            tries.best = &point;
    }
    return all;
}

// How many there were, and how near the best of them was.
void addFurtherTries(
    const report::KernelReport& kernel, const FurtherTries& tries, QStringList& lines)
{
    if (tries.count == 0)
        return;
    const auto champion = tries.champion;
    const auto* best = tries.best;
    const double noise = std::expm1(kernel.noiseFloor.value_or(0));
    QString told = tr("%1 further (try|tries), ", pluralOf(tries.count)).arg(grouped(tries.count));
    if (best == nullptr)
        told += tr("none of which was timed.");
    else if (const double ratio = best->overIncumbent->value; ratio <= 1)
        told += tr("none faster: the best, %1, was %2 over %3.")
                    .arg(link(best->number), speedup(ratio), link(champion));
    else if (ratio - 1 <= noise)
        told += tr("the best, %1, %2 over %3: within the noise floor of %4.")
                    .arg(link(best->number), speedup(ratio), link(champion), percent(noise));
    else
        told += tr("the best, %1, %2 over %3: not confirmed.")
                    .arg(link(best->number), speedup(ratio), link(champion));
    lines.push_back(strong(escaped(kernel.target.target.key()), told));
}

void addKernels(const report::ReportData& report, QStringList& lines)
{
    const auto tries = furtherTriesOf(report);
    std::int64_t unsearched = 0;
    double share = 0;
    for (const auto& kernel : report.kernels) {
        if (kernel.champion) {
            addFurtherTries(kernel, tries.at(kernel.target.id), lines);
        } else if (kernel.target.experiments == 0) {
            ++unsearched;
            share += kernel.target.share;
        } else if (!kernel.bestAttempt.empty()) {
            lines.push_back(
                strong(escaped(kernel.target.target.key()), escaped(kernel.bestAttempt)));
        }
    }
    if (unsearched > 0 && report.run.summary.kind == store::RunKind::Model)
        lines.push_back(
            tr("Not searched: %n kernel(s), %1 of the model's time.", pluralOf(unsearched))
                .arg(percent(share)));
    else if (unsearched > 0)
        lines.push_back(tr("No candidate was tried yet."));
}

void addRejected(const report::ReportData& report, QStringList& lines)
{
    for (std::size_t i = 0; i < std::min(report.rejected.size(), kMostShown); ++i) {
        const auto& row = report.rejected[i];
        lines.push_back(
            tr("%1 was rejected: %2").arg(link(row.number), escaped(row.verdict.sentence)));
    }
    if (report.rejected.size() > kMostShown)
        lines.push_back(QString("<a href=\"verdict:rejected\">%1</a>")
                            .arg(tr("and %1 more").arg(report.rejected.size() - kMostShown)));
}

// The last ones with their reasons; of each kind how many there are.
void addFailures(const report::ReportData& report, QStringList& lines)
{
    QStringList counts;
    for (const auto kind : judge::kAllVerdictKinds)
        if (const auto count = countOf(report, kind); judge::isFailure(kind) && count > 0)
            counts.push_back(link(kind, count));
    if (counts.isEmpty())
        return;
    QStringList told {tr("Candidates that failed: %1.").arg(counts.join(", "))};
    for (std::size_t i = 0; i < std::min(report.failures.size(), kMostShown); ++i) {
        const auto& row = report.failures[i];
        told.push_back(QString("%1: %2").arg(link(row.number), escaped(row.verdict.sentence)));
    }
    lines.push_back(told.join("<br>"));
}

void addUnconfirmed(const report::ReportData& report, QStringList& lines)
{
    QStringList counts;
    for (const auto kind : {Kind::Reverted, Kind::Inconclusive})
        if (const auto count = countOf(report, kind); count > 0)
            counts.push_back(link(kind, count));
    if (!counts.isEmpty())
        lines.push_back(
            tr("Timed, and no gain that could be confirmed: %1.").arg(counts.join(", ")));
}

void addFruitlessMutators(const report::ReportData& report, QStringList& lines)
{
    QStringList fruitless;
    for (const auto& found : foundBy(report))
        if (found.kept == 0)
            fruitless.push_back(
                QString("%1 (%2)").arg(found.mutator, tr("0 of %1").arg(found.tried)));
    if (!fruitless.isEmpty())
        lines.push_back(tr("Kept nothing of: %1.").arg(fruitless.join(tr(", ")).toHtmlEscaped()));
}

} // namespace

QStringList whatDidNotWork(const report::ReportData& report)
{
    QStringList lines;
    addKernels(report, lines);
    addRejected(report, lines);
    addFailures(report, lines);
    addUnconfirmed(report, lines);
    addFruitlessMutators(report, lines);
    if (lines.isEmpty())
        lines.push_back(report.kernels.empty()
                ? tr("No kernel was searched.")
                : tr("Every kernel that was searched has a winner, and no candidate failed."));
    return lines;
}

} // namespace autokernel::ui
