// SPDX-License-Identifier: Apache-2.0
#include "lab/check/input_families.h"

#include "kernel/fill.h"
#include "lab/check/random_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kMaskedShare = 0.3F;
// Streams of random numbers of one tensor, so that a family's own draws do not repeat its base
// values.
constexpr std::uint64_t kBaseStream = 0;
constexpr std::uint64_t kFamilyStream = 1;
constexpr std::uint64_t kReseededStream = 2;

// One floating tensor on its way from random numbers to the values of a family.
struct Draft
{
    std::vector<float> values;
    std::vector<std::int64_t> sizes;
    std::int64_t rowLength = 1;
    std::uint64_t seed = 0;
    Dtype dtype = Dtype::Float32;

    std::int64_t rows() const
    {
        return values.empty() ? 0 : static_cast<std::int64_t>(values.size()) / rowLength;
    }
    std::span<float> row(std::int64_t index)
    {
        return std::span(values).subspan(
            static_cast<std::size_t>(index * rowLength), static_cast<std::size_t>(rowLength));
    }
    RandomNumbers numbers(std::uint64_t stream) const
    {
        return RandomNumbers(mixSeeds(seed, stream));
    }
};

void drawBase(Draft& draft, const kernel::Fill& fill)
{
    const RandomNumbers numbers = draft.numbers(kBaseStream);
    const auto low = static_cast<float>(fill.low);
    const auto width = static_cast<float>(fill.high - fill.low);
    const bool isNormal = fill.kind == kernel::Fill::Kind::Normal;
    for (std::size_t i = 0; i < draft.values.size(); ++i)
        draft.values[i] = isNormal ? numbers.normal(i) : low + width * numbers.uniform(i);
}

// -inf at random places, one element of each row spared.
void maskRows(Draft& draft, bool keepValues)
{
    const RandomNumbers numbers = draft.numbers(kFamilyStream);
    for (std::int64_t r = 0; r < draft.rows(); ++r) {
        const auto row = draft.row(r);
        const auto first = static_cast<std::uint64_t>(r * draft.rowLength);
        const auto spared = numbers.below(~first, draft.rowLength);
        for (std::int64_t c = 0; c < draft.rowLength; ++c) {
            const bool masked = c != spared
                && numbers.uniform(first + static_cast<std::uint64_t>(c)) < kMaskedShare;
            float& value = row[static_cast<std::size_t>(c)];
            value = masked ? -kInfinity : keepValues ? value : 0.0F;
        }
    }
}

// Each element times a power of two, rows in blocks of 64 times another: small rows beside large
// ones.
void mixScales(Draft& draft)
{
    const int range = draft.dtype == Dtype::Float16 ? 4 : 10;
    const RandomNumbers numbers = draft.numbers(kFamilyStream);
    const auto exponent = [&](std::uint64_t n) {
        return static_cast<int>(numbers.below(n, 2 * range + 1)) - range;
    };
    for (std::size_t i = 0; i < draft.values.size(); ++i) {
        const auto block = i / static_cast<std::size_t>(draft.rowLength) / 64;
        draft.values[i] = std::ldexp(draft.values[i], exponent(i) + exponent(~block));
    }
}

void makeOneHot(Draft& draft)
{
    const RandomNumbers numbers = draft.numbers(kFamilyStream);
    std::fill(draft.values.begin(), draft.values.end(), 0.0F);
    for (std::int64_t r = 0; r < draft.rows(); ++r)
        draft.row(r)[static_cast<std::size_t>(
            numbers.below(static_cast<std::uint64_t>(r), draft.rowLength))]
            = 1;
}

// The second half of a row undoes the first but for a small rest.
void cancelHalves(Draft& draft)
{
    const RandomNumbers numbers = draft.numbers(kFamilyStream);
    const std::int64_t half = draft.rowLength / 2;
    for (std::int64_t r = 0; r < draft.rows(); ++r) {
        const auto row = draft.row(r);
        for (std::int64_t c = 0; c < half; ++c) {
            const float rest = numbers.normal(static_cast<std::uint64_t>(r * half + c)) * 0x1p-9F;
            row[static_cast<std::size_t>(c + half)] = -row[static_cast<std::size_t>(c)] + rest;
        }
    }
}

// Values repeat after half of each even dimension, so that whatever a cancelling operand is summed
// against is the same in both halves.
void repeatHalves(Draft& draft)
{

    for (std::size_t i = 0; i < draft.values.size(); ++i) {
        std::int64_t rest = static_cast<std::int64_t>(i);
        std::int64_t source = 0;
        std::int64_t stride = 1;
        for (std::size_t d = draft.sizes.size(); d-- > 0;) {
            const std::int64_t size = draft.sizes[d];
            const std::int64_t at = rest % size;
            rest /= size;
            source += (size % 2 == 0 && at >= size / 2 ? at - size / 2 : at) * stride;
            stride *= size;
        }
        draft.values[i] = draft.values[static_cast<std::size_t>(source)];
    }
}

