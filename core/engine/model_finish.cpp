// SPDX-License-Identifier: Apache-2.0
#include "engine/model_finish.h"

#include "base/files.h"
#include "engine/gain_split.h"
#include "engine/package_proof.h"
#include "engine/user_test.h"
#include "plan/forecast.h"
#include "plan/rungs.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {
using store::ModelMeasurement;

// A wider interval does not show that a kernel, which won its own comparisons, gives the model
// nothing.
constexpr double kWidestComparison = 1.15;

// The user's own test may use what is left of the budget; a search that left nothing still owes it
// a minute.
constexpr Seconds kMinimumTest = std::chrono::minutes(1);
constexpr Seconds kMaximumTest = std::chrono::hours(1);
// A run may end so late, or by a tenth of its budget, to settle a contradiction.
constexpr Seconds kLateLook = std::chrono::seconds(30);
} // namespace

std::filesystem::path packageFolderOf(const std::filesystem::path& history, store::RunId run)
{
    const auto file = std::filesystem::absolute(history);
    return file.parent_path() / "packages"
        / fmt::format("{}-run-{}", file.stem().string(), run.value);
}

Seconds startOfRungs(const protocol::ModelLadder& ladder)
{
    Seconds start {0};
    for (const auto* rung : {plan::strongestFreeRung(ladder), plan::strongestVendorRung(ladder)})
        if (rung && rung->name != plan::kEager)
            start += Seconds(rung->prepareSeconds);
    return start;
}

void addForecast(const RunContext& context, const Targets& applied, store::EndToEndRecord& record)
{
    const double forward = context.profile->forwardMicroseconds;
    std::vector<plan::TargetGain> gains;
    for (const auto* target : applied)
        gains.push_back({target->share * forward, std::exp(target->incumbent.logOverEager)});
    record.forecast = plan::forecastModel(gains, forward);
    if (record.notVerifiedBecause.empty() && record.overBaseline.low <= 1)
        record.notVerifiedBecause = "the gain over eager is within the noise";
}

Result<void> ModelFinish::run(Targets applied)
{
    m_context.report(Phase::Verifying, "measuring the whole model");
    AK_ASSIGN(auto prepared, prepare(applied));
    AK_ASSIGN(const auto needed, leaveOneOut(applied, prepared.package));
    if (needed.empty())
        return applyNothing();
    if (needed.size() < applied.size()) {
        applied = needed;
        AK_ASSIGN(prepared, prepare(applied));
    }
    auto& record = prepared.record;
    AK_TRY(
        m_model.compare({"original", inLibTorch(prepared.package), kPrintedPairs, true}, record));
    addForecast(m_context, applied, record);
    runAcceptCommand(record, prepared.package);
    AK_ASSIGN(const auto package, handOver(prepared.package));
    // Before the Final row, which says whether the two agree: a run that dies between them has
    // verified nothing.
    AK_ASSIGN(const auto timed, verifyInPython(package, applied, record));
    const auto& gain = timed.counts;
    AK_TRY(m_model.store(record));
    AK_TRY(writeFileAtomically(std::filesystem::path(package.directory) / "proof.json",
        packageProof(m_context, record, timed.measured).dump(1) + "\n"));
    m_context.result = ModelResult {
        gain, static_cast<int>(applied.size()), record.verified, record.notVerifiedBecause};
    const bool countsInPython = gain.high < record.overBaseline.low;
    AK_TRY(compareWithRungs(countsInPython ? inPython(package) : inLibTorch(package), applied));
    return measureGainSplit(m_context, m_model, applied, package);
}

// The original itself is the result: as fast as it is, by definition.
Result<void> ModelFinish::applyNothing()
{
    m_context.note(store::LogLevel::Info,
        "Nothing is applied: without any kernel of ours the model is as fast.");
    m_context.result.reset();
    std::error_code error; // of an earlier session of this run; one that is not there is no error
    std::filesystem::remove_all(packageFolder(), error);
    auto record = m_model.recordOf(ModelMeasurement::Final, {});
    record.contender = "eager";
    record.notVerifiedBecause
        = "nothing of ours is applied: without any kernel of ours the model is as fast";
    return m_model.store(record);
}

Result<ModelFinish::Prepared> ModelFinish::prepare(const Targets& applied)
{
    Prepared prepared;
    prepared.record = m_model.recordOf(ModelMeasurement::Final, applied);
    AK_ASSIGN(prepared.package, m_model.build(winnersOf(applied)));
    AK_TRY(m_model.check(prepared.package, prepared.record));
    return prepared;
}

// Takes the least promising kernel away first and goes on without it where nothing is lost. Each
// smaller set is timed against the full one, not against the last: else small losses that no single
// comparison can see would add up. One kernel alone is not tried: the last measurement does that.
Result<Targets> ModelFinish::leaveOneOut(const Targets& applied, const protocol::PackageInfo& all)
{
    // Where there is time for the split of the gain, it is not spent on these.
    const auto start = startOfRungs(m_context.ladder);
    const auto withSplit = kFinalWork + kRungsWork + kSplitWork;
    const bool keepsSplit = m_context.clock.reserve() >= m_model.costOf(withSplit) + start;
    const auto behind = keepsSplit ? withSplit : kFinalWork + kRungsWork;
    Targets kept = applied;
    for (auto candidate = applied.rbegin(); applied.size() > 1 && candidate != applied.rend();
         ++candidate) {
        if (!m_model.affords(kLeaveOneOutWork + behind, start) || m_context.stop.stop_requested())
            break;
        Targets others;
        std::copy_if(kept.begin(), kept.end(), std::back_inserter(others),
            [&](auto* each) { return each != *candidate; });
        m_context.report(Phase::Verifying, "without " + opName((*candidate)->target));
        AK_ASSIGN(const bool isNeeded, isMissed(**candidate, others, all));
        if (!isNeeded)
            kept = std::move(others);
    }
    return kept;
}

