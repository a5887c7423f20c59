// SPDX-License-Identifier: Apache-2.0
// Layout of a blob: the four characters "AKS1", then one zstd frame. In the frame, all
// little-endian: a u32 length and that many bytes of JSON (the block without its pairs, plus the
// reasons of dropped pairs by index), a u32 count of pairs, then the columns. A column is one mode
// byte and either
//   0: doubles, or
//   1: integers k with value = k / repeats exactly, as an i64 minimum, a u8 width and k - minimum,
// both stored byte plane after byte plane, since neighbouring times share their high bytes.
#include "store/sample_blob.h"

#include "protocol/codec.h"
#include "store/compression.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

namespace autokernel::store {
namespace {

constexpr std::string_view kMagic = "AKS1";
enum class ColumnMode : std::uint8_t
{
    Doubles = 0,
    Integers = 1
};

void putPlanes(std::string& out, const std::vector<std::uint64_t>& values, int width)
{
    for (int plane = 0; plane < width; ++plane)
        for (const std::uint64_t value : values)
            out.push_back(static_cast<char>((value >> (8 * plane)) & 0xFF));
}

void putUnsigned(std::string& out, std::uint64_t value, int width)
{
    putPlanes(out, {value}, width);
}

// The integers k with k / divisor equal to each value bit by bit, where there are such.
std::optional<std::vector<std::int64_t>> asFractions(const std::vector<double>& values, int divisor)
{
    std::vector<std::int64_t> result;
    for (const double value : values) {
        const double product = value * divisor;
        if (!(std::abs(product) < 9e15)) // also NaN; beyond 2^53 integers are not exact
            return std::nullopt;
        const std::int64_t integer = std::llround(product);
        const double back = static_cast<double>(integer) / divisor;
        if (std::bit_cast<std::uint64_t>(back) != std::bit_cast<std::uint64_t>(value))
            return std::nullopt;
        result.push_back(integer);
    }
    return result;
}

void putColumn(std::string& out, const std::vector<double>& values, int divisor)
{
    std::vector<std::uint64_t> bits;
    const auto integers = divisor > 0 ? asFractions(values, divisor) : std::nullopt;
    if (!integers || values.empty()) {
        out.push_back(static_cast<char>(ColumnMode::Doubles));
        for (const double value : values)
            bits.push_back(std::bit_cast<std::uint64_t>(value));
        putPlanes(out, bits, 8);
        return;
    }
    const auto [low, high] = std::minmax_element(integers->begin(), integers->end());
    const auto range = static_cast<std::uint64_t>(*high - *low);
    const int width = static_cast<int>((std::bit_width(range) + 7) / 8);
    for (const std::int64_t integer : *integers)
        bits.push_back(static_cast<std::uint64_t>(integer - *low));
    out.push_back(static_cast<char>(ColumnMode::Integers));
    putUnsigned(out, static_cast<std::uint64_t>(*low), 8);
    putUnsigned(out, static_cast<std::uint64_t>(width), 1);
    putPlanes(out, bits, width);
}

// Reads what the functions above wrote; past the end it yields zeros and remembers the failure.
class Cursor
{
public:
    explicit Cursor(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    std::string_view take(std::size_t size)
    {
        if (size > m_bytes.size()) {
            m_failed = true;
            return {};
        }
        const auto result = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return result;
    }
    std::vector<std::uint64_t> planes(std::size_t count, int width)
    {
        std::vector<std::uint64_t> values;
        const auto bytes = take(count * static_cast<std::size_t>(width));
        if (m_failed)
            return values;
        values.resize(count);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            values[i % count] |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]))
                << (8 * (i / count));
        return values;
    }
    std::uint64_t unsignedInteger(int width)
    {
        const auto values = planes(1, width);
        return values.empty() ? 0 : values.front();
    }
    std::vector<double> column(std::size_t count, int divisor)
    {
        std::vector<double> values(count, 0.0);
        const auto mode = static_cast<ColumnMode>(unsignedInteger(1));
        if (mode == ColumnMode::Doubles) {
            const auto bits = planes(count, 8);
            std::transform(bits.begin(), bits.end(), values.begin(),
                [](std::uint64_t bit) { return std::bit_cast<double>(bit); });
            return values;
        }
        const auto low = static_cast<std::int64_t>(unsignedInteger(8));
        const auto width = static_cast<int>(unsignedInteger(1));
        if (mode != ColumnMode::Integers || width > 8 || divisor <= 0) {
            m_failed = true;
            return values;
        }
        const auto offsets = planes(count, width);
        std::transform(offsets.begin(), offsets.end(), values.begin(), [&](std::uint64_t offset) {
            return static_cast<double>(low + static_cast<std::int64_t>(offset)) / divisor;
        });
        return values;
    }
    bool failed() const { return m_failed; }
    std::size_t left() const { return m_bytes.size(); }

private:
    std::string_view m_bytes;
    bool m_failed = false;
};

