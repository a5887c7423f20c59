// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/bench_session.h"

#include "lab/bench/ladder_rounds.h"
#include "lab/bench/pairs.h"
#include "lab/check/case_deviation.h"
#include "lab/check/cpu_executor.h"
#include "lab/check/random_numbers.h"
#include "lab/compile/compile.h"
#include "lab/device/cpu_info.h"

#include <algorithm>
#include <chrono>
#include <list>
#include <numeric>

namespace autokernel::lab {
namespace {

constexpr double kWarmUpNanoseconds = 50e6;
constexpr double kReheatNanoseconds = 5e6; // of a contender that has run before
constexpr int kMostRounds = 200;
constexpr std::size_t kKeptTargets = 2;

// The cores of a contender: the first `threads` of ours, the same for all.
std::vector<int> coresFor(int threads)
{
    auto cores = allowedCores();
    if (static_cast<std::size_t>(threads) < cores.size())
        cores.resize(static_cast<std::size_t>(threads));
    return cores;
}

std::string describeDeviation(
    const Contender& contender, const std::string& output, int set, const Deviation& found)
{
    return fmt::format(
        "{}: output {} of data set {} is outside its error budget, first at element {}",
        contender.name(), output, set, found.firstBadIndex);
}

} // namespace

struct BenchSession::Kept
{
    std::string identity;
    std::unique_ptr<Contender> contender;
    bool isWarm = false;
};

struct BenchSession::TargetData
{
    std::string key; // target and threads
    const kernel::KernelType* type = nullptr;
    kernel::Target target;
    int threads = 1;
    DataSets sets;
    std::list<Kept> kept; // most recent first
};

struct BenchSession::State
{
    const std::vector<kernel::KernelType>& types;
    CaseStore& store;
    BenchOptions options;
    std::list<TargetData> targets; // most recent first

    Result<TargetData> makeTarget(const kernel::Target& target, int threads, std::uint64_t seed);
    Result<TargetData*> keptTarget(const kernel::Target& target, int threads, std::uint64_t seed);
    Result<std::unique_ptr<Contender>> makeContender(
        const protocol::ContenderRef& reference, const TargetData& data);
    Result<Kept*> keptContender(
        const protocol::ContenderRef& reference, const std::string& identity, TargetData& data);
    Result<std::string> recheck(Contender& contender, int set, const TargetData& data);
};

Result<BenchSession::TargetData> BenchSession::State::makeTarget(
    const kernel::Target& target, int threads, std::uint64_t seed)
{
    const auto type = std::find_if(types.begin(), types.end(),
        [&](const kernel::KernelType& candidate) { return candidate.name == target.type; });
    if (type == types.end())
        return fail(ErrorCode::InvalidInput, "There is no kernel type called {}.", target.type);
    AK_ASSIGN(auto sets, DataSets::create(store, *type, target, seed, options.dataSets));
    return TargetData {fmt::format("{} threads={}", target.key(), threads), &*type, target, threads,
        std::move(sets), {}};
}

Result<BenchSession::TargetData*> BenchSession::State::keptTarget(
    const kernel::Target& target, int threads, std::uint64_t seed)
{
    const std::string key = fmt::format("{} threads={}", target.key(), threads);
    const auto found = std::find_if(
        targets.begin(), targets.end(), [&](const TargetData& data) { return data.key == key; });
    if (found != targets.end()) {
        targets.splice(targets.begin(), targets, found);
        return &targets.front();
    }
    AK_ASSIGN(auto made, makeTarget(target, threads, seed));
    targets.push_front(std::move(made));
    if (targets.size() > kKeptTargets)
        targets.pop_back();
    return &targets.front();
}

Result<std::unique_ptr<Contender>> BenchSession::State::makeContender(
    const protocol::ContenderRef& reference, const TargetData& data)
{
    const auto cores = coresFor(data.threads);
    if (!reference.candidate) {
        if (!options.makeRung)
            return fail(
                ErrorCode::Unsupported, "This worker cannot run the rung {}.", reference.name);
        AK_ASSIGN(auto memory, data.sets.makeMemory(nullptr, data.threads));
        return options.makeRung(
            {reference.name, *data.type, data.target, data.threads, cores}, std::move(memory));
    }
    AK_ASSIGN(const auto candidate,
        kernel::makeCandidate(reference.candidate->source, reference.candidate->tunables));
    if (options.makeCandidate)
        return options.makeCandidate(reference.name, candidate, *data.type, data.target, data.sets);
    compile::CompileOptions compileOptions;
    compileOptions.cacheFolder = options.binaryCache;
    compileOptions.runnerProgram = options.runnerProgram;
    AK_ASSIGN(const auto compiled,
        compile::compileCandidate(candidate, *data.type, data.target, compileOptions));
    const kernel::Variant& variant = *data.type->findVariant(data.target.variant);
    AK_ASSIGN(const auto binary, binaryOf(candidate, variant, compiled));
    AK_ASSIGN(auto memory, data.sets.makeMemory(&candidate, data.threads));
    runner::RunnerOptions runnerOptions;
    runnerOptions.program = options.runnerProgram;
    runnerOptions.threads = data.threads;
    runnerOptions.cpus = cores;
    AK_ASSIGN(auto process, runner::RunnerProcess::start(binary, memory, runnerOptions));
    return std::make_unique<CandidateContender>(reference.name, std::move(memory),
        std::move(process), variant.inputs.size(), cores.empty() ? -1 : cores.front());
}

Result<BenchSession::Kept*> BenchSession::State::keptContender(
    const protocol::ContenderRef& reference, const std::string& identity, TargetData& data)
{
    const auto found = std::find_if(data.kept.begin(), data.kept.end(),
        [&](const Kept& kept) { return kept.identity == identity; });
    if (found != data.kept.end() && found->contender->isAlive()) {
        data.kept.splice(data.kept.begin(), data.kept, found);
        return &data.kept.front();
    }
    if (found != data.kept.end())
        data.kept.erase(found);
    auto made = makeContender(reference, data);
    if (!made) {
        Error error = std::move(made).error();
        error.message += fmt::format(" (contender {})", reference.name);
        return fail(std::move(error));
    }
    data.kept.push_front({identity, std::move(*made)});
    return &data.kept.front();
}

Result<std::string> BenchSession::State::recheck(
    Contender& contender, int set, const TargetData& data)
{
    const auto& outputs = data.type->findVariant(data.target.variant)->outputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        AK_ASSIGN(const auto found,
            deviationOf(store, data.sets.key(set), i, contender.output(set, static_cast<int>(i)),
                data.threads));
        if (!found.deviation.withinBudget())
            return describeDeviation(contender, outputs[i].name, set, found.deviation);
    }
    return std::string();
}

