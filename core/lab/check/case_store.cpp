// SPDX-License-Identifier: Apache-2.0
#include "lab/check/case_store.h"

#include "lab/check/fill.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr int kConditioningDraws = 16;
constexpr int kMagnitudeStep = 4; // powers of two between two trials

// The symbol that is dimension 0 of every output, "" where there is none.
std::string rowSymbolOf(const kernel::Variant& variant)
{
    std::string symbol;
    for (const kernel::TensorSpec& output : variant.outputs) {
        if (output.shape.empty())
            return "";
        const std::string& text = output.shape.front().text();
        if (!symbol.empty() && text != symbol)
            return "";
        symbol = text;
    }
    return symbol;
}

HostTensor gather(const HostTensor& tensor, const std::vector<std::int64_t>& rows)
{
    auto sizes = tensor.sizes;
    const std::size_t width = tensor.bytes.size() / static_cast<std::size_t>(sizes.front());
    sizes.front() = static_cast<std::int64_t>(rows.size());
    HostTensor gathered {tensor.dtype, std::move(sizes), {}};
    gathered.bytes.reserve(rows.size() * width);
    for (const std::int64_t row : rows) {
        const auto first = tensor.bytes.begin()
            + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row) * width);
        gathered.bytes.insert(
            gathered.bytes.end(), first, first + static_cast<std::ptrdiff_t>(width));
    }
    return gathered;
}

// The inputs with only these rows of every tensor whose dimension 0 is the row symbol.
std::vector<HostTensor> gatherInputs(const kernel::Variant& variant,
    const std::vector<HostTensor>& inputs, const std::string& rowSymbol,
    const std::vector<std::int64_t>& rows)
{
    std::vector<HostTensor> gathered;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const auto& shape = variant.inputs[i].shape;
        const bool isRowWise = !shape.empty() && shape.front().text() == rowSymbol;
        gathered.push_back(isRowWise ? gather(inputs[i], rows) : inputs[i]);
    }
    return gathered;
}

std::vector<std::int64_t> drawRows(std::int64_t rows, std::int64_t wanted, std::uint64_t seed)
{
    const RandomNumbers numbers(mixSeeds(seed, 0x726F7773)); // apart from every stream of the data
    std::vector<std::int64_t> drawn;
    for (std::int64_t i = 0; i < wanted; ++i)
        drawn.push_back(numbers.below(static_cast<std::uint64_t>(i), rows));
    std::sort(drawn.begin(), drawn.end());
    drawn.erase(std::unique(drawn.begin(), drawn.end()), drawn.end());
    return drawn;
}

// Every floating input as if it had been rounded once more in fp32: the error that an evaluation in
// that precision cannot be blamed for.
std::vector<HostTensor> jittered(const std::vector<HostTensor>& inputs, std::uint64_t seed)
{
    std::vector<HostTensor> result;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const HostTensor& input = inputs[i];
        if (input.dtype == Dtype::Int64 || input.dtype == Dtype::Bool) {
            result.push_back(input);
            continue;
        }
        std::vector<float> values(static_cast<std::size_t>(input.elements()));
        loadAsFloat(input.bytes, input.dtype, values);
        HostTensor wide = HostTensor::zeros(Dtype::Float64, input.sizes);
        const auto out = wide.as<double>();
        const RandomNumbers numbers(mixSeeds(seed, i));
        for (std::size_t n = 0; n < values.size(); ++n)
            out[n] = values[n] * (1.0 + (numbers.bits(n) >> 63 != 0 ? 0x1p-24 : -0x1p-24));
        result.push_back(std::move(wide));
    }
    return result;
}

