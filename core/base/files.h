// SPDX-License-Identifier: Apache-2.0
// Whole-file reading and writing, and where the program keeps and finds things. Any thread.
#pragma once

#include "base/result.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace autokernel {

Result<std::string> readFile(const std::filesystem::path& path);
// Writes beside the target, brings it to the disk and renames: neither a reader nor a power loss
// ever finds half a file.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

std::filesystem::path dataDirectory(); // $XDG_DATA_HOME/autokernel, ~/.local/share/autokernel
std::filesystem::path cacheDirectory(); // $XDG_CACHE_HOME/autokernel, ~/.cache/autokernel
std::filesystem::path programDirectory(); // where this executable lies
// The folders `kernels` and `resources`: $AUTOKERNEL_ROOT, else the first parent of the program's
// folder that holds kernels/rmsnorm/spec.toml, else the source tree it was built from.
std::filesystem::path installationRoot();

// A folder that is removed with the object.
class TemporaryDirectory
{
public:
    TemporaryDirectory(); // throws std::filesystem::filesystem_error
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
    int m_lock = -1; // held for as long as this process lives
};

// Removes what killed processes of this user have left of such directories: nobody locks them.
// Those made within `young` may not be locked yet.
void removeAbandonedDirectories(std::chrono::seconds young = std::chrono::minutes(1));

} // namespace autokernel
