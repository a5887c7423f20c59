// SPDX-License-Identifier: Apache-2.0
#include "kernel/candidate.h"

#include "base/json.h"
#include "base/sha256.h"
#include "kernel/manifest_text.h"

#include <algorithm>
#include <cctype>

namespace autokernel::kernel {
namespace {

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

Symbols namesOf(const Symbols& symbols, Dtype dtype, int threads)
{
    Symbols names = symbols;
    names["THREADS"] = threads;
    names["E"] = static_cast<std::int64_t>(elementBytes(dtype));
    return names;
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
    // The manifest is a comment to the compiler; all of it counts that says how the code is called
    // and where it is right. A title says nothing of that, nor do values that were not chosen.
    const auto texts = [](const std::vector<Expression>& expressions) {
        Json list = Json::array();
        for (const auto& expression : expressions)
            list.push_back(expression.text());
        return list;
    };
    Json json {{"language", manifest.language}, {"source", SourceNormaliser(source).run()},
        {"type", manifest.type}, {"variant", manifest.variant}, {"tunables", tunables},
        {"constraints", texts(manifest.constraints)}, {"domain", texts(manifest.domain)},
        {"fixed", manifest.fixedSymbols}, {"atomics", manifest.usesOrderDependentAtomics}};
    for (const auto dtype : manifest.dtypes)
        json["dtypes"].push_back(toString(dtype));
    for (const auto& workspace : manifest.workspaces)
        json["workspaces"].push_back({workspace.name, workspace.bytes.text(), workspace.zeroed});
    if (const auto& prepare = manifest.prepare)
        json["prepare"] = {prepare->entry, prepare->inputs, prepare->bytes.text()};
    for (const auto& launch : manifest.launches)
        json["launches"].push_back(
            {launch.entry, texts(launch.grid), texts(launch.block), texts(launch.cluster),
                launch.sharedBytes ? launch.sharedBytes->text() : "", launch.arguments});
    return sha256Hex(dumpLine(json));
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