tl::unexpected<Error> damaged()
{
    return fail(ErrorCode::Corrupt, "stored samples are damaged: their parts do not fit together");
}

Result<std::string> payload(std::string_view blob)
{
    if (blob.substr(0, kMagic.size()) != kMagic) {
        if (blob.substr(0, 3) == kMagic.substr(0, 3))
            return fail(ErrorCode::Unsupported,
                "stored samples have version '{}', which this program does not know: use a newer "
                "one",
                blob.substr(3, 1));
        return fail(
            ErrorCode::Corrupt, "stored samples are damaged: they do not begin with {}", kMagic);
    }
    return decompress(blob.substr(kMagic.size()));
}

template <typename Get>
std::vector<double> columnOf(const std::vector<protocol::Pair>& pairs, Get get)
{
    std::vector<double> values;
    values.reserve(pairs.size());
    for (const auto& pair : pairs)
        values.push_back(static_cast<double>(get(pair)));
    return values;
}

} // namespace

std::string encodePairBlock(const protocol::PairBlock& block)
{
    protocol::PairBlock head = block;
    head.pairs.clear();
    Json json = head;
    Json dropped = Json::object();
    for (std::size_t i = 0; i < block.pairs.size(); ++i)
        if (!block.pairs[i].droppedBecause.empty())
            dropped[std::to_string(i)] = block.pairs[i].droppedBecause;
    json["dropped"] = dropped;
    const std::string text = dumpLine(json);

    const auto& pairs = block.pairs;
    std::string bytes;
    putUnsigned(bytes, text.size(), 4);
    bytes += text;
    putUnsigned(bytes, pairs.size(), 4);
    putColumn(bytes, columnOf(pairs, [](const auto& p) { return p.aNanoseconds; }), block.repeatsA);
    putColumn(bytes, columnOf(pairs, [](const auto& p) { return p.bNanoseconds; }), block.repeatsB);
    putColumn(bytes, columnOf(pairs, [](const auto& p) { return p.aWitnessNanoseconds; }),
        block.repeatsA);
    putColumn(bytes, columnOf(pairs, [](const auto& p) { return p.bWitnessNanoseconds; }),
        block.repeatsB);
    putColumn(bytes, columnOf(pairs, [](const auto& p) { return p.dataSet; }), 1);
    putColumn(bytes, columnOf(pairs, [](const auto& p) { return p.aFirst ? 1 : 0; }), 1);
    return std::string(kMagic) + compress(bytes);
}

Result<protocol::PairBlock> decodePairBlock(std::string_view blob)
{
    AK_ASSIGN(const std::string bytes, payload(blob));
    Cursor cursor(bytes);
    AK_ASSIGN(const Json json, parseJson(cursor.take(cursor.unsignedInteger(4))));
    AK_ASSIGN(protocol::PairBlock block, protocol::decode<protocol::PairBlock>(json));
    const std::size_t count = cursor.unsignedInteger(4);
    if (cursor.failed() || count > cursor.left() + 1)
        return damaged();
    const auto a = cursor.column(count, block.repeatsA);
    const auto b = cursor.column(count, block.repeatsB);
    const auto aWitness = cursor.column(count, block.repeatsA);
    const auto bWitness = cursor.column(count, block.repeatsB);
    const auto dataSet = cursor.column(count, 1);
    const auto aFirst = cursor.column(count, 1);
    if (cursor.failed() || cursor.left() != 0)
        return damaged();
    const Json dropped = json.value("dropped", Json::object());
    block.pairs.clear();
    for (std::size_t i = 0; i < count; ++i) {
        block.pairs.push_back({a[i], b[i], aWitness[i], bWitness[i], static_cast<int>(dataSet[i]),
            aFirst[i] != 0, {}});
        if (const auto reason = dropped.find(std::to_string(i)); reason != dropped.end())
            block.pairs.back().droppedBecause = reason->get<std::string>();
    }
    return block;
}

std::string encodeSamples(const std::vector<double>& nanoseconds)
{
    std::string bytes;
    putUnsigned(bytes, nanoseconds.size(), 4);
    putColumn(bytes, nanoseconds, 1);
    return std::string(kMagic) + compress(bytes);
}

Result<std::vector<double>> decodeSamples(std::string_view blob)
{
    AK_ASSIGN(const std::string bytes, payload(blob));
    Cursor cursor(bytes);
    const std::size_t count = cursor.unsignedInteger(4);
    if (cursor.failed() || count > cursor.left() * 8 + 1)
        return damaged();
    auto values = cursor.column(count, 1);
    if (cursor.failed() || cursor.left() != 0)
        return damaged();
    return values;
}

} // namespace autokernel::store
