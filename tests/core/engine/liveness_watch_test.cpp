// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"

#include "engine/liveness_watch.h"
#include "engine/targets.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

// Proposes the next value of A at each call, or has nothing.
class Counting final : public mutate::Mutator
{
public:
    Counting(std::string name, const bool& mayPropose, int firstValue)
        : m_name(std::move(name))
        , m_mayPropose(mayPropose)
        , m_next(firstValue)
    {
    }
    std::string_view name() const override { return m_name; }
    mutate::MutatorAnswer propose(const mutate::SearchView& view, mutate::Random&) override
    {
        if (!m_mayPropose)
            return {};
        auto candidate = view.seeds.front();
        candidate.tunables["A"] = m_next++;
        return {mutate::Readiness::Ready, mutate::Draft {std::move(candidate), m_name, {}}};
    }

private:
    std::string m_name;
    const bool& m_mayPropose;
    int m_next;
};

class LivenessWatchTest : public test::EngineTest
{
protected:
    void makeSearch()
    {
        std::vector<std::unique_ptr<mutate::Mutator>> mutators;
        mutators.push_back(std::make_unique<Counting>("busy", m_yes, 100));
        mutators.push_back(std::make_unique<Counting>("idle", m_idleMayPropose, 1000));
        m_target.target = target();
        m_target.search = std::make_unique<mutate::TargetSearch>(
            std::vector {value(kernel::makeCandidate(std::string(test::kSource)))}, m_target.target,
            1, 1, std::move(mutators));
    }
    void search(int proposals)
    {
        for (int i = 0; i < proposals; ++i) {
            const auto proposal = m_target.search->next();
            ASSERT_TRUE(proposal);
            m_target.search->tell({proposal->hash, judge::VerdictKind::CompileError});
        }
    }
    std::vector<std::string> openSignals(store::RunId run)
    {
        std::vector<std::string> signals;
        for (const auto& stored : value(reader().alarms(run)))
            if (stored.isOpen)
                signals.push_back(stored.alarm.signal);
        return signals;
    }

    const bool m_yes = true;
    bool m_idleMayPropose = false;
    TargetState m_target;
};

TEST_F(LivenessWatchTest, aPartOfTheSearchThatDoesNothingIsAnAlarmForAsLongAsItDoes)
{
    auto history = value(store::HistoryWriter::open(m_options.history));
    const auto worker = makeWorker();
    int told = 0;
    RunContext context {.config = m_config,
        .history = history,
        .worker = *worker,
        .tell = [&](const Event& event) { told += std::holds_alternative<Notice>(event) ? 1 : 0; },
        .stop = {},
        .control = m_control,
        .clock = RunClock([] { return Seconds(0); }, Seconds(60), Seconds(0))};
    store::NewRun run;
    run.kind = store::RunKind::Kernel;
    run.device = value(history.recordDevice(value(worker->hello({})).devices.front()));
    context.run = value(history.createRun(run));
    m_target.id = value(history.recordTarget(context.run, target(), 1));
    makeSearch();
    LivenessWatch watch(context);

    search(40);
    ASSERT_TRUE(watch.look(m_target));
    EXPECT_THAT(openSignals(context.run), ::testing::IsEmpty()) << "it is still young";
    search(20);
    for (int look = 0; look < 3; ++look)
        ASSERT_TRUE(watch.look(m_target));
    EXPECT_THAT(openSignals(context.run), ::testing::ElementsAre("mutator_idle_idle"));
    EXPECT_EQ(told, 1);

    ASSERT_TRUE(restoreTargets(context, m_options.history));
    LivenessWatch resumed(context);
    ASSERT_TRUE(resumed.look(m_target));
    EXPECT_EQ(told, 1) << "it is known from the session before";
    m_idleMayPropose = true;
    search(10);
    ASSERT_TRUE(resumed.look(m_target));
    EXPECT_THAT(openSignals(context.run), ::testing::IsEmpty()) << "it lives";
}

} // namespace
} // namespace autokernel::engine
