// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/stage_summary.h"

#include "ui/names.h"
#include "ui/sentence.h"
#include "ui/text.h"

#include "judge/correctness.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

using protocol::CheckCase;
using protocol::Stage;
using protocol::StageEvidence;

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("Stages", text, nullptr, n);
}

double ratioOf(const CheckCase& each)
{
    // Either may not apply to a case.
    const double most = std::isnan(each.worstMaxRatio) ? 0 : each.worstMaxRatio;
    return std::isnan(each.worstRmsRatio) ? most : std::max(most, each.worstRmsRatio);
}

bool hasRatio(const CheckCase& each)
{
    return !std::isnan(each.worstMaxRatio) || !std::isnan(each.worstRmsRatio);
}

const CheckCase* worstOf(const StageEvidence& evidence)
{
    const CheckCase* worst = nullptr;
    for (const auto& each : evidence.cases)
        if (hasRatio(each) && (worst == nullptr || ratioOf(each) > ratioOf(*worst)))
            worst = &each;
    return worst;
}

QString describeCase(const CheckCase& each)
{
    QString where
        = QString("%1, %2, %3").arg(text(each.name), text(each.symbols), text(each.dtype));
    if (!each.output.empty())
        where += tr(", output %1").arg(text(each.output));
    return tr("Worst case: %1. Largest error %2, PyTorch's own on the same inputs %3 "
              "(absolute, in units of the output).")
        .arg(where)
        .arg(each.maxError, 0, 'g', 3)
        .arg(each.yardstickMaxError, 0, 'g', 3);
}

// What passed by a hair is not shown as all of its budget.
QString shownRatio(double ratio)
{
    constexpr double kNear = 0.995; // from here two digits would be "1.00"
    constexpr double kNearest = 0.999;
    return ratio >= kNear && ratio < 1 ? QString::number(std::min(ratio, kNearest), 'f', 3)
                                       : QString::number(ratio, 'f', 2);
}

StageSummary summaryOf(const StageEvidence& evidence)
{
    StageSummary summary;
    summary.stage = evidence.stage;
    summary.cases = static_cast<int>(evidence.cases.size());
    const auto judged = judge::judgeCorrectness({&evidence, 1}, {});
    summary.state = judged.failure  ? StageState::Failed
        : !evidence.skipped.empty() ? StageState::Skipped
        : evidence.cases.empty()    ? StageState::NotReached
                                    : StageState::Passed;
    const auto* worst = worstOf(evidence);
    QStringList remarks;
    // The sanitizer watches memory; its cases carry no error.
    if (worst != nullptr && evidence.stage != Stage::Sanitizer) {
        summary.worst = ratioOf(*worst);
        remarks.push_back(shownRatio(*summary.worst));
    } else if (summary.cases > 0)
        remarks.push_back(tr("%n case(s)", summary.cases));
    if (summary.state == StageState::Skipped)
        remarks.push_back(tr("skipped"));
    summary.remark = remarks.join(" · ");
    QStringList details;
    if (judged.failure)
        details.push_back(sentence(judged.failure->sentence));
    if (summary.cases > 0)
        details.push_back(tr("%n case(s).", summary.cases));
    if (summary.worst)
        details.push_back(describeCase(*worst));
    for (const auto& note : judged.notes)
        details.push_back(text(note));
    summary.detail = details.join('\n');
    return summary;
}

StageSummary notReached(Stage stage)
{
    StageSummary summary;
    summary.stage = stage;
    summary.remark = tr("not reached");
    summary.detail = tr("The experiment ended before this stage.");
    return summary;
}

} // namespace

std::vector<StageSummary> summarise(std::span<const StageEvidence> evidence)
{
    std::vector<Stage> order {Stage::Smoke};
    const auto full = judge::fullStages();
    order.insert(order.end(), full.begin(), full.end());
    order.push_back(Stage::Sanitizer);
    std::vector<StageSummary> summaries;
    for (const Stage stage : order) {
        const auto found = std::find_if(evidence.begin(), evidence.end(),
            [&](const StageEvidence& each) { return each.stage == stage; });
        if (found != evidence.end())
            summaries.push_back(summaryOf(*found));
        else if (std::find(full.begin(), full.end(), stage) != full.end())
            summaries.push_back(notReached(stage));
    }
    return summaries;
}

int passedFullStages(const std::vector<StageSummary>& stages)
{
    const auto full = judge::fullStages();
    return static_cast<int>(std::count_if(stages.begin(), stages.end(), [&](const auto& each) {
        return each.state == StageState::Passed
            && std::find(full.begin(), full.end(), each.stage) != full.end();
    }));
}

} // namespace autokernel::ui
