// SPDX-License-Identifier: Apache-2.0
#include "engine/run_config.h"

#include "base/files.h"
#include "kernel/toml_reader.h"
#include "mutate/target_search.h"
#include "protocol/codec.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace autokernel::engine {
namespace {

constexpr int kMostThreads = 4096;
// TOML and SQLite know signed numbers only.
constexpr std::uint64_t kLargestSeed = std::numeric_limits<std::int64_t>::max();

Result<std::int64_t> wholeNumber(std::string_view text, std::string_view whole)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc {} || end != text.data() + text.size())
        return fail(ErrorCode::InvalidInput, "'{}' in '{}' is not a whole number.", text, whole);
    return value;
}

// The value that `parse` makes of a key's text; its error has the key's line.
template <typename Parse>
auto parsed(kernel::TomlReader& reader, std::string_view key, const std::string& text, Parse parse)
    -> decltype(parse(text))
{
    auto value = parse(text);
    if (!value)
        return reader.error(reader.take(key), value.error().message);
    return value;
}

Result<void> checkMutators(const std::vector<std::string>& mutators)
{
    const auto known = mutate::mutatorNames();
    for (const auto& name : mutators)
        if (std::find(known.begin(), known.end(), name) == known.end())
            return fail(ErrorCode::InvalidInput, "unknown mutator '{}': there are {}.", name,
                fmt::join(known, ", "));
    return {};
}

Result<void> readBudget(kernel::TomlReader& reader, RunConfig& config)
{
    if (reader.has("for")) {
        AK_ASSIGN(const auto text, reader.string("for"));
        AK_ASSIGN(config.wallClock, parsed(reader, "for", text, parseDuration));
    }
    if (reader.has("until")) {
        AK_ASSIGN(config.until, reader.string("until"));
        AK_TRY(parsed(reader, "until", config.until,
            [](const std::string& text) { return secondsUntil(text, std::chrono::seconds(0)); }));
    }
    if (reader.has("experiments")) {
        AK_ASSIGN(const auto count,
            reader.integerOr("experiments", 1, 1, std::numeric_limits<int>::max()));
        config.experiments = static_cast<int>(count);
    }
    return {};
}

Result<void> readMutators(kernel::TomlReader& reader, RunConfig& config)
{
    if (!reader.has("mutators"))
        return {};
    AK_ASSIGN(config.mutators, reader.stringsOr("mutators", {}));
    const auto* node = reader.take("mutators");
    if (config.mutators.empty())
        return reader.error(node,
            fmt::format("'mutators' is empty, so that nobody would propose a candidate: name some "
                        "of {}, or leave the line out for all of them",
                fmt::join(mutate::mutatorNames(), ", ")));
    if (const auto known = checkMutators(config.mutators); !known)
        return reader.error(node, known.error().message);
    return {};
}

// A path in the file means the same wherever the command is typed.
std::filesystem::path besideFile(const std::filesystem::path& folder, const std::string& path)
{
    return (folder / path).lexically_normal();
}

Result<void> readTarget(kernel::TomlReader& reader, const std::string& dtype, RunConfig& config)
{
    kernel::Target target;
    AK_ASSIGN(target.type, reader.string("kernel"));
    AK_ASSIGN(target.variant, reader.stringOr("variant", "default"));
    if (reader.has("shape")) {
        AK_ASSIGN(const auto shape, reader.string("shape"));
        AK_ASSIGN(target.symbols, parsed(reader, "shape", shape, kernel::parseSymbols));
    }
    AK_ASSIGN(target.dtype, parsed(reader, "dtype", dtype, kernel::dtypeFromString));
    config.target = target;
    return {};
}

Result<void> readModel(kernel::TomlReader& reader, const std::string& dtype,
    const std::filesystem::path& folder, RunConfig& config)
{
    protocol::LoadModel model;
    AK_ASSIGN(model.path, reader.stringOr("model", ""));
    if (!model.path.empty())
        model.path = besideFile(folder, model.path).string();
    AK_ASSIGN(model.className, reader.stringOr("class", ""));
    AK_ASSIGN(model.example, reader.stringOr("example", ""));
    AK_ASSIGN(const auto inputs, reader.stringsOr("input", {}));
    for (const auto& text : inputs) {
        AK_ASSIGN(auto input, parsed(reader, "input", text, parseInput));
        model.inputs.push_back(std::move(input));
    }
    AK_ASSIGN(model.vocabulary,
        reader.integerOr("vocab", 0, 0, std::numeric_limits<std::int64_t>::max()));
    model.dtype = dtype;
    config.model = model;
    return {};
}

