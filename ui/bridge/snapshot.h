// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages show of one run: an immutable value that a reader thread made from the history.
// A live run, a finished one and one that crashed are shown from the same value.
#pragma once

#include "ui/bridge/experiment_view.h"

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

} // namespace autokernel::ui

Q_DECLARE_METATYPE(autokernel::ui::SnapshotPtr)
