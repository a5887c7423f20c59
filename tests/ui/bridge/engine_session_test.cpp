// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine_fixture.h"
#include "patience.h"
#include "talkative_worker.h"
#include "ui/bridge/engine_session.h"

#include <gmock/gmock.h>

#include <QCoreApplication>
#include <chrono>
#include <set>
#include <thread>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;

// All that a session has said, in its order.
struct Heard
{
    explicit Heard(EngineSession& session)
    {
        QObject::connect(&session, &EngineSession::started, &session, [this] { ++started; });
        QObject::connect(
            &session, &EngineSession::progress, &session, [this](const engine::Progress& now) {
                EXPECT_LT(ended, started) << "progress after the end";
                progress.push_back(now);
            });
        QObject::connect(
            &session, &EngineSession::ended, &session, [this](bool failed, const QString& text) {
                ++ended;
                hasFailed = failed;
                summary = text.toStdString();
            });
    }
    // The numbers of the worker's words among it.
    std::vector<int> words() const
    {
        std::vector<int> all;
        for (const auto& now : progress)
            if (now.text.starts_with("word "))
                all.push_back(std::stoi(now.text.substr(5)));
        return all;
    }

    int started = 0;
    int ended = 0;
    bool hasFailed = false;
    std::string summary;
    std::vector<engine::Progress> progress;
};

class EngineSessionTest : public engine::test::EngineTest
{
protected:
    EngineSessionTest() { m_config.withLadder = false; }

    using Worker = Talkative<support::FakeWorker>;
    // `onCall` runs on the engine's thread.
    WorkerMaker workers(std::function<void(const std::string&)> onCall = [](const auto&) {})
    {
        return [traces = m_traces, onCall](const engine::WorkerCommand&) {
            auto worker = std::make_unique<Worker>(traces, timeOf);
            worker->fake.onCall = onCall;
            return worker;
        };
    }
    static void takeTime(const std::string&) { std::this_thread::sleep_for(5ms); }
    EngineSession::Request request() const { return {m_config, m_options.history, {}}; }
    store::RunState stateOf(std::int64_t run) const
    {
        return value(reader().run({run})).summary.state;
    }

    std::shared_ptr<WorkerTraces> m_traces = std::make_shared<WorkerTraces>();
};

TEST_F(EngineSessionTest, aRunBeginsEndsAndSaysInOrderWhatItDoes)
{
    EngineSession session(workers());
    Heard heard(session);
    session.start(request());
    session.start(request()); // one goes on
    EXPECT_TRUE(session.isRunning());
    ASSERT_TRUE(comesTrue([&] { return heard.ended > 0; }));
    EXPECT_FALSE(session.isRunning());
    EXPECT_EQ(heard.started, 1);
    EXPECT_FALSE(heard.hasFailed) << heard.summary;
    EXPECT_THAT(heard.summary, testing::HasSubstr("12 experiments"));
    EXPECT_EQ(experiments({1}).size(), 12U);
    EXPECT_EQ(reader().runs()->size(), 1U);
    EXPECT_EQ(heard.progress.back().phase, engine::Phase::Finished);
    EXPECT_EQ(m_traces->alive, 0);

    const auto words = heard.words();
    ASSERT_FALSE(words.empty());
    EXPECT_TRUE(std::is_sorted(words.begin(), words.end()));
    EXPECT_EQ(std::set<int>(words.begin(), words.end()).size(), words.size());
    EXPECT_GE(m_traces->said, Worker::kWordsPerCall);
    EXPECT_LT(words.size(), static_cast<std::size_t>(m_traces->said / 10))
        << "of the words between two events only the last is passed on";
}

// As at the first start, where the user's folder of histories is not there yet.
TEST_F(EngineSessionTest, aRunMakesTheFolderOfItsHistory)
{
    m_config.experiments = 1;
    EngineSession session(workers());
    Heard heard(session);
    auto wanted = request();
    wanted.history = m_folder.path() / "not" / "there" / "history.db";
    session.start(wanted);
    ASSERT_TRUE(comesTrue([&] { return heard.ended > 0; }));
    EXPECT_FALSE(heard.hasFailed) << heard.summary;
    EXPECT_TRUE(std::filesystem::exists(wanted.history));
}

