// SPDX-License-Identifier: Apache-2.0
#include "mutate/pack_every_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace autokernel::mutate {
namespace {

constexpr std::string_view kSuffix = "_packing_each_call";

struct Extent
{
    std::size_t begin = 0;
    std::size_t end = 0; // at the next table's head, or at the manifest's end
};

// The table that opens with `head` on a line of its own, the last one of that name.
std::optional<Extent> lastTable(std::string_view source, std::string_view head)
{
    const std::size_t manifestEnd = source.find("*/");
    std::optional<Extent> found;
    for (std::size_t line = 0; line < manifestEnd;) {
        const std::size_t next = std::min(source.find('\n', line), manifestEnd - 1) + 1;
        const auto text = source.substr(line, next - line);
        if (found && found->end == std::string_view::npos && text.starts_with('['))
            found->end = line;
        if (text.starts_with(head))
            found = Extent {line, std::string_view::npos};
        line = next;
    }
    if (found && found->end == std::string_view::npos)
        found->end = manifestEnd;
    return found;
}

bool replaceOnce(std::string& text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.find(from);
    if (at == std::string::npos || text.find(from, at + from.size()) != std::string::npos)
        return false;
    text.replace(at, from.size(), to);
    return true;
}

std::string wrapper(const kernel::Manifest& manifest)
{
    const std::string& entry = manifest.launches.front().entry;
    return fmt::format("\nextern \"C\" void {0}{1}(const ak_args* args)\n{{\n"
                       "    {2}(args, args->workspaces[{3}]);\n"
                       "    ak_args packed = *args;\n"
                       "    packed.packed = args->workspaces[{3}];\n"
                       "    {0}(&packed);\n}}\n",
        entry, kSuffix, manifest.prepare->entry, manifest.workspaces.size());
}

} // namespace

Result<kernel::Candidate> packEveryCall(const kernel::Candidate& candidate)
{
    const auto& manifest = candidate.manifest;
    if (!manifest.prepare || manifest.language != "cpu")
        return fail(ErrorCode::Unsupported, "{} has no weights that are packed ahead of time.",
            manifest.title);
    const auto unknownForm = [&] {
        return fail(ErrorCode::Unsupported,
            "{}: this form of source cannot be made to pack at each call.", manifest.title);
    };
    std::string source = candidate.source;
    const auto prepare = lastTable(source, "[prepare]");
    if (!prepare)
        return unknownForm();
    source.erase(prepare->begin, prepare->end - prepare->begin);
    // The last of the workspaces, so that the others keep their numbers.
    const auto last = lastTable(source, "[[workspace]]");
    source.insert(std::max(last ? last->end : 0, prepare->begin),
        fmt::format("[[workspace]]\nname = \"packed_each_call\"\nbytes = \"{}\"\n\n",
            manifest.prepare->bytes.text()));
    const std::string& entry = manifest.launches.front().entry;
    const auto launch = lastTable(source, "[[launch]]");
    if (!launch)
        return unknownForm();
    std::string launchText = source.substr(launch->begin, launch->end - launch->begin);
    if (!replaceOnce(
            launchText, fmt::format("\"{}\"", entry), fmt::format("\"{}{}\"", entry, kSuffix)))
        return unknownForm();
    source.replace(launch->begin, launch->end - launch->begin, launchText);
    // Only the wrapper is an entry: two kernels of one package may both call theirs pack_weights.
    for (const std::string& name : {entry, manifest.prepare->entry})
        if (!replaceOnce(source, fmt::format("extern \"C\" void {}(", name),
                fmt::format("static void {}(", name)))
            return unknownForm();
    source += wrapper(manifest);
    return kernel::makeCandidate(std::move(source), candidate.tunables);
}

} // namespace autokernel::mutate
