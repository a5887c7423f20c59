// SPDX-License-Identifier: Apache-2.0
#include "lab/check/host_tensor.h"

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr std::int64_t kMostElements = std::int64_t {1} << 48;

std::uint16_t bfloat16Bits(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U)
        return static_cast<std::uint16_t>((bits >> 16) | 0x40U); // a NaN stays one
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

// IEEE 754 binary16, to nearest, ties to even.
std::uint16_t float16Bits(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U)
        return static_cast<std::uint16_t>(sign | 0x7E00U);
    if (magnitude >= 0x477FF000U) // 65520 and more round to infinity
        return static_cast<std::uint16_t>(sign | 0x7C00U);
    if (magnitude
        < 0x38800000U) { // subnormal: an addition of 0.5 aligns and rounds the significand
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<std::uint16_t>(
            sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U));
    }
    const std::uint32_t rounded = magnitude + 0xFFFU + ((magnitude >> 13) & 1U);
    return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
}

float float16Value(std::uint16_t bits)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000U) << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1FU;
    const std::uint32_t fraction = bits & 0x3FFU;
    if (exponent == 0x1F)
        return std::bit_cast<float>(sign | 0x7F800000U | (fraction << 13));
    if (exponent != 0)
        return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign != 0 ? -magnitude : magnitude;
}

const std::array<float, 65536>& float16Values()
{
    static const auto values = [] {
        auto table = std::make_unique<std::array<float, 65536>>();
        for (std::size_t bits = 0; bits < table->size(); ++bits)
            (*table)[bits] = float16Value(static_cast<std::uint16_t>(bits));
        return table;
    }();
    return *values;
}

} // namespace

HostTensor HostTensor::zeros(Dtype dtype, std::vector<std::int64_t> sizes)
{
    HostTensor tensor {dtype, std::move(sizes), {}};
    tensor.bytes.resize(static_cast<std::size_t>(tensor.elements()) * kernel::elementBytes(dtype));
    return tensor;
}

std::int64_t HostTensor::elements() const
{
    return elementsOf(sizes);
}

std::int64_t elementsOf(std::span<const std::int64_t> sizes)
{
    std::int64_t count = 1;
    for (const std::int64_t size : sizes)
        count *= size;
    return count;
}

Result<std::vector<std::int64_t>> sizesOf(
    const kernel::TensorSpec& tensor, const kernel::Symbols& symbols)
{
    std::vector<std::int64_t> sizes;
    std::int64_t elements = 1;
    for (const kernel::Expression& expression : tensor.shape) {
        AK_ASSIGN(const std::int64_t size, expression.evaluate(symbols));
        if (size < 0)
            return fail(ErrorCode::InvalidInput,
                "Tensor {} has a size of {} at {}: {} must not be negative.", tensor.name, size,
                kernel::formatSymbols(symbols), expression.text());
        if (size != 0 && elements > kMostElements / size)
            return fail(ErrorCode::InvalidInput, "Tensor {} is too large at {}.", tensor.name,
                kernel::formatSymbols(symbols));
        elements *= size;
        sizes.push_back(size);
    }
    return sizes;
}

Dtype dtypeOf(const kernel::TensorSpec& tensor, Dtype operation)
{
    return tensor.dtype.value_or(operation);
}

Result<std::uint64_t> bytesOfCall(
    const kernel::Variant& variant, const kernel::Symbols& symbols, Dtype dtype)
{
    std::uint64_t bytes = 0;
    for (const auto* tensors : {&variant.inputs, &variant.outputs})
        for (const kernel::TensorSpec& tensor : *tensors) {
            AK_ASSIGN(const auto sizes, sizesOf(tensor, symbols));
            bytes += static_cast<std::uint64_t>(elementsOf(sizes))
                * kernel::elementBytes(dtypeOf(tensor, dtype));
        }
    return bytes;
}

void storeRounded(std::span<const float> values, Dtype dtype, std::span<std::byte> bytes)
{
    if (dtype == Dtype::Float32) {
        std::memcpy(bytes.data(), values.data(), values.size_bytes());
    } else if (dtype == Dtype::Float64) {
        auto* out = reinterpret_cast<double*>(bytes.data());
        for (std::size_t i = 0; i < values.size(); ++i)
            out[i] = values[i];
    } else {
        auto* out = reinterpret_cast<std::uint16_t*>(bytes.data());
        const auto convert = dtype == Dtype::BFloat16 ? bfloat16Bits : float16Bits;
        for (std::size_t i = 0; i < values.size(); ++i)
            out[i] = convert(values[i]);
    }
}

void loadAsFloat(std::span<const std::byte> bytes, Dtype dtype, std::span<float> values)
{
    if (dtype == Dtype::Float32) {
        std::memcpy(values.data(), bytes.data(), values.size_bytes());
        return;
    }
    if (dtype == Dtype::Float64) {
        const auto* in = reinterpret_cast<const double*>(bytes.data());
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>(in[i]);
        return;
    }
    const auto* in = reinterpret_cast<const std::uint16_t*>(bytes.data());
    if (dtype == Dtype::BFloat16) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = std::bit_cast<float>(static_cast<std::uint32_t>(in[i]) << 16);
        return;
    }
    const auto& table = float16Values();
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = table[in[i]];
}

} // namespace autokernel::lab
