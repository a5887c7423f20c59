// SPDX-License-Identifier: Apache-2.0
// What the user takes away: winners.so (one op per winner, with the pattern's own formula to fall
// back on), the rewritten model.pt, load.py, sources, licences and manifest.json. Worker's thread.
#pragma once

#include "base/result.h"
#include "kernel/kernel_type.h"
#include "lab/model/loaded_model.h"
#include "protocol/message.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace autokernel::lab {

// Compiles the winners, rewrites a copy of the model and writes the directory. `sites` are those of
// the model's profile with the same types; a site that its winner cannot serve (other symbols, a
// weight that is not constant) is an error. The directory is replaced as a whole.
Result<protocol::PackageInfo> buildPackage(const LoadedModel& model,
    const std::vector<kernel::KernelType>& types, const std::vector<protocol::Site>& sites,
    const protocol::BuildPackage& request);

// Corrupt where winners.so is not the file that the manifest describes, NotFound where there is
// none. Loading a damaged library can kill the process.
Result<void> checkLibrary(const std::filesystem::path& directory);

} // namespace autokernel::lab
