// SPDX-License-Identifier: Apache-2.0
// What becomes of candidates that passed everything while a control had stopped keeping.
#include "core/engine/engine_fixture.h"

#include "support/fake_model_worker.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace autokernel::engine {
namespace {

class KeepingStopped : public test::EngineTest
{
protected:
    KeepingStopped()
    {
        m_options.now = [this] { return Seconds(m_now); };
    }

    using Disturbed = std::function<bool(const protocol::TimeRequest&)>;
    // The copy of the incumbent seems faster than the incumbent.
    static void disturb(support::FakeWorker& worker, const Disturbed& isDisturbed)
    {
        worker.distort = [=](const auto& request, double&, double& b) {
            if (request.b.name == "copy of the incumbent" && isDisturbed(request))
                b *= 0.94;
        };
    }
    void charge(support::FakeWorker& worker)
    {
        worker.onCall = [this](const std::string& op) {
            m_now += op == "compile" ? 120 : op == "time" ? 1 : 0;
        };
    }

    static bool isRefused(const store::ExperimentRow& row)
    {
        return row.verdict.rule == judge::kKeepingStopped;
    }
    // Candidates, fastest first.
    static std::vector<store::CandidateId> ranked(std::vector<store::ExperimentRow> rows)
    {
        std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.overEager->value > b.overEager->value; });
        std::vector<store::CandidateId> result;
        for (const auto& row : rows)
            result.push_back(row.candidate);
        return result;
    }
    static std::vector<store::CandidateId> candidates(std::span<const store::ExperimentRow> rows)
    {
        std::vector<store::CandidateId> result;
        for (const auto& row : rows)
            result.push_back(row.candidate);
        return result;
    }
    // The first that was tried before; all of them where there is none.
    static std::size_t firstAgain(const std::vector<store::ExperimentRow>& rows)
    {
        std::set<store::CandidateId> seen;
        std::size_t i = 0;
        while (i < rows.size() && seen.insert(rows[i].candidate).second)
            ++i;
        return i;
    }
};

TEST_F(KeepingStopped, theStarterItselfIsKeptWhenTheControlPasses)
{
    useClock(std::chrono::hours(2));
    const auto outcome = run([&](support::FakeWorker& worker) {
        charge(worker);
        disturb(worker, [this](const auto&) { return m_now < 100; });
    });
    const auto all = experiments(outcome.run);
    ASSERT_GE(all.size(), 3U);
    EXPECT_TRUE(isRefused(all[0])) << all[0].verdict.sentence;
    EXPECT_EQ(all[1].candidate, all[0].candidate);
    EXPECT_EQ(all[1].verdict.kind, judge::VerdictKind::Kept) << all[1].verdict.sentence;
    EXPECT_NE(all[2].candidate, all[0].candidate) << "once";
    const auto keeps = value(reader().keeps(outcome.run));
    ASSERT_FALSE(keeps.empty());
    EXPECT_EQ(keeps[0].experiment.id, all[1].id);
    EXPECT_EQ(keeps[0].keep.origin, store::GainOrigin::Packing);
    EXPECT_NE(
        value(reader().experiment(all[0].id)).seed, value(reader().experiment(all[1].id)).seed)
        << "an evaluation of its own";
}

TEST_F(KeepingStopped, theBestOfTheRefusedAreTriedFirst)
{
    useClock(std::chrono::hours(2));
    const auto outcome = run([&](support::FakeWorker& worker) {
        charge(worker);
        disturb(worker, [this](const auto&) { return m_now < 800; });
    });
    const auto all = experiments(outcome.run);
    const auto again = firstAgain(all);
    ASSERT_GT(all.size(), again + 3);
    std::vector<store::ExperimentRow> refused(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(again));
    std::erase_if(refused, [](const auto& row) { return !isRefused(row); });
    ASSERT_GT(refused.size(), 3U);
    auto best = ranked(refused);
    best.resize(3);
    EXPECT_EQ(candidates(std::span(all).subspan(again, 3)), best) << "fastest first";
    EXPECT_EQ(all[again].verdict.kind, judge::VerdictKind::Kept) << all[again].verdict.sentence;
    EXPECT_THAT(candidates(refused), testing::Not(testing::Contains(all[again + 3].candidate)));
}

TEST_F(KeepingStopped, aLastLookIsTakenWhenNothingElseIsLeftToTry)
{
    m_config.experiments = 1'000; // more than there are ideas, and no control is due again
    int copies = 0;
    const auto outcome = run([&](support::FakeWorker& worker) {
        disturb(worker, [&](const auto&) { return ++copies <= 3; });
    });
    const auto all = experiments(outcome.run);
    const auto again = firstAgain(all);
    EXPECT_GE(again, 16U);
    ASSERT_LT(again, all.size());
    EXPECT_EQ(all[again].verdict.kind, judge::VerdictKind::Kept) << all[again].verdict.sentence;
}

