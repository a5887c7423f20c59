// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/profile_model.h"

#include "base/statistics.h"
#include "lab/model/forward.h"
#include "lab/profile/analysis.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace autokernel::lab {
namespace {

using Run = ProbedModel::Run;

constexpr double kMicrosecond = 1e3; // nanoseconds
constexpr double kNanosecondsOfRuns = 3e8;
constexpr double kRunsOfAShortForward = 200;
// More is the machine's noise, not the instruments.
constexpr double kDearestProbe = 4000; // nanoseconds

// What the runs of one input set showed, times in nanoseconds.
struct Measured
{
    std::vector<double> plain; // uninstrumented forwards
    std::vector<Run> timed;
};

Result<double> timePlain(const LoadedModel& model, const InputSet& set, NanosecondClock clock)
{
    const auto start = clock();
    AK_TRY(runForward(*model.module, *set.arguments));
    return static_cast<double>(clock() - start);
}

// Plain and instrumented forwards alternate, so that a slow spell of the machine meets both.
Result<Measured> measure(const LoadedModel& model, const InputSet& set, ProbedModel& probed,
    const ProfileOptions& options)
{
    Measured measured;
    AK_TRY(timePlain(model, set, options.clock)); // first run: memory is touched, plans are made
    AK_ASSIGN(const double forward, timePlain(model, set, options.clock));
    // A short forward varies more, and is cheap to repeat.
    const int fitting = static_cast<int>(
        std::min(kRunsOfAShortForward, kNanosecondsOfRuns / std::max(forward, 1.0)));
    const int plainRuns = std::max({options.plainRuns, 9, fitting});
    const int timedRuns = std::max({options.instrumentedRuns, 3, fitting});
    for (int i = 0; i < std::max(plainRuns, timedRuns); ++i) {
        if (i < plainRuns) {
            AK_ASSIGN(const double nanoseconds, timePlain(model, set, options.clock));
            measured.plain.push_back(nanoseconds);
        }
        if (i < timedRuns) {
            AK_ASSIGN(auto run, probed.run(*set.arguments, ProbeMode::Time, options.clock));
            measured.timed.push_back(std::move(run));
        }
    }
    return measured;
}

double medianOver(const std::vector<Run>& runs, const std::function<double(const Run&)>& value)
{
    std::vector<double> values;
    for (const auto& run : runs)
        values.push_back(value(run));
    return statistics::median(values);
}

// Adds up one weighted profile over the input sets.
class ProfileBuilder
{
public:
    ProfileBuilder(const ModelAnalysis& analysis, double totalWeight)
        : m_analysis(analysis)
        , m_totalWeight(totalWeight)
    {
    }

    void add(std::size_t setIndex, double weight, const Measured& measured)
    {
        m_weight = weight / m_totalWeight;
        m_share = m_weight / kMicrosecond;
        const auto& described = m_analysis.described[setIndex];
        const auto interval = statistics::medianInterval(measured.plain);
        m_profile.forwardMicroseconds += m_share * statistics::median(measured.plain);
        m_profile.forwardLow += m_share * interval.low;
        m_profile.forwardHigh += m_share * interval.high;
        const auto events = static_cast<double>(eventsOf(measured.timed.front()));
        m_probe = costOfProbe(measured, events);
        m_profile.outsideOpsMicroseconds
            += m_share * std::max(0.0, medianOver(measured.timed, outside) - events * m_probe);
        for (std::size_t i = 0; i < described.calls.size(); ++i)
            for (std::size_t k = 0; k < described.calls[i].size(); ++k)
                addCall(i, described.calls[i][k],
                    withoutProbe(medianOver(measured.timed, [&](const Run& run) {
                        return k < run.siteNanoseconds[i].size() ? run.siteNanoseconds[i][k] : 0.0;
                    })));
        addOps(described, measured.timed);
    }

    protocol::Profile finish()
    {
        for (auto& [key, site] : m_sites)
            m_profile.sites.push_back(std::move(site));
        for (auto& [key, op] : m_unmatched)
            m_profile.unmatched.push_back(std::move(op));
        std::ranges::stable_sort(m_profile.unmatched, std::ranges::greater(),
            &protocol::UnmatchedOp::microsecondsPerForward);
        return std::move(m_profile);
    }

private:
    static double outside(const Run& run)
    {
        double rest = run.nanoseconds;
        for (const auto& op : run.ops)
            rest -= static_cast<double>(op.nanoseconds);
        for (const auto& site : run.siteNanoseconds)
            rest -= std::accumulate(site.begin(), site.end(), 0.0);
        return rest;
    }

