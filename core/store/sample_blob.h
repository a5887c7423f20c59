// SPDX-License-Identifier: Apache-2.0
// Raw samples as the history keeps them: one compressed, versioned blob per block, lossless to the
// last bit, so that the judge reaches the same verdict over it again. Pure, any thread.
#pragma once

#include "protocol/measurement.h"

#include <string>
#include <string_view>
#include <vector>

namespace autokernel::store {

// A history budget: what one experiment's blobs may take together (TRUST 1.10).
inline constexpr std::size_t kMaximumBlobBytesPerExperiment = 20 * 1024;

std::string encodePairBlock(const protocol::PairBlock& block);
Result<protocol::PairBlock> decodePairBlock(
    std::string_view blob); // Corrupt, or of a newer version

std::string encodeSamples(const std::vector<double>& nanoseconds);
Result<std::vector<double>> decodeSamples(std::string_view blob);

} // namespace autokernel::store
