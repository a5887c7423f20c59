// SPDX-License-Identifier: Apache-2.0
// Row ids of the history as types of their own, so that a run's id cannot be passed for an
// experiment's. Values.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace autokernel::store {

template <typename Tag> struct Id
{
    std::int64_t value = 0; // 0: no row
    bool isValid() const { return value > 0; }
    auto operator<=>(const Id&) const = default;
};

using DeviceId = Id<struct DeviceTag>;
using RoofsId = Id<struct RoofsTag>;
using ModelId = Id<struct ModelTag>;
using RunId = Id<struct RunTag>;
using TargetId = Id<struct TargetTag>;
using CandidateId = Id<struct CandidateTag>;
using ExperimentId = Id<struct ExperimentTag>;
using EndToEndId = Id<struct EndToEndTag>;
using AlarmId = Id<struct AlarmTag>;

} // namespace autokernel::store

template <typename Tag> struct std::hash<autokernel::store::Id<Tag>>
{
    std::size_t operator()(autokernel::store::Id<Tag> id) const noexcept
    {
        return std::hash<std::int64_t> {}(id.value);
    }
};
