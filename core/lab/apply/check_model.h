// SPDX-License-Identifier: Apache-2.0
// Is the patched model as right as the original (TRUST 2.1b)? Worker's thread.
#pragma once

#include "base/result.h"
#include "lab/model/loaded_model.h"
#include "protocol/message.h"

#include <cstdint>
#include <filesystem>

namespace autokernel::lab {

// Compares the package with the original on the model's own inputs and `seededInputs` further ones.
// The package runs in processes of its own and never in this one. A model that raises or dies is a
// reply with `failure`, not an error.
Result<protocol::CheckModelReply> checkModel(const LoadedModel& model,
    const std::filesystem::path& packageDirectory, std::uint64_t seed, int seededInputs = 8);

} // namespace autokernel::lab
