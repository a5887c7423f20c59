// SPDX-License-Identifier: Apache-2.0
// Whether a file of a package is the one that its manifest.json describes. Any thread.
#pragma once

#include "base/result.h"

#include <filesystem>

namespace autokernel::protocol {

// `name`: "winners.so" or "model.pt". Corrupt: its SHA-256 is not the manifest's, or that names
// none.
Result<void> checkDigest(const std::filesystem::path& package, const char* name);

} // namespace autokernel::protocol
