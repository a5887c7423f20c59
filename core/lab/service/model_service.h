// SPDX-License-Identifier: Apache-2.0
// The worker's commands about whole models. Holds the loaded model, its profile and the processes
// of the last contenders. Command thread.
#pragma once

#include "kernel/kernel_type.h"
#include "lab/baseline/model_rung.h"
#include "lab/model/loaded_model.h"
#include "lab/service/backend.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::lab {

class ModelService
{
public:
    explicit ModelService(const std::vector<kernel::KernelType>& types)
        : m_types(types)
    {
    }

    Result<protocol::ModelInfo> load(
        const protocol::LoadModel& request, const ProgressSink& progress);
    Result<protocol::Profile> profile(const ProgressSink& progress);
    Result<protocol::ModelLadder> ladder(double budgetSeconds, const ProgressSink& progress);
    // What the model feeds to the target; nullopt without a model.
    Result<std::optional<std::vector<HostTensor>>> captureInputs(
        const kernel::Target& target) const;
    Result<protocol::PackageInfo> buildPackage(const protocol::BuildPackage& request);
    Result<protocol::CheckModelReply> checkPackage(
        const std::string& directory, std::uint64_t seed, int inputs);
    Result<protocol::PairBlock> time(
        const protocol::TimeModelRequest& request, const ProgressSink& progress);

private:
    Result<void> requireModel() const;
    // The request's pairs in the processes of one load; fresh where the request has loads.
    Result<protocol::PairBlock> timeOneLoad(
        const protocol::TimeModelRequest& request, const ProgressSink& progress);
    struct Pair
    {
        Contender* a = nullptr;
        Contender* b = nullptr;
    };
    // Those that run already, or new ones, which start side by side.
    Result<Pair> contenders(
        const protocol::TimeModelRequest& request, const ProgressSink& progress);
    Result<std::string> recheck(Contender& contender) const;

    const std::vector<kernel::KernelType>& m_types;
    std::optional<LoadedModel> m_model;
    std::optional<protocol::Profile> m_profile;
    LadderModel m_ladderModel;
    std::optional<ModelOutputs> m_outputs;
    std::map<std::string, std::unique_ptr<Contender>> m_contenders; // by request name
};

} // namespace autokernel::lab
