// SPDX-License-Identifier: Apache-2.0
#include "engine/gain_split.h"

#include "mutate/pack_every_call.h"

#include <algorithm>

namespace autokernel::engine {
namespace {

using store::ModelMeasurement;

struct Starters
{
    Targets targets;
    std::vector<protocol::Winner> asShipped;
    std::vector<protocol::Winner> packingEachCall;
    bool packs = false; // the two differ
};

Result<Starters> startersOf(const Targets& applied)
{
    Starters starters;
    for (auto* target : applied) {
        if (!target->isStarterTimed())
            continue;
        AK_ASSIGN(const auto starter,
            kernel::makeCandidate(target->starter.source, target->starter.tunables));
        starters.targets.push_back(target);
        starters.asShipped.push_back(winnerOf(*target, target->starter));
        starters.packingEachCall.push_back(starters.asShipped.back());
        if (!starter.manifest.prepare)
            continue;
        AK_ASSIGN(const auto unpacked, mutate::packEveryCall(starter));
        starters.packingEachCall.back().candidate = {unpacked.source, unpacked.tunables};
        starters.packs = true;
    }
    return starters;
}

bool differs(const TargetState& target)
{
    const auto& winner = *target.incumbent.contender.candidate;
    return !target.isStarter(winner.source, winner.tunables);
}

class Split
{
public:
    Split(WholeModel& model, const Targets& applied, Starters starters)
        : m_model(model)
        , m_applied(applied)
        , m_starters(std::move(starters))
    {
    }

    // The search first: it is the part that a user paid for.
    Result<void> measure(const protocol::PackageInfo& finalPackage)
    {
        if (!m_model.affords({.builds = 1, .comparisons = 1}))
            return {};
        AK_ASSIGN(const auto shipped, m_model.build(m_starters.asShipped));
        if (std::any_of(m_applied.begin(), m_applied.end(),
                [](const auto* target) { return differs(*target); }))
            AK_TRY(time({ModelMeasurement::SearchGain, "starters", "the applied kernels"},
                {inLibTorch(*shipped), inLibTorch(finalPackage)}));
        if (!m_starters.packs)
            return time({ModelMeasurement::StarterGain, "eager", "starters"},
                {"original", inLibTorch(*shipped)});
        if (!m_model.affords({.builds = 1, .comparisons = 2}))
            return {};
        AK_ASSIGN(const auto unpacked, m_model.build(m_starters.packingEachCall));
        AK_TRY(time({ModelMeasurement::Packing, "starters packing at each call", "starters"},
            {inLibTorch(*unpacked), inLibTorch(*shipped)}));
        return time({ModelMeasurement::StarterGain, "eager", "starters packing at each call"},
            {"original", inLibTorch(*unpacked)});
    }

private:
    struct Part
    {
        ModelMeasurement kind;
        std::string baseline;
        std::string contender;
    };

    Result<void> time(const Part& part, Comparison comparison)
    {
        if (!m_model.affords({.comparisons = 1}))
            return {};
        auto record = m_model.recordOf(part.kind, m_starters.targets);
        record.baseline = part.baseline;
        record.contender = part.contender;
        comparison.pairs = kPrintedPairs;
        AK_TRY(m_model.compare(comparison, record));
        return m_model.store(record);
    }

    WholeModel& m_model;
    const Targets& m_applied;
    Starters m_starters;
};

} // namespace

Result<void> measureGainSplit(RunContext& context, WholeModel& model, const Targets& applied,
    const protocol::PackageInfo& finalPackage)
{
    const auto measured = [&]() -> Result<void> {
        AK_ASSIGN(auto starters, startersOf(applied));
        if (starters.targets.empty())
            return {};
        context.report(Phase::Verifying, "where the gain comes from");
        return Split(model, applied, std::move(starters)).measure(finalPackage);
    }();
    if (measured || measured.error().code == ErrorCode::Cancelled)
        return measured;
    context.note(store::LogLevel::Warning,
        "How the gain divides could not be measured: " + measured.error().message);
    return {};
}

} // namespace autokernel::engine
