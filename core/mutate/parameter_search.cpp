// SPDX-License-Identifier: Apache-2.0
#include "mutate/parameter_search.h"

#include "mutate/forest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

namespace autokernel::mutate {

namespace {

// Distances between choices on a scale where doubling is one step, whatever the unit.
double scaled(std::int64_t value)
{
    const auto v = static_cast<double>(value);
    return std::copysign(std::log2(1 + std::abs(v)), v);
}

bool isCandidatesFault(judge::VerdictKind verdict)
{
    using enum judge::VerdictKind;
    return verdict == Incorrect || verdict == CompileError || verdict == RuntimeError
        || verdict == TimedOut || verdict == OutOfMemory || verdict == Rejected;
}

// What the model learns from: all structures with the same tunables, their number the last feature.
struct Training
{
    std::vector<std::vector<double>> rows;
    std::vector<double> targets;
    std::vector<std::string> structures;
    std::size_t seenHere = 0; // points of this structure, failures included

    double numberOf(const std::string& structure)
    {
        const auto found = std::find(structures.begin(), structures.end(), structure);
        if (found != structures.end())
            return static_cast<double>(found - structures.begin());
        structures.push_back(structure);
        return static_cast<double>(structures.size() - 1);
    }
};

std::vector<double> features(
    const kernel::TunableValues& values, const SearchSpace& space, double structure)
{
    std::vector<double> row;
    for (const kernel::Tunable& tunable : space.tunables())
        row.push_back(scaled(values.at(tunable.name)));
    row.push_back(structure);
    return row;
}

// The features of a space's points, without a name looked up for each.
class PointFeatures
{
public:
    explicit PointFeatures(const SearchSpace& space)
    {
        for (const kernel::Tunable& tunable : space.tunables()) {
            m_scaled.emplace_back();
            for (const std::int64_t choice : tunable.choices)
                m_scaled.back().push_back(scaled(choice));
        }
        m_row.resize(m_scaled.size() + 1);
    }

