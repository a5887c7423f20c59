// SPDX-License-Identifier: Apache-2.0
#include "lab/package_runtime/packed_weights.h"

#include <algorithm>
#include <chrono>

namespace autokernel::package {
namespace {

constexpr std::int64_t kSampledElements = 32;

// FNV-1a over the bytes of elements at even distances, first and last included.
std::uint64_t sampleOf(const at::Tensor& tensor)
{
    std::uint64_t hash = 14695981039346656037ull;
    const auto* bytes = static_cast<const unsigned char*>(tensor.const_data_ptr());
    const auto count = tensor.numel(); // dense: elements fill [data, data + numel)
    const auto width = tensor.element_size();
    const auto samples = std::min(count, kSampledElements);
    for (std::int64_t i = 0; i < samples; ++i) {
        const auto element = samples == 1 ? 0 : i * (count - 1) / (samples - 1);
        for (std::int64_t b = 0; b < static_cast<std::int64_t>(width); ++b) {
            hash ^= bytes[element * static_cast<std::int64_t>(width) + b];
            hash *= 1099511628211ull;
        }
    }
    return hash;
}

} // namespace

WeightIdentity::WeightIdentity(const at::Tensor& tensor)
    : storage(tensor.storage().getWeakStorageImpl())
    , data(tensor.const_data_ptr())
    , version(tensor.unsafeGetTensorImpl()->version_counter().current_version())
    , sizes(tensor.sizes().vec())
    , strides(tensor.strides().vec())
    , sample(sampleOf(tensor))
{
}

// The weak reference keeps the storage's address from being used again, so equal addresses mean the
// same storage.
bool WeightIdentity::describes(const at::Tensor& tensor) const
{
    return data == tensor.const_data_ptr()
        && storage._unsafe_get_target() == tensor.storage().unsafeGetStorageImpl()
        && version == tensor.unsafeGetTensorImpl()->version_counter().current_version()
        && tensor.sizes() == sizes && tensor.strides() == strides && sample == sampleOf(tensor);
}

bool canBeFollowed(const at::Tensor& tensor)
{
    return !tensor.is_inference() && tensor.is_non_overlapping_and_dense();
}

at::Tensor PackedWeights::get(const std::vector<at::Tensor>& weights, int threads, const Pack& pack)
{
    const std::lock_guard lock(m_mutex);
    for (const auto& entry : m_entries)
        if (entry.threads == threads
            && std::ranges::equal(
                entry.weights, weights, [](const auto& identity, const auto& tensor) {
                    return identity.describes(tensor);
                }))
            return entry.packed;
    // What is replaced: copies of these very tensors at an older version, and of tensors that are
    // gone.
    std::erase_if(m_entries, [&](const Entry& entry) {
        return !isAlive(entry)
            || (entry.threads == threads && entry.weights[0].data == weights[0].const_data_ptr());
    });
    const auto start = std::chrono::steady_clock::now();
    Entry entry {{weights.begin(), weights.end()}, threads, pack(weights)};
    m_prepareSeconds
        += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    m_entries.push_back(std::move(entry));
    return m_entries.back().packed;
}

bool PackedWeights::isAlive(const Entry& entry) const
{
    return std::ranges::none_of(
        entry.weights, [](const auto& identity) { return identity.storage.expired(); });
}

std::uint64_t PackedWeights::bytes() const
{
    const std::lock_guard lock(m_mutex);
    std::uint64_t sum = 0;
    for (const auto& entry : m_entries)
        sum += entry.packed.nbytes();
    return sum;
}

double PackedWeights::prepareSeconds() const
{
    const std::lock_guard lock(m_mutex);
    return m_prepareSeconds;
}

} // namespace autokernel::package
