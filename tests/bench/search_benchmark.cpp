// SPDX-License-Identifier: Apache-2.0
// Parameter search against random search at equal budget, on recorded landscapes of real kernels.
//   search_benchmark [TABLE.json...]     default: every table in tests/bench/data
// Prints one line per table and budget; exits 1 unless parameter search wins each with p < 0.05.
#include "bench/search_table.h"

#include "base/files.h"
#include "base/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

using namespace autokernel;

constexpr int kSeeds = 20;
constexpr double kNoise = 0.01;

std::vector<std::filesystem::path> tablePaths(int argc, char** argv)
{
    if (argc > 1)
        return {argv + 1, argv + argc};
    std::vector<std::filesystem::path> paths;
    for (const auto& entry :
        std::filesystem::directory_iterator(installationRoot() / "tests/bench/data"))
        if (entry.path().extension() == ".json")
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

bool compare(const bench::SearchTable& table)
{
    constexpr int kBudgets[] {50, 100, 200};
    std::vector<std::vector<double>> ours;
    std::vector<std::vector<double>> theirs;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        ours.push_back(bench::runParameterSearch(table, kBudgets[2], kNoise, seed));
        theirs.push_back(bench::runRandomSearch(table, kBudgets[2], kNoise, seed));
    }
    const auto percentOfBest
        = [&](double logSpeedup) { return 100 * std::exp(logSpeedup - table.best); };
    fmt::print("{}: {} points, best {:.2f}x the starter\n", table.name, table.logSpeedup.size(),
        std::exp(table.best));
    bool wins = true;
    for (const int budget : kBudgets) {
        const auto at = [&](const std::vector<std::vector<double>>& traces) {
            std::vector<double> values;
            for (const auto& trace : traces)
                values.push_back(
                    trace[std::min(trace.size(), static_cast<std::size_t>(budget)) - 1]);
            return values;
        };
        const std::vector<double> a = at(ours);
        const std::vector<double> b = at(theirs);
        const double p = bench::wilcoxonGreater(a, b);
        fmt::print(
            "  {:>3} evaluations: parameters {:6.2f} %, random {:6.2f} % of the best (medians of "
            "{} seeds), p = {:.2g}\n",
            budget, percentOfBest(statistics::median(a)), percentOfBest(statistics::median(b)),
            kSeeds, p);
        wins = wins && p < 0.05;
    }
    return wins;
}

} // namespace

int main(int argc, char** argv)
{
    bool wins = true;
    for (const auto& path : tablePaths(argc, argv)) {
        const auto table = bench::loadSearchTable(path);
        if (!table) {
            fmt::print(stderr, "{}\n", table.error().message);
            return 2;
        }
        wins = compare(*table) && wins;
    }
    return wins ? 0 : 1;
}
