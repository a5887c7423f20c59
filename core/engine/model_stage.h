// SPDX-License-Identifier: Apache-2.0
// What a run does with the whole model before and during the search: ladder, profile, applying
// winners. Engine thread.
#pragma once

#include "engine/whole_model.h"

namespace autokernel::engine {

class ModelStage
{
public:
    explicit ModelStage(RunContext& context)
        : m_context(context)
        , m_model(context)
    {
    }

    Result<void> load();
    Result<void> measureLadder();
    // What an earlier session of this run measured.
    Result<void> restoreLadder(const std::filesystem::path& historyFile);
    // Fills the context's targets from the profile, most promising first.
    Result<void> profile();
    // Puts the present winners into the model, checks it and times it against eager.
    Result<void> apply(store::ModelMeasurement kind);
    // Leave one out, the final measurement, the package; see model_finish.h.
    Result<void> finish();

private:
    Result<protocol::Profile> profileOnce();
    std::optional<std::string> busyWhileProfiled() const; // in a sentence
    void reserveTimeForTheEnd(std::size_t kernels);

    RunContext& m_context;
    WholeModel m_model;
};

} // namespace autokernel::engine
