// SPDX-License-Identifier: Apache-2.0
#include "cli/script_json.h"
#include "cli/subject.h"
#include "cli/terminal.h"
#include "cli/verbs.h"

#include "base/files.h"
#include "base/statistics.h"
#include "engine/ladder_run.h"
#include "engine/measured_roofs.h"
#include "engine/model_ladder_run.h"
#include "plan/accounting.h"
#include "plan/rungs.h"
#include "report/export.h"
#include "report/format.h"

#include <unistd.h>

#include <cstdio>

namespace autokernel::cli {
namespace {
using namespace std::chrono_literals;

engine::CallOptions callOptions()
{
    return {1800s,
        [](const std::string& text, double) {
            if (::isatty(STDERR_FILENO) != 0)
                std::fprintf(stderr, "\r\033[K%s", text.c_str());
        },
        interruptToken()};
}

void printDevice(const protocol::DeviceInfo& device, const roofline::Roofs& roofs)
{
    std::printf("%s: %s, %d cores, %.1f GB\n", device.id.c_str(), device.name.c_str(), device.cores,
        static_cast<double>(device.memoryBytes) / 1e9);
    fmt::print("  roofs, measured {}:\n", roofs.measuredAt);
    const auto line = [](const std::string& what, const std::string& how, int threads,
                          const roofline::Rate& rate, const char* unit) {
        fmt::print("  {:<6} {:<12} {:>2} threads  {}\n", what, how, threads,
            report::formatRoof(rate, unit));
    };
    for (const auto& roof : roofs.compute)
        line(roof.dtype, roof.isa, roof.threads, roof.flopPerSecond, "FLOP");
    for (const auto& roof : roofs.bandwidth)
        line(roof.level, roof.kind, roof.threads, roof.bytesPerSecond, "B");
}

// On stderr, which scripts do not read; Ctrl-C ends the wait.
engine::DeviceLock::Waiting deviceWait()
{
    return {[](const std::string& sentence) { std::fprintf(stderr, "%s\n", sentence.c_str()); },
        [stop = interruptToken()] { return stop.stop_requested(); }};
}

Result<roofline::Roofs> roofsOf(
    engine::WorkerLink& worker, Options options, const protocol::DeviceInfo& device, bool remeasure)
{
    const int threads = options.threads > 0 ? options.threads : device.cores;
    options.device = device.id;
    // What a neighbour slowed down must not become the roof of the runs to come.
    const auto known = engine::cachedRoofs(device, threads);
    return engine::roofsHolding(makeWorker(options)->exclusiveDevice(), deviceWait(), worker,
        {device, threads, remeasure, known ? &*known : nullptr}, callOptions());
}

int devicesVerb(const Options& options, bool remeasure)
{
    const auto worker = makeWorker(options);
    const auto hello = asFailure(worker->hello(callOptions().stop));
    if (!hello)
        return complain(hello.error());
    Json json {
        {"devices", Json::array()}, {"no_cuda", hello->noCuda}, {"unconfined", hello->unconfined}};
    for (const auto& device : hello->devices) {
        const auto roofs = roofsOf(*worker, options, device, remeasure);
        if (!roofs)
            return complain(roofs.error());
        json["devices"].push_back({{"device", device}, {"roofs", *roofs}});
        if (!options.json)
            printDevice(device, *roofs);
    }
    if (options.json)
        std::printf("%s\n", dumpIndented(forScripts(json)).c_str());
    else if (!hello->noCuda.empty())
        std::printf("no CUDA device: %s\n", hello->noCuda.c_str());
    if (!options.json && !hello->unconfined.empty())
        std::printf("no sandbox for compilers: %s.\n", hello->unconfined.c_str());
    return 0;
}

int profileVerb(const Options& options)
{
    const auto config = runConfigOf(options, "a model: a file, or --example");
    if (!config)
        return complain(config.error());
    if (!config->model)
        return complain({ErrorCode::InvalidInput, "profile needs a model.", {}});
    const auto forWorker = workerOptions(options, *config);
    if (const auto types = kernelTypes(forWorker); !types)
        return complain(types.error());
    const auto worker = makeWorker(forWorker);
    const auto lock = engine::DeviceLock::heldWhileMeasuring(
        worker->exclusiveDevice(), "the profile of " + config->subject(), deviceWait());
    if (!lock)
        return complain(lock.error());
    const auto model
        = asFailure(worker->ask<protocol::ModelInfo>("load_model", *config->model, callOptions()));
    if (!model)
        return complain(model.error());
    const auto profile
        = asFailure(worker->ask<protocol::Profile>("profile_model", Json::object(), callOptions()));
    if (!profile)
        return complain(profile.error());
    if (options.json) {
        std::printf(
            "%s\n", dumpIndented(forScripts({{"model", *model}, {"profile", *profile}})).c_str());
        return 0;
    }
    std::printf("\r%s: %s, %lld parameters, exported by %s\n", model->name.c_str(),
        model->dtype.c_str(), static_cast<long long>(model->parameters), model->route.c_str());
    TerminalView(false).show(engine::ProfileReady {*profile, plan::rankTargets(*profile, {})});
    if (const auto remark = plan::accountingRemark(*profile))
        fmt::print("{}\n", *remark);
    if (!profile->unmatched.empty())
        std::printf("  unmatched:\n");
    for (const auto& op : profile->unmatched)
        std::printf("    %5.2f %%  %4g calls of %s %s\n",
            op.microsecondsPerForward / profile->forwardMicroseconds * 100, op.callsPerForward,
            op.op.c_str(), op.signature.c_str());
    return 0;
}

void printRungs(const protocol::ModelLadder& ladder)
{
    TerminalView(false).show(engine::LadderMeasured {ladder, {}});
    const auto* best = plan::strongestFreeRung(ladder); // as a run chooses it
    if (!best)
        return;
    std::printf("  the fastest is %s:\n", best->name.c_str());
    for (const auto& text : best->recipe)
        std::printf("    %s\n", text.c_str());
}

int modelLadder(const Program& program)
{
    const auto& options = program.options;
    const auto config
        = runConfigOf(options, "a model (a file or --example), a kernel type, or --all");
    if (!config)
        return complain(config.error());
    if (!config->model)
        return complain({ErrorCode::InvalidInput,
            fmt::format("{} names a kernel: write `ladder {}` instead.", options.model,
                config->target->type),
            {}});
    const auto worker = makeWorker(workerOptions(options, *config));
    engine::ModelLadderPlan plan;
    plan.config = *config;
    plan.history = options.historyFile();
    plan.commandLine = program.commandLine;
    plan.call = callOptions();
    plan.waiting = [](const std::string& why, bool) { std::fprintf(stderr, "%s\n", why.c_str()); };
    const auto outcome = asFailure(engine::runModelLadder(plan, *worker));
    if (!outcome)
        return complain(outcome.error());
    if (!options.json) {
        printRungs(outcome->ladder);
        return 0;
    }
    const auto reader = openReader(options);
    const auto rows = reader ? reader->ladder(outcome->run) : fail(reader.error());
    if (!rows)
        return complain(rows.error());
    std::printf("%s\n", dumpIndented(report::ladderJson(*rows, {}, outcome->model)).c_str());
    return 0;
}

// One kernel type at one shape; without one at its scoring shape.
Result<std::vector<kernel::Target>> oneTarget(
    const Options& options, const std::vector<kernel::KernelType>& types)
{
    kernel::Target target;
    target.type = options.model;
    target.variant = options.variant;
    AK_ASSIGN(target.dtype, operationDtype(options.defaultDtype()));
    if (!options.shape.empty()) {
        AK_ASSIGN(target.symbols, kernel::parseSymbols(options.shape));
    }
    AK_TRY(kernel::checkTarget(types, target, targetDevice(options)));
    for (const auto& type : types)
        if (type.name == target.type && target.symbols.empty())
            target.symbols = type.findVariant(target.variant)->scoringShape;
    return std::vector {target};
}

// What the words of `ladder` name; nothing: a model.
Result<std::vector<kernel::Target>> targetsOf(const Options& options, bool all, bool full)
{
    AK_TRY(checkDevice(options.device));
    AK_ASSIGN(const auto types, kernelTypes(options));
    const bool onGpu = options.device.starts_with("cuda");
    const bool hasModel = !options.model.empty() || !options.example.empty();
    if (all && hasModel)
        return fail(ErrorCode::InvalidInput, "name --all or one kernel type or model, not both.");
    if (all)
        return engine::ladderTargets(types, full, onGpu);
    for (const auto& type : types) {
        if (type.name != options.model)
            continue;
        if (!options.className.empty() || !options.inputs.empty() || options.vocabulary != 0)
            return fail(ErrorCode::InvalidInput,
                "--class, --input and --vocab belong to a model; {} is a kernel type.", type.name);
        if (options.shape.empty() && options.variant == Options().variant)
            return engine::ladderTargets({type}, full, onGpu);
        return oneTarget(options, types);
    }
    const std::filesystem::path path = options.model;
    std::error_code error;
    if (!path.empty() && !path.has_extension() && !path.has_parent_path()
        && !std::filesystem::exists(std::filesystem::symlink_status(path, error))) {
        std::string known;
        for (const auto& type : types)
            known += (known.empty() ? "" : ", ") + type.name;
        return fail(ErrorCode::NotFound, "'{}' is neither a file nor a kernel type: known are {}.",
            options.model, known);
    }
    return std::vector<kernel::Target> {};
}

void printContenders(
    const kernel::Target& target, const std::vector<protocol::ContenderSamples>& contenders)
{
    std::printf("%s\n", target.key().c_str());
    for (const auto& each : contenders) {
        if (!each.error.empty()) {
            std::printf("  %-24s not available: %s\n", each.name.c_str(), each.error.c_str());
            continue;
        }
        const auto range = statistics::medianInterval(each.nanoseconds);
        fmt::print("  {:<24} {:>12}  {}{}{}\n", each.name,
            report::formatMicroseconds(statistics::median(each.nanoseconds) / 1e3),
            report::formatSpread(range.low / 1e3, range.high / 1e3, each.nanoseconds.size()),
            report::witnessRemark(each), each.correct ? "" : "  outside the error budget");
    }
    std::fflush(stdout);
}

constexpr double kSecondsOfAKernel = 12;
constexpr double kSecondsOfEachKernel = 6; // all of them within 25 minutes on two cores

int ladderVerb(
    Program& program, bool all, bool full, const std::string& resume, std::optional<double> seconds)
{
    const auto& options = program.options;
    const auto targets = targetsOf(options, all, full);
    if (!targets)
        return complain(targets.error());
    if (targets->empty() && !resume.empty())
        return complain({ErrorCode::InvalidInput,
            "--resume goes on with a ladder of kernel types; a model's is measured in one go.",
            {}});
    if (targets->empty())
        return modelLadder(program);
    engine::LadderPlan plan;
    plan.targets = *targets;
    plan.secondsPerTarget = seconds.value_or(all ? kSecondsOfEachKernel : kSecondsOfAKernel);
    plan.device = options.device;
    plan.threads = options.threads;
    plan.seed = options.seed;
    plan.kernelRoots = options.kernelRoots;
    std::string resumedCommand;
    if (!resume.empty()) {
        const auto reader = openReader(options);
        const auto id = reader ? runIdOf(*reader, resume) : fail(reader.error());
        const auto resumed = id ? reader->run(*id) : fail(id.error());
        if (!resumed)
            return complain(resumed.error());
        plan.resume = *id;
        resumedCommand = resumed->commandLine;
    }
    const auto worker = makeWorker(options);
    plan.history = options.historyFile();
    plan.commandLine = program.commandLine;
    plan.waiting = [](const std::string& why, bool) { std::fprintf(stderr, "%s\n", why.c_str()); };
    const auto outcome = asFailure(engine::runLadder(
        plan, *worker,
        [&](const auto& target, const auto& contenders) {
            if (!options.json)
                printContenders(target, contenders);
        },
        interruptToken()));
    if (!outcome)
        return complain(withHistory(outcome.error(), resumedCommand, options.historyFile()));
    for (const auto& reason : outcome->leftOut)
        std::fprintf(stderr, "left out: %s\n", reason.c_str());
    if (options.json) {
        const auto reader = openReader(options);
        const auto rows = reader ? reader->ladder(outcome->run) : fail(reader.error());
        const auto stored = reader ? reader->targets(outcome->run) : fail(reader.error());
        if (!rows || !stored)
            return complain(rows ? stored.error() : rows.error());
        std::printf("%s\n", dumpIndented(report::ladderJson(*rows, *stored)).c_str());
    }
    return wasInterrupted()                                   ? kExitInterrupted
        : outcome->measured == 0 && !outcome->leftOut.empty() ? kExitFailed
                                                              : 0;
}

} // namespace

void addMeasuringVerbs(Program& program)
{
    auto& options = program.options;
    static bool remeasure = false;
    auto* devices
        = program.app.add_subcommand("devices", "This machine's devices with their measured roofs");
    devices->add_flag(
        "--remeasure", remeasure, "Measure the roofs again; better ones that are known stay");
    addThreads(*devices, options);
    addJson(*devices, options);
    devices->callback([&program] { program.exitCode = devicesVerb(program.options, remeasure); });

    auto* profile = program.app.add_subcommand("profile", "Where a model's time goes, op by op");
    addModel(*profile, options);
    addMachine(*profile, options);
    addJson(*profile, options);
    profile->callback([&program] { program.exitCode = profileVerb(program.options); });

    static bool all = false;
    static bool full = false;
    static std::string resume;
    static std::optional<double> seconds;
    auto* ladder = program.app.add_subcommand(
        "ladder", "Every free rung of a model, or of kernel types, without a search");
    addModel(*ladder, options);
    ladder->add_flag(
        "--all", all, "Each kernel type at its scoring shape and a small one, fp32 and bf16");
    ladder->add_flag("--full", full, "Every benchmark shape and variant");
    ladder
        ->add_option(
            "--shape", options.shape, "One shape of the kernel type, such as R=4096,D=4096")
        ->check(notEmpty());
    ladder->add_option("--variant", options.variant, "Variant of the kernel type")
        ->capture_default_str()
        ->check(notEmpty());
    ladder
        ->add_option("--seconds", seconds,
            fmt::format("Budget of one kernel (default: {}, with --all {})", kSecondsOfAKernel,
                kSecondsOfEachKernel))
        ->check(aboveZero());
    ladder->add_option("--resume", resume, "Go on with this ladder: its run's number, or last")
        ->check(notEmpty());
    addMachine(*ladder, options);
    addHistory(*ladder, options);
    addJson(*ladder, options);
    ladder->callback(
        [&program] { program.exitCode = ladderVerb(program, all, full, resume, seconds); });
}

} // namespace autokernel::cli
