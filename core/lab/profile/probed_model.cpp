// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/probed_model.h"

#include "lab/model/forward.h"
#include "lab/model/prepare_model.h"
#include "lab/model/temporary_operator.h"

#include <torch/csrc/jit/runtime/interpreter.h>

#include <optional>

namespace autokernel::lab {

namespace jit = torch::jit;

TensorForm formOf(const at::Tensor& tensor)
{
    return {tensor.sizes().vec(), tensor.strides().vec(), tensor.scalar_type()};
}

struct ProbedModel::Probe
{
    explicit Probe(const Pattern& ofPattern)
        : pattern(ofPattern)
        , code(ofPattern.graph, ofPattern.functionName())
        , op(ofPattern.arguments(), ofPattern.returns(), [this](jit::Stack& stack) { call(stack); })
    {
    }

    void call(jit::Stack& stack)
    {
        const HiddenOperations hidden;
        const auto arguments = jit::pop(stack, pattern.parameters.size());
        jit::Stack inner(arguments);
        const auto start = clock();
        jit::InterpreterState(code).run(inner);
        const auto taken = clock() - start;
        if (mode == ProbeMode::Time)
            nanoseconds.push_back(static_cast<double>(taken));
        else if (mode == ProbeMode::Describe)
            describeCall(arguments, inner);
        else if (captured.size() < maximumCaptures)
            capture(arguments);
        stack.insert(stack.end(), inner.begin(), inner.end());
    }

    void describeCall(const std::vector<c10::IValue>& arguments, const jit::Stack& results)
    {
        SiteCall call;
        for (const auto parameter : pattern.inputs)
            call.inputs.push_back(formOf(arguments[parameter].toTensor()));
        for (const auto& result : results)
            call.outputs.push_back(formOf(result.toTensor()));
        calls.push_back(std::move(call));
    }

    void capture(const std::vector<c10::IValue>& arguments)
    {
        std::vector<at::Tensor> tensors;
        for (const auto parameter : pattern.inputs)
            tensors.push_back(arguments[parameter].toTensor().clone(at::MemoryFormat::Contiguous));
        captured.push_back(std::move(tensors));
    }

    const Pattern& pattern;
    jit::Code code;
    TemporaryOperator op;
    ProbeMode mode = ProbeMode::Describe;
    NanosecondClock clock = &wallNanoseconds;
    std::size_t maximumCaptures = 0;
    std::vector<SiteCall> calls;
    std::vector<double> nanoseconds;
    std::vector<std::vector<at::Tensor>> captured;
};

ProbedModel::ProbedModel() = default;
ProbedModel::~ProbedModel() = default;

Result<std::unique_ptr<ProbedModel>> ProbedModel::create(
    const LoadedModel& model, const std::vector<Pattern>& patterns, const ExcludedMatches& excluded)
{
    try {
        std::unique_ptr<ProbedModel> probed(new ProbedModel());
        probed->m_module = std::make_shared<jit::Module>(cloneForRewriting(*model.module));
        const auto graph = probed->m_module->get_method("forward").graph();
        AK_ASSIGN(probed->m_matches, findMatches(patterns, graph, excluded));
        std::vector<std::optional<c10::Symbol>> symbols;
        for (const auto& placed : probed->m_matches) {
            probed->m_probes.push_back(std::make_unique<Probe>(*placed.pattern));
            symbols.emplace_back(probed->m_probes.back()->op.symbol());
        }
        replaceMatches(*graph, probed->m_matches, symbols);
        return probed;
    } catch (const std::exception& error) {
        return fail(Error {
            ErrorCode::Internal, "The model's graph cannot be rewritten: " + firstLine(error), {}});
    }
}

void ProbedModel::captureOnly(std::size_t site, std::size_t maximumCalls)
{
    for (std::size_t i = 0; i < m_probes.size(); ++i)
        m_probes[i]->maximumCaptures = i == site ? maximumCalls : 0;
}

Result<ProbedModel::Run> ProbedModel::run(
    const std::vector<c10::IValue>& arguments, ProbeMode mode, NanosecondClock clock)
{
    for (auto& probe : m_probes) {
        probe->mode = mode;
        probe->clock = clock;
        probe->calls.clear();
        probe->nanoseconds.clear();
        probe->captured.clear();
    }
    Run run;
    {
        OpRecorder recorder(mode == ProbeMode::Describe, clock);
        const auto start = clock();
        AK_TRY(runForward(*m_module, arguments));
        run.nanoseconds = static_cast<double>(clock() - start);
        run.ops = recorder.take();
    }
    for (auto& probe : m_probes) {
        run.calls.push_back(std::move(probe->calls));
        run.siteNanoseconds.push_back(std::move(probe->nanoseconds));
        run.captured.push_back(std::move(probe->captured));
    }
    return run;
}

} // namespace autokernel::lab
