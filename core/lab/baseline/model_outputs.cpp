// SPDX-License-Identifier: Apache-2.0
#include "kernel/dtype.h"
#include "lab/baseline/model_rung.h"
#include "lab/model/archive.h"
#include "lab/model/forward.h"
#include "lab/model/memory.h"
#include "runner/candidate_abi.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/where.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace autokernel::lab {
namespace {

constexpr double kBudgetOverOriginal = 4; // TRUST 2.1b, maximum error
constexpr double kFloorUlp = 2; // of the largest output
// Without fp64: what another order of summation may change, relative to the largest output.
constexpr double kFallbackUlp = 1024;

using Results = std::vector<at::Tensor>;

Result<std::int32_t> abiDtype(at::ScalarType type)
{
    switch (type) {
    case at::kFloat:
        return AK_FP32;
    case at::kBFloat16:
        return AK_BF16;
    case at::kHalf:
        return AK_FP16;
    case at::kDouble:
        return AK_FP64;
    case at::kLong:
        return AK_I64;
    case at::kBool:
        return AK_BOOL;
    default:
        return fail(ErrorCode::Unsupported,
            "The model returns a tensor of type {}, which the ladder cannot compare.",
            at::toString(type));
    }
}

double ulpOf(at::ScalarType type)
{
    switch (type) {
    case at::kBFloat16:
        return 0x1p-8;
    case at::kHalf:
        return 0x1p-11;
    case at::kDouble:
        return 0x1p-53;
    default:
        return 0x1p-24;
    }
}

// Largest absolute difference; positions where both are NaN or equal (infinities) count as 0.
double largestDifference(const at::Tensor& a, const at::Tensor& b)
{
    if (a.numel() == 0)
        return 0;
    const at::Tensor x = a.to(at::kDouble);
    const at::Tensor y = b.to(at::kDouble);
    const at::Tensor same = x.eq(y).logical_or(x.isnan().logical_and(y.isnan()));
    const double largest = at::where(same, 0.0, x.sub(y).abs()).max().item<double>();
    return std::isnan(largest) ? std::numeric_limits<double>::infinity() : largest;
}

double largestMagnitude(const at::Tensor& tensor)
{
    if (tensor.numel() == 0)
        return 0;
    return tensor.to(at::kDouble).nan_to_num(0, 0, 0).abs().max().item<double>();
}

std::vector<c10::IValue> widened(const std::vector<c10::IValue>& arguments)
{
    std::vector<c10::IValue> result = arguments;
    for (c10::IValue& value : result) {
        if (value.isTensor() && value.toTensor().is_floating_point())
            value = value.toTensor().to(at::kDouble);
    }
    return result;
}

// The model in fp64 on every set; nothing where it does not fit or does not run so.
std::optional<std::vector<Results>> inDoublePrecision(
    torch::jit::Module module, const std::vector<InputSet>& inputs, const LadderModel& model)
{
    const std::uint64_t available = availableMemoryBytes();
    if (model.info.dtype == "fp64" || (available > 0 && 4 * model.info.bytes > available))
        return std::nullopt;
    try {
        module.to(at::kDouble);
    } catch (const std::exception&) {
        return std::nullopt;
    }
    std::vector<Results> results;
    for (const InputSet& set : inputs) {
        auto outputs = runForward(module, widened(*set.arguments));
        if (!outputs)
            return std::nullopt; // for instance a traced constant that insists on fp32
        results.push_back(std::move(*outputs));
    }
    return results;
}

} // namespace

struct ModelOutputs::State
{
    std::vector<Results> truth;
    std::vector<std::vector<double>> budgets;
    std::vector<runner::DataSetDescription> descriptions;
    std::vector<std::vector<at::ScalarType>> dtypes; // of the model's own results
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
    std::vector<Results> own;
    for (const InputSet& set : inputs) {
        AK_ASSIGN(auto outputs, runForward(module, *set.arguments));
        own.push_back(std::move(outputs));
    }
    auto wide = inDoublePrecision(module, inputs, model);
    state.truthName = wide ? "fp64" : "original " + model.info.dtype;
    state.truth = wide ? std::move(*wide) : own;
    for (std::size_t set = 0; set < own.size(); ++set) {
        runner::DataSetDescription description;
        std::vector<double> budgets;
        std::vector<at::ScalarType> dtypes;
        for (std::size_t i = 0; i < own[set].size(); ++i) {
            const at::Tensor& output = own[set][i];
            AK_ASSIGN(const auto dtype, abiDtype(output.scalar_type()));
            description.outputs.push_back({.dtype = dtype,
                .sizes = output.sizes().vec(),
                .strides = {},
                .sharedWithSet = {}});
            const double ulp = largestMagnitude(output) * ulpOf(output.scalar_type());
            budgets.push_back(wide
                    ? std::max(kFloorUlp * ulp,
                        kBudgetOverOriginal * largestDifference(output, state.truth[set][i]))
                    : kFallbackUlp * ulp);
            dtypes.push_back(output.scalar_type());
        }
        state.descriptions.push_back(std::move(description));
        state.budgets.push_back(std::move(budgets));
        state.dtypes.push_back(std::move(dtypes));
    }
    return result;
}

int ModelOutputs::setCount() const
{
    return static_cast<int>(m_state->truth.size());
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
            const at::Tensor got = at::from_blob(const_cast<std::byte*>(bytes.data()),
                m_state->descriptions[set].outputs[i].sizes, m_state->dtypes[set][i]);
            const double error = largestDifference(got, m_state->truth[set][i]);
            const double budget = m_state->budgets[set][i];
            const double ratio = error == 0 ? 0
                : budget > 0                ? error / budget
                                            : std::numeric_limits<double>::infinity();
            worst = std::max(worst, ratio);
        }
    }
    return worst;
}

} // namespace autokernel::lab
