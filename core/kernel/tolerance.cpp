// SPDX-License-Identifier: Apache-2.0
#include "kernel/tolerance.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::kernel {
namespace {

struct FloatFormat
{
    int precision; // bits of the significand, the hidden one included
    int smallestExponent; // of normal numbers
    int largestExponent;
};

FloatFormat formatOf(Dtype dtype)
{
    switch (dtype) {
    case Dtype::Float16:
        return {11, -14, 15};
    case Dtype::BFloat16:
        return {8, -126, 127};
    case Dtype::Float64:
        return {53, -1022, 1023};
    case Dtype::Float32:
    case Dtype::Int64:
    case Dtype::Bool:
        break;
    }
    return {24, -126, 127};
}

} // namespace

Tolerance toleranceOf(std::string_view toleranceClass)
{
    Tolerance tolerance;
    tolerance.hasExactSums = toleranceClass == "reduction" || toleranceClass == "product";
    return tolerance;
}

double unitInLastPlace(double magnitude, Dtype dtype)
{
    const FloatFormat format = formatOf(dtype);
    const double absolute = std::fabs(magnitude);
    int exponent = format.smallestExponent;
    if (std::isinf(absolute))
        exponent = format.largestExponent;
    else if (absolute > 0)
        exponent
            = std::clamp(std::ilogb(absolute), format.smallestExponent, format.largestExponent);
    return std::ldexp(1.0, exponent - format.precision + 1);
}

double largestFinite(Dtype dtype)
{
    const FloatFormat format = formatOf(dtype);
    return std::ldexp(2.0 - std::ldexp(1.0, 1 - format.precision), format.largestExponent);
}

double roundTo(double value, Dtype dtype)
{
    if (!std::isfinite(value) || dtype == Dtype::Float64)
        return value;
    const double unit = unitInLastPlace(value, dtype);
    const double rounded = std::nearbyint(value / unit) * unit;
    if (std::fabs(rounded) > largestFinite(dtype))
        return std::copysign(std::numeric_limits<double>::infinity(), value);
    return rounded;
}

} // namespace autokernel::kernel
