// SPDX-License-Identifier: Apache-2.0
#include "engine/model_finish.h"

#include "engine/gain_split.h"
#include "engine/leave_one_out.h"
#include "engine/package_proof.h"
#include "engine/user_test.h"
#include "judge/gain.h"
#include "plan/forecast.h"
#include "plan/rungs.h"
#include "store/history_reader.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {
using store::ModelMeasurement;

// The user's own test may use what is left of the budget; a search that left nothing still owes it
// a minute.
constexpr Seconds kMinimumTest = std::chrono::minutes(1);
constexpr Seconds kMaximumTest = std::chrono::hours(1);
// A run may end so late, or by a tenth of its budget, to settle a contradiction.
constexpr Seconds kLateLook = std::chrono::seconds(30);

// A finding about them, where a full disk or a stop is none.
bool isOfTheKernels(const Error& error)
{
    return error.code == ErrorCode::RuntimeError || error.code == ErrorCode::TimedOut
        || error.code == ErrorCode::OutOfMemory;
}

// Empty: the model gains.
std::string whyNoGain(const store::SpeedupInterval& overEager)
{
    if (overEager.low > 1)
        return {};
    return overEager.high < 1
        ? fmt::format("the model is slower than eager: {:.3f}x ({:.3f} to {:.3f})", overEager.value,
            overEager.low, overEager.high)
        : "the gain over eager is within the noise";
}

// Empty: no input set became slower, as far as can be told.
std::string whyNotOnEachSet(const store::EndToEndRecord& record)
{
    for (const auto& block : record.blocks)
        for (std::size_t set = 0; set < block.inputSets.size(); ++set)
            if (const auto over = judge::gainOfInputSet(block, set); over && over->gain.high < 1)
                return fmt::format("input set {} of {} became slower: {:.3f}x ({:.3f} to {:.3f})",
                    set + 1, block.inputSets.size(), over->gain.speedup, over->gain.low,
                    over->gain.high);
    return {};
}
} // namespace

void addForecast(const RunContext& context, const Targets& applied, store::EndToEndRecord& record)
{
    const double forward = context.profile->forwardMicroseconds;
    std::vector<plan::TargetGain> gains;
    for (const auto* target : applied)
        gains.push_back({target->share * forward, std::exp(target->incumbent.logOverEager)});
    record.forecast = plan::forecastModel(gains, forward);
    if (record.notVerifiedBecause.empty())
        record.notVerifiedBecause = whyNoGain(record.overBaseline);
    if (record.notVerifiedBecause.empty())
        record.notVerifiedBecause = whyNotOnEachSet(record);
}

Result<void> ModelFinish::run(const Targets& winners)
{
    if (winners.empty())
        return withdraw();
    m_context.report(Phase::Verifying, "measuring the whole model");
    LeaveOneOut leaveOneOut(m_context, m_model);
    auto usable = leaveOneOut.usable(winners);
    if (!usable && isOfTheKernels(usable.error()))
        return applyNothing("no package of them could be checked: " + usable.error().message);
    if (!usable)
        return fail(std::move(usable).error());
    auto& checked = *usable;
    if (!checked.isUsable())
        return applyNothing(checked.record.notVerifiedBecause, checked.record);
    AK_ASSIGN(const auto needed, leaveOneOut.needed(checked));
    if (needed.empty())
        return applyNothing("without any kernel of ours the model is as fast");
    if (needed.size() < checked.kernels.size()) {
        AK_ASSIGN(checked, leaveOneOut.usable(needed));
        if (!checked.isUsable())
            return applyNothing(checked.record.notVerifiedBecause, checked.record);
    }
    auto timing = leaveOneOut.timed(std::move(checked));
    if (!timing && isOfTheKernels(timing.error()))
        return applyNothing("with them the model could not be timed: " + timing.error().message);
    if (!timing)
        return fail(std::move(timing).error());
    const auto& applied = timing->kernels;
    auto& record = timing->record;
    addForecast(m_context, applied, record);
    if (const auto why = whyNoGain(record.overBaseline); !why.empty())
        return applyNothing(why, record);
    const auto failedTest = runAcceptCommand(record, *timing->package);
    AK_ASSIGN(const auto unproven, m_delivery.prepare(*timing->package));
    // Before the Final row, which says whether the two agree: a run that dies between them has
    // verified nothing.
    AK_ASSIGN(const auto timed, verifyInPython(unproven, applied, record, failedTest));
    // Where a contradiction had it measured once more.
    if (const auto why = whyNoGain(record.overBaseline); !why.empty())
        return applyNothing(why, record);
    const auto& gain = timed.counts;
    AK_TRY(m_model.store(record));
    AK_ASSIGN(const auto package,
        m_delivery.deliver(unproven, packageProof(m_context, record, timed.measured)));
    m_context.result = ModelResult {
        gain, static_cast<int>(applied.size()), record.verified, record.notVerifiedBecause};
    const bool countsInPython = gain.high < record.overBaseline.low;
    AK_TRY(compareWithRungs(countsInPython ? inPython(package) : inLibTorch(package), applied));
    return measureGainSplit(m_context, m_model, applied, package);
}

