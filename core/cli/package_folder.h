// SPDX-License-Identifier: Apache-2.0
// Where a run's package lies, and where one may be written. Errors are failures (exit code 1).
#pragma once

#include "cli/options.h"

namespace autokernel::cli {

// The folder that the run's end stored beside the history; an error that tells one that is gone
// from one that never was.
Result<std::filesystem::path> storedPackage(
    const store::HistoryReader& reader, store::RunId run, const std::filesystem::path& history);

// What a user keeps in a folder is not overwritten: it must be absent, empty, or a package of ours,
// which its manifest.json tells.
Result<void> checkPackageOutput(const std::filesystem::path& out);

} // namespace autokernel::cli
