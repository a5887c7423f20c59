// SPDX-License-Identifier: Apache-2.0
#include "history_fixture.h"

#include "protocol/codec.h"
#include "store/history_reader.h"
#include "store/history_writer.h"

#include <cmath>

namespace autokernel::store {
namespace {

using test::unwrap;
struct MeasurementRecords : test::HistoryTest
{
};

TEST_F(MeasurementRecords, GiveBackModelsProfilesAndRoofs)
{
    auto history = writer();
    protocol::ModelInfo model;
    model.name = "gpt2";
    model.sha256 = std::string(64, 'b');
    model.inputs = {"ids int64[1,128]"};
    model.parameters = 124'439'808;
    model.dtype = "fp32";
    NewRun newModelRun;
    newModelRun.device = unwrap(history.recordDevice(test::device()));
    newModelRun.model = unwrap(history.recordModel(model));
    EXPECT_EQ(unwrap(history.recordModel(model)), newModelRun.model);
    const RunId run = unwrap(history.createRun(newModelRun));
    protocol::Profile profile;
    profile.forwardMicroseconds = 41'000;
    profile.forwardLow = 40'500;
    profile.forwardHigh = 41'900;
    profile.outsideOpsMicroseconds = 700;
    protocol::Site site;
    site.index = 3;
    site.target = test::rmsnorm();
    site.pattern = "with_residual";
    site.constantInputs = {"weight"};
    site.microsecondsPerForward = 1200;
    site.callsPerForward = 12;
    site.scope = "h.3.ln_1";
    profile.sites = {site};
    profile.unmatched = {{"aten::embedding", "int64[1,128]", 2, 90}};
    unwrap(history.recordProfile(run, profile));
    roofline::Roofs roofs;
    roofs.deviceSignature = test::device().signature;
    roofs.measuredAt = "2026-03-01T22:00:00.000Z";
    roofs.compute = {{"fp32", "avx512", 2, {1.5e11, 1.4e11, 1.51e11}}};
    unwrap(history.recordRoofs(newModelRun.device, roofs));

    const auto live = reader();
    EXPECT_EQ(Json(*unwrap(live.profile(run))), Json(profile));
    EXPECT_EQ(unwrap(live.run(run)).model->parameters, 124'439'808);
    EXPECT_EQ(unwrap(live.run(run)).summary.subject, "gpt2");
    EXPECT_EQ(Json(unwrap(live.latestRoofs(newModelRun.device))->roofs), Json(roofs));
    EXPECT_EQ(unwrap(live.findDevice(test::device().signature)), newModelRun.device);
    EXPECT_FALSE(unwrap(live.findDevice("another")));
}

TEST_F(MeasurementRecords, StoreALadderWholeOrNotAtAll)
{
    auto history = writer();
    const RunId run = newRun(history);
    std::vector<LadderRecord> rows(2);
    rows[0].run = run;
    rows[0].samples.name = "eager";
    rows[1].run = RunId {run.value + 1}; // there is none, so this row cannot be stored
    rows[1].samples.name = "starter";
    EXPECT_FALSE(history.recordLadder(rows));
    EXPECT_TRUE(unwrap(reader().ladder(run)).empty());
    rows[1].run = run;
    unwrap(history.recordLadder(rows));
    EXPECT_EQ(unwrap(reader().ladder(run)).size(), 2U);
}

TEST_F(MeasurementRecords, GiveBackLaddersTimingsAlarmsAndTheLog)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    LadderRecord rung;
    rung.run = run;
    rung.target = target;
    rung.samples = {"eager", "", {2000, 1000, 3000, 1500, 2500, 1800, 2200}, {900, 950}, "", true};
    rung.recipe = {"import torch", "y = f(x)"};
    unwrap(history.recordLadder({&rung, 1}));
    rung.samples = {"torch_compile", "", {}, {}, "there is no Python", false};
    unwrap(history.recordLadder({&rung, 1}));
    EndToEndRecord whole;
    whole.run = run;
    whole.kind = ModelMeasurement::LeaveOneOut;
    whole.overBaseline = {1.21, 1.19, 1.23};
    whole.forecast = 1.25;
    whole.applied = {target};
    whole.leftOut = target;
    whole.blocks = {test::pairBlock(20, 1.2, 4)};
    whole.worstMaxRatio = 0.7;
    whole.acceptExitCode = 0;
    whole.verified = true;
    unwrap(history.recordEndToEnd(whole));
    const auto alarm = unwrap(history.recordAlarm(
        run, {"below_floor", judge::AlarmAction::Reject, 0.8, 0.95, "Faster than memory allows."}));
    unwrap(history.closeAlarm(alarm));
    for (const char* text : {"one", "two", "three"})
        unwrap(history.log(run, LogLevel::Warning, text));

    const auto live = reader();
    const auto ladder = unwrap(live.ladder(run));
    ASSERT_EQ(ladder.size(), 2u);
    EXPECT_EQ(ladder[0].medianMicroseconds, 2.0);
    EXPECT_LT(ladder[0].lowMicroseconds, 2.0);
    EXPECT_GT(ladder[0].highMicroseconds, 2.0);
    EXPECT_EQ(ladder[0].record.samples.nanoseconds.size(), 7u);
    EXPECT_EQ(ladder[0].record.samples.witnessNanoseconds, (std::vector<double> {900, 950}));
    EXPECT_EQ(ladder[0].record.recipe.size(), 2u);
    EXPECT_TRUE(std::isnan(ladder[1].medianMicroseconds));
    EXPECT_EQ(ladder[1].record.samples.error, "there is no Python");
    const auto timing = unwrap(live.endToEnd(run)).front();
    EXPECT_EQ(timing.record.kind, ModelMeasurement::LeaveOneOut);
    EXPECT_EQ(timing.record.overBaseline.high, 1.23);
    EXPECT_EQ(timing.record.leftOut, target);
    EXPECT_EQ(timing.record.applied, std::vector {target});
    EXPECT_EQ(timing.record.blocks.front().pairs.size(), 20u);
    EXPECT_EQ(timing.record.acceptExitCode, 0);
    EXPECT_FALSE(timing.record.worstRmsRatio);
    const auto alarms = unwrap(live.alarms(run));
    ASSERT_EQ(alarms.size(), 1u);
    EXPECT_EQ(alarms[0].alarm.action, judge::AlarmAction::Reject);
    EXPECT_FALSE(alarms[0].isOpen);
    const auto log = unwrap(live.logLines(run, 2));
    ASSERT_EQ(log.size(), 2u);
    EXPECT_EQ(log[0].text, "two");
    EXPECT_EQ(log[1].level, LogLevel::Warning);
}

} // namespace
} // namespace autokernel::store