// For each output, how far its budget rows move.
Result<std::vector<std::vector<RowMotion>>> motionsOf(const Reference& reference,
    const CaseKey& key, const std::vector<HostTensor>& inputs,
    const std::vector<HostTensor>& oracle)
{
    std::vector<std::vector<RowMotion>> motions;
    for (const HostTensor& output : oracle) {
        const std::int64_t length = budgetRowElements(output.sizes);
        motions.emplace_back(static_cast<std::size_t>((output.elements() + length - 1) / length));
    }
    for (int draw = 0; draw < kConditioningDraws; ++draw) {
        const auto seed = mixSeeds(key.recipe.seed, static_cast<std::uint64_t>(draw));
        AK_ASSIGN(
            const auto moved, reference.oracle(*key.variant, jittered(inputs, seed), key.scalars));
        for (std::size_t output = 0; output < oracle.size(); ++output)
            addMotion(motions[output], budgetRowElements(oracle[output].sizes),
                oracle[output].as<double>(), moved[output].as<double>());
    }
    return motions;
}

std::size_t bytesOf(const std::vector<HostTensor>& tensors)
{
    std::size_t bytes = 0;
    for (const HostTensor& tensor : tensors)
        bytes += tensor.bytes.size();
    return bytes;
}

} // namespace

std::string CaseKey::text() const
{
    std::string scalarText;
    for (const double scalar : scalars)
        scalarText += fmt::format("{},", scalar);
    return fmt::format("{} {} {} {} {} [{}] {} {} {} {} {}", type->name, type->specSha256,
        variant->name, kernel::toString(dtype), kernel::formatSymbols(symbols), scalarText,
        toString(recipe.family), toString(recipe.focus), recipe.magnitude, recipe.seed,
        recipe.reseeded);
}

CaseStore::CaseStore(CaseStoreOptions options)
    : m_options(options)
{
}

Result<const Reference*> CaseStore::reference(const kernel::KernelType& type)
{
    const std::string path = type.referencePath().string();
    auto found = m_references.find(path);
    if (found == m_references.end()) {
        AK_ASSIGN(auto reference, Reference::load(type));
        found = m_references.emplace(path, std::move(reference)).first;
    }
    return &found->second;
}

Result<Inputs> CaseStore::inputs(const CaseKey& key)
{
    const std::string text = "inputs " + key.text();
    if (const auto found = find(text))
        return std::static_pointer_cast<const std::vector<HostTensor>>(found);
    AK_ASSIGN(auto made, makeInputs(*key.variant, key.symbols, key.dtype, key.scalars, key.recipe));
    auto shared = std::make_shared<const std::vector<HostTensor>>(std::move(made));
    keep(text, shared, bytesOf(*shared));
    return shared;
}

Result<Truths> CaseStore::truths(const CaseKey& key)
{
    return cachedTruths(key, false);
}

Result<Truths> CaseStore::conditionedTruths(const CaseKey& key)
{
    return cachedTruths(key, true);
}

Result<Truths> CaseStore::cachedTruths(const CaseKey& key, bool conditioned)
{
    const std::string text = (conditioned ? "conditioned truth " : "truth ") + key.text();
    if (const auto found = find(text))
        return std::static_pointer_cast<const std::vector<Truth>>(found);
    AK_ASSIGN(auto truths, evaluate(key, conditioned));
    std::size_t bytes = 0;
    for (const Truth& truth : *truths)
        bytes += truth.bytes();
    keep(text, truths, bytes);
    return truths;
}

