// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include "base/files.h"
#include "engine/champions.h"
#include "engine/device_lock.h"
#include "engine/kernel_ladder.h"
#include "engine/measured_roofs.h"
#include "engine/model_stage.h"
#include "engine/resume_check.h"
#include "engine/run_budget.h"
#include "engine/search_loop.h"
#include "engine/storage_patience.h"
#include "engine/targets.h"
#include "protocol/frozen_values.h"
#include "store/history_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace autokernel::engine {
namespace fs = std::filesystem;
using namespace std::chrono_literals;
namespace {

Seconds steadyNow()
{
    return std::chrono::duration_cast<Seconds>(std::chrono::steady_clock::now().time_since_epoch());
}

Result<protocol::DeviceInfo> findDevice(const protocol::Hello& hello, const std::string& id)
{
    std::string known;
    for (const auto& device : hello.devices) {
        if (device.id == id)
            return device;
        known += (known.empty() ? "" : ", ") + device.id;
    }
    if (id.starts_with("cuda"))
        return fail(ErrorCode::InvalidInput, "no CUDA device: {}. Devices here: {}.",
            hello.noCuda.empty() ? "there is no '" + id + "'" : hello.noCuda, known);
    return fail(ErrorCode::InvalidInput, "unknown device '{}': devices here are {}.", id, known);
}

std::string counted(int count, std::string_view what)
{
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string summaryOf(const RunContext& context)
{
    const auto experiments = counted(context.experiments, "experiment");
    if (context.config.target && !context.targets.empty()) {
        const auto& target = *context.targets.front();
        return target.hasWinner() ? fmt::format("{:.2f}x over eager after {}.",
                   std::exp(target.incumbent.logOverEager), experiments)
                                  : fmt::format("No kernel faster than eager in {}.", experiments);
    }
    if (!context.result)
        return fmt::format("No kernel of ours is applied, after {}.", experiments);
    const auto& result = *context.result;
    const auto kernels = counted(result.kernels, "kernel") + " of ours";
    return result.verified
        ? fmt::format("The model runs {:.2f}x as fast as eager with {}, after {}.",
            result.overEager.value, kernels, experiments)
        : fmt::format("Not verified: {}. With {} the model was timed at {:.2f}x over eager, after "
                      "{}.",
            result.notVerifiedBecause, kernels, result.overEager.value, experiments);
}

Result<void> kernelRun(RunContext& context, const EngineOptions& options)
{
    AK_TRY(addKernelTarget(context));
    if (options.resume)
        AK_TRY(restoreTargets(context, options.history));
    ControlStage controls(context);
    SearchLoop loop(context, controls);
    AK_TRY(loop.open());
    AK_TRY(loop.run({}));
    AK_TRY(controls.revalidateChampions());
    if (context.config.withLadder && !context.shouldEnd())
        if (const auto ladder = measureKernelLadder(context);
            !ladder && ladder.error().code != ErrorCode::Cancelled)
            context.note(store::LogLevel::Warning,
                "The ladder could not be measured: " + ladder.error().message);
    if (context.config.withLadder && context.shouldEnd())
        context.note(store::LogLevel::Info,
            "The rungs of this kernel were left out: the run was ended before they were timed.");
    return {};
}

Result<void> modelRun(RunContext& context, const EngineOptions& options, ModelStage& stage)
{
    AK_TRY(options.resume ? stage.restoreLadder(options.history) : stage.measureLadder());
    AK_TRY(stage.profile());
    if (options.resume)
        AK_TRY(restoreTargets(context, options.history));
    if (context.targets.empty())
        return {};
    ControlStage controls(context);
    SearchLoop loop(context, controls);
    AK_TRY(loop.open());
    if (context.stop.stop_requested())
        return {};
    AK_TRY(stage.apply(store::ModelMeasurement::Starters));
    auto lastApplied = context.clock.elapsed();
    AK_TRY(loop.run([&]() -> Result<void> {
        // Applying costs about 20 s: not after each of a series of quick keeps.
        if (context.clock.elapsed() - lastApplied < Seconds(120)
            || context.clock.leftForSearch() < Seconds(60))
            return {};
        lastApplied = context.clock.elapsed();
        return stage.apply(store::ModelMeasurement::AfterKeep);
    }));
    AK_TRY(controls.revalidateChampions());
    return context.stop.stop_requested() ? Result<void>() : stage.finish();
}

// What the run was asked for, and what its history says of it where it is one to go on with.
struct Order
{
    const EngineOptions& options;
    std::optional<store::RunDetails> before {};
    Seconds spent {0}; // by earlier sessions and in the wait for the device, of the budget
    SessionBudget budget {};
};

// What is to be done from here on may be changed by whoever resumes a run, and is written down.
Result<void> reopenRun(RunContext& context, const Order& order)
{
    const auto& before = *order.before;
    context.run = before.summary.id;
    auto config = before.config;
    const auto changed = toJson(context.config);
    for (const char* key : {"accept", "worker_prefix", "until"})
        config[key] = changed.at(key);
    for (const char* key : {"for_seconds", "experiments"}) {
        config.erase(key);
        if (changed.contains(key))
            config[key] = changed.at(key);
    }
    config[store::kSpentSecondsKey] = (order.spent + context.clock.elapsed()).count();
    AK_TRY(context.history.setRunConfig(context.run, config));
    AK_TRY(context.history.setRunState(context.run, store::RunState::Active));
    context.note(store::LogLevel::Info,
        fmt::format("{} after {}{}.", store::kResumedLine,
            counted(static_cast<int>(before.summary.experiments), "experiment"),
            order.budget.sentence.empty() ? "" : ", with " + order.budget.sentence));
    return {};
}

Result<void> createRun(RunContext& context, const Order& order)
{
    store::NewRun run;
    run.kind = context.config.model ? store::RunKind::Model : store::RunKind::Kernel;
    run.device = context.deviceId;
    if (context.model) {
        AK_ASSIGN(run.model, context.history.recordModel(*context.model));
    }
    auto config = context.config;
    config.threads = context.threads; // what "all of them" meant
    run.config = toJson(config);
    run.config[kKernelTypesKey] = definitionsOf(context.types);
    run.config[store::kSpentSecondsKey] = (order.spent + context.clock.elapsed()).count();
    run.seed = context.config.seed;
    run.commandLine = order.options.commandLine;
    run.version = AUTOKERNEL_VERSION;
    AK_ASSIGN(context.run, context.history.createRun(run));
    return {};
}

Result<void> requireSameTargets(const RunContext& context, const Order& order)
{
    AK_ASSIGN(const auto reader, store::HistoryReader::open(order.options.history));
    AK_ASSIGN(const auto targets, reader.targets(order.before->summary.id));
    return requireSameDefinitions(*order.before, targets, context.types);
}

// Stands for as long as the run does: every candidate of it is compiled so.
Result<void> warnOfOpenCompiler(RunContext& context, const protocol::Hello& hello)
{
    if (hello.unconfined.empty())
        return {};
    const judge::Alarm alarm {std::string(judge::kCompilerUnconfined), judge::AlarmAction::Note, 0,
        0, "Compilers ran without their sandbox: " + hello.unconfined + "."};
    AK_TRY(context.history.recordAlarm(context.run, alarm));
    context.note(store::LogLevel::Warning, alarm.sentence);
    return {};
}

Result<void> prepareRun(RunContext& context, const Order& order, ModelStage& stage)
{
    context.report(Phase::Starting, "starting the worker");
    AK_ASSIGN(const auto hello, context.worker.hello(context.stop));
    AK_ASSIGN(context.device, findDevice(hello, context.config.device));
    context.threads = context.config.threads > 0
        ? std::min(context.config.threads, context.device.cores)
        : context.device.cores;
    if (order.before)
        AK_TRY(requireSameDevice(*order.before, context.device, context.threads));
    auto roots = kernel::defaultKernelRoots();
    roots.insert(roots.end(), context.config.kernelRoots.begin(), context.config.kernelRoots.end());
    AK_ASSIGN(context.types, kernel::loadKernelTypes(roots));
    AK_TRY(checkChampions(context.types, deviceClass(context.device.isa, context.onGpu())));
    if (order.before)
        AK_TRY(requireSameTargets(context, order));
    if (context.config.model && context.onGpu())
        return fail(ErrorCode::Unsupported,
            "whole models on CUDA are not supported: use --kernel on {}, or --device cpu.",
            context.device.id);
    if (context.config.model) {
        context.config.model->threads = context.threads;
        AK_TRY(stage.load());
        if (order.before)
            AK_TRY(requireSameModel(*order.before, *context.model));
    }
    context.report(Phase::Roofs, "measuring the roofs of " + context.device.id);
    AK_ASSIGN(context.roofs,
        roofsOf(context.worker, {context.device, context.threads}, context.beforeSearch(300s)));
    AK_ASSIGN(context.deviceId, context.history.recordDevice(context.device));
    AK_TRY(context.history.recordRoofs(context.deviceId, context.roofs));
    if (order.before)
        return reopenRun(context, order);
    AK_TRY(createRun(context, order));
    if (context.config.threads > context.threads)
        context.note(store::LogLevel::Warning,
            fmt::format("{} threads were asked for; {} has {} cores, and as many threads are used.",
                context.config.threads, context.device.id, context.threads));
    if (context.model)
        if (const auto frozen = protocol::describeFrozenValues(*context.model); !frozen.empty())
            context.note(store::LogLevel::Warning, frozen);
    return warnOfOpenCompiler(context, hello);
}

RunOutcome conclude(RunContext& context, const Result<void>& result)
{
    RunOutcome outcome;
    outcome.run = context.run;
    outcome.summary = summaryOf(context);
    if (!result && result.error().code != ErrorCode::Cancelled) {
        outcome.state = store::RunState::Failed;
        outcome.summary = result.error().message;
        context.note(store::LogLevel::Error,
            result.error().message
                + (result.error().detail.empty() ? "" : "\n" + result.error().detail));
    } else {
        outcome.state = context.stop.stop_requested() || context.control.finish
            ? store::RunState::Stopped
            : store::RunState::Finished;
    }
    if (const auto stored
        = context.history.setRunState(context.run, outcome.state, outcome.summary);
        !stored)
        context.tell(Notice {store::LogLevel::Error, stored.error().message});
    context.report(Phase::Finished, "finished");
    context.tell(RunEnded {outcome.state, outcome.summary});
    return outcome;
}

// The run to go on with, and what it has spent; a new one has spent nothing.
Result<void> readEarlierSessions(Order& order, const RunConfig& wanted)
{
    if (!order.options.resume)
        return {};
    constexpr int kWholeLog = 1'000'000;
    AK_ASSIGN(const auto reader, store::HistoryReader::open(order.options.history));
    AK_ASSIGN(order.before, reader.run(*order.options.resume));
    AK_ASSIGN(const auto log, reader.logLines(*order.options.resume, kWholeLog));
    if (!saysBudget(wanted))
        order.spent = spentOf(*order.before, log);
    return {};
}

// One that ended by itself needs no other end. One that was stopped may still owe its
// verification, however little is left.
Result<void> requireTimeLeft(const Order& order, const RunConfig& wanted)
{
    if (!order.before || saysBudget(wanted) || order.budget.sentence.empty()
        || order.before->summary.state != store::RunState::Finished || order.budget.left >= 1min)
        return {};
    return fail(ErrorCode::InvalidInput,
        "run {} is finished and has {}: say how much longer it may take, such as --for 1h.",
        order.before->summary.id.value, order.budget.sentence);
}

Result<void> holdDevice(DeviceLock& lock, const EngineHost& host)
{
    const auto warn = [&](const std::string& sentence) {
        host.events(Notice {store::LogLevel::Warning, sentence});
    };
    return lock.holdIfPossible(
        {warn, [&] { return host.stop.stop_requested() || host.control.finish.load(); }});
}

// Wall clock is from the start of a run: a wait for the device counts. Who goes on with what was
// left may owe a verification even so.
Result<void> beginBudget(
    Order& order, const RunConfig& config, const RunConfig& wanted, Seconds waited)
{
    AK_ASSIGN(order.budget, budgetOf(config, order.spent, order.options.localTimeOfDay, waited));
    AK_TRY(requireTimeLeft(order, wanted));
    if (!order.before || saysBudget(wanted))
        AK_TRY(requireMoreThanAWait(order.budget, waited));
    order.spent += waited;
    return {};
}

Result<RunOutcome> runToTheEnd(
    const RunConfig& wanted, const EngineOptions& options, const EngineHost& host)
{
    Order order {options};
    AK_TRY(readEarlierSessions(order, wanted));
    auto config = wanted;
    if (order.before) {
        AK_ASSIGN(config, resumedConfig(*order.before, wanted));
    }
    AK_TRY(validate(config));
    AK_ASSIGN(auto history, store::HistoryWriter::open(options.history));
    const auto worker = host.makeWorker();
    const auto device = worker->exclusiveDevice();
    DeviceLock lock(device, "the run of " + fs::absolute(options.history).string());
    const RunClock::Now now = options.now ? options.now : steadyNow;
    const Seconds begin = now();
    if (!device.empty())
        AK_TRY(holdDevice(lock, host));
    AK_TRY(beginBudget(order, config, wanted, now() - begin));
    const Seconds reserve = reserveOf(config, order.budget.left);
    removeAbandonedDirectories();
    const TemporaryDirectory workFolder;
    RunContext context {.config = std::move(config),
        .history = history,
        .worker = *worker,
        .tell = host.events,
        .stop = host.stop,
        .control = host.control,
        .clock = RunClock(now, order.budget.left, reserve),
        .historyFile = options.history,
        .workFolder = workFolder.path(),
        .deviceLock = device.empty() ? nullptr : &lock,
        .isResumed = options.resume.has_value()};
    const auto tellOfWait = [&context](const std::string& sentence, bool waitsForSpace) {
        context.tell(Notice {store::LogLevel::Warning, sentence});
        const Phase phase = context.phase;
        context.report(waitsForSpace ? Phase::Paused : phase,
            waitsForSpace ? "waiting for disk space" : "storing");
        context.phase = phase;
    };
    history.setPatience(storagePatience(
        host.stop, tellOfWait, [&context] { return context.clock.left() <= Seconds(0); }));
    ModelStage stage(context);
    AK_TRY(prepareRun(context, order, stage));
    host.events(RunStarted {context.run, context.config.subject(),
        fmt::format("{} ({})", context.device.id, context.device.name)});
    try {
        return conclude(context,
            context.config.model ? modelRun(context, options, stage) : kernelRun(context, options));
    } catch (const std::exception& error) {
        return conclude(context,
            fail(ErrorCode::Internal, "a fault of this program ended the run: {}", error.what()));
    }
}

} // namespace

WorkerCommand workerCommandOf(const RunConfig& config)
{
    WorkerCommand command;
    command.prefix = config.workerPrefix;
    command.device = config.device;
    for (const auto& root : config.kernelRoots)
        command.kernelRoots.push_back(fs::absolute(root));
    return command;
}

Result<RunOutcome> runEngine(
    const RunConfig& config, const EngineOptions& options, const EngineHost& host)
{
    try {
        return runToTheEnd(config, options, host);
    } catch (const fs::filesystem_error& error) {
        const char* temporary = std::getenv("TMPDIR"); // its absence is told without a path
        return fail(ErrorCode::Io,
            "The run could not begin: {} cannot be used ({}). A temporary folder is needed: see "
            "TMPDIR.",
            error.path1().empty() && temporary ? temporary : error.path1().string(),
            error.code().message());
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal, "a fault of this program kept the run from beginning: {}",
            error.what());
    }
}

} // namespace autokernel::engine