TEST_F(KeepingStopped, aMachineThatIsNeverQuietEndsTheSearchAllTheSame)
{
    m_config.experiments = 1'000;
    const auto outcome = run(
        [&](support::FakeWorker& worker) { disturb(worker, [](const auto&) { return true; }); });
    EXPECT_EQ(outcome.state, store::RunState::Finished);
    EXPECT_EQ(verdicts(outcome.run)["kept"], 0);
    const auto all = candidates(experiments(outcome.run));
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size()) << "nothing is tried again";
}

TEST_F(KeepingStopped, aResumedRunTriesWhatItsLastSessionRefused)
{
    m_config.experiments = 5;
    const auto first = run(
        [](support::FakeWorker& worker) { disturb(worker, [](const auto&) { return true; }); });
    m_options.resume = first.run;
    for (const int total : {9, 13}) {
        m_config.experiments = total;
        run();
    }
    const auto all = experiments(first.run);
    ASSERT_EQ(all.size(), 13U);
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_TRUE(isRefused(all[i])) << all[i].verdict.sentence;
    const std::span rows(all);
    auto best = ranked({all.begin(), all.begin() + 5});
    best.resize(3);
    EXPECT_EQ(candidates(rows.subspan(5, 3)), best);
    EXPECT_EQ(all[5].verdict.kind, judge::VerdictKind::Kept) << all[5].verdict.sentence;
    EXPECT_EQ(value(reader().experiment(all[5].id)).parents.empty(), all[5].mutator == "seed");
    const auto decided = candidates(rows.subspan(5));
    EXPECT_EQ(std::set(decided.begin(), decided.end()).size(), decided.size())
        << "what was decided is not tried a third time";
}

// Two kernels, one of which has nothing but its starter.
class KeepingStoppedElsewhere : public KeepingStopped
{
protected:
    KeepingStoppedElsewhere()
    {
        m_config.target.reset();
        m_config.model = protocol::LoadModel {};
        m_config.model->example = "toy";
        const auto folder = m_folder.path() / "types/single";
        std::filesystem::create_directories(folder);
        EXPECT_TRUE(writeFileAtomically(
            folder / "spec.toml", replaced(test::kSpec, "name = \"toy\"", "name = \"single\"")));
        EXPECT_TRUE(writeFileAtomically(folder / "cpu.cpp",
            replaced(replaced(test::kSource, "type = \"toy\"", "type = \"single\""),
                "choices = [1, 2, 4, 8]", "choices = [1]")));
    }

    static std::string replaced(std::string_view text, std::string_view from, std::string_view to)
    {
        std::string result(text);
        for (auto at = result.find(from); at != std::string::npos;
             at = result.find(from, at + to.size()))
            result.replace(at, from.size(), to);
        return result;
    }
    std::unique_ptr<support::FakeWorker> makeWorker() override
    {
        auto worker = std::make_unique<support::FakeModelWorker>(timeOf, target());
        auto second = target();
        second.type = "single";
        worker->moreTargets = {second};
        charge(*worker);
        return worker;
    }
    std::size_t finished() const
    {
        return static_cast<std::size_t>(std::count_if(m_events.begin(), m_events.end(),
            [](const Event& event) { return std::holds_alternative<ExperimentFinished>(event); }));
    }
};

TEST_F(KeepingStoppedElsewhere, aKernelThatTheSearchHasLeftHasItsTurnWhenItsControlPasses)
{
    m_config.experiments = 14;
    const auto outcome = run([this](support::FakeWorker& worker) {
        disturb(worker, [this](const auto& request) {
            return request.target.type == "single" && finished() < 8;
        });
    });
    std::vector<store::ExperimentRow> ofSingle;
    const auto all = experiments(outcome.run);
    for (const auto& row : all)
        if (row.targetKey.find("single") != std::string::npos)
            ofSingle.push_back(row);
    ASSERT_EQ(ofSingle.size(), 2U);
    EXPECT_TRUE(isRefused(ofSingle[0])) << ofSingle[0].verdict.sentence;
    EXPECT_EQ(ofSingle[1].verdict.kind, judge::VerdictKind::Kept) << ofSingle[1].verdict.sentence;
    EXPECT_GT(all.back().number, ofSingle[1].number) << "the other one still had ideas";
}

} // namespace
} // namespace autokernel::engine
