// SPDX-License-Identifier: Apache-2.0
// One use of a prepared statement: bound on construction, reset on destruction, so that no reader
// keeps the write-ahead log alive. Columns are read from left to right. Throws SQLite::Exception;
// used inside Database::guarded and Database::transaction by core/store alone.
#pragma once

#include "store/database.h"
#include "store/ids.h"
#include "store/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace autokernel::store {

struct Blob
{
    std::string_view bytes;
};

// For use inside guarded work, which turns the thrown Error back into a Result.
template <typename T> T valueOrThrow(Result<T> result)
{
    if (!result)
        throw std::move(result).error(); // NOLINT(misc-throw-by-value-catch-by-reference)
    return std::move(*result);
}

class Query
{
public:
    template <typename... Values>
    Query(const Database& database, const char* sql, const Values&... values)
        : m_statement(database.statement(sql))
    {
        (bind(values), ...);
    }
    ~Query() { m_statement.tryReset(); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    bool next()
    {
        m_column = 0;
        return m_statement.executeStep();
    }
    void run() { m_statement.exec(); } // of a statement without rows

    std::int64_t integer() { return column().getInt64(); }
    int number() { return static_cast<int>(integer()); }
    bool boolean() { return integer() != 0; }
    double real()
    {
        const auto value = column();
        return value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.getDouble();
    }
    std::optional<double> optionalReal()
    {
        const auto value = column();
        return value.isNull() ? std::nullopt : std::optional(value.getDouble());
    }
    std::optional<SpeedupInterval> interval()
    {
        const auto value = optionalReal();
        const double low = real();
        const double high = real();
        return value ? std::optional(SpeedupInterval {*value, low, high}) : std::nullopt;
    }
    std::string text() { return column().getString(); } // blobs too
    template <typename IdType> IdType id()
    {
        return IdType {integer()}; // NULL reads as 0
    }

private:
    SQLite::Column column() { return m_statement.getColumn(m_column++); }

    template <typename T> void bind(const T& value)
    {
        const int index = ++m_parameter;
        if constexpr (std::is_same_v<T, bool>)
            m_statement.bind(index, value ? 1 : 0);
        else if constexpr (std::is_integral_v<T>)
            m_statement.bind(index, static_cast<std::int64_t>(value));
        else if constexpr (std::is_floating_point_v<T>)
            m_statement.bind(index, static_cast<double>(value)); // SQLite stores NaN as NULL
        else
            m_statement.bind(index, std::string(value));
    }
    void bind(const Blob& blob)
    {
        m_statement.bind(++m_parameter, blob.bytes.data(), static_cast<int>(blob.bytes.size()));
    }
    template <typename Tag> void bind(const Id<Tag>& id)
    {
        if (const int index = ++m_parameter; id.isValid())
            m_statement.bind(index, id.value);
    }
    template <typename T> void bind(const std::optional<T>& value)
    {
        if (value)
            bind(*value);
        else
            ++m_parameter; // stays NULL
    }
    void bind(const SpeedupInterval& interval)
    {
        bind(interval.value);
        bind(interval.low);
        bind(interval.high);
    }
    void bind(const std::optional<SpeedupInterval>& interval)
    {
        if (interval)
            bind(*interval);
        else
            m_parameter += 3;
    }

    SQLite::Statement& m_statement;
    int m_parameter = 0;
    int m_column = 0;
};

} // namespace autokernel::store
