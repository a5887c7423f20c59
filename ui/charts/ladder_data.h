// SPDX-License-Identifier: GPL-3.0-or-later
// What the ladder's chart draws: every contender of one kernel, or every rung of the whole model,
// as it was timed in turn with the others. The screen, the export and the table twin read the same.
// Pure, any thread.
#pragma once

#include "ui/charts/table_twin.h"

#include "report/report_data.h"

#include <QString>
#include <vector>

namespace autokernel::ui {

struct LadderBar
{
    std::string id; // of the rung, for files
    QString name;
    double microseconds = 0; // median; 0: it could not run
    double low = 0; // 95 % interval of the median
    double high = 0;
    std::size_t values = 0; // behind it
    bool isOurs = false;
    bool isCorrect = false; // within the error budget
    QString error; // why it could not run
    QString witness; // what a second clock says, where it differs
};

struct Ladder
{
    QString subject; // "gpt2", "rmsnorm D=8,R=8 fp32"
    std::vector<LadderBar> bars; // ours first, then the fastest; last what has no time
    double eagerMicroseconds = 0; // 0: not timed
    double floorMicroseconds = 0; // what the measured roofs allow, modelled bytes; 0: not known
    QString floorBound; // that roof: "compute", "DRAM"
};

// The whole model's; of a kernel's run, or where no model was timed, the first kernel's that has
// one. No bars: no ladder was measured.
Ladder ladderOf(const report::ReportData& report);

// "1.28×" over eager; "" where one of them has no time.
QString overEager(const LadderBar& bar, const Ladder& ladder);
QString summaryOf(const Ladder& ladder);
TwinContent tableOf(const Ladder& ladder);
QString csvOf(const Ladder& ladder);

} // namespace autokernel::ui
