// SPDX-License-Identifier: Apache-2.0
// What a person says to a search that goes on: skip this kernel, stay with this one.
#include "core/engine/engine_fixture.h"

#include "support/fake_model_worker.h"

#include <atomic>
#include <set>
#include <thread>

namespace autokernel::engine {
namespace {

class SearchLoopTest : public test::EngineTest
{
protected:
    SearchLoopTest()
    {
        m_config.target.reset();
        m_config.model = protocol::LoadModel {};
        m_config.model->example = "toy";
        m_config.experiments = 16;
    }

    // Two kernels of the same promise, and a minute for each check: the scheduler goes to and fro.
    std::unique_ptr<support::FakeWorker> makeWorker() override
    {
        auto worker = std::make_unique<support::FakeModelWorker>(timeOf, target());
        auto second = target();
        second.symbols = {{"N", 2048}};
        worker->moreTargets = {second};
        worker->onCall = [this](const std::string& op) {
            m_compiled += op == "compile" ? 1 : 0;
            if (op != "check")
                return;
            m_now += 60;
            if (finished() == m_sayAfter)
                std::exchange(m_say, [] {})();
        };
        return worker;
    }

    // Experiments that were shown: the one in flight is the next.
    std::size_t finished() const
    {
        return static_cast<std::size_t>(std::count_if(m_events.begin(), m_events.end(),
            [](const Event& event) { return std::holds_alternative<ExperimentFinished>(event); }));
    }

    // Kernels in the order of their experiments.
    std::vector<store::TargetId> order(store::RunId run)
    {
        std::vector<store::TargetId> targets;
        for (const auto& row : experiments(run))
            targets.push_back(row.target);
        return targets;
    }

    static constexpr std::size_t kSayAfter = 3; // both starters and the first idea
    std::size_t m_sayAfter = kSayAfter;
    std::atomic<int> m_compiled {0};
    std::function<void()> m_say = [] {};
};

bool hasSwitch(std::span<const store::TargetId> targets)
{
    return std::adjacent_find(targets.begin(), targets.end(), std::not_equal_to<>())
        != targets.end();
}

TEST_F(SearchLoopTest, aSkippedKernelGetsNoFurtherExperiment)
{
    m_options.now = [this] { return Seconds(m_now); };
    m_say = [this] { m_control.skipTarget = true; };
    const auto targets = order(run().run);
    ASSERT_GT(targets.size(), 6U);
    const auto skipped = targets[kSayAfter];
    for (std::size_t i = kSayAfter + 1; i < targets.size(); ++i)
        EXPECT_NE(targets[i], skipped) << "experiment " << i + 1;
    EXPECT_FALSE(m_control.skipTarget) << "said once, followed once";
}

TEST_F(SearchLoopTest, aHeldKernelKeepsTheSearchUntilItIsLetGo)
{
    m_options.now = [this] { return Seconds(m_now); };
    const auto free = order(run().run);
    ASSERT_GT(free.size(), 8U);
    ASSERT_TRUE(hasSwitch(std::span(free).subspan(kSayAfter)))
        << "this scheduler never moves by itself";

    m_options.history = m_folder.path() / "held.db";
    m_events.clear();
    m_say = [this] { m_control.holdTarget = true; };
    const auto held = order(run().run);
    ASSERT_GT(held.size(), 8U);
    EXPECT_FALSE(hasSwitch(std::span(held).subspan(kSayAfter)));
}

TEST_F(SearchLoopTest, aHeldKernelIsLetGoWhenItHasNothingLeftToTry)
{
    m_options.now = [this] { return Seconds(m_now); };
    m_config.experiments = 1'000; // more than both have ideas
    m_say = [this] { m_control.holdTarget = true; };
    const auto outcome = run();
    EXPECT_FALSE(m_control.holdTarget);
    const auto targets = order(outcome.run);
    ASSERT_GT(targets.size(), kSayAfter);
    const auto held = targets[kSayAfter];
    const auto last = std::find(targets.rbegin(), targets.rend(), held).base();
    EXPECT_FALSE(hasSwitch({targets.begin() + kSayAfter, last})) << "while it had ideas";
    EXPECT_NE(last, targets.end()) << "the other one has its turn";
    const auto lines = value(reader().logLines(outcome.run));
    EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                  [](const auto& line) {
                      return line.text.find("stays on it no longer") != std::string::npos;
                  }),
        1);
}

TEST_F(SearchLoopTest, aKernelMayBeSkippedWhileItsStarterIsMeasured)
{
    m_options.now = [this] { return Seconds(m_now); };
    m_sayAfter = 0;
    m_say = [this] { m_control.skipTarget = true; };
    const auto targets = order(run().run);
    ASSERT_GT(targets.size(), 6U);
    EXPECT_EQ(std::count(targets.begin(), targets.end(), targets.front()), 1);
}

TEST_F(SearchLoopTest, aPauseIsObeyedBetweenStarters)
{
    m_options.now = [this] { return Seconds(m_now); };
    m_sayAfter = 0;
    int begunBeforeItsEnd = 0;
    std::jthread person;
    m_say = [&] {
        m_control.pause = true;
        person = std::jthread([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            begunBeforeItsEnd = m_compiled;
            m_control.pause = false;
        });
    };
    run();
    person.join();
    EXPECT_EQ(begunBeforeItsEnd, 1) << "the starter in flight";
}

