// SPDX-License-Identifier: Apache-2.0
#include "engine/ladder_run.h"

#include "engine/champions.h"
#include "engine/resume_check.h"
#include "engine/targets.h"
#include "plan/work.h"
#include "store/history_reader.h"

#include <algorithm>
#include <set>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;

// Three sets of data for each of a handful of contenders have to fit.
constexpr double kMaximumShareOfMemory = 0.04;

Result<std::vector<protocol::ContenderRef>> ourContenders(const kernel::KernelType& type,
    const kernel::Target& target, int threads, const protocol::DeviceInfo& device)
{
    const bool isCuda = device.id.starts_with("cuda");
    AK_ASSIGN(const auto seeds,
        seedsFor(type, target, threads, isCuda ? "cuda" : "cpu", deviceClass(device.isa, isCuda)));
    std::vector<protocol::ContenderRef> contenders;
    contenders.push_back({std::string(store::kStarterContender),
        protocol::CandidateRef {seeds[0].source, seeds[0].tunables}});
    if (seeds.size() > 1)
        contenders.push_back({std::string(store::kWinnerContender),
            protocol::CandidateRef {seeds[1].source, seeds[1].tunables}});
    return contenders;
}

class LadderRun
{
public:
    LadderRun(const LadderPlan& plan, WorkerLink& worker, store::HistoryWriter& history)
        : m_plan(plan)
        , m_worker(worker)
        , m_history(history)
    {
    }

    // A new run, or the one to go on with.
    Result<void> open(const std::stop_token& stop)
    {
        AK_ASSIGN(const auto hello, m_worker.hello(stop));
        const auto device = std::find_if(hello.devices.begin(), hello.devices.end(),
            [&](const auto& each) { return each.id == m_plan.device; });
        if (device == hello.devices.end())
            return fail(ErrorCode::InvalidInput, "unknown device '{}'.{}", m_plan.device,
                m_plan.device.starts_with("cuda") ? " No CUDA device: " + hello.noCuda : "");
        m_device = *device;
        m_threads = m_plan.threads > 0 ? std::min(m_plan.threads, m_device.cores) : m_device.cores;
        auto roots = kernel::defaultKernelRoots();
        roots.insert(roots.end(), m_plan.kernelRoots.begin(), m_plan.kernelRoots.end());
        AK_ASSIGN(m_types, kernel::loadKernelTypes(roots));
        return m_plan.resume ? reopen() : create();
    }

    bool isMeasured(const kernel::Target& target) const { return m_done.contains(target.key()); }

    // nullopt: it is left out, and why is noted.
    Result<std::optional<std::vector<protocol::ContenderSamples>>> measure(
        const kernel::Target& target, std::stop_token stop)
    {
        AK_ASSIGN(const auto request, requestFor(target));
        if (!request)
            return std::nullopt;
        auto json = m_worker.call("ladder", *request, {1800s, {}, std::move(stop)});
        if (!json && json.error().code == ErrorCode::Cancelled)
            return fail(std::move(json).error());
        if (!json)
            return leaveOut(target, json.error().message);
        AK_ASSIGN(auto samples,
            protocol::decode<std::vector<protocol::ContenderSamples>>(
                json->value("contenders", Json::array())));
        AK_TRY(store(target, samples));
        m_done.insert(target.key());
        ++m_outcome.measured;
        return samples;
    }

    Result<LadderOutcome> close(bool isStopped)
    {
        AK_TRY(m_history.setRunState(m_outcome.run,
            isStopped ? store::RunState::Stopped : store::RunState::Finished,
            fmt::format("{} kernels measured.", m_done.size())));
        return std::move(m_outcome);
    }

    tl::unexpected<Error> abandon(const Error& error)
    {
        // Where the history itself has failed there is nowhere to say so.
        static_cast<void>(
            m_history.setRunState(m_outcome.run, store::RunState::Failed, error.message));
        return fail(error);
    }

private:
    Result<void> create()
    {
        RunConfig config;
        config.device = m_plan.device;
        config.threads = m_threads;
        config.seed = m_plan.seed;
        config.kernelRoots = m_plan.kernelRoots;
        store::NewRun run;
        run.kind = store::RunKind::Ladder;
        run.config = toJson(config);
        run.config[kKernelTypesKey] = definitionsOf(m_types);
        run.seed = m_plan.seed;
        run.commandLine = m_plan.commandLine;
        run.version = AUTOKERNEL_VERSION;
        AK_ASSIGN(run.device, m_history.recordDevice(m_device));
        AK_ASSIGN(m_outcome.run, m_history.createRun(run));
        return {};
    }

    Result<void> reopen()
    {
        AK_ASSIGN(const auto reader, store::HistoryReader::open(m_plan.history));
        AK_ASSIGN(const auto run, reader.run(*m_plan.resume));
        if (run.summary.kind != store::RunKind::Ladder)
            return fail(ErrorCode::InvalidInput,
                "run {} is no ladder but a search on {}: the verb `resume` goes on with it.",
                run.summary.id.value, run.summary.subject);
        if (run.model)
            return fail(ErrorCode::InvalidInput,
                "run {} is the ladder of the model {}, which is measured in one go: start a new "
                "one instead: {}",
                run.summary.id.value, run.model->name, run.commandLine);
        AK_TRY(requireSameDevice(run, m_device, m_threads));
        AK_ASSIGN(const auto targets, reader.targets(run.summary.id));
        AK_TRY(requireSameDefinitions(run, targets, m_types));
        AK_ASSIGN(const auto rows, reader.ladder(run.summary.id));
        for (const auto& row : rows)
            m_done.insert(row.record.samples.target);
        m_outcome.run = run.summary.id;
        return m_history.setRunState(m_outcome.run, store::RunState::Active);
    }

