// SPDX-License-Identifier: Apache-2.0
// The package of a run that ended, looked at again from its own files: are they whole, are its
// outputs within their budget, and is its gain the one that the run stored? Engine thread.
#pragma once

#include "engine/worker_link.h"
#include "store/history_reader.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

namespace autokernel::engine {

struct PackageCheck
{
    store::RunId run;
    std::filesystem::path folder; // the run's, or a copy of it
    // A line, as soon as it is known; also who is waited for that measures on the device.
    std::function<void(const std::string& finding)> tell;
    std::stop_token stop;
};

// Corrupt where winners.so or model.pt is not the file that manifest.json describes by its SHA-256.
Result<void> checkPackageFiles(const std::filesystem::path& folder);

struct PackageFinding
{
    // Empty: the package gains what its run measured, or more. Else the sentence that says how the
    // machine has changed since: its kernels gain less in LibTorch too, as much as in the package.
    std::string machineChanged;
};

// An error says what does not hold. On another device than the run's the gain only has to be one.
Result<PackageFinding> checkPackage(
    WorkerLink& worker, const store::HistoryReader& reader, const PackageCheck& check);

} // namespace autokernel::engine
