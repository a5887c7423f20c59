// SPDX-License-Identifier: Apache-2.0
// The comment in a candidate's source that says what it is: found, read, asked.
#include "base/utf8.h"
#include "kernel/candidate.h"
#include "kernel/manifest_text.h"
#include "kernel/toml_reader.h"

#include <algorithm>
#include <cctype>

namespace autokernel::kernel {
namespace {

constexpr std::string_view kManifestOpen = "/*autokernel";

bool isIdentifier(std::string_view text)
{
    return !text.empty() && text.size() <= 64
        && std::isdigit(static_cast<unsigned char>(text.front())) == 0
        && std::all_of(text.begin(), text.end(),
            [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

Result<std::vector<Tunable>> readTunables(TomlReader& root)
{
    std::vector<Tunable> tunables;
    AK_ASSIGN(const auto* table, root.tableOrNull("tunables"));
    if (!table)
        return tunables;
    for (const auto& [key, node] : *table) {
        const std::string name(key.str());
        if (!isIdentifier(name) || !node.is_table())
            return root.error(&node,
                fmt::format(
                    "tunable '{}' must be a name with {{ value = ..., choices = [...] }}", name));
        TomlReader reader(*node.as_table(), root.origin());
        Tunable tunable;
        tunable.name = name;
        AK_ASSIGN(tunable.value, reader.integer("value"));
        AK_ASSIGN(tunable.choices, reader.integers("choices"));
        AK_ASSIGN(tunable.valueOnAvx2, reader.integerOrNull("avx2"));
        AK_TRY(reader.finish());
        for (const std::int64_t value :
            {tunable.value, tunable.valueOnAvx2.value_or(tunable.value)})
            if (std::find(tunable.choices.begin(), tunable.choices.end(), value)
                == tunable.choices.end())
                return root.error(
                    &node, fmt::format("the value of tunable '{}' is not among its choices", name));
        tunables.push_back(std::move(tunable));
    }
    return tunables;
}

Result<std::string> readEntry(TomlReader& reader)
{
    AK_ASSIGN(auto entry, reader.string("entry"));
    if (!isIdentifier(entry))
        return reader.error(
            reader.take("entry"), fmt::format("'{}' is not the name of a function", entry));
    return entry;
}

Result<void> readWorkspaces(TomlReader& root, Manifest& manifest)
{
    AK_ASSIGN(const auto tables, root.tables("workspace"));
    if (tables.size() > 8)
        return root.error(nullptr, "at most 8 workspaces are allowed");
    for (const auto* table : tables) {
        TomlReader reader(*table, root.origin());
        Workspace workspace;
        AK_ASSIGN(workspace.name, reader.string("name"));
        AK_ASSIGN(workspace.bytes, reader.expression("bytes"));
        AK_ASSIGN(workspace.zeroed, reader.booleanOr("zero", false));
        AK_TRY(reader.finish());
        manifest.workspaces.push_back(std::move(workspace));
    }
    return {};
}

Result<void> readPrepare(TomlReader& root, Manifest& manifest)
{
    AK_ASSIGN(const auto* table, root.tableOrNull("prepare"));
    if (!table)
        return {};
    TomlReader reader(*table, root.origin());
    Prepare prepare;
    AK_ASSIGN(prepare.entry, readEntry(reader));
    AK_ASSIGN(prepare.inputs, reader.stringsOr("inputs", {}));
    AK_ASSIGN(prepare.bytes, reader.expression("bytes"));
    AK_TRY(reader.finish());
    manifest.prepare = std::move(prepare);
    return {};
}

Result<void> readLaunches(TomlReader& root, Manifest& manifest)
{
    AK_ASSIGN(const auto tables, root.tables("launch"));
    if (tables.empty() || tables.size() > 16)
        return root.error(nullptr, "a manifest needs between 1 and 16 [[launch]] tables");
    if (manifest.language == "cpu" && tables.size() != 1)
        return root.error(nullptr, "a CPU manifest has exactly one [[launch]]");
    for (const auto* table : tables) {
        TomlReader reader(*table, root.origin());
        Launch launch;
        AK_ASSIGN(launch.entry, readEntry(reader));
        if (manifest.language == "cuda") {
            AK_ASSIGN(launch.grid, reader.expressionsOr("grid", {}));
            AK_ASSIGN(launch.block, reader.expressionsOr("block", {}));
            AK_ASSIGN(launch.cluster, reader.expressionsOr("cluster", {}));
            if (reader.has("shared")) {
                AK_ASSIGN(launch.sharedBytes, reader.expression("shared"));
            }
            AK_ASSIGN(launch.arguments, reader.stringsOr("args", {}));
            if (launch.grid.empty() || launch.block.empty() || launch.grid.size() > 3
                || launch.block.size() > 3 || launch.cluster.size() > 3)
                return reader.error(nullptr,
                    "a CUDA [[launch]] needs 'grid' and 'block' with one to three expressions "
                    "each");
        }
        AK_TRY(reader.finish());
        manifest.launches.push_back(std::move(launch));
    }
    return {};
}

} // namespace

std::uint32_t lineOf(std::string_view source, std::size_t offset)
{
    return static_cast<std::uint32_t>(1 + std::ranges::count(source.substr(0, offset), '\n'));
}

Result<ManifestText> findManifest(std::string_view source)
{
    const auto open = source.find(kManifestOpen);
    if (open == std::string_view::npos)
        return fail(ErrorCode::CompileError,
            "the source has no manifest comment: expected '/*autokernel'.");
    const auto begin = open + kManifestOpen.size();
    const auto end = source.find("*/", begin);
    if (end == std::string_view::npos)
        return fail(ErrorCode::CompileError,
            "{}:{}: the manifest comment is not closed: expected '*/'.", kManifestOrigin,
            lineOf(source, begin));
    return ManifestText {source.substr(begin, end - begin), begin, lineOf(source, begin) - 1};
}

Result<Manifest> parseManifest(std::string_view source)
{
    if (source.size() > kMaximumSourceBytes)
        return fail(ErrorCode::CompileError, "the source has {} bytes; at most {} are allowed.",
            source.size(), kMaximumSourceBytes);
    if (const auto invalid = firstInvalidUtf8(source))
        return fail(ErrorCode::CompileError, "line {} is not UTF-8: save the file as UTF-8.",
            1 + std::ranges::count(source.substr(0, *invalid), '\n'));
    AK_ASSIGN(const auto text, findManifest(source));
    const TomlOrigin origin {std::string(kManifestOrigin), text.lineOffset};
    AK_ASSIGN(const auto table, parseToml(text.toml, origin));
    TomlReader root(table, origin);
    Manifest manifest;
    AK_ASSIGN(manifest.type, root.string("type"));
    AK_ASSIGN(manifest.variant, root.stringOr("variant", "default"));
    AK_ASSIGN(manifest.language, root.string("language"));
    if (manifest.language != "cpu" && manifest.language != "cuda")
        return root.error(root.take("language"), "'language' must be cpu or cuda");
    AK_ASSIGN(manifest.title, root.stringOr("title", ""));
    AK_ASSIGN(manifest.tunables, readTunables(root));
    AK_ASSIGN(manifest.constraints, root.expressionsOr("constraints", {}));
    AK_ASSIGN(manifest.domain, root.expressionsOr("domain", {}));
    AK_ASSIGN(manifest.fixedSymbols, root.stringsOr("fixed", {}));
    AK_ASSIGN(const auto dtypes, root.stringsOr("dtypes", {}));
    for (const auto& name : dtypes) {
        const auto dtype = dtypeFromString(name);
        if (!dtype)
            return root.error(root.take("dtypes"), dtype.error().message);
        manifest.dtypes.push_back(*dtype);
    }
    AK_ASSIGN(manifest.usesOrderDependentAtomics, root.booleanOr("atomics", false));
    AK_TRY(readWorkspaces(root, manifest));
    AK_TRY(readPrepare(root, manifest));
    AK_TRY(readLaunches(root, manifest));
    AK_TRY(root.finish());
    return manifest;
}

TunableValues Manifest::defaults() const
{
    TunableValues values;
    for (const auto& tunable : tunables)
        values.emplace(tunable.name, tunable.value);
    return values;
}

Result<bool> Manifest::allows(const TunableValues& values, const Symbols& names) const
{
    Symbols known = names;
    known.insert(values.begin(), values.end());
    for (const auto* conditions : {&constraints, &domain}) {
        for (const auto& condition : *conditions) {
            AK_ASSIGN(const auto holds, condition.evaluate(known));
            if (holds == 0)
                return false;
        }
    }
    return true;
}

bool Manifest::supports(Dtype dtype) const
{
    return dtypes.empty() || std::find(dtypes.begin(), dtypes.end(), dtype) != dtypes.end();
}

} // namespace autokernel::kernel
