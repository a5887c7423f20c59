// SPDX-License-Identifier: Apache-2.0
// How a finished package comes to where the user finds it: it waits beside that place until its
// proof is complete and takes it in one step, so that whatever lies there was proven. Errors: Io.
// Any thread; one delivery of a run at a time.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "protocol/message.h"
#include "store/ids.h"

#include <filesystem>

namespace autokernel::engine {

// Where a run's finished package lies: beside its history, under a name of its own.
std::filesystem::path packageFolderOf(const std::filesystem::path& history, store::RunId run);
// Where one waits that is to be put there.
std::filesystem::path unprovenFolderOf(const std::filesystem::path& packageFolder);

class PackageDelivery
{
public:
    explicit PackageDelivery(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }

    // A copy that is to be proven, beside the folder.
    Result<protocol::PackageInfo> prepare(const protocol::PackageInfo& package) const;
    // Puts what prepare() gave into the folder, with its proof, in one step: at no moment is there
    // neither it nor what lay there before, which is gone then.
    Result<protocol::PackageInfo> deliver(
        const protocol::PackageInfo& prepared, const Json& proof) const;
    // Whatever an earlier session of the run left.
    void withdraw() const;

private:
    std::filesystem::path unproven() const { return unprovenFolderOf(m_folder); }

    std::filesystem::path m_folder;
};

} // namespace autokernel::engine
