// SPDX-License-Identifier: Apache-2.0
// As much of JSON Schema 2020-12 as resources/schemas uses; an unknown keyword is an error, so that
// a schema cannot promise what is not checked.
#pragma once

#include "base/json.h"

#include <string>
#include <vector>

namespace autokernel::report::test {

class SchemaCheck
{
public:
    explicit SchemaCheck(Json schema)
        : m_root(std::move(schema))
    {
    }
    // Where and why the value breaks the schema; empty when it holds.
    std::vector<std::string> operator()(const Json& value)
    {
        m_faults.clear();
        check(m_root, value, "$");
        return m_faults;
    }

private:
    bool holds(const Json& schema, const Json& value)
    {
        SchemaCheck inner(m_root);
        inner.check(schema, value, "$");
        return inner.m_faults.empty();
    }
    static bool hasType(const Json& value, const std::string& type)
    {
        return (type == "object" && value.is_object()) || (type == "array" && value.is_array())
            || (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean())
            || (type == "null" && value.is_null()) || (type == "number" && value.is_number())
            || (type == "integer" && value.is_number_integer());
    }
    void require(bool condition, const std::string& at, const std::string& what)
    {
        if (!condition)
            m_faults.push_back(at + ": " + what);
    }
    void check(const Json& schema, const Json& value, const std::string& at)
    {
        for (const auto& [keyword, rule] : schema.items())
            checkKeyword(keyword, rule, schema, value, at);
    }
    void checkKeyword(const std::string& keyword, const Json& rule, const Json& schema,
        const Json& value, const std::string& at)
    {
        if (keyword == "type") {
            bool any = false;
            for (const auto& type : rule.is_array() ? rule : Json::array({rule}))
                any = any || hasType(value, type.get<std::string>());
            require(any, at, "not of type " + rule.dump() + ": " + value.dump());
        } else if (keyword == "required") {
            for (const auto& key : rule)
                require(
                    value.contains(key.get<std::string>()), at, "lacks " + key.get<std::string>());
        } else if (keyword == "properties") {
            for (const auto& [key, inner] : rule.items())
                if (value.is_object() && value.contains(key))
                    check(inner, value.at(key), at + "." + key);
        } else if (keyword == "additionalProperties") {
            for (const auto& [key, inner] : value.items())
                require(!value.is_object() || schema.at("properties").contains(key), at,
                    "unknown " + key);
        } else if (keyword == "items") {
            for (std::size_t i = 0; value.is_array() && i < value.size(); ++i)
                check(rule, value[i], at + "[" + std::to_string(i) + "]");
        } else if (keyword == "enum") {
            require(std::find(rule.begin(), rule.end(), value) != rule.end(), at,
                value.dump() + " is not in " + rule.dump());
        } else if (keyword == "const") {
            require(value == rule, at, "is not " + rule.dump());
        } else if (keyword == "oneOf") {
            int count = 0;
            for (const auto& option : rule)
                count += holds(option, value) ? 1 : 0;
            require(
                count == 1, at, std::to_string(count) + " alternatives hold for " + value.dump());
        } else if (keyword == "$ref") {
            check(m_root.at(Json::json_pointer(rule.get<std::string>().substr(1))), value, at);
        } else if (keyword == "minimum") {
            require(!value.is_number() || value >= rule, at, "below " + rule.dump());
        } else if (keyword == "minItems") {
            require(value.size() >= rule.get<std::size_t>(), at, "too short");
        } else if (keyword == "maxItems") {
            require(value.size() <= rule.get<std::size_t>(), at, "too long");
        } else if (keyword == "minLength") {
            require(value.get<std::string>().size() >= rule.get<std::size_t>(), at, "too short");
        } else {
            const bool isRemark = keyword == "$schema" || keyword == "$id" || keyword == "title"
                || keyword == "description" || keyword == "$defs";
            require(
                isRemark, at, "the schema uses the keyword " + keyword + ", which is not checked");
        }
    }

    Json m_root;
    std::vector<std::string> m_faults;
};

} // namespace autokernel::report::test
