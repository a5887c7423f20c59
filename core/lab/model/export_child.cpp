// SPDX-License-Identifier: Apache-2.0
#include "lab/model/export_child.h"

#include "base/files.h"
#include "base/json.h"
#include "base/process.h"
#include "lab/model/memory.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace autokernel::lab {
namespace {

constexpr std::chrono::minutes kExportLimit {20};

Result<ExampleModel> findExample(const std::string& name)
{
    const auto& known = exampleModels();
    const auto found = std::ranges::find(known, name, &ExampleModel::name);
    if (found != known.end())
        return *found;
    std::string names;
    for (const auto& example : known)
        names += (names.empty() ? "" : ", ") + example.name;
    return fail(
        ErrorCode::InvalidInput, "There is no example model called {}; there are {}.", name, names);
}

Json inputsToJson(const std::vector<protocol::InputSpec>& inputs)
{
    Json list = Json::array();
    for (const auto& input : inputs)
        list.push_back({{"shape", input.shape}, {"integer", input.isInteger}});
    return list;
}

Result<std::vector<std::string>> commandLine(const protocol::LoadModel& request,
    const LoadOptions& options, const std::filesystem::path& archive,
    const std::filesystem::path& inputs)
{
    std::vector<std::string> command {options.python.string(),
        (installationRoot() / "resources/python/ak_export.py").string(), "--output",
        archive.string(), "--sample-inputs", inputs.string(), "--dtype", request.dtype, "--seed",
        std::to_string(request.seed), "--threads", std::to_string(request.threads), "--vocabulary",
        std::to_string(request.vocabulary), "--memory-bytes",
        std::to_string(availableMemoryBytes())};
    if (!request.example.empty()) {
        AK_ASSIGN(const auto example, findExample(request.example));
        const auto file = installationRoot() / "resources/models" / example.file;
        command.insert(command.end(),
            {"--own-example", "--file", file.string(), "--class", example.className});
    } else {
        command.insert(command.end(), {"--file", request.path, "--class", request.className});
    }
    if (!request.inputs.empty())
        command.insert(command.end(), {"--inputs", inputsToJson(request.inputs).dump()});
    return command;
}

std::string lastLine(std::string_view text)
{
    while (!text.empty() && text.back() == '\n')
        text.remove_suffix(1);
    const auto start = text.rfind('\n');
    return std::string(start == std::string_view::npos ? text : text.substr(start + 1));
}

// What the user's code printed, without Python's tracebacks: their last lines say what happened.
std::string printedLines(std::string_view text)
{
    constexpr std::size_t kMostLines = 8;
    std::vector<std::string_view> lines;
    bool inTraceback = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.starts_with("Traceback (most recent call last)"))
            inTraceback = true;
        else if (!inTraceback || !line.starts_with(" ")) {
            inTraceback = false;
            if (!line.empty())
                lines.push_back(line);
        }
    }
    const auto first = lines.size() - std::min(lines.size(), kMostLines);
    return fmt::format(
        "{}", fmt::join(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end(), "\n"));
}

Error noAnswer(const ProcessOutput& output)
{
    auto printed = printedLines(output.err);
    const auto last = lastLine(printed);
    return {ErrorCode::RuntimeError,
        fmt::format("The export of the model ended with {} and no answer{}",
            output.status.toString(),
            last.empty() ? "; it printed nothing. Does the file's own code end the process?"
                         : ": " + last),
        last == printed ? std::string() : std::move(printed)};
}

} // namespace

const std::vector<ExampleModel>& exampleModels()
{
    static const std::vector<ExampleModel> s_models {
        {"gpt2", "gpt2.py", "GPT2Small"},
        {"llama-160m", "llama.py", "Llama160M"},
        {"llama-7b", "llama.py", "Llama7B"},
        {"bert-base", "bert.py", "BertBase"},
        {"gpt2-tiny", "gpt2.py", "GPT2Tiny"},
        {"llama-tiny", "llama.py", "LlamaTiny"},
        {"bert-tiny", "bert.py", "BertTiny"},
    };
    return s_models;
}

Result<ExportedModel> exportModel(const protocol::LoadModel& request, const LoadOptions& options,
    const std::filesystem::path& archive, const std::filesystem::path& inputs)
{
    if (options.python.empty())
        return fail(ErrorCode::NotFound,
            "A Python file needs a Python with torch, and there is none; set AUTOKERNEL_PYTHON to "
            "its interpreter.");
    AK_ASSIGN(const auto command, commandLine(request, options, archive, inputs));
    ProcessLimits limits;
    limits.wallClock = kExportLimit;
    AK_ASSIGN(const auto output, runProcess(command, limits));
    if (output.timedOut)
        return fail(ErrorCode::TimedOut, "The export of the model took longer than {} minutes.",
            kExportLimit.count());
    const auto reply = parseJson(lastLine(output.out));
    if (!reply || !reply->is_object())
        return fail(noAnswer(output));
    if (reply->contains("error"))
        return fail(Error {ErrorCode::InvalidInput, reply->value("error", std::string()),
            printedLines(output.err)});
    ExportedModel model;
    model.name = reply->value("name", "");
    model.route = reply->value("route", "");
    model.maximumDifference = reply->value("difference", 0.0);
    model.parameters = reply->value("parameters", std::int64_t {0});
    model.vocabulary = reply->value("vocabulary", std::int64_t {0});
    model.inputs = reply->value("inputs", std::vector<std::string>());
    return model;
}

} // namespace autokernel::lab
