// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages show of one run: an immutable value that a reader thread made from the history.
// A live run, a finished one and one that crashed are shown from the same value.
#pragma once

#include "ui/bridge/experiment_view.h"
#include "ui/bridge/generation.h"

#include "report/compare_runs.h"
#include "report/kernel_queue.h"
#include "report/report_data.h"
#include "store/history_reader.h"

#include <QMetaType>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace autokernel::ui {

struct Snapshot
{
    std::filesystem::path history; // that all of this was read from
    Generation generation; // of it
    std::vector<store::RunSummary> runs; // newest first
    store::RunId newest; // that is shown while no other is asked for
    report::ReportData report; // of the run that is shown
    report::KernelQueue queue; // of the same, made once for all that show a part of it
    std::vector<store::LogLine> log;
    std::optional<std::int64_t> writer; // the process that writes the history now
    bool isWrittenElsewhere = false; // by another process than this one: read only here
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

// Of the same life as the snapshot.
inline std::shared_ptr<const report::ReportData> reportOf(const SnapshotPtr& snapshot)
{
    return {snapshot, &snapshot->report};
}

// One run in the list of runs.
struct RunLine
{
    store::RunSummary summary;
    std::map<std::string, std::int64_t> verdictCounts;
    std::optional<store::SpeedupInterval> overEager;
    bool isVerified = false;
    std::string heartbeatAt;
    store::Annotation annotation;
    std::int64_t demoted = 0; // of those that were kept
};
using RunLinesPtr = std::shared_ptr<const std::vector<RunLine>>; // newest first

struct Comparison
{
    std::vector<report::ReportData> runs; // two at least, oldest first
    std::vector<report::RunComparison> toFirst; // of each but the first
};
using ComparisonPtr = std::shared_ptr<const Comparison>;

// As a table lists it.
struct ListedExperiment
{
    store::ExperimentRow row;
    std::vector<std::int64_t> mixedOf = {}; // two, by number, for a crossover; 0: of an earlier run
};
using ExperimentRowsPtr = std::shared_ptr<const std::vector<ListedExperiment>>;

} // namespace autokernel::ui

Q_DECLARE_METATYPE(autokernel::ui::ExperimentRowsPtr)
Q_DECLARE_METATYPE(autokernel::ui::SnapshotPtr)
Q_DECLARE_METATYPE(autokernel::ui::RunLinesPtr)
Q_DECLARE_METATYPE(autokernel::ui::ComparisonPtr)
