// SPDX-License-Identifier: Apache-2.0
#include "engine/model_stage.h"

#include "base/statistics.h"
#include "engine/model_finish.h"
#include "engine/model_ladder_run.h"
#include "engine/run_toml.h"
#include "engine/targets.h"
#include "plan/accounting.h"
#include "plan/rungs.h"
#include "protocol/ladder_time.h"
#include "store/history_reader.h"

#include <algorithm>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto kModelDeadline = 900s;
constexpr double kBusyForward = 1.5;
constexpr double kMaximumLadderSeconds = 170;
constexpr double kLadderShareOfBudget = 0.15; // with kShareOfEnd RunClock::kShareOfEnds
constexpr double kShareOfEnd = 0.25; // of the budget, beyond what the end cannot do without

// In whole minutes: a round figure is what a person types.
std::chrono::seconds leastBudgetWithCompile()
{
    return std::chrono::ceil<std::chrono::minutes>(
        Seconds(protocol::kLadderWithCompile / kLadderShareOfBudget));
}
} // namespace

Result<void> ModelStage::load()
{
    m_context.report(Phase::LoadingModel, "loading " + m_context.config.subject());
    AK_ASSIGN(m_context.model,
        m_context.worker.ask<protocol::ModelInfo>(
            "load_model", *m_context.config.model, m_context.beforeSearch(kModelDeadline)));
    return {};
}

Result<void> ModelStage::measureLadder()
{
    if (!m_context.config.withLadder)
        return {};
    const double budget
        = std::min(kMaximumLadderSeconds, m_context.clock.budget().count() * kLadderShareOfBudget);
    if (budget < protocol::kLadderWithCompile
        && protocol::hasPythonClass(*m_context.config.model)) {
        const bool isCertain = budget < protocol::kLadderWithoutCompile;
        m_context.note(store::LogLevel::Info,
            fmt::format(
                "The free rungs have {:.0f} s of this run, which {} too short to compile the "
                "model: rungs of torch.compile {} left out. `--for {}` has time for them unless "
                "the model is large, and so has `autokernel-cli ladder`.",
                budget, isCertain ? "is" : "may be", isCertain ? "are" : "may be",
                formatDuration(leastBudgetWithCompile())));
    }
    m_context.report(Phase::Ladder, "timing the free rungs");
    const auto begin = m_context.clock.now();
    AK_ASSIGN(m_context.ladder,
        m_context.worker.ask<protocol::ModelLadder>(
            "model_ladder", {{"budgetSeconds", budget}}, m_context.beforeSearch(kModelDeadline)));
    m_context.clock.chargeToReserve(m_context.clock.now() - begin);
    AK_TRY(recordModelLadder(m_context.history, m_context.run, m_context.ladder));
    m_context.tell(LadderMeasured {m_context.ladder, {}});
    return {};
}

Result<void> ModelStage::restoreLadder(const std::filesystem::path& historyFile)
{
    AK_ASSIGN(const auto reader, store::HistoryReader::open(historyFile));
    AK_ASSIGN(const auto rows, reader.ladder(m_context.run));
    for (const auto& row : rows)
        if (!row.record.target.isValid())
            m_context.ladder.rungs.push_back({row.record.samples.name, row.record.samples,
                row.record.recipe, row.record.prepareSeconds, row.record.maximumErrorRatio});
    return {};
}

Result<protocol::Profile> ModelStage::profileOnce()
{
    m_context.report(Phase::Profiling, "profiling " + m_context.config.subject());
    return m_context.worker.ask<protocol::Profile>(
        "profile_model", Json::object(), m_context.beforeSearch(kModelDeadline));
}

