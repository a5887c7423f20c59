// SPDX-License-Identifier: GPL-3.0-or-later
// The raw times of an experiment and of what it was timed against, as a strip chart shows them.
// Pure.
#pragma once

#include "base/statistics.h"
#include "store/history_reader.h"

#include <QString>
#include <optional>
#include <vector>

namespace autokernel::ui {

struct TimingSeries
{
    std::vector<double> microseconds; // of one call each, in order of measurement
    double median = 0;
    statistics::Interval interval; // 95 %, of the median
};

struct TimingData
{
    TimingSeries incumbent;
    TimingSeries candidate;
    store::BlockPurpose purpose = store::BlockPurpose::Quick;
    int dropped = 0; // pairs that do not count
    protocol::Clock clock = protocol::Clock::Wall;
};

// From the pairs that say most: those behind a printed gain, else those of the last gate that was
// reached. nullopt where nothing was timed.
std::optional<TimingData> timingOf(const store::ExperimentDetails& details);

// "30 interleaved pairs used only for this figure, 1 left out; clock of the parent process"
QString describe(const TimingData& data);

struct TimingRange // of the axis, in microseconds
{
    double low = 0;
    double high = 0;
};
// Holds of each series all but its outliers (Tukey's fences), which would squeeze the rest to a
// line; whoever draws it tells how many they are.
TimingRange rangeOf(const TimingData& data);

int beyond(const TimingSeries& series, const TimingRange& range);

// Heights in [-1, 1] that keep marks of equal times apart; `width` of a mark is in the unit of the
// values. The order is that of the values.
std::vector<double> swarm(const std::vector<double>& values, double width);

} // namespace autokernel::ui
