// SPDX-License-Identifier: Apache-2.0
// Patch text as git and patch(1) read it: hunks with context, "\ No newline at end of file", ranges
// of empty files as 0,0. Pure, any thread.
#pragma once

#include "diff/line_diff.h"

#include <string>
#include <string_view>

namespace autokernel::diff {

struct PatchNames
{
    std::string oldName = "a/candidate";
    std::string newName = "b/candidate";
};

// "" when the texts are equal.
std::string unifiedPatch(std::string_view oldText, std::string_view newText,
    const PatchNames& names = {}, std::size_t contextLines = 3);

} // namespace autokernel::diff
