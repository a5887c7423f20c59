// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/model_rung.h"
#include "lab/baseline/served_tensors.h"
#include "lab/model/archive.h"
#include "lab/model/forward.h"
#include "lab/model/row_errors.h"
#include "lab/model/wide_model.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace autokernel::lab {
namespace {

using Results = std::vector<at::Tensor>;

} // namespace

struct ModelOutputs::State
{
    std::vector<Results> original;
    std::vector<Results> truth;
    std::vector<double> weights; // empty: one set alone
    double slowestNanoseconds = 0;
    double assumedUlps = 0; // of the original's error, where it is its own truth
    std::vector<runner::DataSetDescription> descriptions;
    std::string truthName;
};

ModelOutputs::ModelOutputs()
    : m_state(std::make_unique<State>())
{
}
ModelOutputs::ModelOutputs(ModelOutputs&&) noexcept = default;
ModelOutputs& ModelOutputs::operator=(ModelOutputs&&) noexcept = default;
ModelOutputs::~ModelOutputs() = default;

Result<ModelOutputs> ModelOutputs::evaluate(const LadderModel& model)
{
    const c10::InferenceMode inference;
    const EagerExecution eager(model.threads);
    AK_ASSIGN(auto module, loadArchive(model.info.exportedPath));
    AK_ASSIGN(const auto inputs, readInputSets(model.info.inputsPath));
    ModelOutputs result;
    State& state = *result.m_state;
    for (const InputSet& set : inputs) {
        const auto begin = std::chrono::steady_clock::now();
        AK_ASSIGN(auto outputs, runForward(module, *set.arguments));
        const std::chrono::duration<double, std::nano> taken
            = std::chrono::steady_clock::now() - begin;
        state.slowestNanoseconds = std::max(state.slowestNanoseconds, taken.count());
        state.original.push_back(std::move(outputs));
        if (inputs.size() > 1)
            state.weights.push_back(set.weight);
    }
    auto wide
        = inputs.empty() ? std::nullopt : widerModel(module, *inputs.front().arguments, model.info);
    for (const InputSet& set : inputs) {
        auto outputs = wide ? runForward(wide->module, widened(*set.arguments, wide->dtype))
                            : Result<Results>(state.original[state.truth.size()]);
        if (!outputs) { // on this set alone
            wide.reset();
            state.truth = state.original;
            break;
        }
        state.truth.push_back(std::move(*outputs));
    }
    state.truthName = wide ? wide->name : "original " + model.info.dtype;
    state.assumedUlps = wide ? 0 : kAssumedUlps;
    for (const Results& results : state.original) {
        AK_ASSIGN(auto description, roomFor(results));
        state.descriptions.push_back(std::move(description));
    }
    return result;
}

int ModelOutputs::setCount() const
{
    return static_cast<int>(m_state->truth.size());
}

const std::vector<double>& ModelOutputs::setWeights() const
{
    return m_state->weights;
}

double ModelOutputs::slowestNanoseconds() const
{
    return m_state->slowestNanoseconds;
}

const std::string& ModelOutputs::truth() const
{
    return m_state->truthName;
}

Result<runner::RunMemory> ModelOutputs::makeMemory() const
{
    return runner::RunMemory::create(m_state->descriptions);
}

double ModelOutputs::maximumErrorRatio(Contender& contender) const
{
    const c10::InferenceMode inference;
    double worst = 0;
    for (std::size_t set = 0; set < m_state->truth.size(); ++set) {
        for (std::size_t i = 0; i < m_state->truth[set].size(); ++i) {
            const auto bytes = contender.output(static_cast<int>(set), static_cast<int>(i));
            const at::Tensor& original = m_state->original[set][i];
            const at::Tensor got = at::from_blob(const_cast<std::byte*>(bytes.data()),
                m_state->descriptions[set].outputs[i].sizes, original.scalar_type());
            const ErrorRatios ratios
                = errorRatios(got, original, m_state->truth[set][i], m_state->assumedUlps);
            worst = std::max({worst, ratios.maximum, ratios.rms});
        }
    }
    return worst;
}

} // namespace autokernel::lab
