// SPDX-License-Identifier: Apache-2.0
// How often an op ran its kernel, and why it did not. Any thread.
#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace autokernel::package {

enum class Fallback
{
    Inactive, // another torch version, a processor without the instructions
    Disabled, // AUTOKERNEL_DISABLE
    Gradient,
    Autocast,
    Tensor, // not a plain CPU tensor
    Dtype,
    Shape,
    Scalar,
    Weight, // a weight whose changes cannot be noticed
    Count
};

class OpStatistics
{
public:
    void hit() { m_hits.fetch_add(1, std::memory_order_relaxed); }
    void copied() { m_copies.fetch_add(1, std::memory_order_relaxed); }
    void fellBack(Fallback reason)
    {
        m_fallbacks[static_cast<std::size_t>(reason)].fetch_add(1, std::memory_order_relaxed);
    }

    // {"hits", "copies", "fallbacks": {reason: count}}; reasons that never occurred are left out
    nlohmann::json toJson() const
    {
        static constexpr std::array<const char*, static_cast<std::size_t>(Fallback::Count)> kNames {
            "inactive", "disabled", "gradient", "autocast", "tensor", "dtype", "shape", "scalar",
            "weight"};
        auto reasons = nlohmann::json::object();
        for (std::size_t i = 0; i < kNames.size(); ++i)
            if (const auto count = m_fallbacks[i].load(std::memory_order_relaxed); count > 0)
                reasons[kNames[i]] = count;
        return {{"hits", m_hits.load(std::memory_order_relaxed)},
            {"copies", m_copies.load(std::memory_order_relaxed)}, {"fallbacks", reasons}};
    }

private:
    std::atomic<std::uint64_t> m_hits {0};
    std::atomic<std::uint64_t> m_copies {0}; // inputs that had to be made contiguous
    std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Fallback::Count)>
        m_fallbacks {};
};

} // namespace autokernel::package
