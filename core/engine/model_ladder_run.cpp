// SPDX-License-Identifier: Apache-2.0
#include "engine/model_ladder_run.h"

#include <algorithm>

namespace autokernel::engine {
namespace {

Result<protocol::DeviceInfo> deviceOf(
    WorkerLink& worker, const std::string& id, const std::stop_token& stop)
{
    AK_ASSIGN(const auto hello, worker.hello(stop));
    const auto device = std::find_if(hello.devices.begin(), hello.devices.end(),
        [&](const auto& each) { return each.id == id; });
    if (device == hello.devices.end())
        return fail(ErrorCode::NotFound, "there is no device '{}' here.{}", id,
            id.starts_with("cuda") ? " No CUDA device: " + hello.noCuda : "");
    return *device;
}

Result<store::RunId> createRun(store::HistoryWriter& history, const ModelLadderPlan& plan,
    const protocol::DeviceInfo& device, const protocol::ModelInfo& model)
{
    store::NewRun run;
    run.kind = store::RunKind::Ladder;
    AK_ASSIGN(run.device, history.recordDevice(device));
    AK_ASSIGN(run.model, history.recordModel(model));
    run.config = toJson(plan.config);
    run.seed = plan.config.seed;
    run.commandLine = plan.commandLine;
    run.version = AUTOKERNEL_VERSION;
    return history.createRun(run);
}

Result<void> measure(store::HistoryWriter& history, const ModelLadderPlan& plan, WorkerLink& worker,
    ModelLadderOutcome& outcome)
{
    AK_ASSIGN(outcome.ladder,
        worker.ask<protocol::ModelLadder>(
            "model_ladder", {{"budgetSeconds", plan.budgetSeconds}}, plan.call));
    return recordModelLadder(history, outcome.run, outcome.ladder);
}

} // namespace

Result<void> recordModelLadder(
    store::HistoryWriter& history, store::RunId run, const protocol::ModelLadder& ladder)
{
    std::vector<store::LadderRecord> rows;
    for (const auto& rung : ladder.rungs) {
        auto& row = rows.emplace_back();
        row.run = run;
        row.samples = rung.samples;
        row.samples.name = rung.name;
        row.recipe = rung.recipe;
        row.prepareSeconds = rung.prepareSeconds;
        row.maximumErrorRatio = rung.maximumErrorRatio;
    }
    return history.recordLadder(rows);
}

Result<ModelLadderOutcome> runModelLadder(const ModelLadderPlan& plan, WorkerLink& worker)
{
    AK_ASSIGN(auto history, store::HistoryWriter::open(plan.history));
    const auto tellOfWait = [&](const std::string& sentence, bool waitsForSpace) {
        if (plan.waiting)
            plan.waiting(sentence, waitsForSpace);
        else if (plan.call.progress)
            plan.call.progress(sentence, 0);
    };
    history.setPatience(storagePatience(plan.call.stop, tellOfWait));
    AK_ASSIGN(const auto lock,
        DeviceLock::heldWhileMeasuring(worker.exclusiveDevice(),
            "the ladder of " + std::filesystem::absolute(plan.history).string(),
            {[&](const std::string& sentence) { tellOfWait(sentence, false); },
                [&] { return plan.call.isUnwanted(); }}));
    AK_ASSIGN(const auto device, deviceOf(worker, plan.config.device, plan.call.stop));
    ModelLadderOutcome outcome;
    AK_ASSIGN(outcome.model,
        worker.ask<protocol::ModelInfo>("load_model", *plan.config.model, plan.call));
    AK_ASSIGN(outcome.run, createRun(history, plan, device, outcome.model));
    const auto measured = measure(history, plan, worker, outcome);
    if (!measured) {
        const auto state = measured.error().code == ErrorCode::Cancelled ? store::RunState::Stopped
                                                                         : store::RunState::Failed;
        AK_TRY(history.setRunState(outcome.run, state, measured.error().message));
        return fail(measured.error());
    }
    AK_TRY(history.setRunState(outcome.run, store::RunState::Finished,
        fmt::format("{} rungs measured.", outcome.ladder.rungs.size())));
    return outcome;
}

} // namespace autokernel::engine
