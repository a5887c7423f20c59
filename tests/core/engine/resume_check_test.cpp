// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"

#include "engine/resume_check.h"
#include "support/fake_model_worker.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <set>

namespace autokernel::engine {
namespace {

using testing::HasSubstr;

store::RunDetails storedRun()
{
    store::RunDetails run;
    run.summary.id = store::RunId {3};
    run.commandLine = "autokernel-cli run --example gpt2";
    run.device.id = "cpu";
    run.device.cores = 4;
    run.device.signature = "this machine";
    run.model = protocol::ModelInfo {};
    run.model->name = "gpt2";
    run.model->sha256 = std::string(64, 'a');
    run.model->dtype = "fp32";
    run.model->inputs = {"ids int64[1,128]"};
    run.config = {{"threads", 2}, {kKernelTypesKey, Json::object()}};
    return run;
}

TEST(ResumeCheck, refusesAnotherDeviceDriverOrThreadCount)
{
    const auto run = storedRun();
    auto device = run.device;
    EXPECT_TRUE(requireSameDevice(run, device, 2));
    EXPECT_FALSE(requireSameDevice(run, device, 4));
    device.signature = "this machine, other driver";
    const auto refused = requireSameDevice(run, device, 2);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("other driver"));
    EXPECT_THAT(refused.error().message, HasSubstr("instead: autokernel-cli run --example gpt2"));
}

TEST(ResumeCheck, refusesAnotherModelAndSaysWhatDiffers)
{
    const auto run = storedRun();
    EXPECT_TRUE(requireSameModel(run, *run.model));
    const std::pair<std::function<void(protocol::ModelInfo&)>, const char*> changes[] {
        {[](auto& model) { model.sha256 = std::string(64, 'b'); }, "has bbbbbbbbbbbb today"},
        {[](auto& model) { model.dtype = "bf16"; }, "was fp32 when the run began and is bf16"},
        {[](auto& model) { model.inputs = {"ids int64[1,64]"}; },
            "is given ids int64[1,64] today"}};
    for (const auto& [change, sentence] : changes) {
        auto model = *run.model;
        change(model);
        const auto refused = requireSameModel(run, model);
        ASSERT_FALSE(refused) << sentence;
        EXPECT_THAT(refused.error().message, HasSubstr(sentence));
    }
}

TEST(ResumeCheck, takesWhatIsSaidAnewOfTheRestOfARun)
{
    auto run = storedRun();
    RunConfig began;
    began.model = protocol::LoadModel {};
    began.seed = 9;
    began.wallClock = std::chrono::hours(1);
    began.accept = "old test";
    began.workerPrefix = {"ssh", "host"};
    run.config = toJson(began);
    EXPECT_EQ(toJson(*resumedConfig(run, {})), toJson(began));

    RunConfig wanted;
    wanted.experiments = 5;
    wanted.accept = "new test";
    wanted.workerPrefix = {"ssh", "its-new-name"};
    wanted.withLadder = false;
    const auto config = *resumedConfig(run, wanted);
    EXPECT_EQ(config.experiments, 5);
    EXPECT_FALSE(config.wallClock) << "one budget replaces the other";
    EXPECT_EQ(config.accept, "new test");
    EXPECT_EQ(config.workerPrefix, wanted.workerPrefix);
    EXPECT_FALSE(config.withLadder);
    EXPECT_EQ(config.seed, 9U);
}

class ResumedRun : public test::EngineTest
{
protected:
    std::unique_ptr<support::FakeWorker> makeWorker() override
    {
        auto worker = std::make_unique<support::FakeModelWorker>(timeOf, target());
        worker->modelSha256 = m_modelSha256;
        worker->distort = [this](const auto& request, double&, double&) { m_onTiming(request); };
        return worker;
    }
    Result<RunOutcome> resume(store::RunId run)
    {
        m_options.resume = run;
        return runEngine(
            m_config, m_options, {[this] { return makeWorker(); }, [](const Event&) {}, m_control});
    }
    void useModel()
    {
        m_config.target.reset();
        m_config.model = protocol::LoadModel {};
        m_config.model->example = "toy";
    }

