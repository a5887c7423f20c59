// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timing_data.h"

#include "judge/pair.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace autokernel::ui {
namespace {

constexpr std::array kMostTelling {store::BlockPurpose::Estimate,
    store::BlockPurpose::SecondConfirmation, store::BlockPurpose::Confirmation,
    store::BlockPurpose::FirstGate, store::BlockPurpose::Quick, store::BlockPurpose::Control};

void summarise(TimingSeries& series)
{
    series.median = statistics::median(series.microseconds);
    series.interval = statistics::medianInterval(series.microseconds);
}

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("Timing", text, nullptr, n);
}

QString purposeOf(store::BlockPurpose purpose, int pairs)
{
    switch (purpose) {
    case store::BlockPurpose::Estimate:
        return tr("%n interleaved pair(s) used only for this figure", pairs);
    case store::BlockPurpose::SecondConfirmation:
        return tr("%n interleaved pair(s) of the second confirmation", pairs);
    case store::BlockPurpose::Confirmation:
        return tr("%n interleaved pair(s) of the confirmation, in fresh processes", pairs);
    case store::BlockPurpose::Control:
        return tr("%n interleaved pair(s) of a control", pairs);
    default:
        return tr("%n interleaved pair(s) of the first gate", pairs);
    }
}

QString clockOf(protocol::Clock clock)
{
    switch (clock) {
    case protocol::Clock::Wall:
        return tr("monotonic clock of the parent process");
    case protocol::Clock::Events:
        return tr("events of the GPU's stream");
    case protocol::Clock::Cupti:
        return tr("kernel records of CUPTI");
    }
    return {};
}

} // namespace

std::optional<TimingData> timingOf(const store::ExperimentDetails& details)
{
    TimingData data;
    const auto has = [&](store::BlockPurpose purpose) {
        return std::any_of(details.blocks.begin(), details.blocks.end(),
            [&](const auto& stored) { return stored.purpose == purpose; });
    };
    const auto chosen = std::find_if(kMostTelling.begin(), kMostTelling.end(), has);
    if (chosen == kMostTelling.end())
        return std::nullopt;
    data.purpose = *chosen;
    for (const auto& [purpose, block] : details.blocks) {
        // The quick pairs are the first gate's first.
        const bool isOfFirstGate = data.purpose == store::BlockPurpose::FirstGate
            && purpose == store::BlockPurpose::Quick;
        if (purpose != data.purpose && !isOfFirstGate)
            continue;
        data.clock = block.clock;
        for (const auto& pair : block.pairs) {
            if (!judge::whyDropped(pair).empty()) {
                ++data.dropped;
                continue;
            }
            data.incumbent.microseconds.push_back(pair.aNanoseconds / 1e3);
            data.candidate.microseconds.push_back(pair.bNanoseconds / 1e3);
        }
    }
    if (data.candidate.microseconds.empty())
        return std::nullopt;
    summarise(data.incumbent);
    summarise(data.candidate);
    return data;
}

QString describe(const TimingData& data)
{
    QString text = purposeOf(data.purpose, static_cast<int>(data.candidate.microseconds.size()));
    if (data.dropped > 0)
        text += ", " + tr("%n left out", data.dropped);
    return text + "; " + clockOf(data.clock);
}

TimingRange rangeOf(const TimingData& data)
{
    constexpr double kFence = 1.5; // interquartile ranges
    constexpr double kMargin = 0.06;
    constexpr double kLeastMargin = 1e-4; // of the value
    TimingRange range {std::numeric_limits<double>::infinity(), 0};
    for (const auto* series : {&data.incumbent, &data.candidate}) {
        const auto& all = series->microseconds;
        if (all.empty())
            continue;
        const double low = statistics::quantile(all, 0.25);
        const double high = statistics::quantile(all, 0.75);
        const double reach = kFence * (high - low);
        const auto [least, most] = std::minmax_element(all.begin(), all.end());
        range.low = std::min(range.low, std::max(*least, low - reach));
        range.high = std::max(range.high, std::min(*most, high + reach));
    }
    const double margin = std::max((range.high - range.low) * kMargin, range.high * kLeastMargin);
    return {std::max(0.0, range.low - margin), range.high + margin};
}

int beyond(const TimingSeries& series, const TimingRange& range)
{
    return static_cast<int>(std::count_if(series.microseconds.begin(), series.microseconds.end(),
        [&](double value) { return value < range.low || value > range.high; }));
}

std::vector<double> swarm(const std::vector<double>& values, double width)
{
    std::map<long, int> taken; // marks so far in a column as wide as a mark
    std::vector<double> heights;
    int most = 1;
    for (const double value : values) {
        const int rank = taken[std::lround(value / width)]++;
        const int level = (rank + 1) / 2;
        most = std::max(most, level);
        heights.push_back(rank % 2 == 0 ? level : -level);
    }
    for (double& height : heights)
        height /= std::max(most, 4);
    return heights;
}

} // namespace autokernel::ui
