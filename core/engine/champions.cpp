// SPDX-License-Identifier: Apache-2.0
#include "engine/champions.h"

#include "base/files.h"
#include "kernel/toml_reader.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {

struct Champion
{
    kernel::Symbols symbols;
    kernel::TunableValues tunables;
};

Result<std::optional<Champion>> readChampion(
    const toml::table& table, const kernel::TomlOrigin& origin, const kernel::Target& target)
{
    kernel::TomlReader reader(table, origin);
    AK_ASSIGN(const auto variant, reader.stringOr("variant", "default"));
    AK_ASSIGN(const auto dtype, reader.string("dtype"));
    AK_ASSIGN(const auto shape, reader.string("shape"));
    AK_ASSIGN(const auto* values, reader.tableOrNull("tunables"));
    AK_TRY(reader.finish());
    Champion champion;
    AK_ASSIGN(champion.symbols, kernel::parseSymbols(shape));
    if (values) {
        for (const auto& [key, node] : *values) {
            const auto value = node.value_exact<std::int64_t>();
            if (!value)
                return reader.error(
                    &node, fmt::format("tunable '{}' must be a whole number", key.str()));
            champion.tunables.emplace(key.str(), *value);
        }
    }
    if (variant != target.variant || dtype != kernel::toString(target.dtype))
        return std::nullopt;
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

Result<std::vector<Champion>> loadChampions(
    const std::filesystem::path& path, const kernel::Target& target)
{
    std::vector<Champion> champions;
    if (!std::filesystem::exists(path))
        return champions;
    AK_ASSIGN(const auto text, readFile(path));
    const kernel::TomlOrigin origin {path.string(), 0};
    AK_ASSIGN(const auto table, kernel::parseToml(text, origin));
    kernel::TomlReader reader(table, origin);
    AK_ASSIGN(const auto entries, reader.tables("champion"));
    AK_TRY(reader.finish());
    for (const auto* entry : entries) {
        AK_ASSIGN(auto champion, readChampion(*entry, origin, target));
        if (champion)
            champions.push_back(std::move(*champion));
    }
    std::stable_sort(champions.begin(), champions.end(), [&](const Champion& a, const Champion& b) {
        return distance(a.symbols, target.symbols) < distance(b.symbols, target.symbols);
    });
    return champions;
}

constexpr std::size_t kMaximumSeeds = 4;

} // namespace

std::string deviceClass(const std::vector<std::string>& isa, bool isCuda)
{
    if (isCuda)
        return isa.empty() ? "cuda" : isa.front();
    const auto has = [&](std::string_view name) {
        return std::find(isa.begin(), isa.end(), name) != isa.end();
    };
    return has("avx512") ? "avx512" : has("avx2") ? "avx2" : "baseline";
}

Result<std::vector<kernel::Candidate>> seedsFor(const kernel::KernelType& type,
    const kernel::Target& target, const std::string& language, const std::string& deviceClassName)
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
    if (!starter.manifest.supports(target.dtype))
        return fail(ErrorCode::Unsupported, "the {} starter of {} does not support {}.", language,
            type.name, kernel::toString(target.dtype));
    seeds.push_back(starter);
    AK_ASSIGN(const auto champions,
        loadChampions(type.folder / "champions" / (deviceClassName + ".toml"), target));
    for (const auto& champion : champions) {
        auto candidate = kernel::makeCandidate(*source, champion.tunables);
        if (!candidate || seeds.size() >= kMaximumSeeds)
            continue;
        const auto hash = candidate->normalisedHash();
        const bool isKnown = std::any_of(seeds.begin(), seeds.end(),
            [&](const auto& seed) { return seed.normalisedHash() == hash; });
        if (!isKnown
            && candidate->manifest.allows(candidate->tunables, target.symbols).value_or(false))
            seeds.push_back(std::move(*candidate));
    }
    return seeds;
}

} // namespace autokernel::engine
