// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/model_ladder.h"

#include "lab/bench/ladder_rounds.h"
#include "lab/bench/passes.h"
#include "lab/model/memory.h"
#include "protocol/ladder_time.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

namespace autokernel::lab {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

using protocol::kLeastCompileSeconds;
constexpr double kMeasureShare = protocol::kLadderTimingShare;
constexpr double kMeasureSeconds = 25; // at most
constexpr double kBlockSeconds = 0.005;
constexpr int kMostRounds = 60;

struct Running
{
    std::size_t rung = 0; // index in the ladder
    std::unique_ptr<RungContender> contender;
    int repeats = 1; // calls per block
};

class Ladder
{
public:
    Ladder(const LadderModel& model, double budgetSeconds, const Progress& progress)
        : m_model(model)
        , m_budgetSeconds(budgetSeconds)
        , m_progress(progress)
    {
    }

    Result<protocol::ModelLadder> measure();

private:
    double elapsed() const { return Seconds(Clock::now() - m_start).count(); }
    void report(const std::string& text) const;
    void list(int sets);
    void start(std::size_t index, const ModelOutputs& outputs);
    Result<std::unique_ptr<RungContender>> load(
        const std::string& name, const ModelOutputs& outputs, double seconds);
    void timeInterleaved(const ModelOutputs& outputs);
    bool timeBlock(Running& running, int firstSet, const ModelOutputs& outputs);
    void check(const ModelOutputs& outputs);
    void drop(Running& running, const Error& error);

    const LadderModel& m_model;
    double m_budgetSeconds;
    const Progress& m_progress;
    Clock::time_point m_start = Clock::now();
    protocol::ModelLadder m_ladder;
    std::vector<Running> m_running;
};

void Ladder::report(const std::string& text) const
{
    if (m_progress)
        m_progress(text, std::min(1.0, elapsed() / m_budgetSeconds));
}

void Ladder::list(int sets)
{
    for (const std::string& name : modelRungNames()) {
        protocol::Rung rung;
        rung.name = name;
        rung.recipe = modelRungRecipe(name, m_model, sets);
        rung.samples.name = name;
        rung.samples.target = m_model.info.name;
        m_ladder.rungs.push_back(std::move(rung));
    }
}

Result<std::unique_ptr<RungContender>> Ladder::load(
    const std::string& name, const ModelOutputs& outputs, double seconds)
{
    // Each process holds the weights, packed ones twice, and the running ones stay.
    const std::uint64_t available = availableMemoryBytes();
    if (available > 0 && 2 * m_model.info.bytes > available) {
        return fail(ErrorCode::OutOfMemory,
            "{} needs about {} of memory beside the other rungs, and {} are free.", name,
            formatBytes(2 * m_model.info.bytes), formatBytes(available));
    }
    AK_ASSIGN(auto memory, outputs.makeMemory());
    AK_ASSIGN(auto contender,
        spawnModelRung(
            {.rung = name, .packageDirectory = {}, .cpus = {}}, m_model, std::move(memory)));
    AK_TRY(contender->waitReady(
        std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(seconds))));
    return contender;
}

void Ladder::start(std::size_t index, const ModelOutputs& outputs)
{
    protocol::Rung& rung = m_ladder.rungs[index];
    const bool isCompiled = rung.name.starts_with("torch_compile");
    if (isCompiled) {
        if (const auto possible = checkHasPythonClass(m_model); !possible) {
            rung.samples.error = possible.error().message;
            return;
        }
    }
    const double left = (1 - kMeasureShare) * m_budgetSeconds - elapsed();
    if (isCompiled && left < kLeastCompileSeconds) {
        rung.samples.error = fmt::format(
            "Not measured: {:.0f} s were left of the ladder's {:.0f} s, and a compile "
            "takes longer.",
            std::max(0.0, left), m_budgetSeconds);
        return;
    }
    // Eager is always timed: without it nothing can be compared.
    if (index > 0 && left <= 0) {
        rung.samples.error = fmt::format(
            "Not measured: nothing was left of the ladder's {:.0f} s.", m_budgetSeconds);
        return;
    }
    report((isCompiled ? "compiling " : "loading ") + rung.name);
    const auto begin = Clock::now();
    auto contender = load(rung.name, outputs, std::max(left, kLeastCompileSeconds));
    rung.prepareSeconds = Seconds(Clock::now() - begin).count();
    if (contender)
        m_running.push_back({.rung = index, .contender = std::move(*contender), .repeats = 1});
    else if (contender.error().code == ErrorCode::TimedOut)
        rung.samples.error = fmt::format("Not measured: it was not ready within {:.0f} s.", left);
    else
        rung.samples.error = contender.error().message;
}

