// SPDX-License-Identifier: GPL-3.0-or-later
// A snapshot as the reader makes it of a report.
#pragma once

#include "ui/bridge/snapshot.h"

namespace autokernel::ui::test {

inline std::shared_ptr<Snapshot> makeSnapshot(report::ReportData report)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->report = std::move(report);
    snapshot->queue = report::kernelQueue(snapshot->report);
    return snapshot;
}

} // namespace autokernel::ui::test