// An earlier session's result stands on champions that have fallen since.
Result<void> ModelFinish::withdraw()
{
    m_context.result.reset();
    AK_ASSIGN(const auto reader, store::HistoryReader::open(m_context.historyFile));
    AK_ASSIGN(const auto rows, reader.endToEnd(m_context.run));
    const bool hadResult = std::any_of(rows.begin(), rows.end(), [](const auto& row) {
        return row.record.kind == ModelMeasurement::Final && !row.record.applied.empty();
    });
    return hadResult ? applyNothing("none of its kernels held when they were measured again")
                     : Result<void>();
}

// The original itself is the result: as fast as it is, by definition.
// `measured`: what was found instead; its figures stay in the history.
Result<void> ModelFinish::applyNothing(
    const std::string& because, std::optional<store::EndToEndRecord> measured)
{
    const bool isSentence = because.ends_with('.');
    m_context.note(
        store::LogLevel::Info, "Nothing is applied: " + because + (isSentence ? "" : "."));
    if (!m_context.config.accept.empty())
        m_context.note(
            store::LogLevel::Info, "Your test was not run: there is no changed model to try.");
    m_context.result.reset();
    m_delivery.withdraw();
    auto record = measured ? std::move(*measured) : m_model.recordOf(ModelMeasurement::Final, {});
    if (!measured)
        record.contender = "eager";
    record.applied.clear();
    record.verified = false;
    record.notVerifiedBecause = "nothing of ours is applied: " + because;
    return m_model.store(record);
}

// Only a stop of the run goes up: a package that fails is a finding.
Result<judge::PackageAgreement> ModelFinish::timeInPython(const protocol::PackageInfo& package,
    store::EndToEndRecord& record, const store::EndToEndRecord& final)
{
    const auto compared
        = m_model.compare({"original", inPython(package), kPrintedPairs, kPrintedLoads}, record);
    if (compared)
        return judge::comparePackage(final.overBaseline, record.overBaseline);
    if (compared.error().code == ErrorCode::Cancelled)
        return fail(compared.error());
    judge::PackageAgreement failed;
    failed.because = "its package failed in a fresh Python process: " + compared.error().message;
    return failed;
}

Result<void> ModelFinish::storeContradiction(const judge::PackageAgreement& agreement,
    store::EndToEndRecord record, store::EndToEndRecord final)
{
    m_context.note(store::LogLevel::Warning, "Both are measured once more: " + agreement.because);
    record.notVerifiedBecause = agreement.because;
    if (final.notVerifiedBecause.empty())
        final.notVerifiedBecause = agreement.because;
    AK_TRY(m_model.store(record));
    return m_model.store(final);
}

