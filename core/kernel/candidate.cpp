// SPDX-License-Identifier: Apache-2.0
#include "kernel/candidate.h"

#include "base/sha256.h"
#include "kernel/toml_reader.h"

#include <algorithm>
#include <cctype>

namespace autokernel::kernel {
namespace {

constexpr std::string_view kManifestOpen = "/*autokernel";

struct ManifestText
{
    std::string_view toml;
    std::size_t offset = 0; // of `toml` in the source
    std::uint32_t lineOffset = 0;
};

Result<ManifestText> findManifest(std::string_view source)
{
    const auto open = source.find(kManifestOpen);
    if (open == std::string_view::npos)
        return fail(ErrorCode::CompileError,
            "the source has no manifest comment: expected '/*autokernel'.");
    const auto begin = open + kManifestOpen.size();
    const auto end = source.find("*/", begin);
    if (end == std::string_view::npos)
        return fail(ErrorCode::CompileError, "the manifest comment is not closed: expected '*/'.");
    const auto before = source.substr(0, begin);
    return ManifestText {source.substr(begin, end - begin), begin,
        static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'))};
}

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
        for (const std::int64_t value : {tunable.value, tunable.valueOnAvx2.value_or(tunable.value)})
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
        return reader.error(nullptr, fmt::format("'{}' is not the name of a function", entry));
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

bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '#';
}

// Drops what carries no meaning to the compiler: comments, and white space except between two
// words, in literals, and at the ends of preprocessor lines.
class SourceNormaliser
{
public:
    explicit SourceNormaliser(std::string_view source)
        : m_source(source)
    {
    }

    std::string run()
    {
        while (m_position < m_source.size()) {
            const auto rest = m_source.substr(m_position);
            const char c = rest.front();
            if (rest.starts_with("//"))
                skipTo(rest.find('\n'));
            else if (rest.starts_with("/*"))
                skipTo(rest.find("*/", 2), 2);
            else if (std::isspace(static_cast<unsigned char>(c)) != 0)
                skipTo(1, 0, c == '\n');
            else if (c == '"' || (c == '\'' && !followsDigit()))
                copyLiteral(c);
            else
                copy(c);
        }
        return std::move(m_out);
    }

private:
    bool followsDigit() const { return !m_gap && !m_out.empty() && isWordCharacter(m_out.back()); }

    void skipTo(std::size_t offset, std::size_t length = 0, bool isNewline = false)
    {
        m_gap = true;
        m_gapHasNewline = m_gapHasNewline || isNewline;
        m_position
            = offset == std::string_view::npos ? m_source.size() : m_position + offset + length;
    }

    void copy(char c)
    {
        if (m_gap && !m_out.empty()) {
            const auto lineStart
                = m_out.rfind('\n') == std::string::npos ? 0 : m_out.rfind('\n') + 1;
            const bool inDirective = m_out.find('#', lineStart) != std::string::npos;
            if (m_gapHasNewline && (inDirective || c == '#'))
                m_out += '\n';
            else if (isWordCharacter(m_out.back()) && isWordCharacter(c))
                m_out += ' ';
        }
        m_gap = false;
        m_gapHasNewline = false;
        m_out += c;
        ++m_position;
    }

    void copyLiteral(char quote)
    {
        copy(quote);
        while (m_position < m_source.size()) {
            const char c = m_source[m_position];
            copy(c);
            if (c == '\\' && m_position < m_source.size())
                copy(m_source[m_position]);
            else if (c == quote)
                return;
        }
    }