Result<RunConfig> readToml(kernel::TomlReader& reader, const std::filesystem::path& folder)
{
    RunConfig config;
    AK_ASSIGN(config.device, reader.stringOr("device", config.device));
    AK_ASSIGN(const auto threads, reader.integerOr("threads", 0, 1, kMostThreads));
    AK_ASSIGN(const auto seed, reader.integerOr("seed", 1, 0, kLargestSeed));
    config.threads = static_cast<int>(threads);
    config.seed = static_cast<std::uint64_t>(seed);
    AK_TRY(readBudget(reader, config));
    AK_TRY(readMutators(reader, config));
    AK_ASSIGN(config.accept, reader.stringOr("accept", ""));
    AK_ASSIGN(config.withLadder, reader.booleanOr("ladder", true));
    AK_ASSIGN(const auto noLadder, reader.booleanOr("no-ladder", false)); // the flag's own name
    config.withLadder = config.withLadder && !noLadder;
    AK_ASSIGN(const auto roots, reader.stringsOr("kernels", {}));
    for (const auto& root : roots)
        config.kernelRoots.push_back(besideFile(folder, root));
    AK_ASSIGN(config.workerPrefix, reader.stringsOr("worker-prefix", {}));
    // One file is run into many histories, and the window has its own open already.
    if (reader.has("history"))
        return reader.error(reader.take("history"),
            "'history' is no setting of a run: name it on the command line, --history FILE");
    AK_ASSIGN(const auto dtype, reader.stringOr("dtype", "fp32"));
    for (const char* other : {"model", "example"})
        if (reader.has("kernel") && reader.has(other))
            return reader.error(reader.take(other), "name a model or a kernel, not both");
    if (reader.has("kernel"))
        AK_TRY(readTarget(reader, dtype, config));
    else
        AK_TRY(readModel(reader, dtype, folder, config));
    return config;
}

} // namespace

std::string RunConfig::subject() const
{
    if (target)
        return target->key();
    if (!model)
        return "nothing";
    if (!model->example.empty())
        return model->example;
    return std::filesystem::path(model->path).filename().string();
}

Json toJson(const RunConfig& config)
{
    Json json {{"device", config.device}, {"threads", config.threads}, {"seed", config.seed},
        {"until", config.until}, {"mutators", config.mutators}, {"accept", config.accept},
        {"ladder", config.withLadder}, {"kernels", Json::array()},
        {"worker_prefix", config.workerPrefix}};
    if (config.model)
        json["model"] = *config.model;
    if (config.target)
        json["target"] = *config.target;
    if (config.wallClock)
        json["for_seconds"] = config.wallClock->count();
    if (config.experiments)
        json["experiments"] = *config.experiments;
    for (const auto& root : config.kernelRoots)
        json["kernels"].push_back(root.string());
    return json;
}

Result<RunConfig> runConfigFromJson(const Json& json)
{
    try {
        RunConfig config;
        config.device = json.value("device", config.device);
        config.threads = json.value("threads", 0);
        config.seed = json.value("seed", std::uint64_t {1});
        config.until = json.value("until", "");
        config.mutators = json.value("mutators", config.mutators);
        config.accept = json.value("accept", "");
        config.withLadder = json.value("ladder", true);
        if (json.contains("model"))
            config.model = json.at("model").get<protocol::LoadModel>();
        if (json.contains("target"))
            config.target = json.at("target").get<kernel::Target>();
        if (json.contains("for_seconds"))
            config.wallClock = std::chrono::seconds(json.at("for_seconds").get<std::int64_t>());
        if (json.contains("experiments"))
            config.experiments = json.at("experiments").get<int>();
        for (const auto& root : json.value("kernels", Json::array()))
            config.kernelRoots.emplace_back(root.get<std::string>());
        config.workerPrefix = json.value("worker_prefix", config.workerPrefix);
        return config;
    } catch (const Json::exception& error) {
        return fail(
            ErrorCode::Corrupt, "the stored configuration of the run is damaged: {}", error.what());
    }
}