    std::nullopt_t leaveOut(const kernel::Target& target, const std::string& why)
    {
        m_outcome.leftOut.push_back(fmt::format("{}: {}", target.key(), why));
        return std::nullopt;
    }

    Result<std::optional<protocol::LadderRequest>> requestFor(const kernel::Target& target)
    {
        const auto type = std::find_if(m_types.begin(), m_types.end(),
            [&](const auto& each) { return each.name == target.type; });
        const auto* variant = type == m_types.end() ? nullptr : type->findVariant(target.variant);
        if (!variant)
            return fail(
                ErrorCode::InvalidInput, "unknown kernel type or variant: {}.", target.key());
        AK_ASSIGN(const auto work, plan::workOf(*variant, target, m_threads));
        if (work.bytes() > kMaximumShareOfMemory * static_cast<double>(m_device.memoryBytes))
            return leaveOut(target, fmt::format("{:.1f} GB a call", work.bytes() / 1e9));
        auto ours = ourContenders(*type, target, m_threads, m_device);
        if (!ours)
            return leaveOut(target, ours.error().message);
        protocol::LadderRequest request;
        request.target = target;
        request.budgetSeconds = m_plan.secondsPerTarget;
        request.seed = m_plan.seed;
        request.threads = m_threads;
        request.contenders = std::move(*ours);
        return request;
    }

    Result<void> store(
        const kernel::Target& target, const std::vector<protocol::ContenderSamples>& samples)
    {
        AK_ASSIGN(const auto id, m_history.recordTarget(m_outcome.run, target, 1, "done"));
        std::vector<store::LadderRecord> rows;
        for (const auto& each : samples) {
            auto& row = rows.emplace_back();
            row.run = m_outcome.run;
            row.target = id;
            row.samples = each;
            row.isOurs
                = each.name == store::kStarterContender || each.name == store::kWinnerContender;
        }
        return m_history.recordLadder(rows);
    }

    const LadderPlan& m_plan;
    WorkerLink& m_worker;
    store::HistoryWriter& m_history;
    protocol::DeviceInfo m_device;
    int m_threads = 0;
    std::set<std::string> m_done; // keys of the targets that this run has measured
    std::vector<kernel::KernelType> m_types;
    LadderOutcome m_outcome;
};

} // namespace

std::vector<kernel::Target> ladderTargets(
    const std::vector<kernel::KernelType>& types, bool full, bool onGpu)
{
    std::vector<kernel::Target> targets;
    const std::vector<kernel::Dtype> dtypes = onGpu
        ? std::vector {kernel::Dtype::Float16}
        : std::vector {kernel::Dtype::Float32, kernel::Dtype::BFloat16};
    for (const auto& type : types) {
        for (const auto& variant : type.variants) {
            if (!full && variant.name != "default")
                continue;
            std::vector<kernel::Symbols> shapes {variant.scoringShape};
            const auto& benchmark = variant.benchmarkShapes;
            if (full)
                shapes = benchmark;
            else if (!benchmark.empty() && benchmark.front() != variant.scoringShape)
                shapes.push_back(benchmark.front());
            for (const auto& shape : shapes)
                for (const auto dtype : dtypes)
                    targets.push_back({type.name, variant.name, dtype, shape, {}});
        }
    }
    return targets;
}

Result<LadderOutcome> runLadder(const LadderPlan& plan, WorkerLink& worker,
    const TargetMeasured& measured, std::stop_token stop)
{
    AK_ASSIGN(auto history, store::HistoryWriter::open(plan.history));
    history.setPatience(storagePatience(stop, plan.waiting));
    const auto tellOfWait = [&](const std::string& sentence) {
        if (plan.waiting)
            plan.waiting(sentence, false);
    };
    AK_ASSIGN(const auto lock,
        DeviceLock::heldWhileMeasuring(worker.exclusiveDevice(),
            "the ladder of " + std::filesystem::absolute(plan.history).string(),
            {tellOfWait, [&] { return stop.stop_requested(); }}));
    LadderRun run(plan, worker, history);
    AK_TRY(run.open(stop));
    bool isCut = false; // a stop that comes after the last target cuts nothing
    for (const auto& target : plan.targets) {
        if (run.isMeasured(target))
            continue;
        isCut = stop.stop_requested();
        if (isCut)
            break;
        const auto samples = run.measure(target, stop);
        isCut = !samples && samples.error().code == ErrorCode::Cancelled;
        if (isCut)
            break;
        if (!samples)
            return run.abandon(samples.error());
        if (*samples && measured)
            measured(target, **samples);
    }
    return run.close(isCut);
}

} // namespace autokernel::engine