Result<Truths> CaseStore::evaluate(const CaseKey& key, bool conditioned)
{
    AK_ASSIGN(const Reference* reference, this->reference(*key.type));
    AK_ASSIGN(const Inputs all, inputs(key));
    AK_ASSIGN(const kernel::Cost cost, kernel::costOf(*key.variant, key.symbols, key.dtype));
    std::vector<std::vector<std::int64_t>> sizes;
    std::int64_t outputElements = 0;
    for (const kernel::TensorSpec& output : key.variant->outputs) {
        AK_ASSIGN(auto size, sizesOf(output, key.symbols));
        outputElements += elementsOf(size);
        sizes.push_back(std::move(size));
    }

    std::vector<std::int64_t> rows;
    const bool isLarge
        = outputElements > m_options.fullOutputElements || cost.flop > m_options.fullFlop;
    if (isLarge) {
        AK_ASSIGN(const bool independent, rowsAreIndependent(key));
        if (independent && sizes.front().front() > m_options.sampledRows)
            rows = drawRows(sizes.front().front(), m_options.sampledRows, key.recipe.seed);
    }
    const auto sampled = rows.empty()
        ? std::vector<HostTensor> {}
        : gatherInputs(*key.variant, *all, rowSymbolOf(*key.variant), rows);
    const std::vector<HostTensor>& used = rows.empty() ? *all : sampled;

    AK_ASSIGN(const auto oracle, reference->oracle(*key.variant, used, key.scalars));
    AK_ASSIGN(const auto yardstick, reference->call("eager", *key.variant, used, key.scalars));
    std::vector<std::vector<RowMotion>> motions(oracle.size());
    if (conditioned) {
        AK_ASSIGN(motions, motionsOf(*reference, key, used, oracle));
    }
    auto truths = std::make_shared<std::vector<Truth>>();
    for (std::size_t i = 0; i < oracle.size(); ++i) {
        const kernel::TensorSpec& output = key.variant->outputs[i];
        auto evaluated = sizes[i];
        if (!rows.empty())
            evaluated.front() = static_cast<std::int64_t>(rows.size());
        const std::int64_t expected = elementsOf(evaluated);
        if (oracle[i].elements() != expected || yardstick[i].elements() != expected)
            return fail(ErrorCode::InvalidInput,
                "Output {} of {} has {} elements by the spec; oracle gives {}, eager {}.",
                output.name, key.type->name, expected, oracle[i].elements(),
                yardstick[i].elements());
        truths->push_back(
            makeTruth({kernel::toleranceOf(key.type->toleranceClass), dtypeOf(output, key.dtype),
                          sizes[i], rows, std::move(motions[i])},
                oracle[i], yardstick[i]));
    }
    return truths;
}

// Tried on the small shape: some rows of the whole answer are the answer of those rows.
Result<bool> CaseStore::rowsAreIndependent(const CaseKey& key)
{
    const std::string name = key.type->specSha256 + key.variant->name;
    if (const auto found = m_rowsAreIndependent.find(name); found != m_rowsAreIndependent.end())
        return found->second;
    const std::string symbol = rowSymbolOf(*key.variant);
    bool independent = !symbol.empty() && key.variant->smallShape.contains(symbol)
        && key.variant->smallShape.find(symbol)->second >= 4;
    if (independent) {
        CaseKey small = key;
        small.symbols = key.variant->smallShape;
        small.recipe = {Family::Normal, Focus::All, 0, 1, -1};
        AK_ASSIGN(const Reference* reference, this->reference(*key.type));
        AK_ASSIGN(const Inputs all, inputs(small));
        const std::vector<std::int64_t> rows {1, 3};
        AK_ASSIGN(const auto whole, reference->oracle(*key.variant, *all, key.scalars));
        const auto part = reference->oracle(
            *key.variant, gatherInputs(*key.variant, *all, symbol, rows), key.scalars);
        for (std::size_t i = 0; part && independent && i < whole.size(); ++i) {
            const HostTensor expected = gather(whole[i], rows);
            const auto a = expected.as<double>();
            const auto b = (*part)[i].as<double>();
            independent = a.size() == b.size()
                && std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) {
                       return std::fabs(x - y) <= 1e-9 * std::max(1.0, std::fabs(x));
                   });
        }
        independent = independent && part.has_value();
    }
    m_rowsAreIndependent.emplace(name, independent);
    return independent;
}

