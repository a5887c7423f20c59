// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_remarks.h"

#include "ui/annotations/marks_card.h"
#include "ui/charts/kernel_names.h"
#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/local_time.h"
#include "ui/names.h"
#include "ui/pages/morning_words.h"
#include "ui/sentence.h"

#include "plan/rungs.h"
#include "report/alarm_sentence.h"
#include "report/alarm_title.h"

#include <QDateTime>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

using namespace morning;

constexpr std::size_t kMostWarnings = 3;
constexpr double kLeastDrift = 0.02; // of a time; nearer, nobody would wonder

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
    const QString said = escaped(report::alarmSentence(report, stored));
    return number > 0 ? QString("%1: %2").arg(link(number), said) : said;
}

struct EagerTime
{
    QString session;
    double microseconds = 0;
};

// One forward of the original, as each session of the run timed it.
std::vector<EagerTime> eagerTimesOf(const report::ReportData& report)
{
    std::vector<EagerTime> times;
    for (const auto& row : report.modelLadder)
        if (row.record.samples.name == plan::kEager && row.medianMicroseconds > 0)
            times.push_back({tr("in the ladder"), row.medianMicroseconds});
    const auto add = [&](store::ModelMeasurement kind, const QString& session) {
        const auto row = std::find_if(report.endToEnd.rbegin(), report.endToEnd.rend(),
            [&](const auto& each) { return each.record.kind == kind; });
        if (row != report.endToEnd.rend() && row->record.baseline == plan::kEager
            && row->record.baselineMicroseconds)
            times.push_back({session, *row->record.baselineMicroseconds});
    };
    add(store::ModelMeasurement::Starters, tr("beside the starters"));
    add(store::ModelMeasurement::Final, tr("at the end"));
    return times;
}

double noiseOf(const report::ReportData& report)
{
    double noise = 0;
    for (const auto& kernel : report.kernels)
        noise = std::max(noise, std::expm1(kernel.noiseFloor.value_or(0)));
    return noise;
}

void addDrift(const report::ReportData& report, QStringList& lines)
{
    const auto times = eagerTimesOf(report);
    if (times.size() < 2)
        return;
    const auto [least, most] = std::minmax_element(times.begin(), times.end(),
        [](const auto& a, const auto& b) { return a.microseconds < b.microseconds; });
    const double apart = most->microseconds / least->microseconds - 1;
    if (apart <= std::max(noiseOf(report), kLeastDrift))
        return;
    QStringList told;
    for (const auto& time : times)
        told.push_back(QString("%1 %2").arg(microseconds(time.microseconds), time.session));
    lines.push_back(strong(tr("The machine's own speed drifted"),
        tr("One forward of eager took %1: %2 apart. Speedups are of pairs that were timed in turn, "
           "so they hold; times of different sessions do not compare.")
            .arg(told.join(tr(", ")), percent(apart))));
}

// An alarm has said it already where the gap is large.
void addForecast(const report::ReportData& report, QStringList& lines)
{
    constexpr const char* kAlarm = "forecast_off";
    for (const auto& stored : report.alarms)
        if (stored.isOpen && stored.alarm.signal == kAlarm)
            return;
    const auto final = std::find_if(report.endToEnd.rbegin(), report.endToEnd.rend(),
        [](const auto& row) { return row.record.kind == store::ModelMeasurement::Final; });
    if (final == report.endToEnd.rend() || !final->record.forecast)
        return;
    const auto& measured = final->record.overBaseline;
    const double forecast = *final->record.forecast;
    if (forecast >= measured.low && forecast <= measured.high)
        return;
    lines.push_back(strong(escaped(report::alarmTitle(kAlarm)),
        tr("Amdahl's law forecast %1 from the kernels alone; measured: %2.")
            .arg(speedup(forecast), speedupInterval(measured))));
}

void addDoubtfulChampions(const report::ReportData& report, QStringList& lines)
{
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
}

// The last ones; alarms are logged, too, and stand above.
void addWarnings(
    const report::ReportData& report, const std::vector<store::LogLine>& log, QStringList& lines)
{
    const auto isAlarm = [&](const store::LogLine& line) {
        return std::any_of(report.alarms.begin(), report.alarms.end(), [&](const auto& stored) {
            return line.text.find(stored.alarm.sentence) != std::string::npos;
        });
    };
    std::vector<std::string> warnings;
    for (const auto& line : log)
        if ((line.level == store::LogLevel::Warning || line.level == store::LogLevel::Error)
            && !isAlarm(line)
            && std::find(warnings.begin(), warnings.end(), line.text) == warnings.end())
            warnings.push_back(line.text);
    if (warnings.empty())
        return;
    const auto names = kernelNames(report);
    QStringList shown;
    for (std::size_t i = 0; i < std::min(warnings.size(), kMostWarnings); ++i)
        shown.prepend(
            withNames(sentence(warnings[warnings.size() - 1 - i]), names).toHtmlEscaped());
    lines.push_back(
        strong(tr("%n warning(s) in the log", pluralOf(std::ssize(warnings))), shown.join("<br>")));
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

QStringList lookAtFirst(const report::ReportData& report, const std::vector<store::LogLine>& log)
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
        lines.push_back(strong(tr("PyTorch alone is faster"),
            tr("Use %1: it needs nothing of ours.")
                .arg(rungName(outcome.freeRung.name).toHtmlEscaped())));
    for (const auto& stored : report.alarms)
        if (stored.isOpen)
            lines.push_back(
                strong(escaped(report::alarmTitle(stored.alarm.signal)), describe(report, stored)));
    addDrift(report, lines);
    addForecast(report, lines);
    addDoubtfulChampions(report, lines);
    if (!report.rejected.empty())
        lines.push_back(
            strong(tr("%n candidate(s) caught cheating", pluralOf(std::ssize(report.rejected))),
                QString("<a href=\"verdict:rejected\">%1</a>").arg(tr("what they tried"))));
    addWarnings(report, log, lines);
    if (lines.isEmpty())
        lines.push_back(tr("Nothing stands out."));
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

} // namespace autokernel::ui
