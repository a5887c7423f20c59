// SPDX-License-Identifier: Apache-2.0
#include "engine/ladder_run.h"

#include "engine/champions.h"
#include "engine/targets.h"
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
    contenders.push_back({"starter", protocol::CandidateRef {seeds[0].source, seeds[0].tunables}});
    if (seeds.size() > 1)
        contenders.push_back(
            {"winner", protocol::CandidateRef {seeds[1].source, seeds[1].tunables}});
    return contenders;
}

std::set<std::string> measuredBefore(const std::filesystem::path& history, store::RunId run)
{
    std::set<std::string> keys;
    const auto reader = store::HistoryReader::open(history);
    const auto rows = reader ? reader->ladder(run) : Result<std::vector<store::LadderRow>>();
    if (rows)
        for (const auto& row : *rows)
            keys.insert(row.record.samples.target);
    return keys;
}

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

Result<LadderOutcome> runLadder(const LadderPlan& plan, const std::filesystem::path& historyFile,
    const std::string& commandLine, WorkerLink& worker,
    const std::function<void(
        const kernel::Target&, const std::vector<protocol::ContenderSamples>&)>& measured,
    std::stop_token stop)
{
    AK_ASSIGN(auto history, store::HistoryWriter::open(historyFile));
    AK_ASSIGN(const auto hello, worker.hello());
    const auto device = std::find_if(hello.devices.begin(), hello.devices.end(),
        [&](const auto& each) { return each.id == plan.device; });
    if (device == hello.devices.end())
        return fail(ErrorCode::InvalidInput, "unknown device '{}'.{}", plan.device,
            plan.device.starts_with("cuda") ? " No CUDA device: " + hello.noCuda : "");
    auto roots = kernel::defaultKernelRoots();
    roots.insert(roots.end(), plan.kernelRoots.begin(), plan.kernelRoots.end());
    AK_ASSIGN(const auto types, kernel::loadKernelTypes(roots));
    LadderOutcome outcome;
    AK_ASSIGN(const auto deviceId, history.recordDevice(*device));
    const auto done
        = plan.resume ? measuredBefore(historyFile, *plan.resume) : std::set<std::string>();
    if (plan.resume) {
        outcome.run = *plan.resume;
        AK_TRY(history.setRunState(outcome.run, store::RunState::Active));
    } else {
        store::NewRun run;
        run.kind = store::RunKind::Ladder;
        run.device = deviceId;
        run.seed = plan.seed;
        run.commandLine = commandLine;
        run.version = AUTOKERNEL_VERSION;
        AK_ASSIGN(outcome.run, history.createRun(run));
    }
    for (const auto& target : plan.targets) {
        if (stop.stop_requested())
            break;
        if (done.contains(target.key()))
            continue;
        const auto type = std::find_if(
            types.begin(), types.end(), [&](const auto& each) { return each.name == target.type; });
        const auto* variant = type == types.end() ? nullptr : type->findVariant(target.variant);
        if (!variant)
            return fail(
                ErrorCode::InvalidInput, "unknown kernel type or variant: {}.", target.key());
        AK_ASSIGN(const auto work, workOf(*variant, target, plan.threads));
        if (work.bytes() > kMaximumShareOfMemory * static_cast<double>(device->memoryBytes)) {
            outcome.leftOut.push_back(
                fmt::format("{}: {:.1f} GB a call", target.key(), work.bytes() / 1e9));
            continue;
        }
        protocol::LadderRequest request;
        request.target = target;
        request.budgetSeconds = plan.secondsPerTarget;
        request.seed = plan.seed;
        request.threads = plan.threads > 0 ? plan.threads : device->cores;
        auto ours = ourContenders(*type, target, request.threads, *device);
        if (!ours) {
            outcome.leftOut.push_back(fmt::format("{}: {}", target.key(), ours.error().message));
            continue;
        }
        request.contenders = std::move(*ours);
        auto json = worker.call("ladder", request, {1800s, {}, stop});
        if (!json && json.error().code == ErrorCode::Cancelled)
            break;
        if (!json) {
            outcome.leftOut.push_back(fmt::format("{}: {}", target.key(), json.error().message));
            continue;
        }
        AK_ASSIGN(const auto samples,
            protocol::decode<std::vector<protocol::ContenderSamples>>(
                json->value("contenders", Json::array())));
        AK_ASSIGN(const auto targetId, history.recordTarget(outcome.run, target, 1, "done"));
        for (const auto& each : samples) {
            store::LadderRecord row;
            row.run = outcome.run;
            row.target = targetId;
            row.samples = each;
            row.isOurs = each.name == "starter" || each.name == "winner";
            AK_TRY(history.recordLadder(row));
        }
        ++outcome.measured;
        if (measured)
            measured(target, samples);
    }
    AK_TRY(history.setRunState(outcome.run,
        stop.stop_requested() ? store::RunState::Stopped : store::RunState::Finished,
        fmt::format("{} kernels measured.", outcome.measured)));
    return outcome;
}

} // namespace autokernel::engine
