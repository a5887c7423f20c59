// SPDX-License-Identifier: Apache-2.0
#include "lab/apply/check_model.h"

#include "lab/apply/package.h"
#include "lab/apply/row_errors.h"
#include "lab/model/forward.h"
#include "lab/model/graph_walk.h"
#include "lab/model/memory.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>

#include <algorithm>
#include <optional>

namespace autokernel::lab {
namespace {

namespace jit = torch::jit;

std::vector<c10::IValue> widened(const std::vector<c10::IValue>& arguments, at::ScalarType dtype)
{
    std::vector<c10::IValue> wide;
    for (const auto& value : arguments)
        wide.push_back(value.isTensor() && value.toTensor().is_floating_point()
                ? c10::IValue(value.toTensor().to(dtype))
                : value);
    return wide;
}

// Dtypes that are written into the graph: x.to(torch.float32), torch.arange(n, dtype=...).
void widenDtypes(jit::Graph& graph, at::ScalarType dtype)
{
    for (auto* node : allNodes(graph)) {
        const auto* schema = node->maybeSchema();
        if (schema == nullptr)
            continue;
        for (std::size_t i = 0; i < schema->arguments().size() && i < node->inputs().size(); ++i) {
            const auto value = jit::toIValue(node->input(i));
            if (schema->arguments()[i].name() != "dtype" || !value || !value->isInt()
                || !at::isFloatingType(static_cast<at::ScalarType>(value->toInt())))
                continue;
            const jit::WithInsertPoint guard(node);
            node->replaceInput(i, graph.insertConstant(static_cast<std::int64_t>(dtype)));
        }
    }
}

struct Truth
{
    std::string name;
    at::ScalarType dtype;
    jit::Module module;
};

// The model one or two dtypes wider; nullopt where it does not fit in memory or does not run so.
std::optional<Truth> wideModel(
    const LoadedModel& model, at::ScalarType dtype, const std::string& name)
{
    const auto scale = c10::elementSize(dtype) / (model.info.dtype == "fp32" ? 4 : 2);
    const auto available = availableMemoryBytes();
    if (scale < 2 || (available > 0 && model.info.bytes * (scale + 1) > available))
        return std::nullopt;
    try {
        auto wide = model.module->clone(); // tensors and graph of its own
        widenDtypes(*wide.get_method("forward").graph(), dtype);
        wide.to(dtype);
        if (!runForward(wide, widened(*model.inputs.front().arguments, dtype)))
            return std::nullopt;
        return Truth {name, dtype, std::move(wide)};
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

std::optional<Truth> truthOf(const LoadedModel& model)
{
    if (auto truth = wideModel(model, at::kDouble, "fp64"))
        return truth;
    return wideModel(model, at::kFloat, "original fp32");
}

class Comparison
{
public:
    Comparison(jit::Module& original, jit::Module& patched, std::optional<Truth> truth)
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
    std::optional<Truth> m_truth;
    protocol::CheckModelReply m_reply;
};

} // namespace

Result<protocol::CheckModelReply> checkModel(const LoadedModel& model,
    const std::filesystem::path& packageDirectory, std::uint64_t seed, int seededInputs)
{
    const EagerExecution eager(model.info.threads);
    AK_ASSIGN(const auto patched, loadPackagedModel(packageDirectory));
    Comparison comparison(*model.module, *patched, truthOf(model));
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
