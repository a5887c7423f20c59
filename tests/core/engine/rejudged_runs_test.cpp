// SPDX-License-Identifier: Apache-2.0
// A verdict is a pure function of what is stored: whole runs, judged again from their files.
#include "core/engine/engine_fixture.h"

#include "store/judge_again.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

class JudgeAgain : public test::EngineTest
{
protected:
    // Every way in which an experiment can end, many times over.
    static void misbehave(support::FakeWorker& worker)
    {
        worker.isWrong = [](const auto& tunables) { return tunables.at("A") == 2; };
        worker.distort = [](const protocol::TimeRequest& request, double&, double& b) {
            if (request.b.name == "candidate" && request.b.candidate->tunables.at("B") == 2)
                b *= 1.004; // hard to decide
        };
        int calls = 0;
        worker.onCall = [&worker, calls](const std::string& op) mutable {
            constexpr ErrorCode kErrors[] {ErrorCode::CompileError, ErrorCode::Rejected,
                ErrorCode::TimedOut, ErrorCode::OutOfMemory, ErrorCode::RuntimeError};
            if (op == "compile" && ++calls % 4 == 0)
                worker.failNext("compile", {kErrors[calls / 4 % 5], "C1: so it is told", "log"});
        };
    }
};

TEST_F(JudgeAgain, everyVerdictOfAHistoryComesOutAgain)
{
    m_config.experiments = 40;
    const auto outcome = run(misbehave);
    const auto judged = store::judgeRunAgain(reader(), outcome.run);
    ASSERT_TRUE(judged) << judged.error().message;
    EXPECT_GE(judged->experiments, 16 + 2) << "all settings and two controls";
    for (const auto& changed : judged->changed)
        ADD_FAILURE() << changed.experiment.value << ": " << changed.stored.sentence << " -> "
                      << changed.again.sentence;
    auto counts = verdicts(outcome.run);
    for (const char* verdict :
        {"kept", "incorrect", "compile_error", "rejected", "timed_out", "reverted"})
        EXPECT_GE(counts[verdict], 1) << verdict << " was not tried";
}

TEST_F(JudgeAgain, aTamperedVerdictOrThresholdIsSeen)
{
    const auto outcome = run();
    const auto kept = reader().keeps(outcome.run)->front().experiment;
    const auto changed = [&](const std::string& sql) {
        SQLite::Database(m_options.history.string(), SQLite::OPEN_READWRITE).exec(sql);
        const auto judged = store::judgeRunAgain(reader(), outcome.run);
        EXPECT_TRUE(judged) << judged.error().message;
        return judged->changed.size();
    };
    EXPECT_EQ(changed("UPDATE experiments SET verdict = 'reverted' WHERE id = "
                  + std::to_string(kept.id.value)),
        1U);
    EXPECT_EQ(changed("UPDATE experiments SET verdict = 'kept' WHERE id = "
                  + std::to_string(kept.id.value)),
        0U);
    // Another rule than the one that was in force.
    EXPECT_GE(changed("UPDATE thresholds SET thresholds = "
                      "json_set(thresholds, '$.minimum_claim', 3.0)"),
        1U);
}

} // namespace
} // namespace autokernel::engine
