// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"
#include "core/engine/held_device.h"

#include "engine/model_ladder_run.h"
#include "support/fake_model_worker.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

// A model with two rungs whose recipes load an archive; its ladder fails on request.
class LadderWorker final : public WorkerLink
{
public:
    explicit LadderWorker(support::FakeModelWorker model)
        : m_model(std::move(model))
    {
        m_model.rungs = {{"torch_compile", {1.5, true}}};
    }
    std::optional<Error> failure;
    std::function<void()> onCall = [] {};
    std::string heldDevice;

    std::string exclusiveDevice() const override { return heldDevice; }
    Result<protocol::Hello> hello(const std::stop_token& stop) override
    {
        return m_model.hello(stop);
    }
    Result<Json> call(const std::string& op, Json fields, const CallOptions& options) override
    {
        onCall();
        if (op == "model_ladder" && failure)
            return fail(*failure);
        if (op == "load_model")
            m_path = fields.at("path").get<std::string>();
        AK_ASSIGN(auto answer, m_model.call(op, std::move(fields), options));
        if (op == "model_ladder")
            for (auto& rung : answer.at("rungs"))
                rung["recipe"]
                    = {"import torch", "model = torch.jit.load(\"" + m_path + "\").eval()"};
        return answer;
    }

private:
    std::string m_path; // as the real worker, recipes name it
    support::FakeModelWorker m_model;
};

class ModelLadderRun : public test::EngineTest
{
protected:
    ModelLadderRun()
    {
        m_plan.config = m_config;
        m_plan.config.target.reset();
        m_plan.config.model = protocol::LoadModel {};
        m_plan.config.model->path = "/home/me/my net.pt";
        m_plan.history = m_options.history;
        m_plan.commandLine = "autokernel-cli ladder";
    }
    ModelLadderPlan m_plan;
    LadderWorker m_worker {support::FakeModelWorker(timeOf, target())};
};

TEST_F(ModelLadderRun, storesARunOfItsOwnWithItsRows)
{
    const auto outcome = value(runModelLadder(m_plan, m_worker));
    EXPECT_EQ(outcome.ladder.rungs.size(), 2U);
    const auto details = value(reader().run(outcome.run));
    EXPECT_EQ(details.summary.kind, store::RunKind::Ladder);
    EXPECT_EQ(details.summary.state, store::RunState::Finished);
    EXPECT_EQ(details.summary.subject, "toy model");
    const auto rows = value(reader().ladder(outcome.run));
    ASSERT_EQ(rows.size(), 2U);
    for (const auto& row : rows) {
        EXPECT_GT(row.medianMicroseconds, 0);
        EXPECT_THAT(
            row.record.recipe.back(), testing::HasSubstr("torch.jit.load(\"/home/me/my net.pt\")"));
    }
}

TEST_F(ModelLadderRun, waitsUntilNobodyElseMeasures)
{
    test::HeldDevice other(m_folder.path());
    std::string told;
    m_plan.call.progress = [&](const std::string& sentence, double) {
        told += sentence;
        other.release();
    };
    bool isHeld = true;
    m_worker.heldDevice = "cpu";
    m_worker.onCall = [&] { isHeld = isHeld && !test::HeldDevice::isFree(); };
    ASSERT_TRUE(runModelLadder(m_plan, m_worker));
    EXPECT_THAT(told, testing::HasSubstr("measured on by the run of other.db"));
    EXPECT_TRUE(isHeld);
    EXPECT_TRUE(test::HeldDevice::isFree()) << "after it";
}

TEST_F(ModelLadderRun, aStopEndsTheWait)
{
    const test::HeldDevice other(m_folder.path());
    std::stop_source stop;
    m_plan.call.stop = stop.get_token();
    m_plan.waiting = [&](const std::string&, bool) { stop.request_stop(); };
    m_worker.heldDevice = "cpu";
    const auto outcome = runModelLadder(m_plan, m_worker);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(reader().runs()->size(), 0U);
}

TEST_F(ModelLadderRun, aLadderThatFailsIsStoredAsFailed)
{
    m_worker.failure = Error {ErrorCode::RuntimeError, "no forward.", {}};
    EXPECT_FALSE(runModelLadder(m_plan, m_worker));
    m_worker.failure->code = ErrorCode::Cancelled;
    EXPECT_FALSE(runModelLadder(m_plan, m_worker));
    const auto runs = value(reader().runs());
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].state, store::RunState::Stopped);
    EXPECT_EQ(runs[1].state, store::RunState::Failed);
    EXPECT_EQ(runs[1].summary, "no forward.");
}

TEST_F(ModelLadderRun, anUnknownDeviceStoresNothing)
{
    m_plan.config.device = "cuda:0";
    EXPECT_FALSE(runModelLadder(m_plan, m_worker));
    EXPECT_TRUE(value(reader().runs()).empty());
}

} // namespace
} // namespace autokernel::engine