TEST_F(SearchLoopTest, eachKernelIsControlledBeforeItsStarter)
{
    m_options.now = [this] { return Seconds(m_now); };
    const auto outcome = run();
    std::map<store::TargetId, std::int64_t> controlled;
    for (const auto& row : rows(outcome.run, store::ControlKind::SameCode))
        controlled.emplace(row.target, row.number);
    ASSERT_EQ(controlled.size(), 2U);
    for (const auto& row : experiments(outcome.run))
        EXPECT_LT(controlled.at(row.target), row.number);
}

// The share of controls pays for the first kernel's alone.
class InAShortRun : public SearchLoopTest
{
protected:
    InAShortRun() { useClock(std::chrono::seconds(40)); }

    RunOutcome runWith(double secondsOfALoad, double biasOfTheFirstKernel)
    {
        return run([=, this](support::FakeWorker& worker) {
            worker.onCall = [](const std::string&) {};
            worker.distort = [=, this](const auto& request, double&, double& b) {
                const bool isCopy = request.b.name == "copy of the incumbent";
                m_now += isCopy ? secondsOfALoad : 0.2;
                if (isCopy && request.target.key() == target().key())
                    b *= 1 + biasOfTheFirstKernel;
            };
        });
    }
    Json contextOfFirst(store::RunId run, store::TargetId target)
    {
        for (const auto& row : experiments(run))
            if (row.target == target)
                return reader().experiment(row.id)->judgeContext;
        ADD_FAILURE() << "it was never tried";
        return {};
    }
};

TEST_F(InAShortRun, whatNoControlLookedAtIsJudgedWithTheNoiseOfTheOthers)
{
    const auto outcome = runWith(1, 0);
    const auto controls = rows(outcome.run, store::ControlKind::SameCode);
    ASSERT_EQ(controls.size(), 1U);
    const auto all = experiments(outcome.run);
    const auto other = std::find_if(
        all.begin(), all.end(), [&](const auto& row) { return row.target != controls[0].target; });
    ASSERT_NE(other, all.end());
    const double noise = contextOfFirst(outcome.run, controls[0].target).at("noise_floor");
    EXPECT_GT(noise, 0);
    EXPECT_EQ(contextOfFirst(outcome.run, other->target).at("noise_floor"), noise);
}

TEST_F(InAShortRun, aControlThatStoppedKeepingStopsItForWhatNoControlLookedAt)
{
    const auto outcome = runWith(9, 0.06); // too long for a second look
    EXPECT_EQ(verdicts(outcome.run)["kept"], 0);
    const auto controls = rows(outcome.run, store::ControlKind::SameCode);
    ASSERT_EQ(controls.size(), 1U);
    const auto all = experiments(outcome.run);
    const auto other = std::find_if(
        all.begin(), all.end(), [&](const auto& row) { return row.target != controls[0].target; });
    ASSERT_NE(other, all.end());
    const std::string stopped = contextOfFirst(outcome.run, other->target).at("keeping_stopped");
    EXPECT_NE(stopped.find("on " + target().key()), std::string::npos) << stopped;
}

// Whatever is kept fails as an incumbent, and gains nothing when it meets the original again.
class AFailingChampion : public test::EngineTest
{
protected:
    RunOutcome runWith(int compileThatFails)
    {
        return run([=](support::FakeWorker& worker) {
            worker.failTime = [](const auto& request) -> std::optional<Error> {
                if (!request.a.candidate || request.b.name != "candidate")
                    return std::nullopt;
                return Error {ErrorCode::BaselineFailed, "the incumbent crashed", {}};
            };
            worker.distort = [](const auto& request, double& a, double& b) {
                const bool isRevalidation = request.a.name == "eager" && request.freshProcesses
                    && request.b.candidate && request.b.name != "candidate";
                if (isRevalidation)
                    a = b;
            };
            worker.onCall = [&worker, compileThatFails](const std::string& op) {
                if (op == "compile" && worker.calls[op] == compileThatFails)
                    worker.failNext(op, {ErrorCode::CompileError, "no such type", {}});
            };
        });
    }
    void expectRules(store::RunId run, const std::vector<std::string>& expected)
    {
        const auto all = experiments(run);
        ASSERT_GE(all.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            EXPECT_EQ(all[i].verdict.rule, expected[i]) << i << ": " << all[i].verdict.sentence;
        const auto keeps = value(reader().keeps(run));
        ASSERT_FALSE(keeps.empty());
        EXPECT_FALSE(keeps[0].demotedBecause.empty());
    }
};

TEST_F(AFailingChampion, meetsTheOriginalAfterTwoVoidExperiments)
{
    const auto outcome = runWith(0);
    expectRules(outcome.run, {"confirmed", "incumbent_failed", "incumbent_failed", "confirmed"});
}

TEST_F(AFailingChampion, isNotClearedByACandidateThatNeverMetIt)
{
    const auto outcome = runWith(3);
    expectRules(outcome.run,
        {"confirmed", "incumbent_failed", "compile_error", "incumbent_failed", "confirmed"});
}

} // namespace
} // namespace autokernel::engine
