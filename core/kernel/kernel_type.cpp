// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel_type.h"

#include "base/files.h"
#include "base/sha256.h"
#include "kernel/pattern_reader.h"
#include "kernel/toml_reader.h"
#include "kernel/variant_check.h"

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
    const TomlReader& reader, const toml::node& node, const std::vector<std::string>& symbols)
{
    const auto text = node.value_exact<std::string>();
    if (!text)
        return reader.error(&node, "a shape must be a string such as \"R=4096,D=4096\"");
    auto shape = parseSymbols(*text);
    if (!shape)
        return reader.error(&node, shape.error().message);
    for (const auto& symbol : symbols)
        if (!shape->contains(symbol))
            return reader.error(&node, fmt::format("shape '{}' gives no {}", *text, symbol));
    if (shape->size() != symbols.size())
        return reader.error(
            &node, fmt::format("shape '{}' gives a symbol that 'symbols' does not list", *text));
    return *shape;
}

Result<std::vector<Symbols>> readShapeList(TomlReader& reader, std::string_view key,
    const std::vector<std::string>& symbols, std::vector<Symbols> fallback)
{
    const auto* node = reader.take(key);
    if (node == nullptr)
        return fallback;
    const auto* array = node->as_array();
    if (array == nullptr)
        return reader.error(node, fmt::format("'{}' must be a list of shapes", key));
    std::vector<Symbols> shapes;
    for (const auto& item : *array) {
        AK_ASSIGN(auto shape, readShape(reader, item, symbols));
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
        const auto* node = reader.take(key);
        if (node == nullptr)
            continue;
        AK_ASSIGN(*shape, readShape(reader, *node, symbols));
    }
    return reader.finish();
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

Result<Variant> readVariant(TomlReader& reader, Variant variant,
    const std::vector<std::string>& symbols, std::string_view inputKey, std::string_view outputKey,
    std::string_view scalarKey)
{
    AK_ASSIGN(variant.inputs, readTensors(reader, inputKey, true, variant.inputs));
    AK_ASSIGN(variant.outputs, readTensors(reader, outputKey, false, variant.outputs));
    AK_ASSIGN(variant.scalars, readScalars(reader, scalarKey, variant.scalars));
    AK_TRY(readCost(reader, variant));
    AK_TRY(readShapes(reader, variant, symbols));
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
        if (name == base.name)
            return root.error(node,
                "'default' is the variant that the file itself describes: choose another name");
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

Result<void> readSymbols(TomlReader& root, KernelType& type)
{
    AK_ASSIGN(type.symbols, root.stringsOr("symbols", {}));
    const auto* node = root.take("symbols");
    if (type.symbols.empty())
        return root.error(
            node, "'symbols' is missing or empty: expected a list such as [\"R\", \"D\"]");
    std::set<std::string> names;
    for (const auto& symbol : type.symbols) {
        const auto parsed = Expression::parse(symbol);
        if (!parsed || parsed->names() != std::set {symbol} || symbol == "E")
            return root.error(node,
                fmt::format("'{}' cannot be a symbol: expected a name such as R, other than E, the "
                            "size of an element",
                    symbol));
        if (!names.insert(symbol).second)
            return root.error(node, fmt::format("'symbols' lists '{}' twice", symbol));
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
        return root.error(root.take("name"),
            fmt::format(
                "'name' is '{}' but the folder is '{}'", type.name, folder.filename().string()));
    AK_ASSIGN(type.title, root.stringOr("title", type.name));
    AK_TRY(readSymbols(root, type));
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
        AK_TRY(checkVariant(type, variant, table, origin));
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
