// SPDX-License-Identifier: Apache-2.0
// What a person says to a search that goes on: skip this kernel, stay with this one.
#include "core/engine/engine_fixture.h"

#include "support/fake_model_worker.h"

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
            if (op != "check")
                return;
            m_now += 60;
            if (finished() == kSayAfter)
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
    std::function<void()> m_say = [] {};
};

bool hasSwitch(std::span<const store::TargetId> targets)
{
    return std::adjacent_find(targets.begin(), targets.end(), std::not_equal_to<>()) != targets.end();
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
    ASSERT_TRUE(hasSwitch(std::span(free).subspan(kSayAfter))) << "this scheduler never moves by itself";

    m_options.history = m_folder.path() / "held.db";
    m_events.clear();
    m_say = [this] { m_control.holdTarget = true; };
    const auto held = order(run().run);
    ASSERT_GT(held.size(), 8U);
    EXPECT_FALSE(hasSwitch(std::span(held).subspan(kSayAfter)));
}

} // namespace
} // namespace autokernel::engine
