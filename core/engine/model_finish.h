// SPDX-License-Identifier: Apache-2.0
// The end of a whole model's run: leave one out, the measurement that is printed, the package in a
// fresh Python process, the user's own test, and what it is compared with. Engine thread.
#pragma once

#include "engine/package_delivery.h"
#include "engine/whole_model.h"
#include "judge/package_agreement.h"

namespace autokernel::engine {

// Amdahl's forecast for these targets' winners, and whether the gain is real at all.
void addForecast(const RunContext& context, const Targets& applied, store::EndToEndRecord& record);

class ModelFinish
{
public:
    ModelFinish(RunContext& context, WholeModel& model)
        : m_context(context)
        , m_model(model)
        , m_delivery(packageFolderOf(context.historyFile, context.run))
    {
    }

    // Without a winner, an earlier session's result is withdrawn.
    Result<void> run(const Targets& winners);

private:
    Result<void> withdraw();
    Result<void> applyNothing(
        const std::string& because, std::optional<store::EndToEndRecord> measured = {});
    struct PackageTiming
    {
        store::SpeedupInterval measured; // in a fresh Python process
        store::SpeedupInterval counts; // that, or the worker's own
    };
    Result<judge::PackageAgreement> timeInPython(const protocol::PackageInfo& package,
        store::EndToEndRecord& record, const store::EndToEndRecord& final);
    Result<void> storeContradiction(const judge::PackageAgreement& agreement,
        store::EndToEndRecord record, store::EndToEndRecord final);
    Result<PackageTiming> verifyInPython(const protocol::PackageInfo& package,
        const Targets& applied, store::EndToEndRecord& final, const std::string& failedTest);
    // Why the user's own test failed; empty: it passed, or there is none.
    std::string runAcceptCommand(
        store::EndToEndRecord& record, const protocol::PackageInfo& package);
    Result<void> compareWithRungs(const std::string& package, const Targets& applied);
    Result<void> compareRung(store::EndToEndRecord record, const Comparison& comparison);

    RunContext& m_context;
    WholeModel& m_model;
    PackageDelivery m_delivery;
};

} // namespace autokernel::engine
