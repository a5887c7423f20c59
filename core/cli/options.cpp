// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include "cli/subject.h"

#include "base/files.h"
#include "base/shell_word.h"

#include <pthread.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <limits>
#include <thread>

namespace autokernel::cli {
namespace fs = std::filesystem;

fs::path Options::historyFile() const
{
    return history.empty() ? dataDirectory() / "history.db" : history;
}

std::string Options::defaultDtype() const
{
    if (!dtype.empty())
        return dtype;
    return device.starts_with("cuda") ? "fp16" : "fp32";
}

void addHistory(CLI::App& verb, Options& options)
{
    verb.add_option("--history", options.history,
        "History file; made when missing (default: history.db in the user's data folder)");
}

void addJson(CLI::App& verb, Options& options)
{
    verb.add_flag("--json", options.json, "Print JSON");
}

CLI::Validator notEmpty()
{
    return {
        [](std::string& text) -> std::string { return text.empty() ? "must not be empty" : ""; },
        "", ""};
}

namespace {
template <typename Number> std::optional<Number> numberIn(const std::string& text)
{
    Number value {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc {} && end == text.data() + text.size() ? std::optional(value)
                                                                     : std::nullopt;
}

template <typename Number> CLI::Validator wholeNumberFrom(Number least)
{
    return {[least](std::string& text) -> std::string {
                const auto value = numberIn<Number>(text);
                return value && *value >= least
                    ? ""
                    : fmt::format("'{}' must be a whole number from {} to {}", text, least,
                        std::numeric_limits<Number>::max());
            },
        "", ""};
}
} // namespace

CLI::Validator atLeastOne()
{
    return wholeNumberFrom(1);
}

// TOML and SQLite know signed numbers only.
CLI::Validator fromZero()
{
    return wholeNumberFrom(std::int64_t {0});
}

CLI::Validator aboveZero()
{
    return {[](std::string& text) -> std::string {
                const auto value = numberIn<double>(text);
                return value && *value > 0 && std::isfinite(*value)
                    ? ""
                    : fmt::format("'{}' must be a number above zero", text);
            },
        "", ""};
}

void addThreads(CLI::App& verb, Options& options)
{
    verb.add_option(
            "--threads", options.threads, "CPU threads of every contender (default: all cores)")
        ->check(atLeastOne());
}

void addKernels(CLI::App& verb, Options& options)
{
    verb.add_option(
            "--kernels", options.kernelRoots, "A further folder with kernel types (repeatable)")
        ->check(notEmpty());
}

void addMachine(CLI::App& verb, Options& options)
{
    verb.add_option("--device", options.device, "cpu, or cuda:0 and so on")->capture_default_str();
    addThreads(verb, options);
    verb.add_option("--seed", options.seed, "Seed of data and search")
        ->capture_default_str()
        ->check(fromZero());
    addKernels(verb, options);
    addWorkerPrefix(verb, options);
}

void addWorkerPrefix(CLI::App& verb, Options& options)
{
    verb.add_option("--worker-prefix", options.workerPrefix,
        "Words in front of the worker's command, such as: ssh host");
}

void addModel(CLI::App& verb, Options& options)
{
    verb.add_option("MODEL", options.model,
            "A TorchScript file, or file.py (with --class). A .py file is your code, and it is run")
        ->check(notEmpty());
    verb.add_option("--class", options.className, "The torch.nn.Module class in file.py")
        ->check(notEmpty());
    verb.add_option("--example", options.example, "An example instead of a file")
        ->check(CLI::IsMember({"gpt2", "llama-160m", "llama-7b", "bert-base"}));
    verb.add_option("--input", options.inputs,
            "Input shape such as 1,512, or int:1,128 for token ids (repeatable, one per argument)")
        ->check(notEmpty());
    verb.add_option("--vocab", options.vocabulary, "Token ids lie below this")->check(atLeastOne());
    verb.add_option(
            "--dtype", options.dtype, "fp32, bf16 or fp16 (default: fp32 on a CPU, fp16 on CUDA)")
        ->check(notEmpty());
}

void addBudget(CLI::App& verb, Options& options)
{
    verb.add_option("--for", options.budget,
            "Wall clock from the start, with the wait for a device that is in use, ladder and "
            "verification: 5m, 8h (default: 1h)")
        ->check(notEmpty());
    verb.add_option("--until", options.until, "Stop at this time of day, such as 07:00")
        ->check(notEmpty());
    verb.add_option("--experiments", options.experiments,
            "Stop after so many experiments in all, those before a resume counted")
        ->check(atLeastOne());
    verb.add_option("--accept", options.accept,
        "Your own test of the optimised model: a shell command, AUTOKERNEL_PACKAGE names the "
        "folder; exit code 0 accepts");
    verb.add_flag("--no-ladder", options.noLadder, "Skip the free rungs");
}

Error asFailure(Error error)
{
    if (error.code == ErrorCode::InvalidInput)
        error.code = ErrorCode::RuntimeError;
    return error;
}

Result<std::vector<kernel::KernelType>> kernelTypes(const Options& options)
{
    return asFailure(kernel::loadCheckedTypes(options.kernelRoots));
}

kernel::TargetDevice targetDevice(const Options& options)
{
    if (options.device.starts_with("cuda"))
        return {"cuda", 0};
    const bool isLocal = options.workerPrefix.empty();
    return {"cpu",
        isLocal ? static_cast<double>(::sysconf(_SC_PHYS_PAGES))
                * static_cast<double>(::sysconf(_SC_PAGESIZE))
                : 0};
}

Result<void> checkDevice(const std::string& device)
{
    constexpr std::string_view kCuda = "cuda:";
    const auto number
        = device.starts_with(kCuda) ? numberIn<int>(device.substr(kCuda.size())) : std::nullopt;
    if (device == "cpu" || (number && *number >= 0))
        return {};
    return fail(ErrorCode::InvalidInput,
        "unknown device '{}': devices are cpu and cuda:0, cuda:1 and so on; `autokernel-cli "
        "devices` shows those here.",
        device);
}

Result<engine::RunConfig> runConfigOf(const Options& options, std::string_view whatToName)
{
    AK_ASSIGN(auto config, subjectOf(options, whatToName));
    AK_TRY(checkDevice(config.device));
    if (!options.workerPrefix.empty())
        config.workerPrefix = options.workerPrefix;
    if (config.model) {
        config.model->device = config.device;
        config.model->threads = config.threads;
        config.model->seed = config.seed;
        AK_TRY(checkModel(*config.model, config.workerPrefix.empty()));
    }
    if (!options.budget.empty()) {
        AK_ASSIGN(config.wallClock, engine::parseDuration(options.budget));
    }
    if (!options.until.empty())
        config.until = options.until;
    if (!config.until.empty())
        AK_TRY(engine::secondsUntil(config.until, std::chrono::seconds(0)));
    if (options.experiments)
        config.experiments = options.experiments;
    if (!options.mutators.empty())
        config.mutators = options.mutators;
    if (!options.accept.empty())
        config.accept = options.accept;
    config.withLadder = config.withLadder && !options.noLadder;
    config.kernelRoots.insert(
        config.kernelRoots.end(), options.kernelRoots.begin(), options.kernelRoots.end());
    for (auto& root : config.kernelRoots)
        root = fs::absolute(root); // whoever resumes the run may stand elsewhere
    AK_TRY(engine::validate(config));
    return config;
}

std::unique_ptr<engine::WorkerLink> makeWorker(const Options& options)
{
    engine::RunConfig config;
    config.device = options.device;
    config.kernelRoots = options.kernelRoots;
    config.workerPrefix = options.workerPrefix;
    return std::make_unique<engine::WorkerProcess>(engine::workerCommandOf(config));
}

Options workerOptions(Options options, const engine::RunConfig& config)
{
    options.device = config.device;
    options.kernelRoots = config.kernelRoots;
    if (options.workerPrefix.empty())
        options.workerPrefix = config.workerPrefix;
    return options;
}

Result<store::HistoryReader> openReader(const Options& options)
{
    auto reader = store::HistoryReader::open(options.historyFile());
    if (!reader && reader.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, "there is no history at {}: nothing has been run yet.",
            options.historyFile().string());
    return asFailure(std::move(reader));
}

Result<store::RunId> runIdOf(const store::HistoryReader& reader, const std::string& text)
{
    if (text == "last")
        return reader.lastRun();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc {} || end != text.data() + text.size() || value <= 0)
        return fail(
            ErrorCode::InvalidInput, "'{}' is not a run: give its number, or 'last'.", text);
    AK_TRY(reader.run(store::RunId {value}));
    return store::RunId {value};
}

Result<store::ExperimentId> experimentIdOf(const std::string& text)
{
    const auto value = numberIn<std::int64_t>(text);
    if (!value || *value <= 0)
        return fail(ErrorCode::InvalidInput,
            "'{}' is not an experiment: give the number that `list` shows.", text);
    return store::ExperimentId {*value};
}

int complain(const Error& error)
{
    std::fprintf(stderr, "autokernel: %s\n", error.message.c_str());
    if (!error.detail.empty())
        std::fprintf(stderr, "%s\n", error.detail.c_str());
    return error.code == ErrorCode::InvalidInput ? kExitUsage
        : error.code == ErrorCode::Cancelled     ? kExitInterrupted
                                                 : kExitFailed;
}

namespace {
std::stop_source& interruptSource()
{
    static std::stop_source source;
    return source;
}

// A thread of its own takes the signals: no handler has to be async-signal-safe.
void waitForSignals(sigset_t signals)
{
    int signal = 0;
    ::sigwait(&signals, &signal);
    interruptSource().request_stop();
    std::fprintf(stderr, "\nautokernel: stopping; a second Ctrl-C ends at once.\n");
    ::sigwait(&signals, &signal);
    ::_exit(kExitInterrupted);
}
} // namespace

std::stop_token interruptToken()
{
    static const bool installed = [] {
        sigset_t signals;
        ::sigemptyset(&signals);
        ::sigaddset(&signals, SIGINT);
        ::sigaddset(&signals, SIGTERM);
        ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        std::thread(waitForSignals, signals).detach();
        return true;
    }();
    static_cast<void>(installed);
    return interruptSource().get_token();
}

bool wasInterrupted()
{
    return interruptSource().stop_requested();
}

std::string commandLineOf(int argc, char** argv)
{
    std::string line = "autokernel-cli";
    for (int i = 1; i < argc; ++i)
        line += " " + shellWord(argv[i]);
    return line;
}

std::string withHistory(const std::string& commandLine, const fs::path& history)
{
    std::string line = commandLine;
    for (const std::string_view flag : {" --history ", " --history="})
        if (const auto begin = line.find(flag); begin != std::string::npos)
            line.erase(begin, endOfShellWord(line, begin + flag.size()) - begin);
    return line + " --history " + shellWord(history.string());
}

Error withHistory(Error error, const std::string& commandLine, const fs::path& history)
{
    if (const auto place = error.message.find(commandLine);
        !commandLine.empty() && place != std::string::npos)
        error.message.replace(place, commandLine.size(), withHistory(commandLine, history));
    return error;
}

} // namespace autokernel::cli
