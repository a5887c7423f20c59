// SPDX-License-Identifier: Apache-2.0
#include "lab/check/conditioning.h"

#include "lab/check/error_budget.h"
#include "lab/check/random_numbers.h"

namespace autokernel::lab {
namespace {

using kernel::Dtype;

// Every floating input as if it had been rounded once more in fp32: the error that an evaluation in
// that precision cannot be blamed for.
std::vector<HostTensor> jittered(const std::vector<HostTensor>& inputs, std::uint64_t seed)
{
    std::vector<HostTensor> result;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const HostTensor& input = inputs[i];
        if (input.dtype == Dtype::Int64 || input.dtype == Dtype::Bool) {
            result.push_back(input);
            continue;
        }
        std::vector<float> values(static_cast<std::size_t>(input.elements()));
        loadAsFloat(input.bytes, input.dtype, values);
        HostTensor wide = HostTensor::zeros(Dtype::Float64, input.sizes);
        const auto out = wide.as<double>();
        const RandomNumbers numbers(mixSeeds(seed, i));
        for (std::size_t n = 0; n < values.size(); ++n)
            out[n] = values[n] * (1.0 + (numbers.bits(n) >> 63 != 0 ? 0x1p-24 : -0x1p-24));
        result.push_back(std::move(wide));
    }
    return result;
}

} // namespace

Result<std::vector<Motions>> motionsOf(const Reference& reference, const kernel::Variant& variant,
    const std::vector<HostTensor>& inputs, std::span<const double> scalars,
    const std::vector<HostTensor>& oracle, std::uint64_t seed, int draws)
{
    std::vector<Motions> motions(oracle.size());
    for (std::size_t i = 0; i < oracle.size(); ++i) {
        const std::int64_t length = budgetRowElements(oracle[i].sizes);
        motions[i].rows.resize(
            static_cast<std::size_t>((oracle[i].elements() + length - 1) / length));
    }
    for (int draw = 0; draw < draws; ++draw) {
        const auto drawSeed = mixSeeds(seed, static_cast<std::uint64_t>(draw));
        AK_ASSIGN(const auto moved, reference.oracle(variant, jittered(inputs, drawSeed), scalars));
        for (std::size_t i = 0; i < oracle.size(); ++i)
            motions[i].add(
                budgetRowElements(oracle[i].sizes), oracle[i].as<double>(), moved[i].as<double>());
    }
    return motions;
}

} // namespace autokernel::lab
