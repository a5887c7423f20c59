// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages show of one run: an immutable value that a reader thread made from the history.
// A live run, a finished one and one that crashed are shown from the same value.
#pragma once

#include "report/report_data.h"
#include "store/history_reader.h"

#include <QMetaType>
#include <memory>
#include <vector>

namespace autokernel::ui {

struct Snapshot
{
    std::vector<store::RunSummary> runs; // newest first
    report::ReportData report; // of the run that is shown
    std::vector<store::LogLine> log;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

// One experiment with the texts that a diff compares.
struct ExperimentView
{
    store::ExperimentDetails details;
    std::string source; // with the values of its tunables written in
    std::string against; // the other side of the diff, likewise
    std::string againstName; // "its parent #12", "starter"
};
using ExperimentViewPtr = std::shared_ptr<const ExperimentView>;

using ExperimentRowsPtr = std::shared_ptr<const std::vector<store::ExperimentRow>>;

} // namespace autokernel::ui

Q_DECLARE_METATYPE(autokernel::ui::ExperimentRowsPtr)
Q_DECLARE_METATYPE(autokernel::ui::SnapshotPtr)
Q_DECLARE_METATYPE(autokernel::ui::ExperimentViewPtr)
