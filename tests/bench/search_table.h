// SPDX-License-Identifier: Apache-2.0
// Recorded landscapes of real kernels (record_search_table.py), and searches run on them: parameter
// search as the program does it, and random search over the same points.
#pragma once

#include "kernel/candidate.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace autokernel::bench {

struct SearchTable
{
    std::string name; // "softmax fp32 R=32,C=8192, AMD EPYC"
    kernel::Candidate candidate; // a manifest with the recorded choices and constraints
    kernel::Target target;
    std::map<kernel::TunableValues, double> logSpeedup; // over the kernel's starter
    double best = 0;
    double worst = 0;
};

Result<SearchTable> loadSearchTable(const std::filesystem::path& path);

// The true log speed-up of the point that looked fastest after each evaluation. Observations carry
// seeded normal noise of `noise` (a log ratio), as timings do.
std::vector<double> runParameterSearch(
    const SearchTable& table, int evaluations, double noise, std::uint64_t seed);
std::vector<double> runRandomSearch(
    const SearchTable& table, int evaluations, double noise, std::uint64_t seed);

// One-sided Wilcoxon signed-rank test that a exceeds b, pair by pair: exact for up to 30 pairs,
// ties of zero difference left out, average ranks. 1 where no pair differs.
double wilcoxonGreater(std::span<const double> a, std::span<const double> b);

} // namespace autokernel::bench
