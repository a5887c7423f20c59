// SPDX-License-Identifier: Apache-2.0
#include "store/judge_again.h"

#include "judge/evidence_context.h"

#include <algorithm>

namespace autokernel::store {
namespace {

constexpr int kPageSize = 500;

// The gate that looked at a block of this purpose; nullptr for blocks no gate looks at.
std::vector<judge::ShapePairs>* gateOf(BlockPurpose purpose, judge::Evidence& evidence)
{
    switch (purpose) {
    case BlockPurpose::Quick:
    case BlockPurpose::FirstGate:
        return &evidence.first;
    case BlockPurpose::Confirmation:
        return &evidence.confirmation;
    case BlockPurpose::SecondConfirmation:
        return &evidence.again;
    case BlockPurpose::Estimate:
        return &evidence.printed;
    case BlockPurpose::Control:
    case BlockPurpose::Revalidation:
        return nullptr;
    }
    return nullptr;
}

Result<judge::Verdict> judgeCandidate(const ExperimentDetails& experiment)
{
    AK_ASSIGN(auto stored, judge::contextFromJson(experiment.judgeContext));
    auto& evidence = stored.evidence;
    evidence.stages = experiment.checks;
    evidence.seed = experiment.seed;
    for (const auto& [purpose, block] : experiment.blocks) {
        auto* gate = gateOf(purpose, evidence);
        if (!gate)
            continue;
        const auto shape = std::find_if(gate->begin(), gate->end(),
            [&, &timed = block](const auto& each) { return each.target == timed.target; });
        if (shape == gate->end())
            return fail(ErrorCode::Corrupt,
                "experiment {} was timed on {}, which is none of its shapes.",
                experiment.row.id.value, block.target);
        shape->blocks.push_back(block);
    }
    // A gate that was not reached has no shapes, as when it was judged first.
    for (auto* gate : {&evidence.first, &evidence.confirmation, &evidence.again, &evidence.printed})
        std::erase_if(*gate, [](const judge::ShapePairs& shape) { return shape.blocks.empty(); });
    return judge::judgeExperiment(evidence, stored.ended, experiment.thresholds).verdict;
}

Result<bool> wasOnGpu(const ExperimentDetails& control)
{
    const auto onGpu = control.judgeContext.find("on_gpu");
    if (onGpu == control.judgeContext.end() || !onGpu->is_boolean())
        return fail(ErrorCode::Corrupt, "control {} does not say on which device it ran.",
            control.row.id.value);
    return onGpu->get<bool>();
}

Result<judge::Verdict> judgeControl(const ExperimentDetails& control)
{
    if (control.row.control == ControlKind::SameCode) {
        AK_ASSIGN(const auto same, sameCodeAgain(control));
        return judge::verdictOf(same);
    }
    AK_ASSIGN(const auto slower, slowerCodeAgain(control));
    return judge::verdictOf(slower);
}

bool same(const judge::Verdict& a, const judge::Verdict& b)
{
    return a.kind == b.kind && a.rule == b.rule && a.sentence == b.sentence;
}

} // namespace

std::vector<protocol::PairBlock> controlBlocks(const ExperimentDetails& control)
{
    std::vector<protocol::PairBlock> blocks;
    for (const auto& [purpose, block] : control.blocks)
        if (purpose == BlockPurpose::Control)
            blocks.push_back(block);
    return blocks;
}

Result<judge::AaControl> sameCodeAgain(const ExperimentDetails& control)
{
    AK_ASSIGN(const bool onGpu, wasOnGpu(control));
    return judge::judgeAaControl(controlBlocks(control), onGpu, control.thresholds);
}

Result<judge::SlowControl> slowerCodeAgain(const ExperimentDetails& control)
{
    AK_ASSIGN(const bool onGpu, wasOnGpu(control));
    return judge::judgeSlowControl(controlBlocks(control), onGpu, control.thresholds);
}

Result<judge::Verdict> judgeAgain(const ExperimentDetails& experiment)
{
    return experiment.row.control == ControlKind::None ? judgeCandidate(experiment)
                                                       : judgeControl(experiment);
}

Result<JudgedRun> judgeRunAgain(const HistoryReader& reader, RunId run)
{
    JudgedRun result;
    ExperimentQuery query;
    query.run = run;
    query.order = ExperimentOrder::Oldest;
    query.limit = kPageSize;
    for (;;) {
        AK_ASSIGN(const auto page, reader.experiments(query));
        for (const ExperimentRow& row : page) {
            AK_ASSIGN(const auto details, reader.experiment(row.id));
            AK_ASSIGN(auto again, judgeAgain(details));
            ++result.experiments;
            if (!same(row.verdict, again))
                result.changed.push_back({row.id, row.verdict, std::move(again)});
        }
        if (page.size() < static_cast<std::size_t>(kPageSize))
            return result;
        query.after = page.back().id;
    }
}

} // namespace autokernel::store