void Ladder::drop(Running& running, const Error& error)
{
    m_ladder.rungs[running.rung].samples.error = error.message;
    running.contender.reset();
}

// False when the contender died.
bool Ladder::timeBlock(Running& running, int firstSet, const ModelOutputs& outputs)
{
    const auto block = timeCalls(*running.contender,
        {.count = running.repeats,
            .firstSet = firstSet,
            .overwrites = false,
            .setWeights = outputs.setWeights()},
        std::chrono::minutes(2));
    if (!block) {
        drop(running, block.error());
        return false;
    }
    const double nanoseconds = block->wallNanoseconds / running.repeats;
    m_ladder.rungs[running.rung].samples.nanoseconds.push_back(nanoseconds);
    return true;
}

// Every rung once a round, in an order drawn anew: what disturbs the machine disturbs all.
void Ladder::timeInterleaved(const ModelOutputs& outputs)
{
    for (Running& running : m_running) { // how many calls fill a block
        if (!timeBlock(running, 0, outputs))
            continue;
        auto& samples = m_ladder.rungs[running.rung].samples.nanoseconds;
        running.repeats = static_cast<int>(
            std::clamp(std::ceil(kBlockSeconds * 1e9 / samples.back()), 1.0, 1000.0));
        samples.clear();
    }
    std::erase_if(m_running, [](const Running& running) { return !running.contender; });
    std::mt19937_64 random(m_model.request.seed);
    // Compiles that took longer than they should leave the timing what was kept back for it.
    const double begin = elapsed();
    const double seconds = std::min(
        kMeasureSeconds, std::max(m_budgetSeconds - begin, kMeasureShare * m_budgetSeconds));
    for (int round = 0; round < kMostRounds && !m_running.empty(); ++round) {
        if (isLadderDone(round, elapsed() - begin, seconds))
            break;
        report(fmt::format("timing the free rungs, round {}", round + 1));
        std::ranges::shuffle(m_running, random);
        for (Running& running : m_running)
            timeBlock(running, round % outputs.setCount(), outputs);
        std::erase_if(m_running, [](const Running& running) { return !running.contender; });
    }
}

void Ladder::check(const ModelOutputs& outputs)
{
    for (Running& running : m_running) {
        protocol::Rung& rung = m_ladder.rungs[running.rung];
        running.contender->overwriteResults();
        const auto block = running.contender->runBlock(
            0, 1, outputs.setCount(), std::chrono::minutes(2) * outputs.setCount());
        if (!block) {
            rung.samples.error = block.error().message;
            continue;
        }
        rung.maximumErrorRatio = outputs.maximumErrorRatio(*running.contender);
        rung.samples.correct = rung.maximumErrorRatio <= 1;
    }
}

Result<protocol::ModelLadder> Ladder::measure()
{
    report("evaluating the original model");
    AK_ASSIGN(const auto outputs, ModelOutputs::evaluate(m_model));
    list(outputs.setCount());
    start(0, outputs);
    if (m_running.empty())
        return fail(ErrorCode::RuntimeError, "The original model does not run on its own: {}",
            m_ladder.rungs.front().samples.error);
    // The strongest rung compiles first, so that a short budget costs a weaker one.
    for (const std::size_t index : {1, 3, 2})
        start(index, outputs);
    timeInterleaved(outputs);
    check(outputs);
    return std::move(m_ladder);
}

} // namespace

Result<protocol::ModelLadder> measureModelLadder(
    const LadderModel& model, double budgetSeconds, const Progress& progress)
{
    if (!(budgetSeconds > 0))
        return fail(ErrorCode::InvalidInput, "The ladder's budget must be positive.");
    return Ladder(model, budgetSeconds, progress).measure();
}

} // namespace autokernel::lab