    static std::size_t eventsOf(const Run& run)
    {
        std::size_t events = run.ops.size();
        for (const auto& site : run.siteNanoseconds)
            events += site.size();
        return events;
    }

    // What an instrumented forward takes longer comes from reading the clock around each event:
    // half of it lies inside the event, half outside. Nanoseconds of one half.
    static double costOfProbe(const Measured& measured, double events)
    {
        const double longer = medianOver(measured.timed, [](const Run& run) {
            return static_cast<double>(run.nanoseconds);
        }) - statistics::median(measured.plain);
        return std::clamp(longer / std::max(events, 1.0), 0.0, kDearestProbe) / 2;
    }
    double withoutProbe(double nanoseconds) const { return std::max(0.0, nanoseconds - m_probe); }

    void addCall(std::size_t match, const SiteCall& call, double nanoseconds)
    {
        const auto& placed = m_analysis.probed->matches()[match];
        const auto [target, reason] = m_analysis.targetOf(match, call);
        if (!target) {
            addUnmatched(placed.pattern->name(), reason, nanoseconds);
            return;
        }
        auto [entry, isNew] = m_sites.try_emplace({match, target->key()});
        auto& site = entry->second;
        if (isNew) {
            site.index = static_cast<int>(match);
            site.target = *target;
            site.pattern = placed.pattern->spec->name;
            site.constantInputs = placed.constantInputs;
            site.scope = placed.scope;
            site.callsPerForward = 0;
        }
        site.callsPerForward += m_weight;
        site.microsecondsPerForward += m_share * nanoseconds;
    }

    void addUnmatched(const std::string& op, const std::string& signature, double nanoseconds)
    {
        auto& row = m_unmatched[{op, signature}];
        row.op = op;
        row.signature = signature;
        row.callsPerForward += m_weight;
        row.microsecondsPerForward += m_share * nanoseconds;
    }

    // Timed runs repeat the described one op by op; where they do not (a model that draws random
    // numbers), the signature of a differing op stays unknown.
    void addOps(const Run& described, const std::vector<Run>& timed)
    {
        const auto& first = timed.front().ops;
        for (std::size_t i = 0; i < first.size(); ++i) {
            const bool same = i < described.ops.size() && described.ops[i].name == first[i].name;
            addUnmatched(first[i].name, same ? described.ops[i].signature : std::string(),
                withoutProbe(medianOver(timed, [&](const Run& run) {
                    return i < run.ops.size() ? static_cast<double>(run.ops[i].nanoseconds) : 0.0;
                })));
        }
    }

    const ModelAnalysis& m_analysis;
    double m_totalWeight;
    double m_probe
        = 0; // nanoseconds that timing adds to an event of this set, and to its surroundings
    double m_weight = 0; // of this set among all
    double m_share = 0; // of a nanosecond of this set in a microsecond of the profile
    protocol::Profile m_profile;
    using SiteKey = std::pair<std::size_t, std::string>; // match, target
    using OpKey = std::pair<std::string, std::string>; // name, signature
    std::map<SiteKey, protocol::Site> m_sites;
    std::map<OpKey, protocol::UnmatchedOp> m_unmatched;
};

} // namespace

Result<protocol::Profile> profileModel(const LoadedModel& model,
    const std::vector<kernel::KernelType>& types, const ProfileOptions& options)
{
    const EagerExecution eager(model.info.threads);
    AK_ASSIGN(const auto analysis, analyseModel(model, types));
    double totalWeight = 0;
    for (const auto& set : model.inputs)
        totalWeight += set.weight;
    ProfileBuilder builder(analysis, totalWeight);
    for (std::size_t i = 0; i < model.inputs.size(); ++i) {
        if (options.progress)
            options.progress("Profiling the model",
                static_cast<double>(i) / static_cast<double>(model.inputs.size()));
        AK_ASSIGN(const auto measured, measure(model, model.inputs[i], *analysis.probed, options));
        builder.add(i, model.inputs[i].weight, measured);
    }
    return builder.finish();
}

} // namespace autokernel::lab
