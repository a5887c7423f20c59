// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include "base/files.h"

#include <pthread.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
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

void addMachine(CLI::App& verb, Options& options)
{
    verb.add_option("--device", options.device, "cpu, or cuda:0 and so on")->capture_default_str();
    verb.add_option(
        "--threads", options.threads, "CPU threads of every contender (default: all cores)");
    verb.add_option("--seed", options.seed, "Seed of data and search")->capture_default_str();
    verb.add_option(
        "--kernels", options.kernelRoots, "A further folder with kernel types (repeatable)");
    verb.add_option("--worker-prefix", options.workerPrefix,
        "Words in front of the worker's command, such as: ssh host");
}

void addModel(CLI::App& verb, Options& options)
{
    verb.add_option("MODEL", options.model,
        "A TorchScript file, or file.py (with --class). A .py file is your code, and it is run");
    verb.add_option("--class", options.className, "The torch.nn.Module class in file.py");
    verb.add_option("--example", options.example, "An example instead of a file")
        ->check(CLI::IsMember({"gpt2", "llama-160m", "llama-7b", "bert-base"}));
    verb.add_option("--input", options.inputs,
        "Input shape such as 1,512, or int:1,128 for token ids (repeatable, one per argument)");
    verb.add_option("--vocab", options.vocabulary, "Token ids lie below this");
    verb.add_option(
        "--dtype", options.dtype, "fp32, bf16 or fp16 (default: fp32 on a CPU, fp16 on CUDA)");
}

void addBudget(CLI::App& verb, Options& options)
{
    verb.add_option("--for", options.budget,
        "Wall clock from the start, ladder and verification included: 5m, 8h (default: 1h)");
    verb.add_option("--until", options.until, "Stop at this time of day, such as 07:00");
    verb.add_option("--experiments", options.experiments, "Stop after so many experiments");
    verb.add_option("--accept", options.accept,
        "Your own test of the optimised model: a shell command, AUTOKERNEL_PACKAGE names the "
        "folder; exit code 0 accepts");
    verb.add_flag("--no-ladder", options.noLadder, "Skip the free rungs");
}

namespace {

Result<kernel::Target> kernelOf(const Options& options)
{
    kernel::Target target;
    target.type = options.kernel;
    target.variant = options.variant;
    if (!options.shape.empty()) {
        AK_ASSIGN(target.symbols, kernel::parseSymbols(options.shape));
    }
    AK_ASSIGN(target.dtype, kernel::dtypeFromString(options.defaultDtype()));
    return target;
}

Result<protocol::LoadModel> modelOf(const Options& options)
{
    protocol::LoadModel model;
    model.path = options.model.empty() ? "" : fs::absolute(options.model).string();
    model.className = options.className;
    model.example = options.example;
    for (const auto& text : options.inputs) {
        AK_ASSIGN(auto input, engine::parseInput(text));
        model.inputs.push_back(std::move(input));
    }
    model.vocabulary = options.vocabulary;
    AK_TRY(kernel::dtypeFromString(options.defaultDtype()));
    model.dtype = options.defaultDtype();
    return model;
}

// What is made faster, and on what: of a file, or of the flags.
Result<engine::RunConfig> subjectOf(const Options& options)
{
    if (options.model.ends_with(".toml"))
        return engine::loadRunToml(options.model);
    engine::RunConfig config;
    config.device = options.device;
    config.threads = options.threads;
    config.seed = options.seed;
    if (!options.kernel.empty()) {
        AK_ASSIGN(config.target, kernelOf(options));
    } else if (!options.model.empty() || !options.example.empty()) {
        AK_ASSIGN(config.model, modelOf(options));
    } else {
        return fail(ErrorCode::InvalidInput,
            "name a model (a file or --example), or a kernel type with --kernel.");
    }
    return config;
}

} // namespace

Result<engine::RunConfig> runConfigOf(const Options& options)
{
    AK_ASSIGN(auto config, subjectOf(options));
    if (config.model) {
        config.model->device = config.device;
        config.model->threads = config.threads;
        config.model->seed = config.seed;
    }
    if (!options.budget.empty()) {
        AK_ASSIGN(config.wallClock, engine::parseDuration(options.budget));
    }
    if (!options.until.empty()) {
        AK_TRY(engine::secondsUntil(options.until, std::chrono::seconds(0)));
        config.until = options.until;
    }
    if (options.experiments)
        config.experiments = options.experiments;
    if (!options.accept.empty())
        config.accept = options.accept;
    config.withLadder = config.withLadder && !options.noLadder;
    config.kernelRoots.insert(
        config.kernelRoots.end(), options.kernelRoots.begin(), options.kernelRoots.end());
    AK_TRY(engine::validate(config));
    return config;
}

std::unique_ptr<engine::WorkerLink> makeWorker(const Options& options)
{
    engine::WorkerCommand command;
    command.prefix = options.workerPrefix;
    command.device = options.device;
    for (const auto& root : options.kernelRoots)
        command.kernelRoots.push_back(fs::absolute(root));
    return std::make_unique<engine::WorkerProcess>(std::move(command));
}

Result<store::HistoryReader> openReader(const Options& options)
{
    auto reader = store::HistoryReader::open(options.historyFile());
    if (!reader && reader.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, "there is no history at {}: nothing has been run yet.",
            options.historyFile().string());
    return reader;
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
    return store::RunId {value};
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
    for (int i = 1; i < argc; ++i) {
        const std::string_view word(argv[i]);
        const bool isPlain = !word.empty()
            && word.find_first_not_of(
                   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:")
                == std::string_view::npos;
        line += isPlain ? fmt::format(" {}", word) : fmt::format(" '{}'", word);
    }
    return line;
}

} // namespace autokernel::cli
