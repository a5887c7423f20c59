// SPDX-License-Identifier: Apache-2.0
// Where the search stands: each kernel's part of the model's time, how far it has come and could
// come down, what was spent on it, and why the scheduler is where it is. Computed from the history
// with the scheduler's own formulas (core/plan). Pure, any thread.
#pragma once

#include "report/report_data.h"

namespace autokernel::report {

enum class QueueState
{
    Searching, // the run's last experiment was of it
    Waiting,
    Done, // left for good: nothing is left to try, or it is at its roof
    TimeRanOut, // of the run, while there was more to try
    RunEnded, // for another reason
    NotSearched,
    NoKernelType, // an op of the model that nothing of ours stands for
    Unaccounted // what the parts of the profile lack to the forward
};

struct QueueRow
{
    std::string name; // Target::key(), or the op's name
    // Of ReportData::kernels; nullopt: NoKernelType, Unaccounted.
    std::optional<std::size_t> kernel;
    double share = 0; // of the model's time as it came, in [0, 1]
    std::optional<store::SpeedupInterval> overEager; // of its champion
    // Of its champion over the vendor's own kernel. Each was timed beside eager, so it is a
    // quotient and has no interval; nullopt: that kernel was not timed, or there is none.
    std::optional<double> overVendor;
    bool isApplied = true; // false: the model was measured without it, since that was faster
    double presentMicroseconds = 0; // of one call, in its own session; 0: not measured
    double headroom = 0; // that time over the floor of the roofs; 0: not known
    std::string limit; // what sets the floor: "compute", "DRAM"
    std::string noHeadroomBecause; // "" where it is known
    std::optional<double> gainPerMinute; // fraction of the forward that a minute of search saves
    std::int64_t experiments = 0;
    double minutes = 0; // of search
    QueueState state = QueueState::Waiting;
    std::string because; // of the state, one sentence; "" where the history holds no reason
};

struct KernelQueue
{
    // Kernels by share, then ops that no kernel type stands for and what no row accounts for: the
    // shares add up to the forward.
    std::vector<QueueRow> rows;
    double forwardMicroseconds = 0; // of the original; 0: not profiled
    std::string now; // why the scheduler is where it is
};
KernelQueue kernelQueue(const ReportData& report);

// Amdahl's speedup of the whole over eager with the present champions that are applied, but this
// row `overEager` times as fast as eager; 0 where the shares are not known.
double speedupIf(const KernelQueue& queue, std::size_t row, double overEager);
// The same with the present champions alone.
double presentForecast(const KernelQueue& queue);
// What a model that measured `measured` over eager would then measure: its forecast may be off, but
// the same for both, so only the change of the forecast counts. 0 where the shares are not known.
double measuredIf(const KernelQueue& queue, double measured, std::size_t row, double overEager);

} // namespace autokernel::report