    std::string_view m_source;
    std::size_t m_position = 0;
    std::string m_out;
    bool m_gap = false;
    bool m_gapHasNewline = false;
};

} // namespace

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

Symbols namesOf(const Symbols& symbols, Dtype dtype, int threads)
{
    Symbols names = symbols;
    names["THREADS"] = threads;
    names["E"] = static_cast<std::int64_t>(elementBytes(dtype));
    return names;
}

bool Manifest::supports(Dtype dtype) const
{
    return dtypes.empty() || std::find(dtypes.begin(), dtypes.end(), dtype) != dtypes.end();
}

Result<Manifest> parseManifest(std::string_view source)
{
    if (source.size() > kMaximumSourceBytes)
        return fail(ErrorCode::CompileError, "the source has {} bytes; at most {} are allowed.",
            source.size(), kMaximumSourceBytes);
    AK_ASSIGN(const auto text, findManifest(source));
    const TomlOrigin origin {"manifest", text.lineOffset};
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

Result<Candidate> makeCandidate(std::string source, const TunableValues& overrides)
{
    auto manifest = parseManifest(source);
    if (!manifest)
        return fail(Error {ErrorCode::CompileError, manifest.error().message, {}});
    Candidate candidate;
    candidate.tunables = manifest->defaults();
    for (const auto& [name, value] : overrides) {
        const auto found = candidate.tunables.find(name);
        if (found == candidate.tunables.end())
            return fail(ErrorCode::CompileError, "the manifest has no tunable '{}'.", name);
        found->second = value;
    }
    candidate.source = std::move(source);
    candidate.manifest = std::move(*manifest);
    return candidate;
}

std::string Candidate::normalisedHash() const
{
    // The manifest is a comment to the compiler; what of it matters beyond tunables is the
    // launches.
    std::string text = manifest.language + "\n" + SourceNormaliser(source).run() + "\n";
    for (const auto& [name, value] : tunables)
        text += fmt::format("{}={}\n", name, value);
    for (const auto& workspace : manifest.workspaces)
        text += fmt::format("w {} {}\n", workspace.bytes.text(), workspace.zeroed);
    for (const auto& launch : manifest.launches) {
        text += "l " + launch.entry;
        for (const auto* list : {&launch.grid, &launch.block, &launch.cluster})
            for (const auto& expression : *list)
                text += " " + expression.text();
        text += launch.sharedBytes ? " s " + launch.sharedBytes->text() + "\n" : "\n";
    }
    for (const auto& symbol : manifest.fixedSymbols)
        text += "f " + symbol + "\n";
    return sha256Hex(text);
}

std::string sourceWithValues(const Candidate& candidate)
{
    const auto text = findManifest(candidate.source);
    if (!text)
        return candidate.source;
    std::string manifest(text->toml);
    for (const auto& [name, value] : candidate.tunables) {
        // NAME = { value = 4, ... }: replace the digits after the first "value" that follows
        // "\nNAME".
        auto line = manifest.find("\n" + name + " ");
        if (line == std::string::npos)
            line = manifest.find("\n" + name + "=");
        const auto key = line == std::string::npos ? line : manifest.find("value", line);
        const auto equals = key == std::string::npos ? key : manifest.find('=', key);
        const auto begin
            = equals == std::string::npos ? equals : manifest.find_first_of("-0123456789", equals);
        if (begin == std::string::npos)
            continue;
        const auto end = manifest.find_first_not_of("-0123456789_", begin);
        manifest.replace(begin, end - begin, std::to_string(value));
    }
    return candidate.source.substr(0, text->offset) + manifest
        + candidate.source.substr(text->offset + text->toml.size());
}

std::string prelude(const Candidate& candidate, const KernelType& type, const Target& target)
{
    const bool isCuda = candidate.manifest.language == "cuda";
    std::string text = isCuda ? "" : "#include \"ak_cpu.h\"\n";
    const auto cudaType = [](Dtype dtype) -> std::string_view {
        return dtype == Dtype::BFloat16 ? "__nv_bfloat16"
            : dtype == Dtype::Float16   ? "__half"
                                        : "float";
    };
    if (isCuda)
        text += "#include <cuda_fp16.h>\n#include <cuda_bf16.h>\n";
    text += fmt::format(
        "using scalar_t = {};\n", isCuda ? cudaType(target.dtype) : cppType(target.dtype));
    text += fmt::format("constexpr int kDtype = {};\n", static_cast<int>(target.dtype));
    for (const auto& [name, value] : candidate.tunables)
        text += fmt::format("constexpr long long {} = {}LL;\n", name, value);
    for (const auto& name : candidate.manifest.fixedSymbols)
        if (const auto found = target.symbols.find(name); found != target.symbols.end())
            text += fmt::format("constexpr long long {} = {}LL;\n", name, found->second);
    const auto indices = [&](std::string_view space, const std::vector<std::string>& names) {
        text += fmt::format("namespace {} {{\n", space);
        for (std::size_t i = 0; i < names.size(); ++i)
            text += fmt::format("constexpr int {} = {};\n", names[i], i);
        text += "}\n";
    };
    indices("sym", type.symbols);
    if (const auto* variant = type.findVariant(candidate.manifest.variant)) {
        std::vector<std::string> inputs;
        std::vector<std::string> outputs;
        std::vector<std::string> scalars;
        for (const auto& input : variant->inputs)
            inputs.push_back(input.name);
        for (const auto& output : variant->outputs)
            outputs.push_back(output.name);
        for (const auto& scalar : variant->scalars)
            scalars.push_back(scalar.name);
        indices("in", inputs);
        indices("out", outputs);
        indices("scalar", scalars);
    }
    return text + "#line 1 \"candidate\"\n";
}

} // namespace autokernel::kernel
