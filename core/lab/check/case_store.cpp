// SPDX-License-Identifier: Apache-2.0
#include "lab/check/case_store.h"

#include "lab/check/case_merit.h"
#include "lab/check/conditioning.h"
#include "lab/check/random_numbers.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr int kConditioningDraws = 16;
constexpr int kFewDraws = 4;
constexpr std::uint64_t kOtherDraws = 0x6F746865; // apart from every stream of the data
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

// What the yardstick does in rows of the same kind, where a case has only few: for each output,
// until there are enough together with the case's own. Empty where it has enough.
Result<std::vector<std::vector<YardstickRow>>> yardstickInOtherDraws(
    const Reference& reference, const CaseKey& key, const std::vector<Motions>& own)
{
    std::vector<std::vector<YardstickRow>> rows(own.size());
    std::size_t known = kFewestYardstickRows;
    for (const Motions& motions : own)
        if (!motions.rows.empty())
            known = std::min(known, motions.rows.size());
    for (std::size_t draw = 1; draw * known < kFewestYardstickRows; ++draw) {
        InputRecipe recipe = key.recipe;
        recipe.seed = mixSeeds(key.recipe.seed, kOtherDraws + draw);
        AK_ASSIGN(const auto inputs,
            makeInputs(*key.variant, key.symbols, key.dtype, key.scalars, recipe));
        AK_ASSIGN(const auto oracle, reference.oracle(*key.variant, inputs, key.scalars));
        AK_ASSIGN(const auto yardstick, reference.call("eager", *key.variant, inputs, key.scalars));
        AK_ASSIGN(const auto motions,
            motionsOf(
                reference, *key.variant, inputs, key.scalars, oracle, recipe.seed, kFewDraws));
        for (std::size_t i = 0; i < oracle.size(); ++i) {
            const auto found = yardstickRows(
                dtypeOf(key.variant->outputs[i], key.dtype), motions[i], oracle[i], yardstick[i]);
            rows[i].insert(rows[i].end(), found.begin(), found.end());
        }
    }
    return rows;
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

Result<bool> CaseStore::hold(const CaseKey& key, std::vector<HostTensor> inputs)
{
    const auto& specs = key.variant->inputs;
    if (inputs.size() != specs.size())
        return false;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        AK_ASSIGN(auto sizes, sizesOf(specs[i], key.symbols));
        if (inputs[i].dtype != dtypeOf(specs[i], key.dtype)
            || inputs[i].elements() != elementsOf(sizes))
            return false;
        inputs[i].sizes = std::move(sizes); // leading dimensions of the model fold
    }
    m_held[key.text()] = std::make_shared<const std::vector<HostTensor>>(std::move(inputs));
    return true;
}

Result<Inputs> CaseStore::inputs(const CaseKey& key)
{
    if (key.recipe.family == Family::Captured) {
        const auto held = m_held.find(key.text());
        if (held == m_held.end())
            return fail(ErrorCode::Internal, "no captured inputs of {} are held.", key.text());
        return held->second;
    }
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
    return cachedTruths(key, Budgets::Plain);
}

Result<Truths> CaseStore::conditionedTruths(const CaseKey& key)
{
    return cachedTruths(key, Budgets::Conditioned);
}

Result<Truths> CaseStore::cachedTruths(const CaseKey& key, Budgets budgets)
{
    const std::string text = fmt::format("truth {} {}", static_cast<int>(budgets), key.text());
    if (const auto found = find(text))
        return std::static_pointer_cast<const std::vector<Truth>>(found);
    AK_ASSIGN(auto truths, evaluate(key, budgets));
    std::size_t bytes = 0;
    for (const Truth& truth : *truths)
        bytes += truth.bytes();
    keep(text, truths, bytes);
    return truths;
}

Result<Truths> CaseStore::evaluate(const CaseKey& key, Budgets budgets)
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
    std::vector<Motions> motions(oracle.size());
    std::vector<std::vector<YardstickRow>> otherRows(oracle.size());
    if (budgets != Budgets::Plain) {
        const int draws = budgets == Budgets::Sketched ? kFewDraws : kConditioningDraws;
        AK_ASSIGN(motions,
            motionsOf(*reference, *key.variant, used, key.scalars, oracle, key.recipe.seed, draws));
    }
    if (budgets == Budgets::Conditioned && rows.empty()) {
        AK_ASSIGN(otherRows, yardstickInOtherDraws(*reference, key, motions));
    }
    auto truths = std::make_shared<std::vector<Truth>>();
    for (std::size_t i = 0; i < oracle.size(); ++i) {
        const kernel::TensorSpec& output = key.variant->outputs[i];
        auto evaluated = sizes[i];
        if (!rows.empty())
            evaluated.front() = static_cast<std::int64_t>(rows.size());
        const std::int64_t expected = elementsOf(evaluated);
        if (oracle[i].elements() != expected || yardstick[i].elements() != expected)
            return fail(ErrorCode::BrokenKernelType,
                "Output {} of {} has {} elements by the spec; oracle gives {}, eager {}.",
                output.name, key.type->name, expected, oracle[i].elements(),
                yardstick[i].elements());
        TruthRequest request {kernel::toleranceOf(key.type->toleranceClass),
            dtypeOf(output, key.dtype), sizes[i], rows, std::move(motions[i]),
            std::move(otherRows[i])};
        truths->push_back(makeTruth(request, oracle[i], yardstick[i]));
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

Result<MagnitudeChoice> CaseStore::representableMagnitude(CaseKey key, int wanted)
{
    key.recipe.magnitude = wanted;
    const std::string name = key.text();
    if (const auto found = m_magnitudes.find(name); found != m_magnitudes.end())
        return found->second;
    AK_ASSIGN(const kernel::Cost cost, kernel::costOf(*key.variant, key.symbols, key.dtype));
    const bool isCheap = kFewDraws * cost.flop <= m_options.fullFlop;
    const int step = wanted > 0 ? -kMagnitudeStep : kMagnitudeStep;
    Truths plain;
    if (wanted < 0) {
        key.recipe.magnitude = 0;
        AK_ASSIGN(plain, truths(key));
    }
    MagnitudeChoice choice;
    std::optional<int> imprecise; // the nearest that tests something, though the yardstick suffers
    for (int magnitude = wanted; !choice.magnitude; magnitude += step) {
        key.recipe.magnitude = magnitude;
        AK_ASSIGN(const Truths found, truths(key));
        if (std::all_of(found->begin(), found->end(), isRepresentable)) {
            // A wrong answer is compared with the conditioned budgets before it fails.
            Truths judging = found;
            if (isCheap) {
                AK_ASSIGN(judging, cachedTruths(key, Budgets::Sketched));
            }
            const bool isUseful = std::all_of(judging->begin(), judging->end(),
                [&](const Truth& truth) { return testsSomething(truth, key.recipe.family); });
            choice.testsNothing = choice.testsNothing || !isUseful;
            if (isUseful && (!plain || keepsPrecision(*found, *plain)))
                choice.magnitude = magnitude;
            else if (isUseful && !imprecise)
                imprecise = magnitude;
        }
        if (std::abs(magnitude) <= kMagnitudeStep)
            break;
    }
    if (!choice.magnitude)
        choice.magnitude = imprecise;
    choice.testsNothing = choice.testsNothing && !choice.magnitude;
    m_magnitudes.emplace(name, choice);
    return choice;
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
