// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/model/forward.h"
#include "lab/profile/analysis.h"
#include "lab/profile/profile_model.h"

#include <torch/csrc/jit/serialization/pickle.h>

namespace autokernel::lab {
namespace {

// The tensors of those calls that have the site's target.
std::vector<std::vector<at::Tensor>> callsOfTarget(const ModelAnalysis& analysis,
    const std::vector<SiteCall>& calls, std::vector<std::vector<at::Tensor>> captured,
    const protocol::Site& site)
{
    std::vector<std::vector<at::Tensor>> chosen;
    for (std::size_t k = 0; k < captured.size() && k < calls.size(); ++k) {
        const auto target
            = analysis.targetOf(static_cast<std::size_t>(site.index), calls[k]).target;
        if (target && target->key() == site.target.key())
            chosen.push_back(std::move(captured[k]));
    }
    return chosen;
}

c10::IValue asTuples(const std::vector<std::vector<at::Tensor>>& calls)
{
    std::vector<c10::IValue> outer;
    for (const auto& tensors : calls)
        outer.emplace_back(
            c10::ivalue::Tuple::create(std::vector<c10::IValue>(tensors.begin(), tensors.end())));
    return c10::ivalue::Tuple::create(std::move(outer));
}

} // namespace

Result<void> saveCapturedInputs(const LoadedModel& model,
    const std::vector<kernel::KernelType>& types, const protocol::Site& site,
    const std::filesystem::path& file, int maximumCalls)
{
    const EagerExecution eager(model.info.threads);
    AK_ASSIGN(const auto analysis, analyseModel(model, types));
    const auto index = static_cast<std::size_t>(site.index);
    if (index >= analysis.probed->matches().size())
        return fail(ErrorCode::NotFound, "The model has no site {}.", site.index);
    const auto wanted = static_cast<std::size_t>(std::max(maximumCalls, 1));
    std::vector<std::vector<at::Tensor>> chosen;
    for (std::size_t set = 0; set < model.inputs.size() && chosen.size() < wanted; ++set) {
        const auto& calls = analysis.described[set].calls[index];
        analysis.probed->captureOnly(index, calls.size());
        AK_ASSIGN(auto run, analysis.probed->run(*model.inputs[set].arguments, ProbeMode::Capture));
        auto fitting = callsOfTarget(analysis, calls, std::move(run.captured[index]), site);
        chosen.insert(chosen.end(), fitting.begin(), fitting.end());
    }
    if (chosen.empty())
        return fail(ErrorCode::NotFound, "Site {} of the model never runs as {}.", site.index,
            site.target.key());
    chosen.resize(std::min(chosen.size(), wanted));
    const auto bytes = torch::jit::pickle_save(asTuples(chosen));
    return writeFileAtomically(file, {bytes.data(), bytes.size()});
}

} // namespace autokernel::lab
