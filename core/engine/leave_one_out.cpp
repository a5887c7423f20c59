// SPDX-License-Identifier: Apache-2.0
#include "engine/leave_one_out.h"

#include "engine/experiment.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

namespace autokernel::engine {
namespace {

constexpr double kNegligibleLoss = 0.02; // what the model's own timing can just tell apart

Targets without(const Targets& kernels, const TargetState* leftOut)
{
    Targets others;
    std::copy_if(kernels.begin(), kernels.end(), std::back_inserter(others),
        [&](const auto* each) { return each != leftOut; });
    return others;
}

// A set of winners, by those that are not in it.
std::string nameOf(const std::vector<std::string>& gone)
{
    return gone.empty() ? "all winners" : fmt::format("without {}", fmt::join(gone, ", "));
}

std::string inFigures(const store::SpeedupInterval& ratio)
{
    return fmt::format("{:.3f}x without it, {:.3f} to {:.3f}", ratio.value, ratio.low, ratio.high);
}

} // namespace

double CheckedPackage::worstError() const
{
    const double worst
        = std::max(record.worstMaxRatio.value_or(0), record.worstRmsRatio.value_or(0));
    return isUsable() || worst > 1 ? worst : std::numeric_limits<double>::infinity();
}

Result<CheckedPackage> LeaveOneOut::checked(const Targets& kernels)
{
    CheckedPackage result {kernels, {}, m_model.recordOf(store::ModelMeasurement::Final, kernels)};
    AK_ASSIGN(result.package, m_model.build(winnersOf(kernels)));
    AK_TRY(m_model.check(*result.package, result.record));
    return result;
}

Result<void> LeaveOneOut::time(CheckedPackage& package)
{
    return m_model.compare({.a = "original",
                               .b = inLibTorch(*package.package),
                               .pairs = kPrintedPairs,
                               .loads = kPrintedLoads,
                               .followers = 1}, // that of the package in Python
        package.record);
}

Result<CheckedPackage> LeaveOneOut::timed(CheckedPackage all)
{
    auto timing = time(all);
    if (timing)
        return all;
    const auto isCancelled = [](const Error& error) { return error.code == ErrorCode::Cancelled; };
    for (auto candidate = all.kernels.rbegin();
         all.kernels.size() > 1 && candidate != all.kernels.rend(); ++candidate) {
        if (isCancelled(timing.error()) || !m_model.affords(kDroppedWork + kFinalWork))
            break;
        m_context.report(Phase::Verifying, "without " + (*candidate)->target.key());
        auto fewer = checked(without(all.kernels, *candidate));
        if (!fewer && isCancelled(fewer.error()))
            return fewer;
        if (!fewer || !fewer->isUsable())
            continue;
        auto again = time(*fewer);
        if (!again && isCancelled(again.error()))
            return fail(std::move(again).error());
        if (!again)
            continue;
        m_context.note(store::LogLevel::Warning,
            fmt::format("{} is left out: with it the model could not be timed. {}",
                (*candidate)->target.key(), timing.error().message));
        return fewer;
    }
    return fail(std::move(timing).error());
}

Result<CheckedPackage> LeaveOneOut::usable(Targets winners)
{
    auto best = checked(winners);
    while (!(best && best->isUsable()) && winners.size() > 1) {
        if (!best && best.error().code == ErrorCode::Cancelled)
            return best;
        m_context.note(store::LogLevel::Warning,
            fmt::format("The {} kernels together: {}. The one that is to blame is looked for.",
                winners.size(), best ? best->record.notVerifiedBecause : best.error().message));
        AK_ASSIGN(auto fewer, withoutTheWorst(winners));
        if (!fewer)
            break;
        winners = fewer->kernels;
        best = std::move(*fewer);
    }
    return best;
}

// The one whose absence helps most goes; of those whose absence mends all, the least promising.
Result<std::optional<CheckedPackage>> LeaveOneOut::withoutTheWorst(const Targets& kernels)
{
    constexpr ModelWork kOneTry {1, 1, 0, 0};
    std::optional<CheckedPackage> best;
    const TargetState* worst = nullptr;
    for (auto candidate = kernels.rbegin(); candidate != kernels.rend(); ++candidate) {
        if (!m_model.affords(kOneTry + kFinalWork) || m_context.stop.stop_requested())
            break;
        m_context.report(Phase::Verifying, "without " + (*candidate)->target.key());
        auto attempt = checked(without(kernels, *candidate));
        if (!attempt && attempt.error().code == ErrorCode::Cancelled)
            return fail(std::move(attempt).error());
        if (!attempt || (best && attempt->worstError() >= best->worstError()))
            continue;
        best = std::move(*attempt);
        worst = *candidate;
        if (best->isUsable())
            break;
    }
    if (best)
        m_context.note(store::LogLevel::Warning,
            fmt::format("{} is left out: without it the model's error is {:.2f} times its budget.",
                worst->target.key(), best->worstError()));
    return best;
}

// Takes the least promising kernel away first and goes on without it where nothing is lost.
Result<Targets> LeaveOneOut::needed(const CheckedPackage& all)
{
    // Where there is time for the split of the gain, it is not spent on these.
    const auto start = startOfRungs(m_context.ladder);
    const auto withSplit = kFinalWork + kRungsWork + kSplitWork;
    const bool keepsSplit = m_context.clock.reserve() >= m_model.costOf(withSplit) + start;
    // A kernel that goes costs a package without it.
    const auto behind = (keepsSplit ? withSplit : kFinalWork + kRungsWork) + kDroppedWork;
    Kept kept {all.kernels, all.package};
    for (auto candidate = all.kernels.rbegin();
         all.kernels.size() > 1 && candidate != all.kernels.rend(); ++candidate) {
        if (!m_model.affords(kLeaveOneOutWork + behind, start) || m_context.stop.stop_requested())
            break;
        m_context.report(Phase::Verifying, "without " + (*candidate)->target.key());
        auto fewer = withoutLoss(**candidate, kept, {behind, start});
        if (!fewer && fewer.error().code == ErrorCode::Cancelled)
            return fail(std::move(fewer).error());
        if (!fewer)
            m_context.note(store::LogLevel::Warning,
                fmt::format("{} stays: the model could not be timed without it. {}",
                    (*candidate)->target.key(), fewer.error().message));
        else if (*fewer)
            kept = std::move(**fewer);
    }
    return kept.kernels;
}

// What is left where the model does not need it. The row that is stored is of what decided.
Result<std::optional<LeaveOneOut::Kept>> LeaveOneOut::withoutLoss(
    const TargetState& leftOut, const Kept& kept, const Owed& behind)
{
    Kept fewer {without(kept.kernels, &leftOut), {}, kept.gone}; // stays while it is timed
    fewer.gone.push_back(opName(leftOut.target));
    if (!fewer.kernels.empty()) {
        AK_ASSIGN(fewer.package, m_model.build(winnersOf(fewer.kernels)));
    }
    const auto rest = fewer.package ? inLibTorch(*fewer.package) : "original";
    auto record = m_model.recordOf(store::ModelMeasurement::LeaveOneOut, {});
    record.baseline = nameOf(kept.gone);
    record.contender = nameOf(fewer.gone);
    record.leftOut = leftOut.id;
    const auto& ratio = record.overBaseline;
    AK_TRY(m_model.compare({inLibTorch(*kept.package), rest}, record));
    const bool isPlain = ratio.high < 1;
    const int loads
        = isPlain ? 0 : m_model.affordableLoads(kPrintedLoads, 1, behind.work, behind.start);
    if (loads > 0) {
        record.blocks.clear();
        AK_TRY(m_model.compare({inLibTorch(*kept.package), rest, kPrintedPairs, loads}, record));
    }
    AK_TRY(m_model.store(record));
    if (isPlain)
        return std::nullopt;
    fewer.overAll = chained(kept.overAll, ratio);
    if (judge::gainOverLoads(record.blocks.front()) && ratio.high >= 1
        && fewer.overAll.low > 1 - kNegligibleLoss) {
        m_context.note(store::LogLevel::Info,
            fmt::format("{} is dropped: the model loses less than {:.0f} % without {} ({}).",
                leftOut.target.key(), 100 * kNegligibleLoss,
                kept.gone.empty() ? "it" : "all that were dropped", inFigures(ratio)));
        return fewer;
    }
    noteThatItStays(leftOut, ratio, loads);
    return std::nullopt;
}

void LeaveOneOut::noteThatItStays(
    const TargetState& kernel, const store::SpeedupInterval& ratio, int loads) const
{
    const std::string key = kernel.target.key();
    if (loads == 0)
        m_context.note(store::LogLevel::Info,
            fmt::format("{} stays: no time was left to tell in fresh processes whether the model "
                        "misses it ({}).",
                key, inFigures(ratio)));
    else if (ratio.high >= 1)
        m_context.note(store::LogLevel::Info,
            fmt::format("{} stays: whether the model misses it could not be told ({}).", key,
                inFigures(ratio)));
}

} // namespace autokernel::engine
