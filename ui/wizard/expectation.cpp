// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/expectation.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"

#include "base/statistics.h"

#include <QDateTime>
#include <QObject>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

// Of the recorded example (resources/example): 12 in 5 minutes, ladder and verification included.
constexpr double kAssumedPerHour = 140;
constexpr double kLeastSeconds = 60; // shorter runs are all preparation

std::optional<double> secondsOf(const store::RunSummary& run)
{
    const auto begin = QDateTime::fromString(text(run.startedAt), Qt::ISODateWithMs);
    const auto end = QDateTime::fromString(text(run.endedAt), Qt::ISODateWithMs);
    if (!begin.isValid() || !end.isValid())
        return std::nullopt;
    return static_cast<double>(begin.msecsTo(end)) / 1e3;
}

// A budget is a round number of hours and minutes, unlike a measurement.
QString durationOf(double seconds)
{
    const auto minutes = std::llround(seconds / 60);
    QStringList parts;
    if (minutes >= 60)
        parts << QObject::tr("%1 h").arg(minutes / 60);
    if (minutes % 60 > 0)
        parts << QObject::tr("%1 min").arg(minutes % 60);
    return parts.isEmpty() ? duration(seconds) : parts.join(' ');
}

// To two digits: no more of a rate holds in another run.
std::int64_t roundedOf(double count)
{
    const double digits
        = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(1.0, count))) - 1));
    return std::llround(count / digits) * std::llround(digits);
}

QString rounded(double count)
{
    return grouped(roundedOf(count));
}

} // namespace

ExperimentRate rateOf(
    const std::vector<store::RunSummary>& runs, store::RunKind kind, const std::string& device)
{
    std::vector<double> rates;
    for (const auto& run : runs) {
        const bool hasEnded
            = run.state == store::RunState::Finished || run.state == store::RunState::Stopped;
        if (run.kind != kind || !hasEnded || run.experiments == 0
            || !run.device.starts_with(device))
            continue;
        if (const auto seconds = secondsOf(run); seconds && *seconds >= kLeastSeconds)
            rates.push_back(static_cast<double>(run.experiments) / *seconds * 3600);
    }
    if (rates.empty())
        return {kAssumedPerHour, 0};
    return {statistics::median(rates), static_cast<int>(rates.size())};
}

std::optional<double> secondsOf(const RunDraft& draft, QTime now)
{
    std::optional<double> seconds;
    if (draft.hasDuration) {
        const auto duration = engine::parseDuration(draft.duration.trimmed().toStdString());
        if (!duration)
            return std::nullopt;
        seconds = static_cast<double>(duration->count());
    }
    if (draft.hasClock) {
        const auto left = engine::secondsUntil(draft.clock.trimmed().toStdString(),
            std::chrono::seconds(now.msecsSinceStartOfDay() / 1000));
        if (!left)
            return std::nullopt;
        seconds = std::min(seconds.value_or(static_cast<double>(left->count())),
            static_cast<double>(left->count()));
    }
    return seconds;
}

QString expectationOf(const RunDraft& draft, const ExperimentRate& rate, QTime now)
{
    const QString source = rate.runs > 0
        ? QObject::tr(
            "at the %1 an hour of %n earlier run(s) on this device", nullptr, pluralOf(rate.runs))
              .arg(rounded(rate.perHour))
        : QObject::tr("assuming %1 an hour: no earlier run on this device says better")
              .arg(rounded(rate.perHour));
    const auto seconds = secondsOf(draft, now);
    if (!seconds)
        return draft.hasExperiments
            ? QObject::tr("%1 experiment(s), about %2 %3", nullptr, pluralOf(draft.experiments))
                  .arg(grouped(draft.experiments),
                      durationOf(draft.experiments / rate.perHour * 3600), source)
            : QString();
    // By the rate that is said beside it, so that whoever multiplies gets the same.
    const double perHour
        = rate.perHour < 10 ? rate.perHour : static_cast<double>(roundedOf(rate.perHour));
    const double expected = *seconds / 3600 * perHour;
    if (draft.hasExperiments && draft.experiments < expected)
        return QObject::tr(
            "%1 experiment(s), before its time is up, %2", nullptr, pluralOf(draft.experiments))
            .arg(grouped(draft.experiments), source);
    return QObject::tr(
        "about %1 experiment(s) in %2, %3", nullptr, pluralOf(std::llround(expected)))
        .arg(rounded(expected), durationOf(*seconds), source);
}

} // namespace autokernel::ui
