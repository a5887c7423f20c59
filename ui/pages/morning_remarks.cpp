// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_remarks.h"

#include "ui/annotations/marks_card.h"
#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/models/runs_model.h"
#include "ui/sentence.h"

#include "report/alarm_title.h"
#include "report/reasons.h"

#include <QCoreApplication>
#include <QDateTime>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr std::size_t kMostShown = 6;

QString tr(const char* source, int count = -1)
{
    return QCoreApplication::translate("Morning", source, nullptr, count);
}

QString escaped(const std::string& value)
{
    return sentence(value).toHtmlEscaped();
}

QString link(std::int64_t number)
{
    return QString("<a href=\"experiment:%1\">#%1</a>").arg(number);
}

QString strong(const QString& first, const QString& more)
{
    return QString("<b>%1</b><br><span style='font-size:12px'>%2</span>").arg(first, more);
}

QString word(judge::VerdictKind kind)
{
    return QString::fromUtf8(judge::toString(kind).data()).replace('_', ' ');
}

// 0: none is to blame, or it is not among the run's.
std::int64_t numberOf(const report::ReportData& report, store::ExperimentId id)
{
    const auto point = std::find_if(report.progress.begin(), report.progress.end(),
        [&](const auto& each) { return id.isValid() && each.id == id; });
    return point == report.progress.end() ? 0 : point->number;
}

QString describe(const report::ReportData& report, const store::StoredAlarm& stored)
{
    const auto number = numberOf(report, stored.experiment);
    const QString said = escaped(stored.alarm.sentence);
    return number > 0 ? QString("%1: %2").arg(link(number), said) : said;
}

const report::KeepReport* championOf(const report::KernelReport& kernel)
{
    return kernel.champion ? &kernel.keeps[*kernel.champion] : nullptr;
}

