// SPDX-License-Identifier: Apache-2.0
// Where a run's package lies, and where one may be written. Any thread.
#pragma once

#include "store/history_reader.h"

#include <filesystem>
#include <functional>

namespace autokernel::engine {

// The folder that the run's end stored beside the history, whose proof is that of the run's result;
// an error that tells one that is gone, one that a stop kept from being handed over, and one that
// never was.
Result<std::filesystem::path> storedPackage(
    const store::HistoryReader& reader, store::RunId run, const std::filesystem::path& history);

// What a user keeps in a folder is not overwritten: it must be absent, empty, a package of ours,
// which its manifest.json tells, or what a kill left of one while it was written.
Result<void> checkPackageOutput(const std::filesystem::path& out);

// Looks at the copy before it takes its place.
using PackageTest = std::function<Result<void>(const std::filesystem::path& copy)>;

// Writes the parts of `package` to `out`, which checkPackageOutput() allows and which lies outside
// the package or is it; of a package that stood there nothing remains, what else lies in either
// folder stays where it is. Where the package is damaged, cannot be copied or fails the test, `out`
// is as it was.
Result<void> copyPackage(const std::filesystem::path& package, const std::filesystem::path& out,
    const PackageTest& test = {});

} // namespace autokernel::engine
