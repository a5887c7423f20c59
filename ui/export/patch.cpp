// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/patch.h"

#include <fmt/format.h>

#include <algorithm>

namespace autokernel::ui {
namespace {

std::string nameOf(const ComparedCandidate& other)
{
    return other.experiment ? fmt::format("#{}", other.experiment->number)
                            : std::string("a candidate of another run");
}

} // namespace

std::string patchOf(const ExperimentView& view, const std::string& hunks)
{
    if (!view.other || hunks.empty())
        return {};
    const auto& row = view.details.row;
    const auto onOneLine = [](std::string text) {
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
        return text;
    };
    return fmt::format("# AutoKernel, run {}, experiment #{} of {}, against {}\n# {}\n# {}: {}\n",
               row.run.value, row.number, onOneLine(row.targetKey), nameOf(*view.other),
               onOneLine(row.idea), judge::toString(row.verdict.kind),
               onOneLine(row.verdict.sentence))
        + hunks;
}

} // namespace autokernel::ui
