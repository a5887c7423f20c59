// SPDX-License-Identifier: Apache-2.0
// The flags that several verbs share, and how a failure becomes a sentence and an exit code.
#pragma once

#include "engine/engine.h"
#include "kernel/type_check.h"
#include "store/history_reader.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::cli {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitInterrupted = 130;

// What only the command line knows, raw as it was typed.
struct Options
{
    std::filesystem::path history;
    bool json = false;
    std::vector<std::filesystem::path> kernelRoots;
    std::vector<std::string> workerPrefix;

    // run, profile, ladder, resume
    std::string model; // file, or a kernel type for `ladder`
    std::string className;
    std::string example;
    std::vector<std::string> inputs;
    std::int64_t vocabulary = 0;
    std::string dtype = "";
    std::string device = "cpu";
    int threads = 0;
    std::uint64_t seed = 1;
    std::string budget;
    std::string until;
    std::optional<int> experiments;
    std::vector<std::string> mutators;
    std::string accept;
    std::string kernel;
    std::string variant = "default";
    std::string shape;
    bool noLadder = false;

    bool isRunToml() const { return model.ends_with(".toml"); }

    std::filesystem::path historyFile() const; // the default one where none was named
    std::string defaultDtype() const;
};

// Validators whose sentence a person can read; each is one condition.
CLI::Validator notEmpty();
CLI::Validator atLeastOne(); // whole numbers
CLI::Validator fromZero(); // whole numbers
CLI::Validator aboveZero();

void addHistory(CLI::App& verb, Options& options);
void addJson(CLI::App& verb, Options& options);
void addMachine(CLI::App& verb, Options& options); // device, threads, seed, kernels
void addWorkerPrefix(CLI::App& verb, Options& options); // of those whose machine is known
void addModel(CLI::App& verb, Options& options);
void addBudget(CLI::App& verb, Options& options);

void addThreads(CLI::App& verb, Options& options);
void addKernels(CLI::App& verb, Options& options);

// What is wrong with a file, a machine or a worker is a failure (exit code 1), whatever the code of
// its error says; only what was typed is a usage error (2).
Error asFailure(Error error);
template <typename T> Result<T> asFailure(Result<T> result)
{
    return result ? std::move(result) : Result<T>(fail(asFailure(std::move(result).error())));
}

// `whatToName` ends the sentence of one who named nothing: "a model (a file or --example)".
Result<engine::RunConfig> runConfigOf(const Options& options, std::string_view whatToName);
Result<void> checkDevice(const std::string& device); // its spelling
std::unique_ptr<engine::WorkerLink> makeWorker(const Options& options);
// A worker is started from the flags: what a run.toml or the history says of it joins them.
Options workerOptions(Options options, const engine::RunConfig& config);
// Where a kernel's target is to run, as far as it can be told without the worker.
kernel::TargetDevice targetDevice(const Options& options);
// The installed types and those of --kernels, checked (kernel/type_check.h).
Result<std::vector<kernel::KernelType>> kernelTypes(const Options& options);
Result<store::HistoryReader> openReader(const Options& options);
// "last" or a number of a run that is there.
Result<store::RunId> runIdOf(const store::HistoryReader& reader, const std::string& text);

// An experiment's number as `list` shows it.
Result<store::ExperimentId> experimentIdOf(const std::string& text);

// Prints "autokernel: <sentence>" to stderr and returns the exit code.
int complain(const Error& error);
// Ctrl-C and SIGTERM request this stop; a second one ends the process.
std::stop_token interruptToken();
bool wasInterrupted();
std::string commandLineOf(int argc, char** argv);
// The same command for this history: what a copy of a history advises must not name the original.
std::string withHistory(const std::string& commandLine, const std::filesystem::path& history);
// An error that advises to repeat this command.
Error withHistory(
    Error error, const std::string& commandLine, const std::filesystem::path& history);

} // namespace autokernel::cli
