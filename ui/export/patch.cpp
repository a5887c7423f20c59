// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/patch.h"

#include "diff/unified_patch.h"

#include <fmt/format.h>

#include <algorithm>

namespace autokernel::ui {

std::string patchOf(const ExperimentView& view)
{
    if (view.against.empty())
        return {};
    const auto hunks = diff::unifiedPatch(view.against, view.source, {"candidate", "candidate"});
    if (hunks.empty())
        return {};
    const auto& row = view.details.row;
    const auto onOneLine = [](std::string text) {
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
        return text;
    };
    return fmt::format("# AutoKernel, run {}, experiment #{} of {}, against {}\n# {}\n# {}: {}\n",
               row.run.value, row.number, onOneLine(row.targetKey), onOneLine(view.againstName),
               onOneLine(row.idea), judge::toString(row.verdict.kind),
               onOneLine(row.verdict.sentence))
        + hunks;
}

} // namespace autokernel::ui
