// SPDX-License-Identifier: Apache-2.0
// Two runs side by side: what differs, and whether their figures may be compared at all. Pure.
#pragma once

#include "base/json.h"
#include "report/report_data.h"

#include <optional>
#include <string>
#include <vector>

namespace autokernel::report {

// One property in which the runs differ; equal ones are left out.
struct Difference
{
    std::string name;
    std::string a; // "" where this run has none
    std::string b;
};

// A speedup of both runs over the same named baseline of their own.
struct FigurePair
{
    std::string name; // "over eager"
    std::optional<store::SpeedupInterval> a;
    std::optional<store::SpeedupInterval> b;
    std::optional<store::SpeedupInterval> bOverA; // a quotient of two sessions
};

struct KernelComparison
{
    std::string target;
    bool isInA = true;
    bool isInB = true;
    FigurePair overEager; // of the standing champions
    std::vector<Difference> differences; // one call, experiments, kept, in the model
};

struct RunComparison
{
    // Machine, software, threads, model, dtype: while one differs, times say nothing of the search.
    std::vector<Difference> conditions;
    std::string notComparableBecause; // "": the figures may be compared
    std::vector<Difference> settings; // budget, seed and what else was asked for
    std::vector<FigurePair> figures; // of the whole run, where either has one
    std::vector<Difference> outcomes; // experiments by verdict, duration, state
    std::vector<KernelComparison> kernels; // those in which something differs, by name
    std::size_t equalKernels = 0;
};

RunComparison compareRuns(const ReportData& a, const ReportData& b);

// "1.05x (1.01 to 1.09): faster", or "same within noise" where the interval holds 1.
std::string describeRatio(const store::SpeedupInterval& bOverA);

std::string comparisonText(const ReportData& a, const ReportData& b);
Json comparisonJson(const ReportData& a, const ReportData& b); // compare.schema.json

} // namespace autokernel::report
