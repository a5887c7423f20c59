// SPDX-License-Identifier: Apache-2.0
#include "mutate/liveness.h"

#include <fmt/format.h>

#include <algorithm>

namespace autokernel::mutate {
namespace {

// In recorded runs every mutator had proposed something within ten candidates of a search.
constexpr std::size_t kProposalsOfGrownSearch = 50;
constexpr std::size_t kKeepsOfOneFamily = 8;
constexpr std::size_t kFewestElites = 2;

struct Totals
{
    std::size_t proposed = 0;
    std::size_t timed = 0;
    std::size_t kept = 0;
};

Totals totalsOf(std::span<const MutatorUse> mutators)
{
    Totals totals;
    for (const MutatorUse& use : mutators) {
        totals.proposed += use.proposed;
        totals.timed += use.timed;
        totals.kept += use.kept;
    }
    return totals;
}

judge::Alarm note(std::string signal, std::size_t value, std::size_t threshold, std::string text)
{
    return {std::move(signal), judge::AlarmAction::Note, static_cast<double>(value),
        static_cast<double>(threshold), std::move(text)};
}

} // namespace

std::vector<judge::Alarm> livenessAlarms(
    std::span<const MutatorUse> use, std::size_t elites, const std::string& target)
{
    if (use.empty())
        return {};
    const auto mutators = use.subspan(1);
    const Totals totals = totalsOf(mutators);
    if (totals.proposed < kProposalsOfGrownSearch)
        return {};
    std::vector<judge::Alarm> alarms;
    for (const MutatorUse& each : mutators)
        if (each.proposed == 0)
            alarms.push_back(note("mutator_idle_" + each.name, 0, 1,
                fmt::format("{}: the mutator {} proposed none of {} candidates. A fault of the "
                            "search looks like this, and so does a kernel that it cannot change.",
                    target, each.name, totals.proposed)));
    if (totals.timed >= kProposalsOfGrownSearch && elites < kFewestElites)
        alarms.push_back(note("population_collapsed", elites, kFewestElites,
            fmt::format("{}: {} of {} timed candidates are in the population, so that all further "
                        "ones descend from them.",
                target, elites, totals.timed)));
    for (const MutatorUse& each : mutators)
        if (each.kept == totals.kept && each.kept >= kKeepsOfOneFamily)
            alarms.push_back(note("keeps_of_one_family", each.kept, kKeepsOfOneFamily,
                fmt::format("{}: all {} kept candidates come from the mutator {}.", target,
                    each.kept, each.name)));
    return alarms;
}

} // namespace autokernel::mutate
