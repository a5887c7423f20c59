// SPDX-License-Identifier: Apache-2.0
#include "lab/check/stages.h"

#include "lab/check/random_numbers.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace autokernel::lab {
namespace {

using protocol::Stage;
using protocol::StageEvidence;

// Streams of the request's seed: one number per independent data set. The basics' and the
// determinism stage's data set A are the same, so that its oracle is evaluated once.
constexpr std::uint64_t kStreamSmoke = 10;
constexpr std::uint64_t kStreamA = 20;
constexpr std::uint64_t kStreamSweep = 30; // also the determinism stage's data set B
constexpr std::uint64_t kStreamEdges = 50;
constexpr int kSmallRepeats = 20;

PlannedCase plan(
    std::string name, CaseKey key, BufferPlacement placement = BufferPlacement::StartAtGuard)
{
    return {std::move(name), std::move(key), placement, 0};
}

// Keeps one core busy while an object lives, so that threads of a candidate run unevenly.
class DummyLoad
{
public:
    DummyLoad()
        : m_thread([this] {
            while (!m_stop.load(std::memory_order_relaxed))
                m_counter.fetch_add(1, std::memory_order_relaxed);
        })
    {
    }
    ~DummyLoad() { m_stop = true; }
    DummyLoad(const DummyLoad&) = delete;
    DummyLoad& operator=(const DummyLoad&) = delete;

private:
    std::atomic<bool> m_stop {false};
    std::atomic<std::uint64_t> m_counter {0};
    std::jthread m_thread;
};

// What the user's model itself feeds to the target.
Result<void> addCaptured(const CheckContext& context, StageRun& run)
{
    constexpr auto kName = "captured from the model";
    if (!context.whyNotCaptured.empty())
        run.leaveOut(fmt::format("{} ({})", kName, context.whyNotCaptured));
    if (!context.isCaptured)
        return {};
    AK_ASSIGN(const auto choice, context.store.representableMagnitude(context.capturedKey(), 0));
    if (choice.magnitude)
        run.add(plan(kName, context.capturedKey()));
    else
        run.leaveOut(kName);
    return {};
}

} // namespace

Result<StageEvidence> runSmoke(CheckContext& context)
{
    StageRun run(context, Stage::Smoke);
    for (const std::uint64_t draw : {0U, 1U}) {
        const auto placement
            = draw == 0 ? BufferPlacement::EndAtGuard : BufferPlacement::StartAtGuard;
        run.add(plan("small",
            context.key(context.shapes.small(), Family::Plain, kStreamSmoke + draw), placement));
        run.add(plan("odd", context.key(context.shapes.odd(), Family::Normal, kStreamSmoke + draw),
            placement));
    }
    AK_TRY(run.callAndJudgeAll());
    return run.finish();
}

Result<StageEvidence> runBasics(CheckContext& context)
{
    StageRun run(context, Stage::Basics);
    run.add(plan("small", context.key(context.shapes.small(), Family::Normal, kStreamA),
        BufferPlacement::EndAtGuard));
    run.add(plan("target", context.key(context.shapes.target(), Family::Plain, kStreamA),
        BufferPlacement::EndAtGuard));
    AK_TRY(run.callAndJudgeAll());
    return run.finish();
}

Result<StageEvidence> runShapeSweep(CheckContext& context)
{
    StageRun run(context, Stage::ShapeSweep);
    auto shapes = context.shapes.required(context.requiredShapes);
    if (context.fullShapes)
        for (auto& shape : context.shapes.benchmark(context.maximumBytesOfCall))
            if (std::find(shapes.begin(), shapes.end(), shape) == shapes.end())
                shapes.push_back(std::move(shape));
    for (const kernel::Symbols& shape : shapes)
        run.add(plan("plain", context.key(shape, Family::Plain, kStreamSweep)));
    AK_TRY(addCaptured(context, run));
    AK_ASSIGN(bool alive, run.load());
    for (int set = 0; alive && set < run.setCount(); ++set) {
        AK_ASSIGN(alive, run.call(set, false));
        if (!alive)
            break;
        const std::uint64_t first = run.outputHash(set);
        AK_ASSIGN(alive, run.call(set, true));
        if (!alive)
            break;
        const bool same = run.outputHash(set) == first;
        AK_TRY(run.judge(set));
        if (!same && !context.candidate.manifest.usesOrderDependentAtomics)
            run.markDifferent(set, StageRun::Difference::Poisons);
    }
    return run.finish();
}