void addKernels(const report::ReportData& report, QStringList& lines)
{
    std::int64_t unsearched = 0;
    double share = 0;
    for (const auto& kernel : report.kernels) {
        if (kernel.champion)
            continue;
        if (kernel.target.experiments == 0) {
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

void addFailures(const report::ReportData& report, QStringList& lines)
{
    QStringList counts;
    for (const auto kind : judge::kAllVerdictKinds) {
        using Kind = judge::VerdictKind;
        if (kind == Kind::Kept || kind == Kind::Reverted || kind == Kind::Inconclusive
            || kind == Kind::Rejected || kind == Kind::Cancelled)
            continue;
        const std::string name(judge::toString(kind));
        const auto found = report.run.verdictCounts.find(name);
        if (found != report.run.verdictCounts.end() && found->second > 0)
            counts.push_back(QString("<a href=\"verdict:%1\">%2 %3</a>")
                                 .arg(text(name), grouped(found->second), word(kind)));
    }
    if (!counts.isEmpty())
        lines.push_back(tr("Candidates that failed: %1.").arg(counts.join(", ")));
}

} // namespace

QString sinceItWasResumed(const report::ReportData& report, const std::vector<store::LogLine>& log)
{
    const auto line = std::find_if(log.rbegin(), log.rend(),
        [](const auto& each) { return each.text.starts_with(store::kResumedLine); });
    if (line == log.rend())
        return {};
    const auto at = QDateTime::fromString(text(line->at), Qt::ISODateWithMs);
    const double seconds = static_cast<double>(at.toMSecsSinceEpoch()) / 1000;
    int made = 0;
    int kept = 0;
    for (const auto& point : report.progress) {
        if (point.isControl || !(point.startedAt >= seconds))
            continue;
        ++made;
        kept += point.verdict == judge::VerdictKind::Kept ? 1 : 0;
    }
    return strong(tr("Resumed at %1").arg(localTime(line->at, QObject::tr("HH:mm", "time of day"))),
        tr("%1 experiment(s) since then, %2 kept.", pluralOf(made))
            .arg(grouped(made), grouped(kept)));
}

QStringList lookAtFirst(const report::ReportData& report)
{
    QStringList lines;
    const auto& outcome = report.outcome;
    const auto state = report.run.summary.state;
    if (state == store::RunState::Failed || state == store::RunState::Interrupted)
        lines.push_back(strong(
            state == store::RunState::Failed ? tr("The run failed") : tr("The run was interrupted"),
            report.run.summary.summary.empty() ? tr("It can be continued.")
                                               : escaped(report.run.summary.summary)));
    if (outcome.slowerThanFreeRung)
        lines.push_back(strong(tr("A free rung is faster"),
            tr("Use %1: it needs nothing of ours.").arg(escaped(outcome.freeRung.name))));
    for (const auto& stored : report.alarms)
        if (stored.isOpen)
            lines.push_back(
                strong(escaped(report::alarmTitle(stored.alarm.signal)), describe(report, stored)));
    for (const auto& kernel : report.kernels) {
        for (const auto& keep : kernel.keeps)
            if (!keep.row.demotedBecause.empty())
                lines.push_back(strong(tr("A champion was demoted"),
                    tr("%1 of %2: %3")
                        .arg(link(keep.row.experiment.number), escaped(kernel.target.target.key()),
                            escaped(keep.row.demotedBecause))));
        const auto* champion = championOf(kernel);
        if (champion && !champion->notRevalidated.empty())
            lines.push_back(strong(tr("A champion was not tried again"),
                tr("%1 of %2: %3")
                    .arg(link(champion->row.experiment.number), escaped(kernel.target.target.key()),
                        escaped(champion->notRevalidated))));
    }
    if (!report.rejected.empty())
        lines.push_back(
            strong(tr("%n candidate(s) caught cheating", pluralOf(std::ssize(report.rejected))),
                QString("<a href=\"verdict:rejected\">%1</a>").arg(tr("what they tried"))));
    if (lines.isEmpty())
        lines.push_back(tr("Nothing stands out."));
    return lines;
}

QStringList whatDidNotWork(const report::ReportData& report)
{
    QStringList lines;
    addKernels(report, lines);
    for (std::size_t i = 0; i < std::min(report.rejected.size(), kMostShown); ++i) {
        const auto& row = report.rejected[i];
        lines.push_back(
            tr("%1 was rejected: %2").arg(link(row.number), escaped(row.verdict.sentence)));
    }
    if (report.rejected.size() > kMostShown)
        lines.push_back(QString("<a href=\"verdict:rejected\">%1</a>")
                            .arg(tr("and %1 more").arg(report.rejected.size() - kMostShown)));
    addFailures(report, lines);
    if (lines.isEmpty())
        lines.push_back(report.kernels.empty()
                ? tr("No kernel was searched.")
                : tr("Every kernel that was searched has a winner, and no candidate failed."));
    return lines;
}

QStringList whatWasSaid(const report::ReportData& report)
{
    QStringList lines;
    if (!report.annotation.isEmpty())
        lines.push_back(text(report.annotation.note).toHtmlEscaped().replace('\n', "<br>"));
    for (const auto& each : report.annotated) {
        const QString said = lineOf(each.annotation).toHtmlEscaped();
        const QString baseline = each.isBaseline ? tr("your baseline") : QString();
        lines.push_back(QString("%1 %2 %3").arg(link(each.row.number), said, baseline).trimmed());
    }
    lines.removeAll(QString());
    return lines;
}

QStringList whyToBelieve(const report::ReportData& report)
{
    QStringList lines;
    if (!report.controls.empty())
        lines.push_back(tr(
            "%n control(s) ran beside the search: the same code twice, and a copy with more work",
            pluralOf(std::ssize(report.controls))));
    if (const auto keys = report::keptWithoutControl(report);
        !keys.empty() && !report.controls.empty())
        lines.push_back(
            tr("%n kernel(s) kept with the noise of others, for want of a control of their own",
                pluralOf(std::ssize(keys))));
    int again = 0;
    for (const auto& kernel : report.kernels)
        if (const auto* champion = championOf(kernel); champion && !champion->revalidation.empty())
            ++again;
    if (again > 0)
        lines.push_back(tr("%n champion(s) met the original again in fresh processes", again));
    if (report.roofs)
        lines.push_back(tr("roofs measured on this machine"));
    for (const auto& row : report.endToEnd)
        if (row.record.kind == store::ModelMeasurement::Package && row.record.verified)
            lines.push_back(tr("the package, in plain Python: %1 over eager")
                                .arg(speedupInterval(row.record.overBaseline)));
    lines.push_back(tr("every verdict can be computed again from the stored samples"));
    return lines;
}

} // namespace autokernel::ui
