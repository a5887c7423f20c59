// SPDX-License-Identifier: Apache-2.0
#include "engine/model_finish.h"

#include "base/process.h"
#include "engine/gain_split.h"
#include "plan/forecast.h"
#include "plan/rungs.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {
using store::ModelMeasurement;

// What must still fit behind leaving one kernel out: a package without the dropped ones, its
// timing, Python's, and the strongest free rung's.
constexpr int kBuildsBehind = 1;
constexpr int kComparisonsBehind = 3;
} // namespace

void addForecast(const RunContext& context, const Targets& applied, store::EndToEndRecord& record)
{
    const double forward = context.profile->forwardMicroseconds;
    std::vector<plan::TargetGain> gains;
    for (const auto* target : applied) {
        const double speedup = std::exp(target->incumbent.logOverEager);
        gains.push_back({target->share * forward, speedup, speedup, speedup});
    }
    record.forecast = plan::forecastModel(gains, forward).speedup;
    if (record.notVerifiedBecause.empty() && record.overBaseline.low <= 1)
        record.notVerifiedBecause = "the gain over eager is within the noise";
}

Result<void> ModelFinish::run(Targets applied)
{
    m_context.report(Phase::Verifying, "measuring the whole model");
    AK_ASSIGN(auto prepared, prepare(applied));
    AK_ASSIGN(const auto needed, leaveOneOut(applied, prepared.package));
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
    AK_TRY(verifyInPython(package, applied));
    record.verified = record.notVerifiedBecause.empty();
    AK_TRY(m_model.store(record));
    m_context.endToEndSpeedup = record.overBaseline.value;
    AK_TRY(compareWithRungs(package, applied));
    return measureGainSplit(m_context, m_model, applied, package);
}

Result<ModelFinish::Prepared> ModelFinish::prepare(const Targets& applied)
{
    Prepared prepared;
    prepared.record = m_model.recordOf(ModelMeasurement::Final, applied);
    AK_ASSIGN(prepared.package, m_model.build(winnersOf(applied)));
    AK_TRY(m_model.check(prepared.package, prepared.record));
    return prepared;
}

// Tries the full set without each kernel in turn; one whose removal costs nothing is dropped.
Result<Targets> ModelFinish::leaveOneOut(const Targets& applied, const protocol::PackageInfo& all)
{
    Targets kept;
    for (auto* candidate : applied) {
        Targets others;
        std::copy_if(applied.begin(), applied.end(), std::back_inserter(others),
            [&](auto* each) { return each != candidate; });
        if (others.empty() || !m_model.affords(1 + kBuildsBehind, 1 + kComparisonsBehind)
            || m_context.stop.stop_requested()) {
            kept.push_back(candidate);
            continue;
        }
        m_context.report(Phase::Verifying, "without " + opName(candidate->target));
        AK_ASSIGN(const auto package, m_model.build(winnersOf(others)));
        auto record = m_model.recordOf(ModelMeasurement::LeaveOneOut, {});
        record.baseline = "all winners";
        record.contender = "without " + opName(candidate->target);
        record.leftOut = candidate->id;
        AK_TRY(m_model.compare({inLibTorch(all), inLibTorch(package)}, record));
        AK_TRY(m_model.store(record));
        const auto& ratio = record.overBaseline;
        if (ratio.high < 1)
            kept.push_back(candidate);
        else
            m_context.note(store::LogLevel::Info,
                fmt::format(
                    "{} is dropped: the model is as fast without it ({:.3f}x, {:.3f} to {:.3f}).",
                    opName(candidate->target), ratio.value, ratio.low, ratio.high));
    }
    return kept.empty() ? applied : kept;
}

// Out of the run's work folder to where the user finds it.
Result<protocol::PackageInfo> ModelFinish::handOver(const protocol::PackageInfo& package)
{
    std::error_code error;
    const auto target = m_context.packageRoot / fmt::format("run-{}", m_context.run.value);
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

Result<void> ModelFinish::verifyInPython(
    const protocol::PackageInfo& package, const Targets& applied)
{
    m_context.report(Phase::Verifying, "the package in a fresh Python process");
    auto record = m_model.recordOf(ModelMeasurement::Package, applied);
    record.contender = "the package in plain Python";
    const auto compared
        = m_model.compare({"original", inPython(package), kQuickPairs, true}, record);
    if (!compared && compared.error().code == ErrorCode::Cancelled)
        return compared;
    record.verified = compared && record.overBaseline.low > 1;
    if (!compared) {
        record.notVerifiedBecause = compared.error().message;
        m_context.note(store::LogLevel::Warning,
            "The package could not be verified in Python: " + compared.error().message);
    } else if (!record.verified) {
        record.notVerifiedBecause = "no gain over eager was measured there";
    }
    return m_model.store(record);
}

void ModelFinish::runAcceptCommand(
    store::EndToEndRecord& record, const protocol::PackageInfo& package)
{
    if (m_context.config.accept.empty())
        return;
    m_context.report(Phase::Verifying, "your own test");
    ProcessOptions options;
    options.environment = {{"AUTOKERNEL_PACKAGE", package.directory}};
    const auto output = runProcess(
        {"sh", "-c", m_context.config.accept}, {std::chrono::hours(1), 1 << 20}, options);
    record.acceptExitCode
        = output && output->status.signal == 0 && !output->timedOut ? output->status.code : 1;
    if (*record.acceptExitCode != 0 && record.notVerifiedBecause.empty())
        record.notVerifiedBecause = fmt::format("your test '{}' ended with exit code {}",
            m_context.config.accept, *record.acceptExitCode);
}

// The headline's peer, then the row of vendor rungs alone. Where there is no time the report takes
// the ladder's own figures and says so.
Result<void> ModelFinish::compareWithRungs(
    const protocol::PackageInfo& package, const Targets& applied)
{
    if (const auto* free = plan::strongestFreeRung(m_context.ladder);
        free && m_model.affords(0, 1, Seconds(free->prepareSeconds))) {
        auto record = m_model.recordOf(ModelMeasurement::FreeRung, applied);
        record.baseline = free->name;
        AK_TRY(compareRung(
            std::move(record), {free->name, inLibTorch(package), kPrintedPairs, false}));
    }
    if (const auto* vendor = plan::strongestVendorRung(m_context.ladder);
        vendor && m_model.affords(0, 1, Seconds(vendor->prepareSeconds))) {
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
