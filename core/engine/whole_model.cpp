// SPDX-License-Identifier: Apache-2.0
#include "engine/whole_model.h"

#include "judge/pair.h"
#include "judge/speedup.h"
#include "plan/rungs.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto kDeadline = 900s;
constexpr int kCheckedInputs = 8;
constexpr std::uint64_t kCheckSalt = 17;
constexpr std::uint64_t kSeedStep = 7919; // between runs of neighbouring seeds

std::string inWords(const Targets& targets)
{
    std::string text;
    for (const auto* target : targets)
        text += (text.empty() ? "" : ", ") + opName(target->target);
    return text;
}

} // namespace

ModelWork ModelWork::operator+(const ModelWork& other) const
{
    return {builds + other.builds, checks + other.checks, comparisons + other.comparisons,
        quickComparisons + other.quickComparisons, furtherLoads + other.furtherLoads};
}

ModelWork ModelWork::operator*(int times) const
{
    return {builds * times, checks * times, comparisons * times, quickComparisons * times,
        furtherLoads * times};
}

std::string opName(const kernel::Target& target)
{
    std::string name = target.type + (target.variant == "default" ? "" : "_" + target.variant);
    for (const auto& [symbol, value] : target.symbols)
        name += fmt::format("_{}{}", symbol, value);
    std::transform(name.begin(), name.end(), name.begin(),
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

protocol::Winner winnerOf(const TargetState& target, const protocol::CandidateRef& candidate)
{
    return {target.target, target.sites, candidate, opName(target.target)};
}

std::vector<protocol::Winner> winnersOf(const Targets& targets)
{
    std::vector<protocol::Winner> winners;
    for (const auto* target : targets)
        winners.push_back(winnerOf(*target, *target->incumbent.contender.candidate));
    return winners;
}

std::string inLibTorch(const protocol::PackageInfo& package)
{
    return "package:" + package.directory;
}

std::string inPython(const protocol::PackageInfo& package)
{
    return "python_package:" + package.directory;
}

Seconds startOfRungs(const protocol::ModelLadder& ladder)
{
    Seconds start {0};
    for (const auto* rung : {plan::strongestFreeRung(ladder), plan::strongestVendorRung(ladder)})
        if (rung && rung->name != plan::kEager)
            start += Seconds(rung->prepareSeconds);
    return start;
}

Seconds timeInPairs(const protocol::PairBlock& block)
{
    double nanoseconds = 0;
    for (const auto& set : block.inputSets) {
        for (const double call : set.aNanoseconds)
            nanoseconds += call * block.repeatsA;
        for (const double call : set.bNanoseconds)
            nanoseconds += call * block.repeatsB;
    }
    if (block.inputSets.empty())
        for (const auto& pair : block.pairs)
            nanoseconds += pair.aNanoseconds * block.repeatsA + pair.bNanoseconds * block.repeatsB;
    return Seconds(nanoseconds * 1e-9);
}

Targets WholeModel::winners() const
{
    Targets result;
    for (const auto& target : m_context.targets)
        if (target->hasWinner() && !target->sites.empty())
            result.push_back(target.get());
    return result;
}

// A worker that died, of another's fault or for want of memory, must not cost the night's result:
// asked once more on a fresh one.
template <typename Reply>
Result<Reply> WholeModel::ask(
    const std::string& op, const Json& fields, std::chrono::seconds deadline)
{
    const auto options = m_context.callOptions(deadline);
    auto reply = m_context.worker.ask<Reply>(op, fields, options);
    if (reply || !isWorkerLost(reply.error()))
        return reply;
    m_context.note(store::LogLevel::Warning,
        fmt::format("Once more on a fresh worker: {}", reply.error().message));
    return m_context.worker.ask<Reply>(op, fields, options);
}

Result<BuiltPackage> WholeModel::build(std::vector<protocol::Winner> winners)
{
    const auto contents = dumpLine(winners);
    if (auto known = m_packages[contents].lock())
        return known;
    const auto begin = m_context.clock.now();
    const protocol::BuildPackage request {std::move(winners),
        (m_context.workFolder / fmt::format("package-{}", ++m_builds)).string()};
    AK_ASSIGN(auto info, ask<protocol::PackageInfo>("build_package", request, kDeadline));
    m_building.see(m_context.clock.now() - begin);
    m_newest = BuiltPackage(new protocol::PackageInfo(std::move(info)),
        [folder = request.directory](const protocol::PackageInfo* gone) {
            std::error_code ignored;
            std::filesystem::remove_all(folder, ignored);
            delete gone;
        });
    m_packages[contents] = m_newest;
    return m_newest;
}

store::EndToEndRecord WholeModel::recordOf(
    store::ModelMeasurement kind, const Targets& applied) const
{
    store::EndToEndRecord record;
    record.run = m_context.run;
    record.kind = kind;
    record.contender = inWords(applied);
    for (const auto* target : applied)
        record.applied.push_back(target->id);
    return record;
}

Result<protocol::CheckModelReply> WholeModel::checkOnce(const protocol::PackageInfo& package)
{
    if (const auto found = m_checks.find(package.directory); found != m_checks.end())
        return found->second;
    const auto begin = m_context.clock.now();
    AK_ASSIGN(const auto reply,
        ask<protocol::CheckModelReply>("check_model",
            {{"directory", package.directory}, {"seed", m_context.config.seed + kCheckSalt},
                {"inputs", kCheckedInputs}},
            kDeadline));
    m_checking.see(m_context.clock.now() - begin);
    m_checks.emplace(package.directory, reply);
    return reply;
}

Result<void> WholeModel::check(const protocol::PackageInfo& package, store::EndToEndRecord& record)
{
    AK_ASSIGN(const auto reply, checkOnce(package));
    record.worstMaxRatio = reply.worstMaxRatio;
    record.worstRmsRatio = reply.worstRmsRatio;
    record.inputsChecked = reply.inputsChecked;
    record.truth = reply.truth;
    record.notVerifiedBecause = reply.failure;
    if (record.notVerifiedBecause.empty()
        && !(reply.worstMaxRatio <= 1 && reply.worstRmsRatio <= 1))
        record.notVerifiedBecause
            = fmt::format("the optimised model's error is {:.2f} times its budget",
                std::max(reply.worstMaxRatio, reply.worstRmsRatio));
    return {};
}

std::chrono::seconds deadlineOfModelTiming(const protocol::TimeModelRequest& request)
{
    return deadlineOf(kDeadline, 2 * request.pairs, request.forwardNanoseconds);
}

Result<void> WholeModel::compare(const Comparison& comparison, store::EndToEndRecord& record)
{
    const auto begin = m_context.clock.now();
    protocol::TimeModelRequest request;
    request.a = comparison.a;
    request.b = comparison.b;
    request.pairs = comparison.pairs;
    request.loads = std::max(affordableLoads(comparison.loads, 1 + comparison.followers),
        std::min(comparison.loads, judge::kFewestLoads));
    request.startWithB = m_timings % 2 == 1;
    request.seed = m_context.config.seed * kSeedStep + ++m_timings;
    if (m_context.profile)
        request.forwardNanoseconds = m_context.profile->forwardMicroseconds * 1000;
    auto block = ask<protocol::PairBlock>("time_model", request, deadlineOfModelTiming(request));
    if (!block)
        return fail(std::move(block).error());
    const Seconds inPairs = timeInPairs(*block);
    m_pair.see(inPairs / static_cast<double>(std::max<std::size_t>(block->pairs.size(), 1)));
    if (!comparison.hasRung)
        m_starting.see(std::max(Seconds(0), m_context.clock.now() - begin - inPairs)
            / std::max(block->loads, 1));
    if (const auto fault = judge::anyFault(*block))
        return fail(ErrorCode::RuntimeError, "an output made while it was timed was wrong: {}.",
            fault->text);
    record.blocks.push_back(std::move(*block));
    const auto series = judge::pairSeries(record.blocks);
    if (series.logRatios.empty())
        return fail(ErrorCode::RuntimeError, "no pair of the model's timing counted.");
    record.baselineMicroseconds = series.aNanoseconds / 1000;
    record.contenderMicroseconds = series.bNanoseconds / 1000;
    record.overBaseline = intervalOf(record, request.seed);
    return {};
}

int WholeModel::affordableLoads(
    int most, int comparisons, const ModelWork& beside, Seconds start) const
{
    int loads = most;
    const auto fits = [&] {
        const ModelWork each {.comparisons = 1, .furtherLoads = loads - 1};
        return affords(each * comparisons + beside, start);
    };
    while (loads > judge::kFewestLoads && !fits())
        --loads;
    return fits() ? loads : 0;
}

store::SpeedupInterval WholeModel::intervalOf(
    const store::EndToEndRecord& record, std::uint64_t seed)
{
    if (record.blocks.size() == 1)
        if (const auto over = judge::gainOverLoads(record.blocks.front())) {
            m_loadDeviation = over->deviation;
            return {over->gain.speedup, over->gain.low, over->gain.high};
        }
    const auto series = judge::pairSeries(record.blocks);
    if (const auto gain = judge::printedGain(series.logRatios, seed, {}, m_loadDeviation))
        return {gain->speedup, gain->low, gain->high};
    return judge::medianSpeedup(series.logRatios);
}

Result<void> WholeModel::store(const store::EndToEndRecord& record)
{
    AK_TRY(m_context.history.recordEndToEnd(record));
    if (record.forecast && record.kind == store::ModelMeasurement::Final)
        if (const auto alarm = judge::forecastAlarm(*record.forecast, record.overBaseline.value))
            AK_TRY(m_context.history.recordAlarm(m_context.run, *alarm));
    m_context.tell(EndToEndMeasured {record});
    return {};
}

bool WholeModel::affords(const ModelWork& work, Seconds start) const
{
    return m_context.control.finish || costOf(work) + start <= m_context.clock.left();
}

Seconds WholeModel::costOf(const ModelWork& work) const
{
    const auto comparison
        = [this](int pairs) { return m_starting.value() + m_pair.value() * pairs; };
    return m_building.value() * work.builds + m_checking.value() * work.checks
        + comparison(kPrintedPairs) * work.comparisons
        + comparison(kQuickPairs) * work.quickComparisons + m_starting.value() * work.furtherLoads;
}

} // namespace autokernel::engine
