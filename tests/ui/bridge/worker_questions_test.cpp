// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine_fixture.h"
#include "patience.h"
#include "talkative_worker.h"
#include "ui/bridge/ladder_session.h"
#include "ui/bridge/model_probe.h"

#include "support/fake_model_worker.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

// Both ask a worker on a thread of its own; the latest question counts.
class WorkerQuestions : public engine::test::EngineTest
{
protected:
    WorkerQuestions()
    {
        m_config.target.reset();
        m_config.model = protocol::LoadModel {};
        m_config.model->path = "/home/me/my net.pt";
    }
    WorkerMaker workers()
    {
        return [traces = m_traces](const engine::WorkerCommand&) {
            return std::make_unique<Talkative<support::FakeModelWorker>>(traces, timeOf, target());
        };
    }

    std::shared_ptr<WorkerTraces> m_traces = std::make_shared<WorkerTraces>();
};

TEST_F(WorkerQuestions, ofManyReadingsOfAModelTheLastAloneIsAnswered)
{
    ModelProbe probe(workers());
    int last = -1;
    std::vector<std::string> names;
    QObject::connect(&probe, &ModelProbe::doing, &probe, [&](const QString& what) {
        const int word = what.mid(5).toInt();
        EXPECT_GT(word, last) << "words keep their order";
        last = word;
    });
    QObject::connect(&probe, &ModelProbe::ready, &probe,
        [&](const protocol::ModelInfo& model) { names.push_back(model.name); });
    QObject::connect(&probe, &ModelProbe::failed, &probe,
        [](const QString& sentence) { ADD_FAILURE() << sentence.toStdString(); });
    for (int i = 0; i < 30; ++i)
        probe.read(m_config);
    ASSERT_TRUE(comesTrue([&] { return !probe.isBusy(); }));
    EXPECT_THAT(names, testing::ElementsAre("toy model"));
    EXPECT_GT(last, 0);
    bool isIdle = false;
    probe.background().whenIdle(&probe, [&] { isIdle = true; });
    ASSERT_TRUE(comesTrue([&] { return isIdle; }));
    EXPECT_EQ(m_traces->alive, 0) << "each worker goes with its thread";
}

TEST_F(WorkerQuestions, aLadderIsMeasuredAndStored)
{
    LadderSession session(workers());
    std::optional<protocol::ModelLadder> ladder;
    double furthest = -1;
    QObject::connect(&session, &LadderSession::doing, &session,
        [&](const QString&, double fraction) { furthest = std::max(furthest, fraction); });
    QObject::connect(&session, &LadderSession::measured, &session,
        [&](const protocol::ModelLadder& measured) { ladder = measured; });
    QObject::connect(&session, &LadderSession::failed, &session,
        [](const QString& sentence) { ADD_FAILURE() << sentence.toStdString(); });
    session.measure(m_config, m_options.history);
    ASSERT_TRUE(comesTrue([&] { return !session.isBusy(); }));
    ASSERT_TRUE(ladder);
    EXPECT_FALSE(ladder->rungs.empty());
    EXPECT_GT(furthest, 0.9);
    const auto run = value(reader().run({1}));
    EXPECT_EQ(run.summary.kind, store::RunKind::Ladder);
    EXPECT_NE(run.commandLine.find("from the window"), std::string::npos)
        << "no command repeats it: " << run.commandLine;
}

TEST_F(WorkerQuestions, aCancelledLadderIsNotHeard)
{
    bool isIdle = false;
    LadderSession session(workers());
    QObject::connect(&session, &LadderSession::measured, [] { ADD_FAILURE() << "cancelled"; });
    session.measure(m_config, m_options.history);
    session.cancel();
    session.background().whenIdle(&session, [&] { isIdle = true; });
    ASSERT_TRUE(comesTrue([&] { return isIdle; }));
    EXPECT_EQ(m_traces->alive, 0);
}

} // namespace
} // namespace autokernel::ui
