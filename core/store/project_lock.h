// SPDX-License-Identifier: Apache-2.0
// FILE.lock says who writes a history. The lock belongs to an open descriptor, so it vanishes with
// its process, however that ends; asking whether it is held disturbs nobody. Any thread.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace autokernel::store {

class ProjectLock
{
public:
    // Error Locked names the process that holds it; Io when the lock file cannot be made.
    static Result<ProjectLock> acquire(const std::filesystem::path& history);
    // Held by any process, this one included. False where there is no lock file.
    static bool isHeld(const std::filesystem::path& history);
    // The process that holds it; nullopt: nobody does, or it does not say.
    static std::optional<std::int64_t> holder(const std::filesystem::path& history);
    static std::filesystem::path lockPath(const std::filesystem::path& history);

    ProjectLock(ProjectLock&& other) noexcept;
    ProjectLock& operator=(ProjectLock&& other) noexcept;
    ~ProjectLock();

private:
    explicit ProjectLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor = -1;
};

} // namespace autokernel::store
