// SPDX-License-Identifier: Apache-2.0
#include "kernel/variant_check.h"

#include "kernel/fill.h"

#include <algorithm>

namespace autokernel::kernel {
namespace {

// Finds the parts of one variant again in the tables it was read from.
class VariantSource
{
public:
    VariantSource(const Variant& variant, const toml::table& root)
        : m_root(&root)
        , m_own(variant.name == "default" ? &root : root["variant"][variant.name].as_table())
    {
    }

    const toml::table& own() const { return *m_own; }

    const toml::node* part(const std::string& key) const
    {
        if (const auto* node = m_own->get(key))
            return node;
        return m_root->get(key);
    }

    // The field of an [[input]], [[output]] or [[scalar]]; the whole of it where it has none.
    const toml::node* field(
        const std::string& key, std::size_t index, std::string_view fieldName) const
    {
        const auto* list = m_own == m_root ? nullptr : m_own->get(key + "s");
        if (list == nullptr)
            list = m_root->get(key);
        const auto* array = list ? list->as_array() : nullptr;
        const auto* item = array ? array->get(index) : nullptr;
        const auto* table = item ? item->as_table() : nullptr;
        const auto* found = table ? table->get(fieldName) : nullptr;
        return found ? found : item;
    }

private:
    const toml::table* m_root;
    const toml::table* m_own;
};

class VariantCheck
{
public:
    VariantCheck(const KernelType& type, const Variant& variant, const toml::table& root,
        const TomlOrigin& origin)
        : m_type(type)
        , m_variant(variant)
        , m_source(variant, root)
        , m_reader(m_source.own(), origin)
    {
    }

    Result<void> run()
    {
        if (m_variant.inputs.empty() || m_variant.outputs.empty())
            return wrong(nullptr, "needs at least one [[input]] and one [[output]]");
        for (const auto& [key, shape] : {std::pair {"scoring", &m_variant.scoringShape},
                 std::pair {"small", &m_variant.smallShape}})
            if (shape->empty())
                return wrong(m_source.part("shapes"),
                    fmt::format(
                        "[shapes] needs '{}': expected sizes such as \"R=4096,D=4096\"", key));
        AK_TRY(checkTensors("input", m_variant.inputs));
        AK_TRY(checkTensors("output", m_variant.outputs));
        AK_TRY(checkScalars());
        return checkCost();
    }

private:
    Result<void> checkTensors(const std::string& key, const std::vector<TensorSpec>& tensors)
    {
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            AK_TRY(takeName(tensors[i].name, m_source.field(key, i, "name")));
            AK_TRY(checkShape(tensors[i], m_source.field(key, i, "shape")));
            const auto fill = parseFill(tensors[i].fill, m_variant.scoringShape);
            if (key == "input" && !fill)
                return wrong(m_source.field(key, i, "fill"),
                    fmt::format("input '{}': {}", tensors[i].name, fill.error().message));
        }
        return {};
    }

    Result<void> takeName(const std::string& name, const toml::node* where)
    {
        if (!m_names.insert(name).second)
            return wrong(where, fmt::format("the name '{}' is used twice", name));
        return {};
    }

    Result<void> checkShape(const TensorSpec& tensor, const toml::node* where) const
    {
        const auto* array = where ? where->as_array() : nullptr;
        for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
            const auto* item = array ? array->get(i) : where;
            for (const auto& name : tensor.shape[i].names())
                if (std::ranges::find(m_type.symbols, name) == m_type.symbols.end())
                    return wrong(item,
                        fmt::format("the shape of '{}' uses '{}', which 'symbols' does not list",
                            tensor.name, name));
            for (const auto* shape : {&m_variant.scoringShape, &m_variant.smallShape}) {
                const auto size = tensor.shape[i].evaluate(*shape);
                if (!size)
                    return wrong(item, size.error().message);
                if (*size < 0)
                    return wrong(item,
                        fmt::format("'{}' would be {} along {} at {}: sizes may not be negative",
                            tensor.name, *size, tensor.shape[i].text(), formatSymbols(*shape)));
            }
        }
        return {};
    }

    Result<void> checkScalars()
    {
        for (std::size_t i = 0; i < m_variant.scalars.size(); ++i) {
            const auto& scalar = m_variant.scalars[i];
            AK_TRY(takeName(scalar.name, m_source.field("scalar", i, "name")));
            if (!scalar.defaultExpression)
                continue;
            const auto value = scalar.defaultExpression->evaluateReal(m_variant.scoringShape);
            if (!value)
                return wrong(m_source.field("scalar", i, "default"), value.error().message);
        }
        return {};
    }

    Result<void> checkCost() const
    {
        const auto* node = m_source.part("cost");
        if (node == nullptr)
            return wrong(nullptr,
                "'cost' is missing: expected [cost] with 'flop' and 'bytes', two expressions");
        const auto& table = *node->as_table();
        Symbols values = m_variant.scoringShape;
        values["E"] = static_cast<std::int64_t>(elementBytes(Dtype::Float32));
        for (const auto& [key, expression, least] :
            {std::tuple {"flop", &m_variant.cost.flop, 0}, {"bytes", &m_variant.cost.bytes, 1}}) {
            const auto value = expression->evaluate(values);
            if (!value)
                return wrong(table.get(key), value.error().message);
            if (*value < least)
                return wrong(table.get(key),
                    fmt::format("a call of {} would be {} {}: 'flop' may not be negative and "
                                "'bytes' must be above zero",
                        formatSymbols(m_variant.scoringShape), *value,
                        key == std::string_view("flop") ? "FLOP" : "bytes"));
        }
        return {};
    }

    tl::unexpected<Error> wrong(const toml::node* where, std::string_view message) const
    {
        return m_reader.error(where, fmt::format("variant '{}': {}", m_variant.name, message));
    }

    const KernelType& m_type;
    const Variant& m_variant;
    VariantSource m_source;
    TomlReader m_reader;
    std::set<std::string> m_names;
};

} // namespace

Result<void> checkVariant(const KernelType& type, const Variant& variant, const toml::table& root,
    const TomlOrigin& origin)
{
    return VariantCheck(type, variant, root, origin).run();
}

} // namespace autokernel::kernel