void applyFamily(Draft& draft, const InputRecipe& recipe)
{
    const RandomNumbers numbers = draft.numbers(kFamilyStream);
    auto& values = draft.values;
    const auto each = [&](auto function) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = function(i, values[i]);
    };
    const float scale = std::ldexp(1.0F, recipe.magnitude);
    switch (recipe.family) {
    case Family::Plain:
    case Family::Captured:
    case Family::Cancelling: // by position among the inputs, see makeFloating
        break;
    case Family::Normal:
        each([&](std::size_t i, float) { return numbers.normal(i); });
        break;
    case Family::HeavyTail:
        each([&](std::size_t i, float v) {
            return std::copysign(std::exp(1.5F * numbers.normal(i)), v);
        });
        break;
    case Family::Large:
    case Family::Tiny:
        each([&](std::size_t, float v) { return v * scale; });
        break;
    case Family::MixedScales:
        mixScales(draft);
        break;
    case Family::Offset:
        each([&](std::size_t, float v) { return scale + v; });
        break;
    case Family::OneHot:
        makeOneHot(draft);
        break;
    case Family::ConstantRows:
        for (std::int64_t r = 0; r < draft.rows(); ++r)
            std::fill(draft.row(r).begin(), draft.row(r).end(), draft.row(r).front());
        break;
    case Family::Sorted:
        for (std::int64_t r = 0; r < draft.rows(); ++r)
            std::sort(draft.row(r).begin(), draft.row(r).end());
        break;
    case Family::Masked:
        maskRows(draft, true);
        break;
    case Family::ZeroOne:
        each([&](std::size_t i, float) { return static_cast<float>(numbers.bits(i) >> 63); });
        break;
    }
}

bool isInFocus(const kernel::TensorSpec& tensor, Focus focus)
{
    return focus == Focus::All || tensor.isConstant == (focus == Focus::Weights);
}

HostTensor makeIntegers(std::vector<std::int64_t> sizes, const kernel::Fill& fill,
    const RandomNumbers& numbers, std::optional<std::int64_t> ignored)
{
    HostTensor tensor = HostTensor::zeros(Dtype::Int64, std::move(sizes));
    const std::int64_t lowest = fill.kind == kernel::Fill::Kind::Lengths ? 1 : 0;
    const auto values = tensor.as<std::int64_t>();
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = lowest + numbers.below(i, fill.bound);
        if (ignored && i > 0 && numbers.below(~i, 8) == 0)
            values[i] = *ignored;
    }
    return tensor;
}

HostTensor makeFloating(
    Draft draft, const kernel::Fill& fill, const InputRecipe& recipe, bool inFocus, bool isFirst)
{
    if (fill.kind == kernel::Fill::Kind::Mask) {
        maskRows(draft, false);
    } else {
        drawBase(draft, fill);
        if (recipe.family == Family::Cancelling)
            isFirst ? cancelHalves(draft) : repeatHalves(draft);
        else if (inFocus)
            applyFamily(draft, recipe);
        if (fill.kind == kernel::Fill::Kind::Uniform && fill.low >= 0)
            for (float& value : draft.values)
                value = std::fabs(value);
    }
    HostTensor tensor = HostTensor::zeros(draft.dtype, std::move(draft.sizes));
    storeRounded(draft.values, draft.dtype, tensor.bytes);
    return tensor;
}

std::optional<std::int64_t> ignoredIndex(
    const kernel::Variant& variant, const std::vector<double>& scalars)
{
    for (std::size_t i = 0; i < variant.scalars.size() && i < scalars.size(); ++i)
        if (variant.scalars[i].name == "ignore_index")
            return static_cast<std::int64_t>(scalars[i]);
    return std::nullopt;
}

} // namespace

std::string_view toString(Family family)
{
    static constexpr std::string_view kNames[]
        = {"plain", "normal", "heavy tail", "large", "tiny", "mixed scales", "offset", "one-hot",
            "constant rows", "sorted", "masked", "zero-one", "cancelling", "captured"};
    return kNames[static_cast<std::size_t>(family)];
}

std::string_view toString(Focus focus)
{
    static constexpr std::string_view kNames[] = {"activations", "weights", "all"};
    return kNames[static_cast<std::size_t>(focus)];
}

Result<std::vector<HostTensor>> makeInputs(const kernel::Variant& variant,
    const kernel::Symbols& symbols, Dtype dtype, const std::vector<double>& scalars,
    const InputRecipe& recipe)
{
    std::vector<HostTensor> inputs;
    bool isFirst = true;
    for (const kernel::TensorSpec& tensor : variant.inputs) {
        AK_ASSIGN(auto sizes, sizesOf(tensor, symbols));
        AK_ASSIGN(const kernel::Fill fill, kernel::parseFill(tensor.fill, symbols));
        const auto position = static_cast<int>(inputs.size());
        std::uint64_t seed = mixSeeds(recipe.seed, static_cast<std::uint64_t>(position));
        if (recipe.reseeded == position)
            seed = mixSeeds(seed, kReseededStream);
        const bool inFocus = isInFocus(tensor, recipe.focus);
        const Dtype stored = dtypeOf(tensor, dtype);
        if (fill.kind == kernel::Fill::Kind::Index || fill.kind == kernel::Fill::Kind::Lengths) {
            if (stored != Dtype::Int64)
                return fail(ErrorCode::BrokenKernelType,
                    "Input {} is filled with {} but is not of dtype i64.", tensor.name,
                    tensor.fill);
            inputs.push_back(makeIntegers(std::move(sizes), fill, RandomNumbers(seed),
                recipe.family == Family::Masked ? ignoredIndex(variant, scalars) : std::nullopt));
            continue;
        }
        if (stored == Dtype::Int64 || stored == Dtype::Bool)
            return fail(ErrorCode::BrokenKernelType,
                "Input {} of dtype {} needs the fill index(V) or lengths(S).", tensor.name,
                kernel::toString(stored));
        Draft draft {
            {}, sizes, sizes.empty() ? 1 : std::max<std::int64_t>(sizes.back(), 1), seed, stored};
        draft.values.resize(static_cast<std::size_t>(elementsOf(draft.sizes)));
        inputs.push_back(makeFloating(std::move(draft), fill, recipe, inFocus, isFirst));
        isFirst = false;
    }
    return inputs;
}

} // namespace autokernel::lab