namespace {
// A yardstick that is off by a tenth of the values has lost them to overflow on the way, even where
// what comes out is finite.
bool isRepresentable(const Truth& truth)
{
    double largest = 0;
    for (const double value : truth.values)
        if (std::isfinite(value))
            largest = std::max(largest, std::fabs(value));
    return truth.yardstickAgrees && !truth.hasNaN && truth.yardstickMaximumError <= 0.1 * largest;
}

// Where a row's budget is a good part of what varies in the result, the case tests nothing: scores
// around a large offset are told apart by their last bits.
bool testsSomething(const Truth& conditioned)
{
    constexpr double kShareOfVariation = 0.05;
    double count = 0;
    double sum = 0;
    double squared = 0;
    double largest = 0;
    for (const double value : conditioned.values)
        if (std::isfinite(value)) {
            ++count;
            sum += value;
            largest = std::max(largest, std::fabs(value));
        }
    for (const double value : conditioned.values)
        if (std::isfinite(value))
            squared += (value - sum / count) * (value - sum / count);
    const double limit = kShareOfVariation * std::sqrt(squared / std::max(count, 1.0))
        + 4 * kernel::unitInLastPlace(largest, conditioned.dtype); // of the result's own rounding
    return std::all_of(conditioned.rowBudgets.begin(), conditioned.rowBudgets.end(),
        [&](const RowBudget& budget) { return budget.maximum <= limit; });
}

double relativeError(const Truth& truth)
{
    double largest = 0;
    for (const double value : truth.values)
        if (std::isfinite(value))
            largest = std::max(largest, std::fabs(value));
    return largest > 0 ? truth.yardstickMaximumError / largest : 0;
}

// Powers of two leave relative errors alone until something on the way underflows.
bool keepsPrecision(const std::vector<Truth>& small, const std::vector<Truth>& plain)
{
    constexpr double kAsBefore = 1.1;
    for (std::size_t i = 0; i < small.size(); ++i)
        if (relativeError(small[i]) > kAsBefore * relativeError(plain[i]))
            return false;
    return true;
}
} // namespace

Result<std::optional<int>> CaseStore::representableMagnitude(CaseKey key, int wanted)
{
    key.recipe.magnitude = wanted;
    const std::string name = key.text();
    if (const auto found = m_magnitudes.find(name); found != m_magnitudes.end())
        return found->second;
    const int step = wanted > 0 ? -kMagnitudeStep : kMagnitudeStep;
    Truths plain;
    if (wanted < 0) {
        key.recipe.magnitude = 0;
        AK_ASSIGN(plain, truths(key));
    }
    std::optional<int> result;
    std::optional<int> imprecise; // the nearest that is representable, whatever it tests
    for (int magnitude = wanted; !result; magnitude += step) {
        key.recipe.magnitude = magnitude;
        AK_ASSIGN(const Truths found, truths(key));
        if (std::all_of(found->begin(), found->end(), isRepresentable)) {
            bool isUseful = !plain || keepsPrecision(*found, *plain);
            if (key.recipe.family == Family::Offset) {
                AK_ASSIGN(const Truths conditioned, conditionedTruths(key));
                isUseful = std::all_of(conditioned->begin(), conditioned->end(), testsSomething);
            }
            if (isUseful)
                result = magnitude;
            else if (!imprecise)
                imprecise = magnitude;
        }
        if (std::abs(magnitude) <= kMagnitudeStep)
            break;
    }
    if (!result)
        result = imprecise;
    m_magnitudes.emplace(name, result);
    return result;
}

std::shared_ptr<const void> CaseStore::find(const std::string& key)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        return nullptr;
    m_recency.splice(m_recency.begin(), m_recency, found->second.recency);
    return found->second.value;
}

void CaseStore::keep(const std::string& key, std::shared_ptr<const void> value, std::size_t bytes)
{
    m_recency.push_front(key);
    m_entries[key] = {std::move(value), bytes, m_recency.begin()};
    m_bytes += bytes;
    while (m_bytes > m_options.maximumBytes && m_recency.size() > 1) {
        const auto oldest = m_entries.find(m_recency.back());
        m_bytes -= oldest->second.bytes;
        m_entries.erase(oldest);
        m_recency.pop_back();
    }
}

std::vector<double> scalarsOf(const kernel::Variant& variant, const kernel::Symbols& symbols,
    const std::map<std::string, double>& overrides)
{
    std::vector<double> scalars;
    for (const kernel::ScalarSpec& scalar : variant.scalars) {
        const auto found = overrides.find(scalar.name);
        scalars.push_back(found == overrides.end() ? scalar.defaultAt(symbols) : found->second);
    }
    return scalars;
}

} // namespace autokernel::lab
