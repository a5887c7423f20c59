// SPDX-License-Identifier: Apache-2.0
#include "lab/model/row_errors.h"

#include "kernel/tolerance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

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

using Row = std::span<const double>;

struct RowErrors
{
    double maximum = 0;
    double rms = 0;
};

class ErrorSum
{
public:
    void add(double error)
    {
        m_maximum = std::max(m_maximum, error);
        m_sumOfSquares += error * error;
    }
    RowErrors over(std::size_t count) const
    {
        const auto n = static_cast<double>(std::max<std::size_t>(count, 1));
        return {m_maximum, std::sqrt(m_sumOfSquares / n)};
    }

private:
    double m_maximum = 0;
    double m_sumOfSquares = 0;
};

bool sameSpecial(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

// What the original makes of one row.
struct Yardstick
{
    RowErrors errors;
    double ulp = 0; // of the row's largest value
};

Yardstick yardstickOf(Row original, Row truth, kernel::Dtype dtype)
{
    ErrorSum errors;
    double largest = 0;
    for (std::size_t i = 0; i < truth.size(); ++i)
        if (std::isfinite(original[i]) && std::isfinite(truth[i])) {
            errors.add(std::abs(original[i] - truth[i]));
            largest = std::max(largest, std::abs(truth[i]));
        }
    return {errors.over(truth.size()), kernel::unitInLastPlace(largest, dtype)};
}

// The lower median: more than half of the rows err at least so much.
double medianUlps(const std::vector<Yardstick>& rows, double RowErrors::*error)
{
    std::vector<double> ulps;
    for (const auto& row : rows)
        ulps.push_back(row.errors.*error / row.ulp);
    if (ulps.empty())
        return 0;
    const auto middle = ulps.begin() + static_cast<std::ptrdiff_t>((ulps.size() - 1) / 2);
    std::nth_element(ulps.begin(), middle, ulps.end());
    return *middle;
}

ErrorRatios rowRatios(
    Row patched, Row original, Row truth, const Yardstick& theirs, const RowErrors& leastUlps)
{
    ErrorSum errors;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (!std::isfinite(original[i]) || !std::isfinite(truth[i])) {
            if (!sameSpecial(patched[i], original[i]))
                return {kInfinity, kInfinity};
            continue;
        }
        if (!std::isfinite(patched[i]))
            return {kInfinity, kInfinity};
        errors.add(std::abs(patched[i] - truth[i]));
    }
    const auto ours = errors.over(truth.size());
    const kernel::Tolerance tolerance;
    const double floor = tolerance.floorUlp * theirs.ulp;
    const auto budget = [&](double factor, double RowErrors::*error) {
        const double least = leastUlps.*error * theirs.ulp;
        return std::max(factor * std::max(theirs.errors.*error, least), floor);
    };
    return {ours.maximum / budget(tolerance.maximumFactor, &RowErrors::maximum),
        ours.rms / budget(tolerance.rmsFactor, &RowErrors::rms)};
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
    const auto rowAt = [&](const at::Tensor& tensor, std::size_t start) {
        return Row(tensor.const_data_ptr<double>() + start, std::min(width, count - start));
    };
    std::vector<Yardstick> theirs;
    for (std::size_t start = 0; start < count; start += width)
        theirs.push_back(yardstickOf(rowAt(b, start), rowAt(t, start), dtype));
    const RowErrors least {std::max(medianUlps(theirs, &RowErrors::maximum), assumedUlps),
        std::max(medianUlps(theirs, &RowErrors::rms), assumedUlps)};
    ErrorRatios worst;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        const auto start = i * width;
        const auto ratios
            = rowRatios(rowAt(a, start), rowAt(b, start), rowAt(t, start), theirs[i], least);
        worst.maximum = std::max(worst.maximum, ratios.maximum);
        worst.rms = std::max(worst.rms, ratios.rms);
    }
    return worst;
}

} // namespace autokernel::lab
