// SPDX-License-Identifier: Apache-2.0
// Takes file and network access away from the calling process and all that it starts (Landlock), as
// far as the running kernel can.
#pragma once

#include <string>
#include <vector>

namespace autokernel::runner {

struct AllowedPath
{
    std::string path;
    bool isWritable = false; // else read and execute
};

// Nothing but the named files and folders, and the open files behind `readableDescriptors`, can be
// opened afterwards; no TCP. Returns an empty text, or what went wrong; a path that does not exist
// is left out. `isSupported` is false where the kernel has no Landlock: then nothing was changed.
struct ConfinementResult
{
    bool isSupported = false;
    std::string error;
};
ConfinementResult confineFiles(
    const std::vector<AllowedPath>& paths, const std::vector<int>& readableDescriptors = {});

// Whether confineFiles() would do anything. Changes nothing.
bool canConfineFiles();

} // namespace autokernel::runner