namespace {

// What the contender did to memory is its fault; that it could not be looked at is ours.
Result<void> checkMemory(Contender& contender, protocol::ContenderFault& fault)
{
    const auto checked = contender.checkMemory();
    if (checked)
        return {};
    const Error& error = checked.error();
    if (error.code != ErrorCode::Rejected && error.code != ErrorCode::RuntimeError)
        return fail(error);
    if (fault.cause == protocol::FaultCause::None)
        fault = {protocol::FaultCause::BrokenRule,
            fmt::format("{}: {}", contender.name(), error.message)};
    return {};
}

Result<std::string> identityOf(const protocol::ContenderRef& reference)
{
    if (!reference.candidate)
        return "rung " + reference.name;
    AK_ASSIGN(const auto candidate,
        kernel::makeCandidate(reference.candidate->source, reference.candidate->tunables));
    return candidate.normalisedHash();
}

} // namespace

BenchSession::BenchSession(
    const std::vector<kernel::KernelType>& types, CaseStore& store, BenchOptions options)
    : m_state(std::make_unique<State>(State {types, store, std::move(options), {}}))
{
}
BenchSession::~BenchSession() = default;

Result<protocol::PairBlock> BenchSession::timePairs(const protocol::TimeRequest& request)
{
    const int threads = threadsOf(request.threads);
    std::list<TargetData> fresh; // of a confirmation: nothing of it is kept
    TargetData* data = nullptr;
    if (request.freshProcesses) {
        AK_ASSIGN(auto made, m_state->makeTarget(request.target, threads, request.seed));
        fresh.push_back(std::move(made));
        data = &fresh.front();
    } else {
        AK_ASSIGN(data, m_state->keptTarget(request.target, threads, request.seed));
    }
    AK_ASSIGN(const std::string identityA, identityOf(request.a));
    AK_ASSIGN(std::string identityB, identityOf(request.b));
    if (identityA == identityB)
        identityB += " again"; // two processes of one contender
    const auto baseline = m_state->keptContender(request.a, identityA, *data);
    if (!baseline)
        return fail(ofBaseline(baseline.error()));
    Kept* const a = *baseline;
    AK_ASSIGN(Kept * b, m_state->keptContender(request.b, identityB, *data));

    PairOptions options;
    options.pairs = request.pairs;
    options.dataSets = data->sets.count();
    options.startWithB = request.startWithB;
    options.seed = request.seed;
    options.blockNanoseconds = m_state->options.blockNanoseconds;
    options.warmUpNanoseconds = a->isWarm && b->isWarm ? kReheatNanoseconds : kWarmUpNanoseconds;
    options.incumbentNanoseconds = request.incumbentNanoseconds;
    options.extraWorkOfB = request.extraWorkOfB;
    if (m_state->options.clock == protocol::Clock::Wall)
        options.ticks = cpuTicks;
    options.recheck
        = [&](Contender& contender, int set) { return m_state->recheck(contender, set, *data); };
    AK_ASSIGN(auto block, lab::timePairs(*a->contender, *b->contender, options));
    a->isWarm = b->isWarm = true;
    AK_TRY(checkMemory(*a->contender, block.faultA));
    AK_TRY(checkMemory(*b->contender, block.faultB));

    block.a = request.a.name;
    block.b = request.b.name;
    block.target = request.target.key();
    block.dataSets = data->sets.count();
    block.footprintBytes = data->sets.footprintBytes();
    block.clock = m_state->options.clock;
    block.lastLevelCacheBytes = m_state->options.lastLevelCacheBytes > 0
        ? m_state->options.lastLevelCacheBytes
        : lastLevelCacheBytes();
    block.seed = data->sets.seed();
    while (
        data->kept.size() > static_cast<std::size_t>(std::max(m_state->options.keptContenders, 2)))
        data->kept.pop_back();
    return block;
}

