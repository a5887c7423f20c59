// SPDX-License-Identifier: Apache-2.0
#include "engine/model_stage.h"

#include "base/process.h"
#include "base/statistics.h"
#include "engine/targets.h"
#include "judge/gain.h"
#include "judge/pair.h"
#include "plan/forecast.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto kModelDeadline = 900s;
constexpr double kMaximumLadderSeconds = 170;
constexpr double kLadderShareOfBudget = 0.3;
constexpr int kQuickPairs = 12;

std::string opName(const kernel::Target& target)
{
    std::string name = target.type + (target.variant == "default" ? "" : "_" + target.variant);
    for (const auto& [symbol, value] : target.symbols)
        name += fmt::format("_{}{}", symbol, value);
    std::transform(name.begin(), name.end(), name.begin(),
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

std::vector<protocol::Winner> winnersOf(const std::vector<TargetState*>& applied)
{
    std::vector<protocol::Winner> winners;
    for (const auto* target : applied)
        winners.push_back(
            {target->target, target->sites, *target->incumbent.candidate, opName(target->target)});
    return winners;
}

std::string inWords(const std::vector<TargetState*>& applied)
{
    std::string text;
    for (const auto* target : applied)
        text += (text.empty() ? "" : ", ") + opName(target->target);
    return text;
}
} // namespace

Result<void> ModelStage::load()
{
    m_context.report(Phase::LoadingModel, "loading " + m_context.config.subject());
    AK_ASSIGN(m_context.model,
        m_context.worker.ask<protocol::ModelInfo>(
            "load_model", *m_context.config.model, m_context.callOptions(kModelDeadline)));
    return {};
}

Result<void> ModelStage::measureLadder()
{
    if (!m_context.config.withLadder)
        return {};
    const double budget
        = std::min(kMaximumLadderSeconds, m_context.clock.budget().count() * kLadderShareOfBudget);
    m_context.report(Phase::Ladder, "timing the free rungs");
    AK_ASSIGN(m_context.ladder,
        m_context.worker.ask<protocol::ModelLadder>(
            "model_ladder", {{"budgetSeconds", budget}}, m_context.callOptions(kModelDeadline)));
    for (const auto& rung : m_context.ladder.rungs) {
        store::LadderRecord row;
        row.run = m_context.run;
        row.samples = rung.samples;
        row.samples.name = rung.name;
        row.recipe = rung.recipe;
        row.prepareSeconds = rung.prepareSeconds;
        row.maximumErrorRatio = rung.maximumErrorRatio;
        AK_TRY(m_context.history.recordLadder(row));
    }
    m_context.emit(LadderMeasured {m_context.ladder, {}});
    return {};
}

Result<void> ModelStage::profile()
{
    m_context.report(Phase::Profiling, "profiling " + m_context.config.subject());
    AK_ASSIGN(m_context.profile,
        m_context.worker.ask<protocol::Profile>(
            "profile_model", Json::object(), m_context.callOptions(kModelDeadline)));
    AK_TRY(m_context.history.recordProfile(m_context.run, *m_context.profile));
    AK_ASSIGN(auto ranking, addModelTargets(m_context));
    m_context.emit(ProfileReady {*m_context.profile, std::move(ranking)});
    if (m_context.targets.empty())
        m_context.note(store::LogLevel::Info,
            "No op of this model matches a kernel type: the run ends with the profile and the "
            "ladder.");
    return {};
}

std::vector<TargetState*> ModelStage::winners() const
{
    std::vector<TargetState*> result;
    for (const auto& target : m_context.targets)
        if (target->hasWinner() && !target->sites.empty())
            result.push_back(target.get());
    return result;
}

Result<store::SpeedupInterval> ModelStage::compare(const std::string& a, const std::string& b,
    int pairs, bool fresh, store::EndToEndRecord& record)
{
    protocol::TimeModelRequest request;
    request.a = a;
    request.b = b;
    request.pairs = pairs;
    request.freshProcesses = fresh;
    request.startWithB = m_timings % 2 == 1;
    request.seed = m_context.config.seed * 7919 + ++m_timings;
    AK_ASSIGN(auto block,
        m_context.worker.ask<protocol::PairBlock>(
            "time_model", request, m_context.callOptions(kModelDeadline)));
    record.blocks.push_back(block);
    const auto series = judge::pairSeries(record.blocks);
    if (series.logRatios.empty())
        return fail(ErrorCode::RuntimeError, "no pair of the model's timing counted.");
    record.baselineMicroseconds = series.aNanoseconds / 1000;
    record.contenderMicroseconds = series.bNanoseconds / 1000;
    if (const auto gain = judge::printedGain(series.logRatios, request.seed))
        return store::SpeedupInterval {gain->speedup, gain->low, gain->high};
    const auto interval = statistics::medianInterval(series.logRatios);
    return store::SpeedupInterval {std::exp(statistics::median(series.logRatios)),
        std::exp(interval.low), std::exp(interval.high)};
}

Result<ModelStage::Measured> ModelStage::measure(
    const std::vector<TargetState*>& applied, store::ModelMeasurement kind, int pairs)
{
    Measured result;
    auto& record = result.record;
    record.run = m_context.run;
    record.kind = kind;
    record.contender = inWords(applied);
    std::vector<plan::TargetGain> gains;
    for (const auto* target : applied) {
        record.applied.push_back(target->id);
        const double speedup = std::exp(target->incumbentLogOverEager);
        gains.push_back(
            {target->share * m_context.profile->forwardMicroseconds, speedup, speedup, speedup});
    }
    record.forecast = plan::forecastModel(gains, m_context.profile->forwardMicroseconds).speedup;
    protocol::BuildPackage build {winnersOf(applied),
        (m_context.workFolder / fmt::format("package-{}", ++m_packages)).string()};
    AK_ASSIGN(result.package,
        m_context.worker.ask<protocol::PackageInfo>(
            "build_package", build, m_context.callOptions(kModelDeadline)));
    AK_ASSIGN(const auto check,
        m_context.worker.ask<protocol::CheckModelReply>("check_model",
            {{"directory", result.package.directory}, {"seed", m_context.config.seed + 17},
                {"inputs", 8}},
            m_context.callOptions(kModelDeadline)));
    record.worstMaxRatio = check.worstMaxRatio;
    record.worstRmsRatio = check.worstRmsRatio;
    record.inputsChecked = check.inputsChecked;
    record.truth = check.truth;
    record.notVerifiedBecause = check.failure;
    if (record.notVerifiedBecause.empty()
        && !(check.worstMaxRatio <= 1 && check.worstRmsRatio <= 1))
        record.notVerifiedBecause
            = fmt::format("the optimised model's error is {:.2f} times its budget",
                std::max(check.worstMaxRatio, check.worstRmsRatio));
    AK_ASSIGN(record.overBaseline,
        compare("original", "package:" + result.package.directory, pairs, true, record));
    if (record.notVerifiedBecause.empty() && record.overBaseline.low <= 1)
        record.notVerifiedBecause = "the gain over eager is within the noise";
    return result;
}

Result<void> ModelStage::store(const store::EndToEndRecord& record)
{
    AK_TRY(m_context.history.recordEndToEnd(record));
    if (record.forecast)
        if (const auto alarm = judge::forecastAlarm(*record.forecast, record.overBaseline.value);
            alarm && record.kind == store::ModelMeasurement::Final)
            AK_TRY(m_context.history.recordAlarm(m_context.run, *alarm));
    m_context.emit(EndToEndMeasured {record});
    return {};
}

Result<void> ModelStage::apply(store::ModelMeasurement kind)
{
    const auto applied = winners();
    if (applied.empty())
        return {};
    m_context.report(Phase::Applying, "putting the winners into the model");
    auto measured = measure(applied, kind, kQuickPairs);
    if (!measured && measured.error().code == ErrorCode::Cancelled)
        return fail(measured.error());
    if (!measured) {
        m_context.note(store::LogLevel::Warning,
            "The winners could not be put into the model: " + measured.error().message);
        return {};
    }
    m_context.endToEndSpeedup = measured->record.overBaseline.value;
    return store(measured->record);
}

std::string ModelStage::bestFreeRung() const
{
    std::string best;
    double bestMedian = 0;
    for (const auto& rung : m_context.ladder.rungs) {
        if (!rung.samples.error.empty() || rung.samples.nanoseconds.empty() || rung.name == "eager")
            continue;
        const double median = statistics::median(rung.samples.nanoseconds);
        if (best.empty() || median < bestMedian)
            std::tie(best, bestMedian) = std::pair(rung.name, median);
    }
    return best;
}

// Tries the full set without each kernel in turn; one whose removal costs nothing is dropped.
Result<std::vector<TargetState*>> ModelStage::leaveOneOut(
    std::vector<TargetState*> applied, const std::string& fullPackage)
{
    std::vector<TargetState*> kept;
    for (auto* candidate : applied) {
        std::vector<TargetState*> others;
        std::copy_if(applied.begin(), applied.end(), std::back_inserter(others),
            [&](auto* each) { return each != candidate; });
        const bool hasTime = m_context.clock.left() > Seconds(45);
        if (others.empty() || !hasTime || m_context.stop.stop_requested()) {
            kept.push_back(candidate);
            continue;
        }
        m_context.report(Phase::Verifying, "without " + opName(candidate->target));
        protocol::BuildPackage build {winnersOf(others),
            (m_context.workFolder / fmt::format("package-{}", ++m_packages)).string()};
        AK_ASSIGN(const auto package,
            m_context.worker.ask<protocol::PackageInfo>(
                "build_package", build, m_context.callOptions(kModelDeadline)));
        store::EndToEndRecord record;
        record.run = m_context.run;
        record.kind = store::ModelMeasurement::LeaveOneOut;
        record.baseline = "all winners";
        record.contender = "without " + opName(candidate->target);
        record.leftOut = candidate->id;
        AK_ASSIGN(record.overBaseline,
            compare("package:" + fullPackage, "package:" + package.directory, kQuickPairs, false,
                record));
        AK_TRY(m_context.history.recordEndToEnd(record));
        if (record.overBaseline.high < 1)
            kept.push_back(candidate);
        else
            m_context.note(store::LogLevel::Info,
                fmt::format(
                    "{} is dropped: the model is as fast without it ({:.3f}x, {:.3f} to {:.3f}).",
                    opName(candidate->target), record.overBaseline.value, record.overBaseline.low,
                    record.overBaseline.high));
    }
    return kept.empty() ? applied : kept;
}

Result<void> ModelStage::compareWithFreeRung(
    const protocol::PackageInfo& package, const std::vector<TargetState*>& applied)
{
    const auto rung = bestFreeRung();
    if (rung.empty())
        return {};
    m_context.report(Phase::Verifying, "against " + rung);
    store::EndToEndRecord record;
    record.run = m_context.run;
    record.kind = store::ModelMeasurement::FreeRung;
    record.baseline = rung;
    record.contender = inWords(applied);
    for (const auto* target : applied)
        record.applied.push_back(target->id);
    auto interval = compare(rung, "package:" + package.directory, 30, false, record);
    if (!interval) {
        m_context.note(store::LogLevel::Warning,
            "The comparison with " + rung + " failed: " + interval.error().message);
        return {};
    }
    record.overBaseline = *interval;
    return store(record);
}

Result<void> ModelStage::verifyPackage(
    const protocol::PackageInfo& package, const std::vector<TargetState*>& applied)
{
    m_context.report(Phase::Verifying, "the package in a fresh Python process");
    store::EndToEndRecord record;
    record.run = m_context.run;
    record.kind = store::ModelMeasurement::Package;
    record.contender = "the package in plain Python";
    for (const auto* target : applied)
        record.applied.push_back(target->id);
    auto interval
        = compare("original", "python_package:" + package.directory, kQuickPairs, true, record);
    if (interval) {
        record.overBaseline = *interval;
        record.verified = record.overBaseline.low > 1;
        if (!record.verified)
            record.notVerifiedBecause = "no gain over eager was measured there";
    } else {
        record.notVerifiedBecause = interval.error().message;
        m_context.note(store::LogLevel::Warning,
            "The package could not be verified in Python: " + interval.error().message);
    }
    return store(record);
}

void ModelStage::runAcceptCommand(
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

Result<void> ModelStage::finish()
{
    auto applied = winners();
    if (applied.empty())
        return {};
    m_context.report(Phase::Verifying, "measuring the whole model");
    AK_ASSIGN(auto measured, measure(applied, store::ModelMeasurement::AfterKeep, kQuickPairs));
    AK_ASSIGN(applied, leaveOneOut(applied, measured.package.directory));
    AK_ASSIGN(measured, measure(applied, store::ModelMeasurement::Final, 30));
    auto& record = measured.record;
    runAcceptCommand(record, measured.package);
    std::error_code error;
    const auto target = m_context.packageRoot / fmt::format("run-{}", m_context.run.value);
    std::filesystem::create_directories(target.parent_path(), error);
    std::filesystem::remove_all(target, error);
    std::filesystem::copy(
        measured.package.directory, target, std::filesystem::copy_options::recursive, error);
    if (error)
        return fail(
            ErrorCode::Io, "cannot write the package to {}: {}.", target.string(), error.message());
    measured.package.directory = target.string();
    AK_TRY(verifyPackage(measured.package, applied));
    record.verified = record.notVerifiedBecause.empty();
    AK_TRY(store(record));
    m_context.endToEndSpeedup = record.overBaseline.value;
    if (m_context.clock.left() > Seconds(10) || m_context.control.finish)
        AK_TRY(compareWithFreeRung(measured.package, applied));
    return {};
}

} // namespace autokernel::engine
