// SPDX-License-Identifier: Apache-2.0
#include "engine/champions.h"

#include "base/files.h"
#include "kernel/toml_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::engine {
namespace {

constexpr std::size_t kMaximumSeeds = 4;

std::filesystem::path championsFile(const kernel::KernelType& type, const std::string& deviceClass)
{
    return type.folder / "champions" / (deviceClass + ".toml");
}

Result<kernel::TunableValues> readTunables(kernel::TomlReader& reader)
{
    kernel::TunableValues tunables;
    AK_ASSIGN(const auto* values, reader.tableOrNull("tunables"));
    if (!values)
        return tunables;
    for (const auto& [key, node] : *values) {
        const auto value = node.value_exact<std::int64_t>();
        if (!value)
            return reader.error(
                &node, fmt::format("tunable '{}' must be a whole number", key.str()));
        tunables.emplace(key.str(), *value);
    }
    return tunables;
}

Result<ChampionGain> readGain(kernel::TomlReader& parent)
{
    ChampionGain gain;
    AK_ASSIGN(const auto* table, parent.tableOrNull("gain"));
    if (!table)
        return gain;
    kernel::TomlReader reader(*table, parent.origin());
    AK_ASSIGN(gain.baseline, reader.string("baseline"));
    AK_ASSIGN(gain.speedup, reader.numberOr("speedup", 0));
    AK_ASSIGN(const auto interval, reader.numbersOr("interval", {gain.speedup, gain.speedup}));
    if (interval.size() != 2)
        return reader.error(nullptr, "'interval' must be the lower and the upper end");
    gain.low = interval[0];
    gain.high = interval[1];
    AK_ASSIGN(gain.device, reader.stringOr("device", ""));
    AK_ASSIGN(
        const auto threads, reader.integerOr("threads", 0, 0, std::numeric_limits<int>::max()));
    gain.threads = static_cast<int>(threads);
    AK_ASSIGN(gain.date, reader.stringOr("date", ""));
    AK_TRY(reader.finish());
    return gain;
}

Result<Champion> readChampion(const toml::table& table, const kernel::TomlOrigin& origin)
{
    kernel::TomlReader reader(table, origin);
    Champion champion;
    AK_ASSIGN(champion.title, reader.stringOr("title", ""));
    AK_ASSIGN(champion.variant, reader.stringOr("variant", "default"));
    AK_ASSIGN(const auto dtype, reader.string("dtype"));
    auto known = kernel::dtypeFromString(dtype);
    if (!known)
        return reader.error(table.get("dtype"), known.error().message);
    champion.dtype = *known;
    AK_ASSIGN(const auto shape, reader.string("shape"));
    auto symbols = kernel::parseSymbols(shape);
    if (!symbols)
        return reader.error(table.get("shape"), symbols.error().message);
    champion.symbols = std::move(*symbols);
    AK_ASSIGN(champion.tunables, readTunables(reader));
    AK_ASSIGN(champion.source, reader.stringOr("source", ""));
    AK_ASSIGN(champion.gain, readGain(reader));
    AK_TRY(reader.finish());
    return champion;
}

// Sum of |ln ratio| over the symbols: a shape twice as wide is as far as one half as wide.
double distance(const kernel::Symbols& a, const kernel::Symbols& b)
{
    double sum = 0;
    for (const auto& [name, value] : a)
        if (const auto other = b.find(name); other != b.end())
            sum += std::abs(std::log(
                (static_cast<double>(value) + 1) / (static_cast<double>(other->second) + 1)));
    return sum;
}

std::vector<Champion> nearestFirst(std::vector<Champion> champions, const kernel::Target& target)
{
    std::erase_if(champions, [&](const Champion& champion) {
        return champion.variant != target.variant || champion.dtype != target.dtype;
    });
    std::stable_sort(champions.begin(), champions.end(), [&](const Champion& a, const Champion& b) {
        return distance(a.symbols, target.symbols) < distance(b.symbols, target.symbols);
    });
    return champions;
}

} // namespace

Result<std::vector<Champion>> loadChampions(const std::filesystem::path& file)
{
    std::vector<Champion> champions;
    if (!std::filesystem::exists(file))
        return champions;
    AK_ASSIGN(const auto text, readFile(file));
    const kernel::TomlOrigin origin {file.string(), 0};
    AK_ASSIGN(const auto table, kernel::parseToml(text, origin));
    kernel::TomlReader reader(table, origin);
    AK_ASSIGN(const auto entries, reader.tables("champion"));
    AK_TRY(reader.finish());
    for (const auto* entry : entries) {
        AK_ASSIGN(auto champion, readChampion(*entry, origin));
        champions.push_back(std::move(champion));
    }
    return champions;
}

std::string deviceClass(const std::vector<std::string>& isa, bool isCuda)
{
    if (isCuda)
        return isa.empty() ? "cuda" : isa.front();
    const auto has = [&](std::string_view name) {
        return std::find(isa.begin(), isa.end(), name) != isa.end();
    };
    return has("avx512") ? "avx512" : has("avx2") ? "avx2" : "baseline";
}

kernel::TunableValues valuesOnAvx2(const kernel::Manifest& manifest)
{
    kernel::TunableValues values;
    for (const auto& tunable : manifest.tunables)
        values[tunable.name] = tunable.valueOnAvx2.value_or(tunable.value);
    return values;
}

Result<void> checkChampions(
    const std::vector<kernel::KernelType>& types, const std::string& deviceClassName)
{
    for (const auto& type : types)
        AK_TRY(loadChampions(championsFile(type, deviceClassName)));
    return {};
}

Result<std::vector<kernel::Candidate>> seedsFor(const kernel::KernelType& type,
    const kernel::Target& target, int threads, const std::string& language,
    const std::string& deviceClassName)
{
    const auto* variant = type.findVariant(target.variant);
    if (!variant)
        return fail(ErrorCode::InvalidInput, "{} has no variant '{}'.", type.name, target.variant);
    const auto path = type.starterPath(language, *variant);
    auto source = readFile(path);
    if (!source)
        return fail(ErrorCode::NotFound, "{} has no {} starter for the variant '{}'.", type.name,
            language, target.variant);
    std::vector<kernel::Candidate> seeds;
    AK_ASSIGN(auto starter, kernel::makeCandidate(*source));
    if (deviceClassName == "avx2") {
        AK_ASSIGN(starter, kernel::makeCandidate(*source, valuesOnAvx2(starter.manifest)));
    }
    if (!starter.manifest.supports(target.dtype))
        return fail(ErrorCode::Unsupported, "the {} starter of {} does not support {}.", language,
            type.name, kernel::toString(target.dtype));
    seeds.push_back(starter);
    AK_ASSIGN(auto shipped, loadChampions(championsFile(type, deviceClassName)));
    const auto names = kernel::namesOf(target.symbols, target.dtype, threads);
    for (auto& champion : nearestFirst(std::move(shipped), target)) {
        auto candidate = kernel::makeCandidate(
            champion.source.empty() ? *source : std::move(champion.source), champion.tunables);
        if (!candidate || seeds.size() >= kMaximumSeeds)
            continue;
        const auto hash = candidate->normalisedHash();
        const bool isKnown = std::any_of(seeds.begin(), seeds.end(),
            [&](const auto& seed) { return seed.normalisedHash() == hash; });
        if (!isKnown && candidate->manifest.supports(target.dtype)
            && candidate->manifest.allows(candidate->tunables, names).value_or(false))
            seeds.push_back(std::move(*candidate));
    }
    return seeds;
}

} // namespace autokernel::engine
