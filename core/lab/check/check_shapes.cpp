// SPDX-License-Identifier: Apache-2.0
#include "lab/check/check_shapes.h"

#include "lab/check/host_tensor.h"

#include <algorithm>
#include <limits>

namespace autokernel::lab {
namespace {

using kernel::Symbols;

constexpr std::int64_t kFewestRows = 4; // of the outermost symbol after reduction
constexpr std::int64_t kShortestInner = 16;
constexpr std::uint64_t kLargestEdgeBytes = std::uint64_t {64} << 20;

std::uint64_t bytesAt(const kernel::Variant& variant, const Symbols& symbols, kernel::Dtype dtype)
{
    return bytesOfCall(variant, symbols, dtype).value_or(std::numeric_limits<std::uint64_t>::max());
}

void appendOnce(std::vector<Symbols>& shapes, std::optional<Symbols> shape)
{
    if (shape && std::find(shapes.begin(), shapes.end(), *shape) == shapes.end())
        shapes.push_back(std::move(*shape));
}

} // namespace

CheckShapes::CheckShapes(const kernel::Candidate& candidate, const kernel::KernelType& type,
    const kernel::Target& target, int threads)
    : m_candidate(candidate)
    , m_type(type)
    , m_variant(*type.findVariant(target.variant))
    , m_target(target.symbols)
    , m_dtype(target.dtype)
    , m_threads(threads)
{
}

std::optional<Symbols> CheckShapes::fitted(const Symbols& shape) const
{
    Symbols symbols = shape;
    for (const std::string& symbol : m_type.symbols)
        if (!symbols.contains(symbol)) {
            const auto found = m_target.find(symbol);
            if (found == m_target.end())
                return std::nullopt;
            symbols[symbol] = found->second;
        }
    for (const std::string& fixed : m_candidate.manifest.fixedSymbols)
        if (const auto found = m_target.find(fixed); found != m_target.end())
            symbols[fixed] = found->second;
    const Symbols names = kernel::namesOf(symbols, m_dtype, m_threads);
    if (!m_candidate.manifest.allows(m_candidate.tunables, names).value_or(false))
        return std::nullopt;
    if (!bytesOfCall(m_variant, symbols, m_dtype))
        return std::nullopt;
    return symbols;
}

Symbols CheckShapes::small() const
{
    if (auto shape = fitted(m_variant.smallShape))
        return *shape;
    return reduced(std::uint64_t {1} << 16);
}

Symbols CheckShapes::odd() const
{
    for (const Symbols& edge : edges()) {
        const bool isUneven = std::any_of(edge.begin(), edge.end(),
            [](const auto& entry) { return entry.second > 2 && entry.second % 2 == 1; });
        const bool isEmpty = std::any_of(
            edge.begin(), edge.end(), [](const auto& entry) { return entry.second == 0; });
        if (isUneven && !isEmpty)
            return edge;
    }
    return small();
}

Symbols CheckShapes::reduced(std::uint64_t maximumBytes) const
{
    Symbols best = m_target;
    Symbols symbols = m_target;
    for (const std::string& symbol : m_type.symbols) {
        const auto& fixed = m_candidate.manifest.fixedSymbols;
        if (std::find(fixed.begin(), fixed.end(), symbol) != fixed.end())
            continue;
        const std::int64_t fewest = symbol == m_type.symbols.front() ? kFewestRows : kShortestInner;
        while (
            bytesAt(m_variant, symbols, m_dtype) > maximumBytes && symbols[symbol] / 2 >= fewest) {
            symbols[symbol] /= 2;
            if (fitted(symbols))
                best = symbols;
        }
    }
    return best;
}

std::vector<Symbols> CheckShapes::edges() const
{
    std::vector<Symbols> shapes;
    for (const Symbols& edge : m_variant.edgeShapes)
        if (auto shape = fitted(edge);
            shape && bytesAt(m_variant, *shape, m_dtype) <= kLargestEdgeBytes)
            appendOnce(shapes, std::move(shape));
    std::stable_sort(shapes.begin(), shapes.end(), [this](const Symbols& a, const Symbols& b) {
        return bytesAt(m_variant, a, m_dtype) < bytesAt(m_variant, b, m_dtype);
    });
    return shapes;
}

std::vector<Symbols> CheckShapes::required(const std::vector<Symbols>& requested) const
{
    std::vector<Symbols> shapes {m_target};
    for (const Symbols& shape : requested)
        appendOnce(shapes, fitted(shape));
    return shapes;
}

std::vector<Symbols> CheckShapes::benchmark(std::uint64_t maximumBytes) const
{
    std::vector<Symbols> shapes;
    for (const Symbols& shape : m_variant.benchmarkShapes)
        if (auto fit = fitted(shape); fit && bytesAt(m_variant, *fit, m_dtype) <= maximumBytes)
            appendOnce(shapes, std::move(fit));
    return shapes;
}

} // namespace autokernel::lab