namespace {

struct FamilyPlan
{
    Family family;
    int magnitude; // the wanted one; 0: has none
};

std::vector<FamilyPlan> familiesFor(kernel::Dtype dtype)
{
    const bool isHalf = dtype == kernel::Dtype::Float16;
    return {{Family::Normal, 0}, {Family::HeavyTail, 0}, {Family::Large, isHalf ? 12 : 60},
        {Family::Tiny, isHalf ? -10 : -40}, {Family::MixedScales, 0},
        {Family::Offset, isHalf ? 6 : 10}, {Family::OneHot, 0}, {Family::ConstantRows, 0},
        {Family::Sorted, 0}, {Family::Masked, 0}, {Family::ZeroOne, 0}, {Family::Cancelling, 0}};
}

// Families that concern all inputs at once are not varied apart.
std::vector<Focus> focusesOf(Family family, const kernel::Variant& variant)
{
    if (family == Family::ZeroOne || family == Family::Cancelling)
        return {Focus::All};
    const bool hasWeights = std::any_of(variant.inputs.begin(), variant.inputs.end(),
        [](const kernel::TensorSpec& input) { return input.isConstant; });
    if (hasWeights && family != Family::Masked)
        return {Focus::Activations, Focus::Weights};
    return {Focus::Activations};
}

std::string nameOf(const InputRecipe& recipe)
{
    return recipe.focus == Focus::All
        ? std::string(toString(recipe.family))
        : fmt::format("{} {}", toString(recipe.family), toString(recipe.focus));
}

constexpr std::uint64_t kStabilityBytes = std::uint64_t {1} << 20;
constexpr std::uint64_t kStreamStability = 40;

// The target made smaller, if the definition accepts it there (a head count may not divide
// another).
Result<kernel::Symbols> stabilityShape(CheckContext& context)
{
    const auto reduced = context.shapes.reduced(kStabilityBytes);
    if (context.store.truths(context.key(reduced, Family::Plain, kStreamStability)))
        return reduced;
    return context.shapes.small();
}

} // namespace

Result<StageEvidence> runStability(CheckContext& context)
{
    StageRun run(context, Stage::Stability);
    AK_ASSIGN(const auto shape, stabilityShape(context));
    std::vector<InputRecipe> recipes;
    for (const FamilyPlan& planned : familiesFor(context.target.dtype))
        for (const Focus focus : focusesOf(planned.family, context.variant)) {
            InputRecipe recipe {planned.family, focus, planned.magnitude,
                mixSeeds(context.seed, kStreamStability + recipes.size()), -1};
            AK_ASSIGN(const auto choice,
                context.store.representableMagnitude(
                    context.key(shape, recipe), planned.magnitude));
            if (choice.testsNothing)
                run.leaveOut(nameOf(recipe));
            if (!choice.magnitude)
                continue;
            recipe.magnitude = *choice.magnitude;
            run.add(plan(nameOf(recipe), context.key(shape, recipe)));
            recipes.push_back(recipe);
        }
    if (recipes.empty()) { // a type whose definition takes none of these values
        recipes.push_back(
            {Family::Plain, Focus::All, 0, mixSeeds(context.seed, kStreamStability), -1});
        run.add(plan(nameOf(recipes.front()), context.key(shape, recipes.front())));
        run.leaveOut("every adversarial family, which the definition cannot take");
    }
    // One of them at the target's own shape, where other code paths may run.
    const auto chosen = recipes[mixSeeds(context.seed, kStreamStability) % recipes.size()];
    if (shape != context.shapes.target()) {
        AK_ASSIGN(const auto choice,
            context.store.representableMagnitude(
                context.key(context.shapes.target(), chosen), chosen.magnitude));
        if (choice.magnitude) {
            InputRecipe recipe = chosen;
            recipe.magnitude = *choice.magnitude;
            run.add(plan(nameOf(recipe), context.key(context.shapes.target(), recipe)));
        }
    }
    AK_TRY(addCaptured(context, run));
    AK_TRY(run.callAndJudgeAll());
    return run.finish();
}

namespace {

// Calls the sets in the given order, judging each set's first call and comparing the rest with it.
Result<bool> repeat(StageRun& run, const std::vector<int>& order,
    std::vector<std::uint64_t>& hashes, bool mustBeEqual)
{
    bool otherPoison = false;
    for (const int set : order) {
        AK_ASSIGN(const bool alive, run.call(set, otherPoison));
        if (!alive)
            return false;
        otherPoison = !otherPoison;
        std::uint64_t& known = hashes[static_cast<std::size_t>(set)];
        const std::uint64_t hash = run.outputHash(set);
        if (known == 0) {
            AK_TRY(run.judge(set));
            known = hash;
        } else if (hash != known && mustBeEqual) {
            run.markDifferent(set, StageRun::Difference::Repeats);
        } else if (!mustBeEqual) {
            AK_TRY(run.judge(set));
        }
    }
    return true;
}

// Calls a set where its inputs hold the values of another one: a kernel that knows its data again
// by their addresses, wherever it keeps its answers, answers as before.
Result<bool> callWithValuesOf(StageRun& run, int other, int set, bool mustBeEqual)
{
    AK_ASSIGN(bool alive, run.call(other));
    if (!alive)
        return false;
    const std::uint64_t expected = run.outputHash(other);
    AK_ASSIGN(alive, run.call(set)); // what it keeps is the latest answer
    if (!alive)
        return false;
    AK_TRY(run.giveInputsOf(other, set));
    AK_ASSIGN(alive, run.call(set));
    if (!alive)
        return false;
    if (!mustBeEqual)
        AK_TRY(run.judge(set, other));
    else if (run.outputHash(set) != expected)
        run.markDifferent(set, StageRun::Difference::Repeats);
    AK_TRY(run.giveInputsOf(set, set));
    return true;
}

struct OtherValues
{
    int set;
    int other; // the same but for one activation
};

// Prepare may have packed what is constant, so only activations change.
std::vector<OtherValues> addOtherValues(
    const CheckContext& context, StageRun& run, int set, std::size_t most)
{
    std::vector<OtherValues> added;
    for (std::size_t i = 0; i < context.variant.inputs.size() && added.size() < most; ++i) {
        if (context.variant.inputs[i].isConstant)
            continue;
        CaseKey key = run.planned(set).key;
        key.recipe.reseeded = static_cast<int>(i);
        auto name = fmt::format("other {} in its place", context.variant.inputs[i].name);
        added.push_back({set, run.add(plan(std::move(name), std::move(key)))});
    }
    return added;
}

} // namespace