    std::string m_modelSha256 = std::string(64, 'a');
    std::function<void(const protocol::TimeRequest&)> m_onTiming = [](const auto&) {};
};

TEST_F(ResumedRun, refusesAKernelThatIsDefinedAnew)
{
    m_config.experiments = 2;
    const auto first = run();
    for (const std::string file : {"reference.py", "spec.toml"}) {
        const auto path = m_folder.path() / "types/toy" / file;
        const auto before = readFile(path).value_or("");
        ASSERT_TRUE(writeFileAtomically(path, before + "# a word more\n"));
        const auto refused = resume(first.run);
        ASSERT_FALSE(refused) << file;
        EXPECT_THAT(refused.error().message, HasSubstr(file + " has changed"));
        std::filesystem::remove(path);
        if (!before.empty()) {
            ASSERT_TRUE(writeFileAtomically(path, before));
        }
    }
    EXPECT_EQ(reader().run(first.run)->summary.state, store::RunState::Finished);
    EXPECT_TRUE(resume(first.run));
}

TEST_F(ResumedRun, refusesAnotherModel)
{
    useModel();
    m_config.experiments = 2;
    const auto first = run();
    m_modelSha256 = std::string(64, 'b');
    const auto refused = resume(first.run);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("toy model is another model by now"));
    EXPECT_EQ(reader().run(first.run)->summary.state, store::RunState::Finished);
}

TEST_F(ResumedRun, obeysATestThatItsFirstSessionDidNotHave)
{
    useModel();
    m_config.experiments = 4;
    const auto first = run();
    m_config.accept = "exit 3";
    const auto second = resume(first.run);
    ASSERT_TRUE(second) << second.error().message;
    std::optional<int> exitCode;
    for (const auto& row : value(reader().endToEnd(first.run)))
        if (row.record.kind == store::ModelMeasurement::Final)
            exitCode = row.record.acceptExitCode;
    EXPECT_EQ(exitCode, 3);
    EXPECT_EQ(reader().run(first.run)->config.at("accept"), "exit 3") << "for the next session too";
}

// What a hash is made of may have been less when the history was written.
TEST_F(ResumedRun, triesNothingAgainWhoseStoredHashIsOfAnotherVersion)
{
    m_config.experiments = 5;
    const auto first = run();
    SQLite::Database(m_options.history.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE candidates SET normalised_hash = 'of another version ' || id");
    m_config.experiments = 10;
    ASSERT_TRUE(resume(first.run));
    std::set<kernel::TunableValues> tried;
    const auto rows = experiments(first.run);
    EXPECT_EQ(rows.size(), 10U);
    for (const auto& row : rows)
        EXPECT_TRUE(
            tried.insert(value(reader().candidate(row.candidate)).candidate.tunables).second)
            << row.idea;
}

TEST_F(ResumedRun, knowsTheTimeOfTheOriginalBeneathAChampion)
{
    m_config.experiments = 4;
    const auto first = run();
    ASSERT_GT(verdicts(first.run)["kept"], 0);
    double least = 1e12; // nanoseconds that the original is said to take
    m_onTiming = [&](const protocol::TimeRequest& request) {
        if (!request.a.candidate && request.b.candidate)
            least = std::min(least, request.incumbentNanoseconds);
    };
    m_config.experiments = 5;
    ASSERT_TRUE(resume(first.run));
    EXPECT_LT(least, 1e12) << "the champion meets the original at the end";
    EXPECT_NEAR(least, 1e6, 1e5);
}

TEST_F(ResumedRun, leavesTheRungsOutWhereItIsTold)
{
    m_config.experiments = 2;
    m_config.withLadder = true;
    std::stop_source stop;
    const auto first = run(
        [&](support::FakeWorker& worker) {
            worker.onCall = [&](const std::string& op) {
                if (op == "compile")
                    stop.request_stop();
            };
        },
        stop.get_token());
    ASSERT_TRUE(reader().ladder(first.run)->empty());
    m_config.withLadder = false;
    ASSERT_TRUE(resume(first.run));
    EXPECT_TRUE(reader().ladder(first.run)->empty());
    m_config.withLadder = true;
    ASSERT_TRUE(resume(first.run));
    EXPECT_FALSE(reader().ladder(first.run)->empty());
}

} // namespace
} // namespace autokernel::engine
