// SPDX-License-Identifier: Apache-2.0
#include "lab/model/row_errors.h"

#include "kernel/tolerance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace autokernel::lab {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

kernel::Dtype dtypeOf(at::ScalarType type)
{
    switch (type) {
    case at::kHalf:
        return kernel::Dtype::Float16;
    case at::kBFloat16:
        return kernel::Dtype::BFloat16;
    case at::kDouble:
        return kernel::Dtype::Float64;
    default:
        return kernel::Dtype::Float32;
    }
}

struct RowErrors
{
    double maximum = 0;
    double sumOfSquares = 0;
    void add(double error)
    {
        maximum = std::max(maximum, error);
        sumOfSquares += error * error;
    }
};

bool sameSpecial(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

ErrorRatios rowRatios(std::span<const double> patched, std::span<const double> original,
    std::span<const double> truth, kernel::Dtype dtype, double assumedUlps)
{
    RowErrors ours;
    RowErrors theirs;
    double largest = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (!std::isfinite(original[i]) || !std::isfinite(truth[i])) {
            if (!sameSpecial(patched[i], original[i]))
                return {kInfinity, kInfinity};
            continue;
        }
        if (!std::isfinite(patched[i]))
            return {kInfinity, kInfinity};
        ours.add(std::abs(patched[i] - truth[i]));
        theirs.add(std::abs(original[i] - truth[i]));
        largest = std::max(largest, std::abs(truth[i]));
    }
    const kernel::Tolerance tolerance;
    const double ulp = kernel::unitInLastPlace(largest, dtype);
    const double floor = tolerance.floorUlp * ulp;
    const double assumed = assumedUlps * ulp;
    const auto count = static_cast<double>(std::max<std::size_t>(truth.size(), 1));
    const auto rms
        = [&](const RowErrors& errors) { return std::sqrt(errors.sumOfSquares / count); };
    return {
        ours.maximum / std::max(tolerance.maximumFactor * std::max(theirs.maximum, assumed), floor),
        rms(ours) / std::max(tolerance.rmsFactor * std::max(rms(theirs), assumed), floor)};
}

} // namespace

ErrorRatios errorRatios(const at::Tensor& patched, const at::Tensor& original,
    const at::Tensor& truth, double assumedUlps)
{
    if (patched.sizes() != original.sizes() || truth.sizes() != original.sizes()
        || patched.scalar_type() != original.scalar_type())
        return {kInfinity, kInfinity};
    const auto dtype = dtypeOf(original.scalar_type());
    const auto a = patched.to(at::kDouble).contiguous();
    const auto b = original.to(at::kDouble).contiguous();
    const auto t = truth.to(at::kDouble).contiguous();
    const auto count = static_cast<std::size_t>(t.numel());
    auto width = static_cast<std::size_t>(t.dim() == 0 ? 1 : t.size(-1));
    if (width < kernel::kShortestRow)
        width = kernel::kRowGroup;
    ErrorRatios worst;
    for (std::size_t start = 0; start < count; start += width) {
        const auto row = [&](const at::Tensor& tensor) {
            return std::span<const double>(
                tensor.const_data_ptr<double>() + start, std::min(width, count - start));
        };
        const auto ratios = rowRatios(row(a), row(b), row(t), dtype, assumedUlps);
        worst.maximum = std::max(worst.maximum, ratios.maximum);
        worst.rms = std::max(worst.rms, ratios.rms);
    }
    return worst;
}

} // namespace autokernel::lab