// The same forward was timed in the ladder a minute before.
std::optional<std::string> ModelStage::busyWhileProfiled() const
{
    const auto& rungs = m_context.ladder.rungs;
    const auto eager = std::find_if(
        rungs.begin(), rungs.end(), [](const auto& rung) { return rung.name == plan::kEager; });
    if (eager == rungs.end() || eager->samples.nanoseconds.empty())
        return std::nullopt;
    const double ladder = statistics::median(eager->samples.nanoseconds) / 1000;
    const double profiled = m_context.profile->forwardMicroseconds;
    if (profiled <= kBusyForward * ladder)
        return std::nullopt;
    return fmt::format(
        "One forward took {:.2f} ms while it was profiled and {:.2f} ms in the ladder: "
        "the machine was busy, and the shares of the ops may be wrong.",
        profiled / 1000, ladder / 1000);
}

Result<void> ModelStage::profile()
{
    AK_ASSIGN(m_context.profile, profileOnce());
    if (busyWhileProfiled()) {
        AK_ASSIGN(auto again, profileOnce());
        if (again.forwardMicroseconds < m_context.profile->forwardMicroseconds)
            m_context.profile = std::move(again);
        if (const auto still = busyWhileProfiled())
            m_context.note(store::LogLevel::Warning, *still);
    }
    if (const auto remark = plan::accountingRemark(*m_context.profile))
        m_context.note(store::LogLevel::Warning, *remark);
    AK_TRY(m_context.history.recordProfile(m_context.run, *m_context.profile));
    AK_ASSIGN(auto ranking, addModelTargets(m_context));
    m_context.tell(ProfileReady {*m_context.profile, std::move(ranking)});
    if (m_context.targets.empty())
        m_context.note(store::LogLevel::Info,
            "No op of this model matches a kernel type: the run ends with the profile and the "
            "ladder.");
    return {};
}

Result<void> ModelStage::apply(store::ModelMeasurement kind)
{
    const auto applied = m_model.winners();
    if (applied.empty())
        return {};
    m_context.report(Phase::Applying, "putting the winners into the model");
    auto record = m_model.recordOf(kind, applied);
    const auto measured = [&]() -> Result<void> {
        AK_ASSIGN(const auto package, m_model.build(winnersOf(applied)));
        AK_TRY(m_model.check(*package, record));
        return m_model.compare({"original", inLibTorch(*package), kQuickPairs, 1}, record);
    }();
    if (!measured && measured.error().code == ErrorCode::Cancelled)
        return fail(measured.error());
    if (!measured) {
        m_context.note(store::LogLevel::Warning,
            "The winners could not be put into the model: " + measured.error().message);
        return {};
    }
    reserveTimeForTheEnd(applied.size());
    addForecast(m_context, applied, record);
    m_context.result = ModelResult {record.overBaseline, static_cast<int>(applied.size()), false,
        record.notVerifiedBecause.empty()
            ? "the run ended before the model was measured a last time"
            : record.notVerifiedBecause};
    // Shown while the run goes on only where the outputs were right.
    m_context.endToEndSpeedup = record.notVerifiedBecause.empty() ? record.overBaseline.value : 0;
    return m_model.store(record);
}

// The final measurement always, of the fewest loads that give a figure; its further loads, what each
// kernel adds to it and where the gain comes from as far as a share of the run pays for them.
void ModelStage::reserveTimeForTheEnd(std::size_t kernels)
{
    const auto leavingOut = kernels > 1
        ? kLeaveOneOutWork * static_cast<int>(kernels) + kDroppingWork + kDroppedWork
        : ModelWork();
    m_context.clock.keepForTheEnd(m_model.costOf(kLeastFinalWork));
    m_context.clock.reserveAtLeast(m_model.costOf(kFinalWork));
    m_context.clock.reserveAtLeast(
        std::min(m_model.costOf(kFinalWork + kRungsWork + kSplitWork + leavingOut)
                + startOfRungs(m_context.ladder),
            m_context.clock.budget() * kShareOfEnd));
}

Result<void> ModelStage::finish()
{
    return ModelFinish(m_context, m_model).run(m_model.winners());
}

} // namespace autokernel::engine