Result<bool> ModelFinish::isMissed(
    const TargetState& leftOut, const Targets& others, const protocol::PackageInfo& all)
{
    std::string without = "original";
    if (!others.empty()) {
        AK_ASSIGN(const auto package, m_model.build(winnersOf(others)));
        without = inLibTorch(package);
    }
    auto record = m_model.recordOf(ModelMeasurement::LeaveOneOut, {});
    record.baseline = "all winners";
    record.contender = "without " + opName(leftOut.target);
    record.leftOut = leftOut.id;
    AK_TRY(m_model.compare({inLibTorch(all), without}, record));
    AK_TRY(m_model.store(record));
    const auto& ratio = record.overBaseline;
    if (ratio.high < 1)
        return true;
    if (ratio.high > ratio.low * kWidestComparison) {
        m_context.note(store::LogLevel::Warning,
            fmt::format(
                "{} stays: the machine was too unsteady to tell whether the model misses it "
                "({:.3f}x without it, {:.3f} to {:.3f}).",
                opName(leftOut.target), ratio.value, ratio.low, ratio.high));
        return true;
    }
    m_context.note(store::LogLevel::Info,
        fmt::format("{} is dropped: the model is as fast without it ({:.3f}x, {:.3f} to {:.3f}).",
            opName(leftOut.target), ratio.value, ratio.low, ratio.high));
    return false;
}

std::filesystem::path ModelFinish::packageFolder() const
{
    return packageFolderOf(m_context.historyFile, m_context.run);
}

// Out of the run's work folder to where the user finds it.
Result<protocol::PackageInfo> ModelFinish::handOver(const protocol::PackageInfo& package)
{
    std::error_code error;
    const auto target = packageFolder();
    std::filesystem::create_directories(target.parent_path(), error);
    std::filesystem::remove_all(target, error);
    std::filesystem::copy(
        package.directory, target, std::filesystem::copy_options::recursive, error);
    if (error)
        return fail(
            ErrorCode::Io, "cannot write the package to {}: {}.", target.string(), error.message());
    auto delivered = package;
    delivered.directory = target.string();
    return delivered;
}

// Only a stop of the run goes up: a package that fails is a finding.
Result<judge::PackageAgreement> ModelFinish::timeInPython(const protocol::PackageInfo& package,
    store::EndToEndRecord& record, const store::EndToEndRecord& final)
{
    const auto compared
        = m_model.compare({"original", inPython(package), kPrintedPairs, true}, record);
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
// stored and made afresh once, and the second ones count whatever they say.
Result<ModelFinish::PackageTiming> ModelFinish::verifyInPython(
    const protocol::PackageInfo& package, const Targets& applied, store::EndToEndRecord& final)
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
        AK_TRY(m_model.compare({"original", inLibTorch(package), kPrintedPairs, true}, final));
        AK_ASSIGN(agreement, timeInPython(package, record, final));
    }
    record.verified = agreement.verified;
    if (!agreement.verified) {
        record.notVerifiedBecause = agreement.because;
        m_context.note(store::LogLevel::Warning, "Not verified: " + agreement.because);
        if (final.notVerifiedBecause.empty())
            final.notVerifiedBecause = agreement.because;
    }
    final.verified = final.notVerifiedBecause.empty();
    AK_TRY(m_model.store(record));
    return PackageTiming {
        record.overBaseline, agreement.isPackageFigure ? record.overBaseline : final.overBaseline};
}

void ModelFinish::runAcceptCommand(
    store::EndToEndRecord& record, const protocol::PackageInfo& package)
{
    if (m_context.config.accept.empty())
        return;
    m_context.report(Phase::Verifying, "your own test");
    const Seconds limit = m_context.control.finish
        ? kMaximumTest
        : std::clamp(m_context.clock.left(), kMinimumTest, kMaximumTest);
    const auto result = runUserTest(m_context.config.accept,
        {{"AUTOKERNEL_PACKAGE", package.directory}}, limit, m_context.stop);
    record.acceptExitCode = result.exitCode;
    if (!result.passed() && record.notVerifiedBecause.empty())
        record.notVerifiedBecause
            = fmt::format("your test '{}' {}", m_context.config.accept, result.sentence);
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
        AK_TRY(compareRung(std::move(record), {free->name, package, kPrintedPairs, false}));
    }
    if (const auto* vendor = plan::strongestVendorRung(m_context.ladder);
        vendor && m_model.affords({.comparisons = 1}, Seconds(vendor->prepareSeconds))) {
        auto record = m_model.recordOf(ModelMeasurement::VendorRungs, {});
        record.contender = vendor->name;
        AK_TRY(compareRung(std::move(record), {"original", vendor->name, kPrintedPairs, false}));
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
