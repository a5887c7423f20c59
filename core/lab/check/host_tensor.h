// SPDX-License-Identifier: Apache-2.0
// A dense row-major tensor in the worker's memory: what inputs, truths and outputs are between
// LibTorch and a contender's shared memory. A value; any thread.
#pragma once

#include "base/result.h"
#include "kernel/dtype.h"
#include "kernel/kernel_type.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace autokernel::lab {

struct HostTensor
{
    kernel::Dtype dtype = kernel::Dtype::Float32;
    std::vector<std::int64_t> sizes;
    std::vector<std::byte> bytes;

    static HostTensor zeros(kernel::Dtype dtype, std::vector<std::int64_t> sizes);
    std::int64_t elements() const;
    std::int64_t lastDimension() const { return sizes.empty() ? 1 : sizes.back(); }
    template <typename T> std::span<T> as()
    {
        return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
    }
    template <typename T> std::span<const T> as() const
    {
        return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
    }
};

std::int64_t elementsOf(std::span<const std::int64_t> sizes);

// The tensor's sizes at these symbol values. InvalidInput: negative sizes, unknown symbols, more
// than 2^48 elements.
Result<std::vector<std::int64_t>> sizesOf(
    const kernel::TensorSpec& tensor, const kernel::Symbols& symbols);
kernel::Dtype dtypeOf(const kernel::TensorSpec& tensor, kernel::Dtype operation);

// Inputs and outputs of one call in bytes.
Result<std::uint64_t> bytesOfCall(
    const kernel::Variant& variant, const kernel::Symbols& symbols, kernel::Dtype dtype);

// Floating values in a dtype's storage and back, vectorised; counts are equal.
void storeRounded(std::span<const float> values, kernel::Dtype dtype, std::span<std::byte> bytes);
void loadAsFloat(std::span<const std::byte> bytes, kernel::Dtype dtype, std::span<float> values);

} // namespace autokernel::lab
