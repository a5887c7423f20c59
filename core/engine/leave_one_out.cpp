// SPDX-License-Identifier: Apache-2.0
#include "engine/leave_one_out.h"

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
    Targets kept = all.kernels;
    for (auto candidate = all.kernels.rbegin();
         all.kernels.size() > 1 && candidate != all.kernels.rend(); ++candidate) {
        if (!m_model.affords(kLeaveOneOutWork + behind, start) || m_context.stop.stop_requested())
            break;
        auto others = without(kept, *candidate);
        m_context.report(Phase::Verifying, "without " + (*candidate)->target.key());
        const auto isNeeded = isMissed(**candidate, others, *all.package, {behind, start});
        if (!isNeeded && isNeeded.error().code == ErrorCode::Cancelled)
            return fail(isNeeded.error());
        if (!isNeeded)
            m_context.note(store::LogLevel::Warning,
                fmt::format("{} stays: the model could not be timed without it. {}",
                    (*candidate)->target.key(), isNeeded.error().message));
        else if (!*isNeeded)
            kept = std::move(others);
    }
    return kept;
}

// The row that is stored is of what decided.
Result<bool> LeaveOneOut::isMissed(const TargetState& leftOut, const Targets& others,
    const protocol::PackageInfo& all, const Owed& behind)
{
    BuiltPackage fewer; // stays while it is timed
    if (!others.empty()) {
        AK_ASSIGN(fewer, m_model.build(winnersOf(others)));
    }
    const auto rest = fewer ? inLibTorch(*fewer) : "original";
    auto record = m_model.recordOf(store::ModelMeasurement::LeaveOneOut, {});
    record.baseline = "all winners";
    record.contender = "without " + opName(leftOut.target);
    record.leftOut = leftOut.id;
    const auto& ratio = record.overBaseline;
    AK_TRY(m_model.compare({inLibTorch(all), rest}, record));
    const bool isPlain = ratio.high < 1;
    const int loads
        = isPlain ? 0 : m_model.affordableLoads(kPrintedLoads, 1, behind.work, behind.start);
    if (loads > 0) {
        record.blocks.clear();
        AK_TRY(m_model.compare({inLibTorch(all), rest, kPrintedPairs, loads}, record));
    }
    AK_TRY(m_model.store(record));
    if (isPlain)
        return true;
    const auto over = judge::gainOverLoads(record.blocks.front());
    if (over && over->gain.low > 1 - kNegligibleLoss && over->gain.high >= 1) {
        m_context.note(store::LogLevel::Info,
            fmt::format("{} is dropped: the model loses less than {:.0f} % without it ({}).",
                leftOut.target.key(), 100 * kNegligibleLoss, inFigures(ratio)));
        return false;
    }
    if (loads == 0)
        m_context.note(store::LogLevel::Info,
            fmt::format("{} stays: no time was left to tell in fresh processes whether the model "
                        "misses it ({}).",
                leftOut.target.key(), inFigures(ratio)));
    else if (ratio.high >= 1)
        m_context.note(store::LogLevel::Info,
            fmt::format("{} stays: whether the model misses it could not be told ({}).",
                leftOut.target.key(), inFigures(ratio)));
    return true;
}

} // namespace autokernel::engine
