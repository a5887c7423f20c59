// SPDX-License-Identifier: Apache-2.0
// One function adds one group of verbs to the program. Each verb's callback stores the exit code.
#pragma once

#include "cli/options.h"

namespace autokernel::cli {

struct Program
{
    CLI::App app {"AutoKernel: makes a PyTorch model's kernels faster, with the proof."};
    Options options;
    std::string commandLine;
    int exitCode = 0;
};

void addMeasuringVerbs(Program& program); // devices, profile, ladder
void addRunVerbs(Program& program); // run, resume, status, stop
void addHistoryVerbs(Program& program); // list, show, judge, diff
void addReportVerbs(Program& program); // export, report, verify, package
void addCompareVerb(Program& program);
void addAnnotateVerb(Program& program);

} // namespace autokernel::cli
