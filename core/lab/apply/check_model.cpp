// SPDX-License-Identifier: Apache-2.0
#include "lab/apply/check_model.h"

#include "lab/apply/package.h"
#include "lab/model/forward.h"
#include "lab/model/row_errors.h"
#include "lab/model/wide_model.h"

#include <algorithm>
#include <optional>

namespace autokernel::lab {
namespace {

namespace jit = torch::jit;

class Comparison
{
public:
    Comparison(jit::Module& original, jit::Module& patched, std::optional<WideModel> truth)
        : m_original(original)
        , m_patched(patched)
        , m_truth(std::move(truth))
    {
        m_reply.truth = m_truth ? m_truth->name : "original";
    }

    // False: something did not run, and the reply says what.
    bool add(const std::vector<c10::IValue>& arguments)
    {
        const auto original = runForward(m_original, arguments);
        if (!original)
            return refuse("The original: " + original.error().message);
        const auto patched = runForward(m_patched, arguments);
        if (!patched)
            return refuse("The patched model: " + patched.error().message);
        const auto truth
            = m_truth ? runForward(m_truth->module, widened(arguments, m_truth->dtype)) : original;
        if (!truth)
            return refuse("The wider model: " + truth.error().message);
        if (patched->size() != original->size() || truth->size() != original->size())
            return refuse("The patched model returns another number of tensors.");
        for (std::size_t i = 0; i < original->size(); ++i) {
            const auto ratios = errorRatios(
                (*patched)[i], (*original)[i], (*truth)[i], m_truth ? 0 : kAssumedUlps);
            m_reply.worstMaxRatio = std::max(m_reply.worstMaxRatio, ratios.maximum);
            m_reply.worstRmsRatio = std::max(m_reply.worstRmsRatio, ratios.rms);
        }
        ++m_reply.inputsChecked;
        return true;
    }

    protocol::CheckModelReply take() { return std::move(m_reply); }

private:
    bool refuse(std::string reason)
    {
        m_reply.failure = std::move(reason);
        return false;
    }

    jit::Module& m_original;
    jit::Module& m_patched;
    std::optional<WideModel> m_truth;
    protocol::CheckModelReply m_reply;
};

} // namespace

Result<protocol::CheckModelReply> checkModel(const LoadedModel& model,
    const std::filesystem::path& packageDirectory, std::uint64_t seed, int seededInputs)
{
    const EagerExecution eager(model.info.threads);
    AK_ASSIGN(const auto patched, loadPackagedModel(packageDirectory));
    Comparison comparison(*model.module, *patched,
        widerModel(*model.module, *model.inputs.front().arguments, model.info));
    for (const auto& set : model.inputs)
        if (!comparison.add(*set.arguments))
            return comparison.take();
    for (int i = 0; i < seededInputs; ++i) {
        const auto& set = model.inputs[static_cast<std::size_t>(i) % model.inputs.size()];
        if (!comparison.add(seededArguments(*set.arguments, seed + static_cast<std::uint64_t>(i))))
            break;
    }
    return comparison.take();
}

} // namespace autokernel::lab
