// SPDX-License-Identifier: Apache-2.0
// Champions that do not only gain too little when they meet the original again.
#include "core/engine/engine_fixture.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

using testing::HasSubstr;

using test::isRevalidation;

// Of another champion than the starter.
bool isOfTheSearch(const protocol::TimeRequest& request)
{
    return isRevalidation(request)
        && request.b.candidate->tunables.at("A") + request.b.candidate->tunables.at("B") > 2;
}

class ControlRevalidationTest : public test::EngineTest
{
protected:
    std::vector<store::KeepRow> keeps(store::RunId run) { return value(reader().keeps(run)); }
    std::size_t demoted(store::RunId run)
    {
        const auto all = keeps(run);
        return static_cast<std::size_t>(std::count_if(
            all.begin(), all.end(), [](const auto& keep) { return !keep.demotedBecause.empty(); }));
    }
    std::size_t alarms(store::RunId run, std::string_view signal)
    {
        const auto all = value(reader().alarms(run));
        return static_cast<std::size_t>(std::count_if(all.begin(), all.end(),
            [&](const auto& stored) { return stored.alarm.signal == signal; }));
    }
};

TEST_F(ControlRevalidationTest, aChampionThatIsWrongIsDemoted)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.spoil = [](const auto& request, auto& block) {
            if (isOfTheSearch(request))
                block.faultB = {protocol::FaultCause::WrongOutputs, "y differs at 17"};
        };
    });
    const auto all = keeps(outcome.run);
    ASSERT_GE(all.size(), 2U);
    EXPECT_TRUE(all.front().demotedBecause.empty()) << "the starter stands";
    for (std::size_t i = 1; i < all.size(); ++i)
        EXPECT_THAT(all[i].demotedBecause, HasSubstr("y differs at 17")) << i;
    EXPECT_EQ(alarms(outcome.run, "champion_failed"), all.size() - 1);
}

TEST_F(ControlRevalidationTest, whatTheOriginalDoesWrongSaysNothingOfTheChampion)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.spoil = [](const auto& request, auto& block) {
            if (isRevalidation(request))
                block.faultA = {protocol::FaultCause::WrongOutputs, "eager: y differs"};
        };
    });
    EXPECT_EQ(demoted(outcome.run), 0U);
    EXPECT_THAT(keeps(outcome.run).back().notRevalidatedBecause,
        HasSubstr("the original failed while it was timed: eager: y differs"));
}

TEST_F(ControlRevalidationTest, theFixedBlockIsLookedAtAsWell)
{
    m_config.experiments = 16;
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.spoil = [](const auto& request, auto& block) {
            if (isRevalidation(request) && request.pairs == judge::Thresholds().printedPairs)
                block.faultB = {protocol::FaultCause::BrokenRule, "C9: wrote behind y"};
        };
    });
    const auto all = keeps(outcome.run);
    ASSERT_GE(all.size(), 3U);
    EXPECT_THAT(all.back().demotedBecause, HasSubstr("C9: wrote behind y"));
    EXPECT_TRUE(all.front().demotedBecause.empty()) << "its figure is chained to nothing";
}

TEST_F(ControlRevalidationTest, aChampionThatFailsTwiceIsDemoted)
{
    struct Case
    {
        const char* name;
        Error error;
        int times;
        bool isDemoted;
    };
    constexpr int kAlways = 1'000'000;
    const Case cases[] {
        {"crashes", {ErrorCode::RuntimeError, "signal 11", {}}, kAlways, true},
        {"hangs", {ErrorCode::TimedOut, "a call did not return in time", {}}, kAlways, true},
        {"cheats", {ErrorCode::Rejected, "C9: wrote behind y", {}}, kAlways, true},
        {"once", {ErrorCode::RuntimeError, "signal 11", {}}, 1, false},
        {"lost", {ErrorCode::RuntimeError, "the worker died", std::string(kWorkerLost)}, kAlways,
            false},
        {"baseline", {ErrorCode::BaselineFailed, "eager failed", {}}, kAlways, false},
        {"memory", {ErrorCode::OutOfMemory, "no memory for the data", {}}, kAlways, false},
        {"disk", {ErrorCode::Io, "no space left", {}}, kAlways, false},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.name);
        m_options.history = m_folder.path() / fmt::format("{}.db", each.name);
        int failures = 0;
        const auto outcome = run([&](support::FakeWorker& worker) {
            worker.failTime = [&](const auto& request) -> std::optional<Error> {
                if (!isOfTheSearch(request) || failures >= each.times)
                    return std::nullopt;
                ++failures;
                return each.error;
            };
        });
        const auto all = keeps(outcome.run);
        ASSERT_GE(all.size(), 2U);
        EXPECT_TRUE(all.front().demotedBecause.empty()) << "the starter stands";
        EXPECT_EQ(demoted(outcome.run), each.isDemoted ? all.size() - 1 : 0);
        EXPECT_EQ(alarms(outcome.run, "champion_failed"), demoted(outcome.run));
        if (each.isDemoted)
            EXPECT_THAT(all.back().demotedBecause, HasSubstr(each.error.message));
        else
            EXPECT_EQ(all.back().notRevalidatedBecause,
                each.times == 1 ? "" : "it could not run: " + each.error.message);
    }
}

} // namespace
} // namespace autokernel::engine