Result<StageEvidence> runDeterminism(CheckContext& context)
{
    StageRun run(context, Stage::Determinism);
    const int small = run.add(
        plan("small, 20 repeats", context.key(context.shapes.small(), Family::Plain, kStreamA)));
    const int a = run.add(
        plan("target A, B, A", context.key(context.shapes.target(), Family::Plain, kStreamA)));
    const int b = run.add(
        plan("target B", context.key(context.shapes.target(), Family::Plain, kStreamSweep)));
    auto others = addOtherValues(context, run, small, context.variant.inputs.size());
    for (const OtherValues& other : addOtherValues(context, run, a, 1))
        others.push_back(other);
    std::vector<std::uint64_t> hashes(static_cast<std::size_t>(run.setCount()), 0);
    const bool mustBeEqual = !context.candidate.manifest.usesOrderDependentAtomics;

    AK_ASSIGN(bool alive, run.load());
    if (alive) {
        AK_ASSIGN(alive, repeat(run, {small, a, b, a}, hashes, mustBeEqual));
    }
    for (std::size_t i = 0; alive && i < others.size(); ++i) {
        AK_ASSIGN(alive, callWithValuesOf(run, others[i].other, others[i].set, mustBeEqual));
    }
    const std::vector<int> repeats(kSmallRepeats / 2, small);
    if (alive) {
        AK_ASSIGN(alive, repeat(run, repeats, hashes, mustBeEqual));
    }
    if (alive) {
        const DummyLoad load;
        AK_ASSIGN(alive, repeat(run, repeats, hashes, mustBeEqual));
    }
    if (alive) { // a fresh process gives the same bits
        AK_ASSIGN(alive, run.load());
    }
    if (alive) {
        AK_TRY(repeat(run, {small, a}, hashes, mustBeEqual));
    }
    return run.finish();
}

namespace {

// A package runs a kernel with as many threads as its user allows, which may be fewer than those of
// the search.
Result<bool> callWithSmallTeams(CheckContext& context, StageRun& run)
{
    for (int team = 1; team <= 2 && team < context.threads; ++team) {
        const auto name = fmt::format("team of {}", team);
        const int sets[] {
            run.add(plan(name, context.key(context.shapes.small(), Family::Plain, kStreamA))),
            run.add(plan(name, context.key(context.shapes.odd(), Family::Normal, kStreamSmoke)))};
        AK_ASSIGN(bool alive, run.load(team));
        for (const int set : sets) {
            if (!alive)
                return false;
            AK_ASSIGN(alive, run.call(set));
            if (alive)
                AK_TRY(run.judge(set));
        }
    }
    return true;
}

} // namespace

Result<StageEvidence> runEdges(CheckContext& context)
{
    StageRun run(context, Stage::Edges);
    std::uint64_t stream = kStreamEdges;
    for (const kernel::Symbols& shape : context.shapes.edges()) {
        run.add(
            plan("edge", context.key(shape, Family::Plain, stream), BufferPlacement::EndAtGuard));
        PlannedCase unaligned = plan("unaligned edge", context.key(shape, Family::Plain, stream++));
        unaligned.leadElements = 1;
        run.add(std::move(unaligned));
    }
    const kernel::Symbols small = context.shapes.small();
    PlannedCase unaligned = plan("unaligned", context.key(small, Family::Plain, kStreamA));
    unaligned.leadElements = 1;
    run.add(std::move(unaligned));
    for (std::size_t i = 0; i < context.variant.scalars.size(); ++i)
        for (const double value : context.variant.scalars[i].checkValues) {
            CaseKey key = context.key(small, Family::Plain, kStreamA);
            key.scalars[i] = value;
            run.add(plan(
                fmt::format("{} = {}", context.variant.scalars[i].name, value), std::move(key)));
        }
    for (std::size_t i = 0; i < context.variant.inputs.size(); ++i) {
        CaseKey key = context.key(small, Family::Plain, kStreamA);
        key.recipe.reseeded = static_cast<int>(i);
        run.add(plan(fmt::format("other {}", context.variant.inputs[i].name), std::move(key)));
    }
    AK_ASSIGN(const bool alive, run.callAndJudgeAll());
    if (alive && context.candidate.manifest.language == "cpu")
        AK_TRY(callWithSmallTeams(context, run));
    return run.finish();
}

} // namespace autokernel::lab