    // Valid until the next call.
    std::span<const double> of(const Point& point, double structure)
    {
        for (std::size_t t = 0; t < m_scaled.size(); ++t)
            m_row[t] = m_scaled[t][point[t]];
        m_row.back() = structure;
        return m_row;
    }

private:
    std::vector<std::vector<double>> m_scaled; // per tunable and choice
    std::vector<double> m_row;
};

bool sameTunables(const kernel::TunableValues& values, const SearchSpace& space)
{
    return values.size() == space.tunables().size()
        && std::all_of(space.tunables().begin(), space.tunables().end(),
            [&](const kernel::Tunable& tunable) { return values.contains(tunable.name); });
}

// The fastest half and the latest half of the history, when it is longer than the limit.
std::vector<const Evaluated*> selected(
    std::span<const Evaluated> history, const SearchSpace& space, std::size_t limit)
{
    std::vector<const Evaluated*> all;
    for (const Evaluated& e : history)
        if (sameTunables(e.proposal.candidate.tunables, space)
            && (e.observation.isTimed() || isCandidatesFault(e.observation.verdict)))
            all.push_back(&e);
    if (all.size() <= limit)
        return all;
    const auto recent = static_cast<std::ptrdiff_t>(limit / 2);
    const auto fastest = static_cast<std::ptrdiff_t>(limit) - recent;
    const auto speed = [](const Evaluated* e) {
        return e->observation.isTimed() ? e->observation.logSpeedup : -INFINITY;
    };
    std::partial_sort(all.begin(), all.begin() + fastest, all.end() - recent,
        [&](const Evaluated* a, const Evaluated* b) { return speed(a) > speed(b); });
    all.erase(all.begin() + fastest, all.end() - recent);
    return all;
}

Training trainingOf(const SearchView& view, const SearchSpace& space, const std::string& structure,
    std::size_t limit)
{
    Training training;
    training.numberOf(structure);
    const std::vector<const Evaluated*> chosen = selected(view.history, space, limit);
    double low = 0;
    double high = 0;
    for (const Evaluated* e : chosen) {
        if (!e->observation.isTimed() || isCandidatesFault(e->observation.verdict))
            continue;
        low = std::min(low, e->observation.logSpeedup);
        high = std::max(high, e->observation.logSpeedup);
    }
    // A point that fails counts as a little slower than the slowest that ran.
    const double failed = low - 0.1 * (high - low) - 0.01;
    for (const Evaluated* e : chosen) {
        const bool fails = isCandidatesFault(e->observation.verdict);
        const double target = fails ? failed : e->observation.logSpeedup;
        training.rows.push_back(
            features(e->proposal.candidate.tunables, space, training.numberOf(e->structure)));
        training.targets.push_back(target);
        training.seenHere += e->structure == structure ? 1 : 0;
    }
    return training;
}

std::vector<Point> pool(const SearchView& view, const SearchSpace& space,
    const std::string& structure, std::size_t largest, Random& random)
{
    if (space.isListed() && space.points().size() <= largest)
        return space.points();
    // Around the fastest points so far, their neighbours' neighbours included, and anywhere.
    std::vector<std::pair<double, Point>> known;
    for (const Evaluated& e : view.history) {
        if (e.structure != structure || !e.observation.isTimed())
            continue;
        if (auto point = space.pointOf(e.proposal.candidate.tunables))
            known.emplace_back(-e.observation.logSpeedup, std::move(*point));
    }
    constexpr std::size_t kFastest = 6;
    std::sort(known.begin(), known.end());
    known.resize(std::min(known.size(), kFastest));
    std::set<Point> points;
    for (const auto& [speed, point] : known) {
        const std::vector<Point> near = space.neighbours(point);
        points.insert(near.begin(), near.end());
        for (int i = 0; i < 4 && !near.empty(); ++i) {
            const std::vector<Point> further = space.neighbours(near[random.below(near.size())]);
            points.insert(further.begin(), further.end());
        }
    }
    for (std::size_t i = 0; i < largest / 3; ++i)
        if (auto point = space.randomPoint(random))
            points.insert(std::move(*point));
    return {points.begin(), points.end()};
}

// Of a few random untried points the one farthest from those already tried.
std::optional<Point> spreadPoint(
    const SearchView& view, const SearchSpace& space, const std::string& structure, Random& random)
{
    std::vector<Point> tried;
    for (const Evaluated& e : view.history)
        if (e.structure == structure)
            if (auto point = space.pointOf(e.proposal.candidate.tunables))
                tried.push_back(std::move(*point));
    constexpr int kDraws = 24;
    std::optional<Point> best;
    double bestDistance = -1;
    for (int i = 0; i < kDraws; ++i) {
        auto point = space.randomPoint(random);
        if (!point || view.isKnown(structure, space.values(*point)))
            continue;
        double nearest = INFINITY;
        for (const Point& other : tried) {
            double distance = 0;
            for (std::size_t t = 0; t < point->size(); ++t) {
                const auto choices = static_cast<double>(space.tunables()[t].choices.size());
                const double step = space.isOrdinal(t)
                    ? std::abs((*point)[t] - other[t]) / std::max(1.0, choices - 1)
                    : ((*point)[t] == other[t] ? 0.0 : 1.0);
                distance += step;
            }
            nearest = std::min(nearest, distance);
        }
        if (nearest > bestDistance) {
            bestDistance = nearest;
            best = std::move(point);
        }
    }
    return best;
}

std::optional<Point> firstUntried(
    const SearchView& view, const SearchSpace& space, const std::string& structure, Random& random)
{
    if (!space.isListed() || space.points().empty())
        return std::nullopt;
    const std::size_t count = space.points().size();
    const std::size_t start = random.below(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Point& point = space.points()[(start + i) % count];
        if (!view.isKnown(structure, space.values(point)))
            return point;
    }
    return std::nullopt;
}

std::string changes(const kernel::TunableValues& from, const kernel::TunableValues& to)
{
    std::string text;
    for (const auto& [name, value] : to) {
        const auto old = from.find(name);
        if (old != from.end() && old->second != value)
            text
                += fmt::format("{}{} {} -> {}", text.empty() ? "" : ", ", name, old->second, value);
    }
    return text.empty() ? "the starter's values" : text;
}

std::size_t choiceCount(const kernel::Candidate& candidate)
{
    std::size_t count = 0;
    for (const kernel::Tunable& tunable : candidate.manifest.tunables)
        count += tunable.choices.size();
    return count;
}

} // namespace

ParameterSearch::ParameterSearch(ParameterSearchSettings settings)
    : m_settings(settings)
{
}

// Mostly the fastest structure, sometimes another; the others follow as fallbacks.
std::vector<ParameterSearch::Base> ParameterSearch::bases(
    const SearchView& view, Random& random) const
{
    std::vector<Base> result;
    for (const Individual* best : view.archive.bestOfStructures())
        result.push_back({&best->candidate, best->structure, best->hash});
    for (Base& base : result) // the widest list of choices that a good candidate has
        for (const Individual& elite : view.archive.elites())
            if (elite.structure == base.structure
                && choiceCount(elite.candidate) > choiceCount(*base.candidate))
                base.candidate = &elite.candidate;
    if (result.empty())
        for (const kernel::Candidate& seed : view.seeds)
            result.push_back({&seed, structureOf(seed), seed.normalisedHash()});
    constexpr double kOther = 0.25;
    if (result.size() > 1 && random.uniform() < kOther)
        std::swap(result[0], result[1 + random.below(result.size() - 1)]);
    return result;
}

const SearchSpace& ParameterSearch::spaceOf(const Base& base, const SearchView& view)
{
    std::string key = base.structure;
    for (const kernel::Tunable& tunable : base.candidate->manifest.tunables)
        key += fmt::format(" {}", tunable.choices.size());
    const auto found = m_spaces.find(key);
    if (found != m_spaces.end())
        return found->second;
    return m_spaces.emplace(std::move(key), SearchSpace(base.candidate->manifest, view.symbols))
        .first->second;
}

std::optional<Draft> ParameterSearch::proposeFor(
    const Base& base, const SearchView& view, Random& random)
{
    const SearchSpace& space = spaceOf(base, view);
    if (space.tunables().empty())
        return std::nullopt;
    const auto draft = [&](const Point& point, std::string_view why) {
        Draft result {*base.candidate, "", {base.hash}};
        result.candidate.tunables = space.values(point);
        result.idea = fmt::format(
            "{}: {}.", changes(base.candidate->tunables, result.candidate.tunables), why);
        return result;
    };

    const Training training = trainingOf(view, space, base.structure, m_settings.largestTraining);
    const bool isFirst = training.rows.size() < m_settings.firstPoints || training.seenHere == 0;
    if (isFirst || random.uniform() < m_settings.exploration) {
        if (const auto point = spreadPoint(view, space, base.structure, random))
            return draft(*point, "a region of the tunables not tried yet");
    } else {
        std::vector<bool> isOrdinal;
        for (std::size_t t = 0; t < space.tunables().size(); ++t)
            isOrdinal.push_back(space.isOrdinal(t));
        isOrdinal.push_back(false);
        const Forest forest(training.rows, training.targets, isOrdinal, random);
        PointFeatures pointFeatures(space);
        std::vector<std::pair<double, Point>> scored;
        for (Point& point : pool(view, space, base.structure, m_settings.largestPool, random)) {
            const Prediction prediction = forest.predict(pointFeatures.of(point, 0));
            scored.emplace_back(
                -prediction.mean - m_settings.optimism * prediction.deviation, std::move(point));
        }
        std::sort(scored.begin(), scored.end());
        for (const auto& [score, point] : scored)
            if (!view.isKnown(base.structure, space.values(point)))
                return draft(point, "the model sees the most promise there");
    }
    if (const auto point = firstUntried(view, space, base.structure, random))
        return draft(*point, "one of the last untried points");
    return std::nullopt;
}

MutatorAnswer ParameterSearch::propose(const SearchView& view, Random& random)
{
    for (const Base& base : bases(view, random))
        if (auto draft = proposeFor(base, view, random))
            return {Readiness::Ready, std::move(draft)};
    return {Readiness::Exhausted, std::nullopt};
}

} // namespace autokernel::mutate
