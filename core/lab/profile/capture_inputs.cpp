// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/capture_inputs.h"

#include "lab/model/forward.h"
#include "lab/profile/analysis.h"

#include <algorithm>
#include <cstring>

namespace autokernel::lab {
namespace {

struct FoundCall
{
    std::size_t set = 0;
    std::size_t match = 0;
    std::size_t call = 0;
};

std::optional<FoundCall> findCall(const ModelAnalysis& analysis, const kernel::Target& target)
{
    const auto wanted = target.key();
    for (std::size_t set = 0; set < analysis.described.size(); ++set) {
        const auto& matches = analysis.described[set].calls;
        for (std::size_t match = 0; match < matches.size(); ++match)
            for (std::size_t call = 0; call < matches[match].size(); ++call)
                if (const auto found = analysis.targetOf(match, matches[match][call]).target;
                    found && found->key() == wanted)
                    return FoundCall {set, match, call};
    }
    return std::nullopt;
}

std::size_t bytesOf(const SiteCall& call)
{
    std::size_t sum = 0;
    for (const auto& input : call.inputs) {
        std::size_t bytes = c10::elementSize(input.dtype);
        for (const auto size : input.sizes)
            bytes *= static_cast<std::size_t>(size);
        sum += bytes;
    }
    return sum;
}

Result<HostTensor> copyOf(const at::Tensor& tensor)
{
    const auto dtype = kernelDtype(tensor.scalar_type());
    if (!dtype)
        return fail(ErrorCode::Internal, "a captured tensor has a dtype that no kernel has.");
    auto copy = HostTensor::zeros(*dtype, tensor.sizes().vec());
    const auto dense = tensor.contiguous();
    if (!copy.bytes.empty())
        std::memcpy(copy.bytes.data(), dense.const_data_ptr(), copy.bytes.size());
    return copy;
}

} // namespace

Result<std::optional<std::vector<HostTensor>>> captureInputs(const LoadedModel& model,
    const std::vector<kernel::KernelType>& types, const kernel::Target& target,
    std::size_t maximumBytes)
{
    const EagerExecution eager(model.info.threads);
    AK_ASSIGN(const auto analysis, analyseModel(model, types));
    const auto found = findCall(analysis, target);
    if (!found
        || bytesOf(analysis.described[found->set].calls[found->match][found->call]) > maximumBytes)
        return std::nullopt;
    analysis.probed->captureOnly(found->match, found->call + 1);
    AK_ASSIGN(const auto run,
        analysis.probed->run(*model.inputs[found->set].arguments, ProbeMode::Capture));
    const auto& calls = run.captured[found->match];
    if (calls.size() <= found->call)
        return std::nullopt; // control flow went another way this time
    std::vector<HostTensor> inputs;
    for (const auto& tensor : calls[found->call]) {
        AK_ASSIGN(auto copy, copyOf(tensor));
        inputs.push_back(std::move(copy));
    }
    return inputs;
}

} // namespace autokernel::lab
