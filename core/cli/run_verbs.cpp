// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"
#include "cli/verbs.h"

#include "base/files.h"
#include "engine/control_socket.h"
#include "mutate/target_search.h"
#include "report/report_writers.h"

#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <mutex>

namespace autokernel::cli {
namespace fs = std::filesystem;
namespace {

std::chrono::seconds localTimeOfDay()
{
    const std::time_t now = std::time(nullptr);
    std::tm local {};
    ::localtime_r(&now, &local);
    return std::chrono::hours(local.tm_hour) + std::chrono::minutes(local.tm_min)
        + std::chrono::seconds(local.tm_sec);
}

// What `status` of another process is told: the last progress, copied from the engine's thread.
class LiveStatus
{
public:
    void remember(const engine::Event& event)
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto* started = std::get_if<engine::RunStarted>(&event))
            m_json["run"] = started->run.value;
        if (const auto* progress = std::get_if<engine::Progress>(&event)) {
            m_json["phase"] = engine::toString(progress->phase);
            m_json["doing"] = progress->text;
            m_json["experiments"] = progress->experiments;
            // 0: there is none yet.
            const auto orNull = [](double speedup) { return speedup > 0 ? Json(speedup) : Json(); };
            m_json["best_speedup_over_eager"] = orNull(progress->bestSpeedup);
            m_json["best_kernel"] = progress->bestSpeedup > 0 ? Json(progress->bestKernel) : Json();
            m_json["end_to_end_speedup_over_eager"] = orNull(progress->endToEndSpeedup);
            m_json["seconds_left"] = progress->left.count();
        }
    }
    Json get() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_json;
    }

private:
    mutable std::mutex m_mutex;
    Json m_json = Json::object();
};

Result<fs::path> writeReport(const Options& options, store::RunId run)
{
    AK_ASSIGN(const auto reader, openReader(options));
    report::ReportOptions reportOptions;
    AK_ASSIGN(reportOptions.types, kernelTypes(options));
    AK_ASSIGN(const auto report, report::buildReport(reader, run, reportOptions));
    // Several histories may lie in one folder.
    const auto history = fs::absolute(options.historyFile());
    const auto path = history.parent_path()
        / fmt::format("{}-report-{}.html", history.stem().string(), run.value);
    AK_TRY(writeFileAtomically(path, report::writeHtml(report)));
    std::printf("%s\n", report.outcome.headline.c_str());
    return path;
}

// For the history in use, where it is not the default one.
std::string adviceFor(const Options& options, const std::string& commandLine)
{
    return options.history.empty() ? commandLine : withHistory(commandLine, options.historyFile());
}

// The run to go on with, and the command line that began it.
struct Resumed
{
    store::RunId run;
    std::string commandLine;
};

int execute(
    Program& program, const engine::RunConfig& config, const std::optional<Resumed>& resumed)
{
    const auto& options = program.options;
    const auto resume = resumed ? std::optional(resumed->run) : std::nullopt;
    const auto stop = interruptToken();
    engine::RunControl control;
    LiveStatus live;
    TerminalView view(::isatty(STDOUT_FILENO) != 0);
    std::optional<engine::ControlSocket> socket;
    // The lock is taken by the engine; only then may the socket's path be claimed.
    const auto events = [&](const engine::Event& event) {
        live.remember(event);
        view.show(event);
        if (!socket && std::holds_alternative<engine::RunStarted>(event)) {
            auto listening = engine::ControlSocket::listen(
                options.historyFile(), [&](const Json& command) -> Json {
                    if (command.value("command", "") == "stop") {
                        control.finish = true;
                        return {{"ok", "the run ends after this experiment"}};
                    }
                    return live.get();
                });
            if (listening)
                socket.emplace(std::move(*listening));
            else
                view.show(engine::Notice {store::LogLevel::Warning, listening.error().message});
        }
    };
    engine::EngineOptions engineOptions;
    engineOptions.history = options.historyFile();
    engineOptions.resume = resume;
    engineOptions.commandLine = program.commandLine;
    engineOptions.localTimeOfDay = localTimeOfDay();
    const auto outcome = engine::runEngine(
        config, engineOptions, {[&] { return makeWorker(options); }, events, control, stop});
    if (!outcome)
        return complain(withHistory(asFailure(outcome.error()), resumed ? resumed->commandLine : "",
            options.historyFile()));
    const auto report = writeReport(options, outcome->run);
    if (!report)
        return complain(report.error());
    std::printf("report: %s\n", report->c_str());
    if (wasInterrupted()) {
        std::printf("Go on with: %s\n",
            adviceFor(options, fmt::format("autokernel-cli resume {}", outcome->run.value))
                .c_str());
        return kExitInterrupted;
    }
    return outcome->state == store::RunState::Failed ? kExitFailed : 0;
}