// Much more is said than a window could show.
TEST_F(EngineSessionTest, aStormOfProgressComesTwentyTimesASecond)
{
    constexpr int kWords = 20'000;
    m_config.experiments = 1;
    EngineSession session([](const engine::WorkerCommand&) {
        class Storm final : public support::FakeWorker
        {
        public:
            using FakeWorker::FakeWorker;
            Result<Json> call(
                const std::string& op, Json fields, const engine::CallOptions& options) override
            {
                if (op != "measure_roofs" || std::exchange(m_hasTold, true))
                    return FakeWorker::call(op, std::move(fields), options);
                for (int i = 0; i < kWords; ++i) {
                    options.progress("word " + std::to_string(i), 0);
                    if (i % 10 == 0)
                        std::this_thread::sleep_for(1ms); // some 5,000 a second
                }
                return FakeWorker::call(op, std::move(fields), options);
            }

        private:
            bool m_hasTold = false;
        };
        return std::make_unique<Storm>(timeOf);
    });
    Heard heard(session);
    std::vector<std::chrono::steady_clock::time_point> times;
    QObject::connect(
        &session, &EngineSession::progress, &session, [&](const engine::Progress& now) {
            if (now.text.starts_with("word "))
                times.push_back(std::chrono::steady_clock::now());
        });
    session.start(request());
    ASSERT_TRUE(comesTrue([&] { return heard.ended > 0; }));
    EXPECT_FALSE(heard.hasFailed) << heard.summary;
    ASSERT_GE(times.size(), 10U);
    const auto lasted = times.back() - times.front();
    EXPECT_LE(times.size(), static_cast<std::size_t>(lasted / 50ms) * 3 / 2 + 5);
    EXPECT_EQ(heard.words().back(), kWords - 1) << "the last word is not lost";
}

TEST_F(EngineSessionTest, pausesBetweenTwoExperimentsAndGoesOn)
{
    EngineSession session(workers());
    Heard heard(session);
    session.start(request());
    session.pauseAfterThis(true);
    const auto isPaused = [&] {
        return !heard.progress.empty() && heard.progress.back().phase == engine::Phase::Paused;
    };
    ASSERT_TRUE(comesTrue(isPaused));
    const int calls = m_traces->calls;
    QTest::qWait(200);
    EXPECT_EQ(m_traces->calls, calls) << "the worker is left alone";
    EXPECT_EQ(heard.ended, 0);
    session.pauseAfterThis(false);
    ASSERT_TRUE(comesTrue([&] { return heard.ended > 0; }));
    EXPECT_EQ(experiments({1}).size(), 12U);
}

// The toy kernel is the only one, and has few ideas.
TEST_F(EngineSessionTest, saysThatAHeldKernelIsHeldNoLonger)
{
    m_config.experiments = 100'000;
    EngineSession session(workers());
    Heard heard(session);
    int letGo = 0;
    QObject::connect(&session, &EngineSession::holdEnded, &session, [&] {
        ++letGo;
        EXPECT_EQ(heard.ended, 0);
    });
    session.start(request());
    session.holdKernel(true);
    ASSERT_TRUE(comesTrue([&] { return heard.ended > 0; }));
    EXPECT_EQ(letGo, 1);
    session.start(request());
    session.holdKernel(true);
    session.holdKernel(false); // by whoever held it: no news
    ASSERT_TRUE(comesTrue([&] { return heard.ended > 1; }));
    EXPECT_EQ(letGo, 1);
}

TEST_F(EngineSessionTest, isStoppedAmongExperimentsAndStartsAgain)
{
    m_config.experiments = 100'000;
    EngineSession session(workers(takeTime));
    Heard heard(session);
    for (std::int64_t run = 1; run <= 3; ++run) {
        const int calls = m_traces->calls;
        session.start(request());
        ASSERT_TRUE(comesTrue([&] { return m_traces->calls > calls + 20; }));
        session.stop();
        ASSERT_TRUE(comesTrue([&] { return heard.ended == run; }));
        EXPECT_FALSE(heard.hasFailed) << heard.summary;
        EXPECT_EQ(stateOf(run), store::RunState::Stopped);
    }
    EXPECT_EQ(heard.started, 3);
}

TEST_F(EngineSessionTest, destroyedDuringARunItStoresTheRunsEnd)
{
    m_config.experiments = 100'000;
    bool isGone = false;
    for (std::int64_t run = 1; run <= 3; ++run) {
        isGone = false;
        {
            EngineSession session(workers(takeTime));
            QObject::connect(&session, &EngineSession::progress,
                [&] { EXPECT_FALSE(isGone) << "progress of a session that is gone"; });
            QObject::connect(
                &session, &EngineSession::ended, [] { ADD_FAILURE() << "nobody is there"; });
            session.start(request());
            const int calls = m_traces->calls;
            ASSERT_TRUE(comesTrue([&] { return m_traces->calls > calls + 5 * run; }));
        }
        isGone = true;
        EXPECT_EQ(m_traces->alive, 0);
        EXPECT_EQ(stateOf(run), store::RunState::Stopped);
        QCoreApplication::processEvents();
    }
}

TEST_F(EngineSessionTest, withoutAWorkerTheRunEndsWithTheReason)
{
    EngineSession session([](const engine::WorkerCommand& command) {
        auto missing = command;
        missing.program = "/nowhere/at/all/autokernel-worker";
        return std::make_unique<engine::WorkerProcess>(missing);
    });
    Heard heard(session);
    session.start(request());
    ASSERT_TRUE(comesTrue([&] { return heard.ended > 0; }));
    EXPECT_TRUE(heard.hasFailed);
    EXPECT_THAT(heard.summary, testing::HasSubstr("/nowhere/at/all/autokernel-worker"));
    EXPECT_FALSE(session.isRunning());
}

} // namespace
} // namespace autokernel::ui