namespace {

// One contender of a ladder.
struct Runner
{
    std::unique_ptr<Contender> contender;
    protocol::ContenderSamples samples;
    int repeats = 1;

    void lose(const Error& error)
    {
        samples.error = error.message;
        contender.reset();
    }
};

} // namespace

Result<std::vector<protocol::ContenderSamples>> BenchSession::measureContenders(
    const protocol::LadderRequest& request)
{
    using Clock = std::chrono::steady_clock;
    const int threads = threadsOf(request.threads);
    AK_ASSIGN(TargetData data, m_state->makeTarget(request.target, threads, request.seed));
    const int sets = data.sets.count();
    const auto deadline = std::chrono::seconds(60); // of a call; there is no incumbent yet
    std::vector<Runner> runners;
    for (const protocol::ContenderRef& reference : request.contenders) {
        Runner& runner = runners.emplace_back();
        runner.samples.name = reference.name;
        runner.samples.target = request.target.key();
        auto made = m_state->makeContender(reference, data);
        if (!made) {
            runner.lose(made.error());
            continue;
        }
        runner.contender = std::move(*made);
        const auto call = warmUp(*runner.contender, {sets, kWarmUpNanoseconds, deadline});
        if (!call)
            runner.lose(call.error());
        else
            runner.repeats = repeatsFor(*call, m_state->options.ladderBlockNanoseconds);
    }

    const RandomNumbers numbers(mixSeeds(request.seed, 4));
    std::vector<std::size_t> order(runners.size());
    std::iota(order.begin(), order.end(), std::size_t {0});
    const auto begin = Clock::now();
    std::uint64_t draws = 0;
    for (int round = 0; round < kMostRounds; ++round) {
        const double used = std::chrono::duration<double>(Clock::now() - begin).count();
        if (isLadderDone(round, used, request.budgetSeconds))
            break;
        for (std::size_t i = order.size(); i-- > 1;)
            std::swap(order[i],
                order[static_cast<std::size_t>(
                    numbers.below(draws++, static_cast<std::int64_t>(i) + 1))]);
        for (std::size_t position = 0; position < order.size(); ++position) {
            Runner& runner = runners[order[position]];
            if (!runner.contender)
                continue;
            const Calls calls {runner.repeats, passesFor(runner.repeats, sets),
                (round + static_cast<int>(position)) % sets};
            const auto block
                = timeCalls(*runner.contender, calls, deadline * calls.inPass(calls.passes - 1));
            if (!block) {
                runner.lose(block.error());
                continue;
            }
            runner.samples.nanoseconds.push_back(block->wallNanoseconds / runner.repeats);
            if (m_state->options.clock == protocol::Clock::Events && block->witnessNanoseconds > 0)
                runner.samples.witnessNanoseconds.push_back(
                    block->witnessNanoseconds / runner.repeats);
        }
    }
    for (Runner& runner : runners) {
        if (!runner.contender)
            continue;
        const int set = static_cast<int>(numbers.below(draws++, sets));
        if (const auto block = timeCalls(*runner.contender, {1, 1, set}, deadline); !block) {
            runner.lose(block.error());
            continue;
        }
        const auto wrong = m_state->recheck(*runner.contender, set, data);
        if (!wrong)
            runner.lose(wrong.error());
        else
            runner.samples.correct = wrong->empty();
    }
    std::vector<protocol::ContenderSamples> result;
    for (Runner& runner : runners)
        result.push_back(std::move(runner.samples));
    return result;
}

} // namespace autokernel::lab
