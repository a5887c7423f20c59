// SPDX-License-Identifier: Apache-2.0
// What a run does with the whole model: ladder, profile, applying winners, leave-one-out, the final
// measurement and the package. Engine thread.
#pragma once

#include "engine/run_context.h"

#include <string>
#include <vector>

namespace autokernel::engine {

class ModelStage
{
public:
    explicit ModelStage(RunContext& context)
        : m_context(context)
    {
    }

    Result<void> load();
    Result<void> measureLadder();
    // Fills the context's targets from the profile, most promising first.
    Result<void> profile();
    // Puts the present winners into the model, checks it and times it against eager.
    Result<void> apply(store::ModelMeasurement kind);
    // Leave one out, the final interval over eager and over the best free rung, the user's own
    // test, the package in a fresh Python process.
    Result<void> finish();

private:
    struct Measured
    {
        store::EndToEndRecord record;
        protocol::PackageInfo package;
    };
    std::vector<TargetState*> winners() const;
    Result<Measured> measure(
        const std::vector<TargetState*>& applied, store::ModelMeasurement kind, int pairs);
    Result<store::SpeedupInterval> compare(const std::string& a, const std::string& b, int pairs,
        bool fresh, store::EndToEndRecord& record);
    Result<std::vector<TargetState*>> leaveOneOut(
        std::vector<TargetState*> applied, const std::string& fullPackage);
    Result<void> compareWithFreeRung(
        const protocol::PackageInfo& package, const std::vector<TargetState*>& applied);
    Result<void> verifyPackage(
        const protocol::PackageInfo& package, const std::vector<TargetState*>& applied);
    void runAcceptCommand(store::EndToEndRecord& record, const protocol::PackageInfo& package);
    Result<void> store(const store::EndToEndRecord& record);
    std::string bestFreeRung() const;

    RunContext& m_context;
    int m_packages = 0;
    std::uint64_t m_timings = 0;
};

} // namespace autokernel::engine
