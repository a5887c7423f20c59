// SPDX-License-Identifier: Apache-2.0
// What autokernel-runner does: holds one candidate's binary, sealed, and runs blocks of calls on
// request. The descriptors have fixed numbers, so that arguments are the same in every phase of a
// measurement.
#pragma once

#include <cstdint>
#include <string>

namespace autokernel::runner {

inline constexpr int kControlDescriptor = 3;
inline constexpr int kTableDescriptor = 4;
inline constexpr int kInputDescriptor = 5;
inline constexpr int kOutputDescriptor = 6;
inline constexpr int kPackedDescriptor = 7;
inline constexpr int kBinaryDescriptor = 8;

struct CandidateRole
{
    std::string entry; // symbol
    bool isPrepare = false; // `entry` packs constant inputs
    std::uint64_t visibleInputs = ~std::uint64_t(0); // prepare: bit i stands for input i
};

// Serves the control page until it is killed. Returns an exit code when it could not start; the
// reason is on the control page.
int serveCandidate(const CandidateRole& role);

} // namespace autokernel::runner