Result<RunConfig> loadRunToml(const std::filesystem::path& path)
{
    AK_ASSIGN(const auto text, readFile(path));
    const kernel::TomlOrigin origin {path.string(), 0};
    AK_ASSIGN(const auto table, kernel::parseToml(text, origin));
    kernel::TomlReader reader(table, origin);
    AK_ASSIGN(auto config, readToml(reader, std::filesystem::absolute(path).parent_path()));
    AK_TRY(reader.finish());
    return config;
}

Result<void> validate(const RunConfig& config)
{
    if (config.model.has_value() == config.target.has_value())
        return fail(
            ErrorCode::InvalidInput, "name either a model or, with --kernel, a kernel type.");
    if (config.model && !config.model->path.empty() && !config.model->example.empty())
        return fail(ErrorCode::InvalidInput, "name a file or an example, not both.");
    if (config.experiments && *config.experiments <= 0)
        return fail(ErrorCode::InvalidInput, "--experiments must be at least 1.");
    if (config.wallClock && config.wallClock->count() <= 0)
        return fail(ErrorCode::InvalidInput, "--for must be a time above zero, such as 5m or 8h.");
    AK_TRY(checkMutators(config.mutators));
    if (config.threads < 0 || config.threads > kMostThreads)
        return fail(ErrorCode::InvalidInput, "--threads must lie between 1 and {}.", kMostThreads);
    if (config.seed > kLargestSeed)
        return fail(ErrorCode::InvalidInput, "--seed must lie between 0 and {}.", kLargestSeed);
    return {};
}

Result<std::chrono::seconds> parseDuration(std::string_view text)
{
    std::chrono::seconds total {0};
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto digits = rest.substr(0, rest.find_first_not_of("0123456789"));
        const char unit = digits.size() < rest.size() ? rest[digits.size()] : '\0';
        const std::int64_t scale = unit == 'h' ? 3600 : unit == 'm' ? 60 : unit == 's' ? 1 : 0;
        if (digits.empty() || digits.size() > 9 || scale == 0)
            return fail(ErrorCode::InvalidInput,
                "'{}' is not a duration: write for instance 90s, 5m, 8h or 1h30m.", text);
        AK_ASSIGN(const auto value, wholeNumber(digits, text));
        total += std::chrono::seconds(value * scale);
        rest.remove_prefix(digits.size() + 1);
    }
    if (total.count() <= 0)
        return fail(ErrorCode::InvalidInput,
            "'{}' is no time at all: the budget must be above zero.", text);
    return total;
}

Result<std::chrono::seconds> secondsUntil(std::string_view clock, std::chrono::seconds now)
{
    const auto colon = clock.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 2 || clock.size() != colon + 3)
        return fail(
            ErrorCode::InvalidInput, "'{}' is not a time of day: write for instance 07:00.", clock);
    AK_ASSIGN(const auto hours, wholeNumber(clock.substr(0, colon), clock));
    AK_ASSIGN(const auto minutes, wholeNumber(clock.substr(colon + 1), clock));
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return fail(
            ErrorCode::InvalidInput, "'{}' is not a time of day: write for instance 07:00.", clock);
    auto left = std::chrono::hours(hours) + std::chrono::minutes(minutes) - now;
    if (left.count() <= 0)
        left += std::chrono::hours(24);
    return left;
}

Result<protocol::InputSpec> parseInput(std::string_view text)
{
    protocol::InputSpec input;
    std::string_view rest = text;
    if (rest.starts_with("int:")) {
        input.isInteger = true;
        rest.remove_prefix(4);
    }
    std::int64_t elements = 1;
    while (true) {
        const auto comma = rest.find(',');
        AK_ASSIGN(const auto size, wholeNumber(rest.substr(0, comma), text));
        if (size < 0 || __builtin_mul_overflow(elements, size, &elements)
            || elements > (std::int64_t {1} << 40))
            return fail(
                ErrorCode::InvalidInput, "input shape '{}' is negative or too large.", text);
        input.shape.push_back(size);
        if (comma == std::string_view::npos)
            return input;
        rest.remove_prefix(comma + 1);
    }
}

} // namespace autokernel::engine
