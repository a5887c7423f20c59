// SPDX-License-Identifier: Apache-2.0
// Report values made by hand, for tests of single charts.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::report::test {

inline KernelReport matmulKernel()
{
    KernelReport kernel;
    kernel.target.id = store::TargetId {1};
    kernel.target.target.type = "matmul";
    kernel.target.target.symbols = {{"K", 8}, {"M", 8}, {"N", 8}};
    kernel.target.share = 0.5;
    kernel.flop = 1e9;
    kernel.bytes = 1e8;
    return kernel;
}

inline KeepReport keepOf(std::int64_t number, double microseconds, double overEager)
{
    KeepReport keep;
    keep.row.experiment.number = number;
    keep.row.experiment.candidateMicroseconds = microseconds;
    keep.row.keep.overEager
        = store::SpeedupInterval {overEager, overEager * 0.98, overEager * 1.02};
    return keep;
}

inline store::LadderRow rungOf(const std::string& name, double microseconds, bool isCorrect = true)
{
    store::LadderRow row;
    row.record.samples.name = name;
    row.record.samples.correct = isCorrect;
    row.medianMicroseconds = microseconds;
    row.lowMicroseconds = microseconds * 0.99;
    row.highMicroseconds = microseconds * 1.01;
    return row;
}

inline std::size_t countOf(const std::string& text, std::string_view part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

} // namespace autokernel::report::test
