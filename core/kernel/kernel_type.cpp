// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel_type.h"

#include "base/files.h"
#include "base/sha256.h"
#include "kernel/fill.h"
#include "kernel/pattern_reader.h"
#include "kernel/toml_reader.h"

#include <algorithm>
#include <limits>

namespace autokernel::kernel {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kToleranceClasses[] {
    "elementwise", "normalisation", "reduction", "product"};

Result<TensorSpec> readTensor(const toml::table& table, const TomlOrigin& origin, bool isInput)
{
    TomlReader reader(table, origin);
    TensorSpec tensor;
    AK_ASSIGN(tensor.name, reader.string("name"));
    if (!reader.has("shape"))
        return reader.error(nullptr, "'shape' is missing: expected a list of expressions");
    AK_ASSIGN(tensor.shape, reader.expressionsOr("shape", {}));
    if (reader.has("dtype")) {
        AK_ASSIGN(const auto text, reader.string("dtype"));
        const auto dtype = dtypeFromString(text);
        if (!dtype)
            return reader.error(reader.take("dtype"), dtype.error().message);
        tensor.dtype = *dtype;
    }
    if (isInput) {
        AK_ASSIGN(tensor.fill, reader.stringOr("fill", tensor.fill));
        AK_ASSIGN(tensor.isConstant, reader.booleanOr("constant", false));
    }
    AK_TRY(reader.finish());
    return tensor;
}

Result<std::vector<TensorSpec>> readTensors(
    TomlReader& reader, std::string_view key, bool isInput, std::vector<TensorSpec> fallback)
{
    if (!reader.has(key))
        return fallback;
    AK_ASSIGN(const auto tables, reader.tables(key));
    std::vector<TensorSpec> tensors;
    for (const auto* table : tables) {
        AK_ASSIGN(auto tensor, readTensor(*table, reader.origin(), isInput));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

// A number, or an expression over the symbols in quotes.
Result<void> readDefault(TomlReader& entry, ScalarSpec& scalar)
{
    const auto* node = entry.take("default");
    if (node == nullptr || !node->is_string()) {
        AK_ASSIGN(scalar.defaultValue, entry.numberOr("default", 0));
        return {};
    }
    AK_ASSIGN(scalar.defaultExpression, entry.expression("default"));
    return {};
}

Result<std::vector<ScalarSpec>> readScalars(
    TomlReader& reader, std::string_view key, std::vector<ScalarSpec> fallback)
{
    if (!reader.has(key))
        return fallback;
    AK_ASSIGN(const auto tables, reader.tables(key));
    std::vector<ScalarSpec> scalars;
    for (const auto* table : tables) {
        TomlReader entry(*table, reader.origin());
        ScalarSpec scalar;
        AK_ASSIGN(scalar.name, entry.string("name"));
        AK_TRY(readDefault(entry, scalar));
        AK_ASSIGN(scalar.checkValues, entry.numbersOr("check", {}));
        AK_ASSIGN(scalar.isInteger, entry.booleanOr("integer", false));
        AK_TRY(entry.finish());
        scalars.push_back(std::move(scalar));
    }
    return scalars;
}

Result<Symbols> readShape(
    TomlReader& reader, std::string_view text, const std::vector<std::string>& symbols)
{
    auto shape = parseSymbols(text);
    if (!shape)
        return reader.error(nullptr, shape.error().message);
    for (const auto& symbol : symbols)
        if (!shape->contains(symbol))
            return reader.error(nullptr, fmt::format("shape '{}' gives no {}", text, symbol));
    if (shape->size() != symbols.size())
        return reader.error(
            nullptr, fmt::format("shape '{}' gives a symbol that 'symbols' does not list", text));
    return *shape;
}

Result<std::vector<Symbols>> readShapeList(TomlReader& reader, std::string_view key,
    const std::vector<std::string>& symbols, std::vector<Symbols> fallback)
{
    if (!reader.has(key))
        return fallback;
    AK_ASSIGN(const auto texts, reader.stringsOr(key, {}));
    std::vector<Symbols> shapes;
    for (const auto& text : texts) {
        AK_ASSIGN(auto shape, readShape(reader, text, symbols));
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

Result<void> readShapes(
    TomlReader& parent, Variant& variant, const std::vector<std::string>& symbols)
{
    AK_ASSIGN(const auto* table, parent.tableOrNull("shapes"));
    if (!table)
        return {};
    TomlReader reader(*table, parent.origin());
    AK_ASSIGN(variant.benchmarkShapes,
        readShapeList(reader, "benchmark", symbols, variant.benchmarkShapes));
    AK_ASSIGN(variant.edgeShapes, readShapeList(reader, "edges", symbols, variant.edgeShapes));
    for (const auto& [key, shape] :
        {std::pair {"scoring", &variant.scoringShape}, std::pair {"small", &variant.smallShape}}) {
        if (!reader.has(key))
            continue;
        AK_ASSIGN(const auto text, reader.string(key));
        AK_ASSIGN(*shape, readShape(reader, text, symbols));
    }
    return reader.finish();
}

// Where the variant's own table gives the cost, so that the error has its line.
Result<void> checkCost(TomlReader& parent, const Variant& variant)
{
    AK_ASSIGN(const auto* table, parent.tableOrNull("cost"));
    if (!table || variant.scoringShape.empty())
        return {};
    TomlReader reader(*table, parent.origin());
    Symbols values = variant.scoringShape;
    values["E"] = 4;
    for (const auto& [key, expression] :
        {std::pair {"flop", &variant.cost.flop}, std::pair {"bytes", &variant.cost.bytes}})
        if (const auto value = expression->evaluate(values); !value)
            return reader.error(reader.take(key), value.error().message);
    return {};
}

Result<void> readCost(TomlReader& parent, Variant& variant)
{
    AK_ASSIGN(const auto* table, parent.tableOrNull("cost"));
    if (!table)
        return {};
    TomlReader reader(*table, parent.origin());
    AK_ASSIGN(variant.cost.flop, reader.expression("flop"));
    AK_ASSIGN(variant.cost.bytes, reader.expression("bytes"));
    return reader.finish();
}

// Every expression may use the type's symbols (and E in costs), nothing else; names must be unique.
Result<void> checkVariant(const KernelType& type, const Variant& variant, const TomlOrigin& origin)
{
    const auto complain = [&](std::string_view message) {
        if (message.ends_with('.'))
            message.remove_suffix(1);
        return fail(
            ErrorCode::InvalidInput, "{}: variant '{}': {}.", origin.file, variant.name, message);
    };
    std::set<std::string> names;
    for (const auto* tensors : {&variant.inputs, &variant.outputs}) {
        for (const auto& tensor : *tensors) {
            if (!names.insert(tensor.name).second)
                return complain(fmt::format("the name '{}' is used twice", tensor.name));
            for (const auto& size : tensor.shape)
                for (const auto& name : size.names())
                    if (std::find(type.symbols.begin(), type.symbols.end(), name)
                        == type.symbols.end())
                        return complain(fmt::format(
                            "the shape of '{}' uses '{}', which 'symbols' does not list",
                            tensor.name, name));
        }
    }
    for (const auto& scalar : variant.scalars) {
        if (!scalar.defaultExpression)
            continue;
        const auto value = scalar.defaultExpression->evaluateReal(variant.scoringShape);
        if (!value)
            return complain(value.error().message);
    }
    if (variant.inputs.empty() || variant.outputs.empty())
        return complain("needs at least one [[input]] and one [[output]]");
    if (variant.scoringShape.empty() || variant.smallShape.empty())
        return complain("needs the shapes 'scoring' and 'small'");
    for (const auto& tensor : variant.inputs)
        if (const auto fill = parseFill(tensor.fill, variant.scoringShape); !fill)
            return complain(fmt::format("input '{}': {}", tensor.name, fill.error().message));
    auto cost = costOf(variant, variant.scoringShape, Dtype::Float32);
    if (!cost)
        return complain(cost.error().message);
    if (cost->flop < 0 || cost->bytes <= 0)
        return complain(fmt::format(
            "a call of {} would be {:g} FLOP and {:g} bytes: 'flop' may not be negative and "
            "'bytes' must be above zero",
            formatSymbols(variant.scoringShape), cost->flop, cost->bytes));
    return {};
}

Result<Variant> readVariant(TomlReader& reader, Variant variant,
    const std::vector<std::string>& symbols, std::string_view inputKey, std::string_view outputKey,
    std::string_view scalarKey)
{
    AK_ASSIGN(variant.inputs, readTensors(reader, inputKey, true, variant.inputs));
    AK_ASSIGN(variant.outputs, readTensors(reader, outputKey, false, variant.outputs));
    AK_ASSIGN(variant.scalars, readScalars(reader, scalarKey, variant.scalars));
    AK_TRY(readCost(reader, variant));
    AK_TRY(readShapes(reader, variant, symbols));
    AK_TRY(checkCost(reader, variant));
    return variant;
}

Result<void> readVariants(TomlReader& root, KernelType& type)
{
    Variant base;
    base.name = "default";
    AK_ASSIGN(base, readVariant(root, base, type.symbols, "input", "output", "scalar"));
    type.variants.push_back(base);
    AK_ASSIGN(const auto* variants, root.tableOrNull("variant"));
    if (!variants)
        return {};
    for (const auto& [name, node] : inFileOrder(*variants)) {
        if (!node->is_table())
            return root.error(node, fmt::format("'variant.{}' must be a table", name));
        TomlReader reader(*node->as_table(), root.origin());
        Variant variant = base;
        variant.name = name;
        AK_ASSIGN(
            variant, readVariant(reader, variant, type.symbols, "inputs", "outputs", "scalars"));
        AK_TRY(reader.finish());
        type.variants.push_back(std::move(variant));
    }
    return {};
}

} // namespace

double ScalarSpec::defaultAt(const Symbols& symbols) const
{
    if (!defaultExpression)
        return defaultValue;
    return defaultExpression->evaluateReal(symbols).value_or(
        std::numeric_limits<double>::quiet_NaN());
}

const Variant* KernelType::findVariant(std::string_view variantName) const
{
    for (const auto& variant : variants)
        if (variant.name == variantName)
            return &variant;
    return nullptr;
}

fs::path KernelType::starterPath(std::string_view language, const Variant& variant) const
{
    const std::string_view suffix = language == "cuda" ? "cu" : language == "triton" ? "py" : "cpp";
    return folder
        / (variant.name == "default" ? fmt::format("{}.{}", language, suffix)
                                     : fmt::format("{}.{}.{}", language, variant.name, suffix));
}

std::string Target::key() const
{
    std::string text = fmt::format("{}/{} {}", type, variant, toString(dtype));
    if (!symbols.empty())
        text += " " + formatSymbols(symbols);
    for (const auto& [name, value] : scalars)
        text += fmt::format(" {}={}", name, value);
    return text;
}

Result<Cost> costOf(const Variant& variant, const Symbols& symbols, Dtype dtype)
{
    Symbols values = symbols;
    values["E"] = static_cast<std::int64_t>(elementBytes(dtype));
    AK_ASSIGN(const auto flop, variant.cost.flop.evaluate(values));
    AK_ASSIGN(const auto bytes, variant.cost.bytes.evaluate(values));
    return Cost {static_cast<double>(flop), static_cast<double>(bytes)};
}

Result<KernelType> loadKernelType(const fs::path& folder)
{
    const auto path = folder / "spec.toml";
    AK_ASSIGN(const auto text, readFile(path));
    const TomlOrigin origin {path.string(), 0};
    AK_ASSIGN(const auto table, parseToml(text, origin));
    TomlReader root(table, origin);
    KernelType type;
    type.folder = folder;
    type.specSha256 = sha256Hex(text);
    AK_ASSIGN(type.name, root.string("name"));
    if (type.name != folder.filename().string())
        return root.error(nullptr,
            fmt::format(
                "'name' is '{}' but the folder is '{}'", type.name, folder.filename().string()));
    AK_ASSIGN(type.title, root.stringOr("title", type.name));
    AK_ASSIGN(type.symbols, root.stringsOr("symbols", {}));
    if (type.symbols.empty())
        return root.error(nullptr, "'symbols' is missing: expected a list such as [\"R\", \"D\"]");
    AK_ASSIGN(type.toleranceClass, root.stringOr("tolerance", "elementwise"));
    if (std::find(std::begin(kToleranceClasses), std::end(kToleranceClasses), type.toleranceClass)
        == std::end(kToleranceClasses))
        return root.error(root.take("tolerance"),
            "'tolerance' must be elementwise, normalisation, reduction or product");
    AK_ASSIGN(type.isMemoryBound, root.booleanOr("memory_bound", true));
    AK_ASSIGN(type.baselines, root.stringsOr("baselines", {}));
    AK_TRY(readVariants(root, type));
    AK_TRY(readPatterns(root, type));
    AK_TRY(root.finish());
    for (const auto& variant : type.variants)
        AK_TRY(checkVariant(type, variant, origin));
    return type;
}

Result<std::vector<KernelType>> loadKernelTypes(const std::vector<fs::path>& roots)
{
    std::map<std::string, KernelType> byName;
    for (const auto& root : roots) {
        std::error_code error;
        std::vector<fs::path> folders;
        for (const auto& entry : fs::directory_iterator(root, error))
            if (fs::exists(entry.path() / "spec.toml"))
                folders.push_back(entry.path());
        std::sort(folders.begin(), folders.end());
        for (const auto& folder : folders) {
            AK_ASSIGN(auto type, loadKernelType(folder));
            byName.insert_or_assign(type.name, std::move(type));
        }
    }
    std::vector<KernelType> types;
    for (auto& [name, type] : byName)
        types.push_back(std::move(type));
    return types;
}

std::vector<fs::path> defaultKernelRoots()
{
    return {installationRoot() / "kernels", dataDirectory() / "kernels"};
}

} // namespace autokernel::kernel
