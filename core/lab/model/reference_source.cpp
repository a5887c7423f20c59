// SPDX-License-Identifier: Apache-2.0
#include "lab/model/reference_source.h"

#include <torch/csrc/jit/api/compilation_unit.h>
#include <torch/csrc/jit/frontend/error_report.h>
#include <torch/csrc/jit/frontend/parser.h>
#include <torch/csrc/jit/frontend/resolver.h>
#include <torch/csrc/jit/ir/ir.h>

#include <array>
#include <limits>
#include <numbers>
#include <optional>

namespace autokernel::lab {
namespace {

namespace jit = torch::jit;

template <typename T> using Names = std::initializer_list<std::pair<std::string_view, T>>;

template <typename T> std::optional<T> lookUp(Names<T> names, std::string_view name)
{
    for (const auto& [key, value] : names)
        if (key == name)
            return value;
    return std::nullopt;
}

std::optional<at::ScalarType> dtypeNamed(std::string_view name)
{
    using at::ScalarType;
    return lookUp<ScalarType>(
        {{"float16", ScalarType::Half}, {"half", ScalarType::Half},
            {"bfloat16", ScalarType::BFloat16}, {"float32", ScalarType::Float},
            {"float", ScalarType::Float}, {"float64", ScalarType::Double},
            {"double", ScalarType::Double}, {"bool", ScalarType::Bool}, {"int8", ScalarType::Char},
            {"uint8", ScalarType::Byte}, {"int16", ScalarType::Short}, {"int32", ScalarType::Int},
            {"int", ScalarType::Int}, {"int64", ScalarType::Long}, {"long", ScalarType::Long}},
        name);
}

std::optional<double> numberNamed(std::string_view name)
{
    return lookUp<double>({{"pi", std::numbers::pi}, {"e", std::numbers::e},
                              {"inf", std::numeric_limits<double>::infinity()},
                              {"nan", std::numeric_limits<double>::quiet_NaN()}},
        name);
}

// Python's names where aten's differ.
std::string atenName(const std::string& prefix, const std::string& name)
{
    if (prefix.empty() && name == "cross_entropy")
        return "cross_entropy_loss";
    return prefix + name;
}

// torch, F, math and what is reached through them: dtypes and numbers are constants, everything
// else is an aten function.
class AtenNamespace : public jit::SugaredValue
{
public:
    explicit AtenNamespace(std::string prefix)
        : m_prefix(std::move(prefix))
    {
    }

    std::string kind() const override { return "module"; }

    std::shared_ptr<jit::SugaredValue> attr(const jit::SourceRange& location,
        jit::GraphFunction& function, const std::string& name) override
    {
        if (name == "nn" || name == "functional")
            return std::make_shared<AtenNamespace>("");
        if (name == "special" || name == "linalg" || name == "fft")
            return std::make_shared<AtenNamespace>(name + "_");
        if (const auto dtype = dtypeNamed(name))
            return constant(location, function, static_cast<std::int64_t>(*dtype));
        if (const auto number = numberNamed(name))
            return constant(location, function, *number);
        return std::make_shared<jit::BuiltinFunction>(
            c10::Symbol::aten(atenName(m_prefix, name)), std::nullopt);
    }

private:
    static std::shared_ptr<jit::SugaredValue> constant(
        const jit::SourceRange& location, jit::GraphFunction& function, const c10::IValue& value)
    {
        return std::make_shared<jit::SimpleValue>(
            function.graph()->insertConstant(value, location));
    }

    std::string m_prefix;
};

class ReferenceResolver : public jit::Resolver
{
public:
    std::shared_ptr<jit::SugaredValue> resolveValue(
        const std::string& name, jit::GraphFunction&, const jit::SourceRange&) override
    {
        if (name == "torch" || name == "F" || name == "math")
            return std::make_shared<AtenNamespace>("");
        return nullptr;
    }
};

// Import lines become empty ones, so that line numbers stay right.
std::string withoutImports(std::string_view source)
{
    std::string text;
    text.reserve(source.size() + 1);
    while (!source.empty()) {
        const auto end = source.find('\n');
        const auto line = source.substr(0, end);
        if (!line.starts_with("import ") && !line.starts_with("from "))
            text += line;
        text += '\n';
        source.remove_prefix(end == std::string_view::npos ? source.size() : end + 1);
    }
    return text;
}

std::vector<jit::Def> parseFunctions(std::string_view source, const std::string& fileName)
{
    jit::Parser parser(std::make_shared<jit::Source>(withoutImports(source), fileName, 1));
    std::vector<jit::Def> functions;
    while (parser.lexer().cur().kind != jit::TK_EOF)
        functions.emplace_back(parser.parseFunction(/*is_method=*/false));
    return functions;
}

// LibTorch says: reason, then `File "reference.py", line 7`, then the line with a mark.
Error compileError(const std::string& what, const std::string& fileName)
{
    const auto start = what.find_first_not_of(" \n");
    auto reason
        = start == std::string::npos ? "" : what.substr(start, what.find('\n', start) - start);
    while (!reason.empty() && (reason.back() == ':' || reason.back() == '.'))
        reason.pop_back();
    std::string line;
    constexpr std::string_view mark = "\", line ";
    if (const auto at = what.find(mark); at != std::string::npos) {
        const auto digits = at + mark.size();
        line = ", line "
            + what.substr(digits, what.find_first_not_of("0123456789", digits) - digits);
    }
    return {ErrorCode::InvalidInput,
        fmt::format("{}{}: {}. It must be TorchScript made of torch, F and math functions.",
            fileName, line, reason),
        what};
}

} // namespace

Result<ReferenceUnit> compileReferenceSource(std::string_view source, const std::string& fileName)
{
    try {
        const auto functions = parseFunctions(source, fileName);
        const std::vector<jit::ResolverPtr> resolvers(
            functions.size(), std::make_shared<ReferenceResolver>());
        auto unit = std::make_shared<jit::CompilationUnit>();
        unit->define(std::nullopt, {}, {}, functions, resolvers, nullptr);
        for (auto* function : unit->get_functions())
            function->ensure_defined();
        return unit;
    } catch (const std::exception& error) {
        return fail(compileError(error.what(), fileName));
    }
}

} // namespace autokernel::lab
