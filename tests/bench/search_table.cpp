// SPDX-License-Identifier: Apache-2.0
#include "bench/search_table.h"

#include "base/files.h"
#include "base/json.h"
#include "mutate/parameter_search.h"
#include "mutate/target_search.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace autokernel::bench {

namespace {

using mutate::Random;

// A candidate with no code: the table answers for it.
std::string sourceOf(const Json& table)
{
    std::string source
        = fmt::format("/*autokernel\ntype = \"{}\"\nlanguage = \"cpu\"\ntitle = \"recorded\"\n",
            table.at("kernel").get<std::string>());
    source += "constraints = " + table.at("constraints").dump() + "\n\n[tunables]\n";
    for (const Json& tunable : table.at("tunables")) {
        const auto choices = tunable.at("choices").get<std::vector<std::int64_t>>();
        source += fmt::format("{} = {{ value = {}, choices = [{}] }}\n",
            tunable.at("name").get<std::string>(), choices.front(), fmt::join(choices, ", "));
    }
    return source + "\n[[launch]]\nentry = \"recorded\"\n*/\n";
}

double normal(Random& random)
{
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

// Follows what a run believes, and what is true of it.
class Run
{
public:
    Run(const SearchTable& table, double noise, std::uint64_t seed)
        : m_table(table)
        , m_noise(noise)
        , m_random(seed * 7919 + 17)
    {
    }

    double observe(const kernel::TunableValues& values)
    {
        const double truth = m_table.logSpeedup.at(values);
        const double seen = truth + m_noise * normal(m_random);
        if (m_trace.empty() || seen > m_bestSeen) {
            m_bestSeen = seen;
            m_truthOfBest = truth;
        }
        m_trace.push_back(m_truthOfBest);
        return seen;
    }
    const std::vector<double>& trace() const { return m_trace; }

private:
    const SearchTable& m_table;
    double m_noise;
    Random m_random;
    double m_bestSeen = 0;
    double m_truthOfBest = 0;
    std::vector<double> m_trace;
};

// The number of sign patterns per rank sum, in half ranks, so that average ranks stay integers.
std::vector<double> rankSumCounts(std::span<const int> halfRanks)
{
    std::vector<double> counts {1};
    for (const int rank : halfRanks) {
        std::vector<double> next(counts.size() + static_cast<std::size_t>(rank), 0.0);
        for (std::size_t sum = 0; sum < counts.size(); ++sum) {
            next[sum] += counts[sum];
            next[sum + static_cast<std::size_t>(rank)] += counts[sum];
        }
        counts = std::move(next);
    }
    return counts;
}

} // namespace

Result<SearchTable> loadSearchTable(const std::filesystem::path& path)
{
    AK_ASSIGN(const std::string text, readFile(path));
    AK_ASSIGN(const Json json, parseJson(text));
    SearchTable table;
    table.name = fmt::format("{} {} {}, {}", json.at("kernel").get<std::string>(),
        json.at("dtype").get<std::string>(), json.at("shape").get<std::string>(),
        json.at("processor").get<std::string>());
    AK_ASSIGN(table.candidate, kernel::makeCandidate(sourceOf(json)));
    table.target.type = json.at("kernel").get<std::string>();
    AK_ASSIGN(table.target.dtype, kernel::dtypeFromString(json.at("dtype").get<std::string>()));
    AK_ASSIGN(table.target.symbols, kernel::parseSymbols(json.at("shape").get<std::string>()));
    const auto names = json.at("columns").get<std::vector<std::string>>();
    for (const Json& row : json.at("points")) {
        kernel::TunableValues values;
        for (std::size_t i = 0; i + 1 < names.size(); ++i)
            values[names[i]] = row.at(i).get<std::int64_t>();
        const auto speedup = row.back().get<double>();
        table.best = table.logSpeedup.empty() ? speedup : std::max(table.best, speedup);
        table.worst = table.logSpeedup.empty() ? speedup : std::min(table.worst, speedup);
        table.logSpeedup[values] = speedup;
    }
    return table;
}

std::vector<double> runParameterSearch(
    const SearchTable& table, int evaluations, double noise, std::uint64_t seed)
{
    std::vector<std::unique_ptr<mutate::Mutator>> mutators;
    mutators.push_back(std::make_unique<mutate::ParameterSearch>());
    // Both searches begin anywhere: a well-tuned starter would do half of the work.
    Random random(seed);
    kernel::Candidate start = table.candidate;
    start.tunables = std::next(table.logSpeedup.begin(),
        static_cast<std::ptrdiff_t>(random.below(table.logSpeedup.size())))
                         ->first;
    mutate::TargetSearch search({std::move(start)}, table.target, seed, 1, std::move(mutators));
    Run run(table, noise, seed);
    for (int i = 0; i < evaluations; ++i) {
        const auto proposal = search.next();
        if (!proposal)
            break;
        mutate::Observation observation;
        observation.normalisedHash = proposal->hash;
        observation.verdict = judge::VerdictKind::Reverted;
        observation.logSpeedup = run.observe(proposal->candidate.tunables);
        observation.noise = noise;
        observation.seconds = 1;
        search.tell(observation);
    }
    return run.trace();
}

std::vector<double> runRandomSearch(
    const SearchTable& table, int evaluations, double noise, std::uint64_t seed)
{
    std::vector<const kernel::TunableValues*> points;
    for (const auto& [values, speedup] : table.logSpeedup)
        points.push_back(&values);
    Random random(seed);
    random.shuffle(std::span(points)); // without repeats, as the other
    Run run(table, noise, seed);
    for (std::size_t i = 0; i < points.size() && i < static_cast<std::size_t>(evaluations); ++i)
        run.observe(*points[i]);
    return run.trace();
}

double wilcoxonGreater(std::span<const double> a, std::span<const double> b)
{
    std::vector<double> differences;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (a[i] != b[i])
            differences.push_back(a[i] - b[i]);
    if (differences.empty())
        return 1;
    std::sort(differences.begin(), differences.end(),
        [](double x, double y) { return std::abs(x) < std::abs(y); });
    std::vector<int> halfRanks(differences.size());
    int positive = 0;
    for (std::size_t i = 0; i < differences.size();) {
        std::size_t j = i;
        while (j < differences.size() && std::abs(differences[j]) == std::abs(differences[i]))
            ++j;
        for (std::size_t k = i; k < j; ++k) {
            halfRanks[k] = static_cast<int>(i + 1 + j); // twice the mean of ranks i + 1 to j
            positive += differences[k] > 0 ? halfRanks[k] : 0;
        }
        i = j;
    }
    const std::vector<double> counts = rankSumCounts(halfRanks);
    double all = 0;
    double atLeast = 0;
    for (std::size_t sum = 0; sum < counts.size(); ++sum) {
        all += counts[sum];
        atLeast += sum >= static_cast<std::size_t>(positive) ? counts[sum] : 0;
    }
    return atLeast / all;
}

} // namespace autokernel::bench