// Decides whether the result is verified; the gain that counts comes back. Where the two
// measurements contradict each other, a neighbour on the machine is likelier than a fault: both are
// stored and made afresh once, and the second ones count whatever they say, of each input set too.
Result<ModelFinish::PackageTiming> ModelFinish::verifyInPython(const protocol::PackageInfo& package,
    const Targets& applied, store::EndToEndRecord& final, const std::string& failedTest)
{
    m_context.report(Phase::Verifying, "the package in a fresh Python process");
    auto record = m_model.recordOf(ModelMeasurement::Package, applied);
    record.contender = "the package in plain Python";
    const auto begin = m_context.clock.now();
    AK_ASSIGN(auto agreement, timeInPython(package, record, final));
    const Seconds both = 2 * (m_context.clock.now() - begin);
    const Seconds mayTake
        = m_context.clock.left() + std::max(kLateLook, m_context.clock.budget() * 0.1);
    if (agreement.isContradiction && both <= mayTake) {
        AK_TRY(storeContradiction(agreement, record, final));
        record.blocks.clear();
        final.blocks.clear();
        AK_TRY(m_model.compare(
            {"original", inLibTorch(package), kPrintedPairs, kPrintedLoads}, final));
        AK_ASSIGN(agreement, timeInPython(package, record, final));
    }
    record.verified = agreement.verified;
    if (!agreement.verified) {
        record.notVerifiedBecause = agreement.because;
        m_context.note(store::LogLevel::Warning, "Not verified: " + agreement.because);
    }
    const auto& counts = agreement.isPackageFigure ? record : final;
    final.notVerifiedBecause = whyNotOnEachSet(counts);
    for (const auto& why : {failedTest, record.notVerifiedBecause})
        if (final.notVerifiedBecause.empty())
            final.notVerifiedBecause = why;
    final.verified = final.notVerifiedBecause.empty();
    AK_TRY(m_model.store(record));
    return PackageTiming {record.overBaseline, counts.overBaseline};
}

std::string ModelFinish::runAcceptCommand(
    store::EndToEndRecord& record, const protocol::PackageInfo& package)
{
    if (m_context.config.accept.empty())
        return {};
    m_context.report(Phase::Verifying, "your own test");
    const Seconds limit = m_context.control.finish
        ? kMaximumTest
        : std::clamp(m_context.clock.left(), kMinimumTest, kMaximumTest);
    const auto result = runUserTest(m_context.config.accept,
        {{"AUTOKERNEL_PACKAGE", package.directory}}, limit, m_context.stop);
    record.acceptExitCode = result.exitCode;
    return result.passed()
        ? ""
        : fmt::format("your test '{}' {}", m_context.config.accept, result.sentence);
}

// The headline's peer, then the row of vendor rungs alone. Where there is no time the report takes
// the ladder's own figures and says so. Where eager is the strongest, the last measurement was it.
Result<void> ModelFinish::compareWithRungs(const std::string& package, const Targets& applied)
{
    if (const auto* free = plan::strongestFreeRung(m_context.ladder); free
        && free->name != plan::kEager
        && m_model.affords({.comparisons = 1}, Seconds(free->prepareSeconds))) {
        auto record = m_model.recordOf(ModelMeasurement::FreeRung, applied);
        record.baseline = free->name;
        AK_TRY(compareRung(std::move(record), {free->name, package, kPrintedPairs, 0, true}));
    }
    if (const auto* vendor = plan::strongestVendorRung(m_context.ladder);
        vendor && m_model.affords({.comparisons = 1}, Seconds(vendor->prepareSeconds))) {
        auto record = m_model.recordOf(ModelMeasurement::VendorRungs, {});
        record.contender = vendor->name;
        AK_TRY(compareRung(std::move(record), {"original", vendor->name, kPrintedPairs, 0, true}));
    }
    return {};
}

Result<void> ModelFinish::compareRung(store::EndToEndRecord record, const Comparison& comparison)
{
    const auto& rung = record.kind == ModelMeasurement::FreeRung ? comparison.a : comparison.b;
    m_context.report(Phase::Verifying, "against " + rung);
    const auto compared = m_model.compare(comparison, record);
    if (compared)
        return m_model.store(record);
    if (compared.error().code == ErrorCode::Cancelled)
        return compared;
    m_context.note(store::LogLevel::Warning,
        "The comparison with " + rung + " failed: " + compared.error().message);
    return {};
}

} // namespace autokernel::engine
