// SPDX-License-Identifier: Apache-2.0
// The end of a whole model's run: leave one out, the measurement that is printed, the package in a
// fresh Python process, the user's own test, and what it is compared with. Engine thread.
#pragma once

#include "engine/whole_model.h"
#include "judge/package_agreement.h"

namespace autokernel::engine {

// Where a run's finished package lies: beside its history, under a name of its own.
std::filesystem::path packageFolderOf(const std::filesystem::path& history, store::RunId run);

// What the rungs that a result is compared with take to start, torch.compile above all.
Seconds startOfRungs(const protocol::ModelLadder& ladder);

// Amdahl's forecast for these targets' winners, and whether the gain is real at all.
void addForecast(const RunContext& context, const Targets& applied, store::EndToEndRecord& record);

class ModelFinish
{
public:
    ModelFinish(RunContext& context, WholeModel& model)
        : m_context(context)
        , m_model(model)
    {
    }

    Result<void> run(Targets applied);

private:
    struct Prepared
    {
        protocol::PackageInfo package;
        store::EndToEndRecord record;
    };
    Result<Prepared> prepare(const Targets& applied);
    Result<Targets> leaveOneOut(const Targets& applied, const protocol::PackageInfo& all);
    Result<bool> isMissed(
        const TargetState& leftOut, const Targets& others, const protocol::PackageInfo& all);
    Result<void> applyNothing();
    std::filesystem::path packageFolder() const;
    Result<protocol::PackageInfo> handOver(const protocol::PackageInfo& package);
    struct PackageTiming
    {
        store::SpeedupInterval measured; // in a fresh Python process
        store::SpeedupInterval counts; // that, or the worker's own
    };
    Result<judge::PackageAgreement> timeInPython(const protocol::PackageInfo& package,
        store::EndToEndRecord& record, const store::EndToEndRecord& final);
    Result<void> storeContradiction(const judge::PackageAgreement& agreement,
        store::EndToEndRecord record, store::EndToEndRecord final);
    Result<PackageTiming> verifyInPython(
        const protocol::PackageInfo& package, const Targets& applied, store::EndToEndRecord& final);
    void runAcceptCommand(store::EndToEndRecord& record, const protocol::PackageInfo& package);
    Result<void> compareWithRungs(const std::string& package, const Targets& applied);
    Result<void> compareRung(store::EndToEndRecord record, const Comparison& comparison);

    RunContext& m_context;
    WholeModel& m_model;
};

} // namespace autokernel::engine
