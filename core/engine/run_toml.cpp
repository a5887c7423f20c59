// SPDX-License-Identifier: Apache-2.0
#include "engine/run_toml.h"

#include "base/shell_word.h"

#include <fmt/ranges.h>

#include <utility>
#include <variant>

namespace autokernel::engine {
namespace {

using Value = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

// File and command line say the same: a key is a flag without its dashes.
class Settings
{
public:
    template <typename T> void add(const char* key, T value)
    {
        m_all.emplace_back(key, Value(std::move(value)));
    }
    void addText(const char* key, const std::string& value)
    {
        if (!value.empty())
            add(key, value);
    }
    const std::vector<std::pair<std::string, Value>>& all() const { return m_all; }

private:
    std::vector<std::pair<std::string, Value>> m_all;
};

void addModel(const protocol::LoadModel& model, Settings& settings)
{
    settings.addText("model", model.path);
    settings.addText("class", model.className);
    settings.addText("example", model.example);
    std::vector<std::string> inputs;
    for (const auto& input : model.inputs)
        inputs.push_back(formatInput(input));
    if (!inputs.empty())
        settings.add("input", inputs);
    if (model.vocabulary > 0)
        settings.add("vocab", model.vocabulary);
    settings.addText("dtype", model.dtype);
}

void addTarget(const kernel::Target& target, Settings& settings)
{
    settings.addText("kernel", target.type);
    if (target.variant != "default")
        settings.addText("variant", target.variant);
    settings.addText("shape", kernel::formatSymbols(target.symbols));
    settings.addText("dtype", std::string(kernel::toString(target.dtype)));
}

Settings settingsOf(const RunConfig& config)
{
    const RunConfig defaults;
    Settings settings;
    if (config.model)
        addModel(*config.model, settings);
    if (config.target)
        addTarget(*config.target, settings);
    if (config.device != defaults.device)
        settings.addText("device", config.device);
    if (config.threads != defaults.threads)
        settings.add("threads", std::int64_t {config.threads});
    if (config.seed != defaults.seed)
        settings.add("seed", static_cast<std::int64_t>(config.seed));
    if (config.wallClock)
        settings.addText("for", formatDuration(*config.wallClock));
    settings.addText("until", config.until);
    if (config.experiments)
        settings.add("experiments", std::int64_t {*config.experiments});
    if (!config.mutators.empty())
        settings.add("mutators", config.mutators);
    settings.addText("accept", config.accept);
    if (!config.withLadder)
        settings.add("no-ladder", true);
    std::vector<std::string> roots;
    for (const auto& root : config.kernelRoots)
        roots.push_back(root.string());
    if (!roots.empty())
        settings.add("kernels", roots);
    if (!config.workerPrefix.empty())
        settings.add("worker-prefix", config.workerPrefix);
    return settings;
}

// JSON's escapes are TOML's.
std::string quoted(const std::string& text)
{
    return dumpLine(Json(text));
}

std::string tomlOf(const Value& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value))
        return quoted(*text);
    std::vector<std::string> items;
    for (const auto& item : std::get<std::vector<std::string>>(value))
        items.push_back(quoted(item));
    return fmt::format("[{}]", fmt::join(items, ", "));
}

// The model's file is the verb's own argument, not a flag. A word with a dash in front is no flag
// of ours where it is tied to one.
std::string flagOf(const std::string& key, const std::string& word)
{
    if (key == "model")
        return " " + shellWord(word);
    return fmt::format(" --{}{}{}", key, word.starts_with('-') ? '=' : ' ', shellWord(word));
}

std::string flagsOf(const std::string& key, const Value& value)
{
    if (std::holds_alternative<bool>(value))
        return " --" + key;
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return flagOf(key, std::to_string(*number));
    if (const auto* text = std::get_if<std::string>(&value))
        return flagOf(key, *text);
    std::string line;
    for (const auto& item : std::get<std::vector<std::string>>(value))
        line += flagOf(key, item);
    return line;
}

} // namespace

std::string runToml(const RunConfig& config)
{
    const auto settings = settingsOf(config);
    std::string text;
    for (const auto& [key, value] : settings.all())
        text += fmt::format("{} = {}\n", key, tomlOf(value));
    return text;
}

std::string runCommand(const RunConfig& config)
{
    const auto settings = settingsOf(config);
    std::string line = "autokernel-cli run";
    for (const auto& [key, value] : settings.all())
        line += flagsOf(key, value);
    return line;
}

std::string formatDuration(std::chrono::seconds duration)
{
    const auto count = duration.count();
    std::string text;
    for (const auto& [part, unit] :
        {std::pair {count / 3600, 'h'}, {count / 60 % 60, 'm'}, {count % 60, 's'}})
        if (part > 0)
            text += fmt::format("{}{}", part, unit);
    return text.empty() ? "0s" : text;
}

std::string formatInput(const protocol::InputSpec& input)
{
    return fmt::format("{}{}", input.isInteger ? "int:" : "", fmt::join(input.shape, ","));
}

} // namespace autokernel::engine