int runVerb(Program& program)
{
    const auto config = runConfigOf(
        program.options, "a model (a file or --example), or a kernel type with --kernel");
    if (!config)
        return complain(config.error());
    program.options = workerOptions(program.options, *config);
    const auto types = kernelTypes(program.options);
    if (!types)
        return complain(types.error());
    if (config->target) {
        const auto checked
            = kernel::checkTarget(*types, *config->target, targetDevice(program.options));
        if (!checked)
            return complain(checked.error());
    }
    return execute(program, *config, std::nullopt);
}

Result<Resumed> resumedRun(Options& options, const std::string& run)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto id, runIdOf(reader, run));
    AK_ASSIGN(const auto details, reader.run(id));
    if (details.summary.kind == store::RunKind::Ladder)
        return fail(ErrorCode::Unsupported, "run {} is a ladder: go on with it by `{}`.", id.value,
            adviceFor(options, fmt::format("autokernel-cli ladder ... --resume {}", id.value)));
    AK_ASSIGN(const auto config, engine::runConfigFromJson(details.config));
    options = workerOptions(options, config);
    AK_TRY(kernelTypes(options));
    return Resumed {id, details.commandLine};
}

// What is said anew of a run that goes on.
Result<engine::RunConfig> changesOf(const Options& options)
{
    engine::RunConfig changes;
    if (!options.budget.empty()) {
        AK_ASSIGN(changes.wallClock, engine::parseDuration(options.budget));
    }
    if (!options.until.empty())
        AK_TRY(engine::secondsUntil(options.until, std::chrono::seconds(0)));
    changes.until = options.until;
    changes.experiments = options.experiments;
    changes.accept = options.accept;
    changes.withLadder = !options.noLadder;
    changes.workerPrefix = options.workerPrefix;
    return changes;
}

int resumeVerb(Program& program, const std::string& run)
{
    const auto changes = changesOf(program.options);
    if (!changes)
        return complain(changes.error());
    const auto resumed = resumedRun(program.options, run);
    return resumed ? execute(program, *changes, *resumed) : complain(resumed.error());
}

int statusVerb(const Options& options)
{
    auto status = engine::ControlSocket::send(options.historyFile(), {{"command", "status"}});
    if (!status && status.error().code != ErrorCode::NotFound)
        return complain(status.error());
    if (!status)
        if (const auto reader = openReader(options); !reader)
            return complain(reader.error());
    const Json json = status ? *status : Json {{"phase", "no run is active"}};
    if (options.json) {
        std::printf("%s\n", dumpIndented(json).c_str());
        return 0;
    }
    for (const auto& [key, value] : json.items())
        std::printf("%-32s %s\n", key.c_str(),
            value.is_null()         ? "none yet"
                : value.is_string() ? value.get<std::string>().c_str()
                                    : value.dump().c_str());
    return 0;
}

int stopVerb(const Options& options)
{
    const auto answer = engine::ControlSocket::send(options.historyFile(), {{"command", "stop"}});
    if (!answer)
        return complain(answer.error());
    std::printf("%s\n", answer->value("ok", answer->dump()).c_str());
    return 0;
}

} // namespace

void addRunVerbs(Program& program)
{
    auto& options = program.options;
    auto* run = program.app.add_subcommand("run",
        "Make a model, or with --kernel one kernel, faster and prove it. MODEL may be a "
        "run.toml; relative paths in it are relative to its own folder");
    addModel(*run, options);
    run->add_option("--kernel", options.kernel, "Work on this kernel type instead of a model")
        ->check(notEmpty());
    run->add_option("--variant", options.variant, "Variant of the kernel type")
        ->capture_default_str()
        ->check(notEmpty());
    run->add_option(
           "--shape", options.shape, "Sizes of the kernel's symbols, such as R=4096,D=4096")
        ->check(notEmpty());
    addMachine(*run, options);
    addBudget(*run, options);
    run->add_option("--mutators", options.mutators,
           "Who proposes candidates: " + fmt::format("{}", fmt::join(mutate::mutatorNames(), ", "))
               + " (default: all)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember(mutate::mutatorNames()));
    addHistory(*run, options);
    run->callback([&program] { program.exitCode = runVerb(program); });

    auto* resume = program.app.add_subcommand("resume",
        "Go on with a run that was stopped or died, with what is left of its --for; --for, "
        "--until or --experiments said anew count instead");
    static std::string resumed = "last";
    resume->add_option("RUN", resumed, "Number of the run, or last")->capture_default_str();
    addBudget(*resume, options);
    addWorkerPrefix(*resume, options);
    addHistory(*resume, options);
    resume->callback([&program] { program.exitCode = resumeVerb(program, resumed); });

    auto* status
        = program.app.add_subcommand("status", "What the run that writes to a history is doing");
    addHistory(*status, options);
    addJson(*status, options);
    status->callback([&program] { program.exitCode = statusVerb(program.options); });

    auto* stop = program.app.add_subcommand(
        "stop", "End the search of a run in another terminal; it then verifies and reports");
    addHistory(*stop, options);
    stop->callback([&program] { program.exitCode = stopVerb(program.options); });
}

} // namespace autokernel::cli
