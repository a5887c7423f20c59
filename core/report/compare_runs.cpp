// SPDX-License-Identifier: Apache-2.0
#include "report/compare_runs.h"

#include "plan/rungs.h"
#include "report/format.h"
#include "report/outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace autokernel::report {
namespace {

void addDifference(std::vector<Difference>& list, std::string name, std::string a, std::string b)
{
    if (a != b)
        list.push_back({std::move(name), std::move(a), std::move(b)});
}

// A signature lists the parts of a machine that times depend on, between semicolons.
std::vector<std::string> partsOf(const std::string& signature)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (begin <= signature.size()) {
        const auto end = std::min(signature.find(';', begin), signature.size());
        const auto first = signature.find_first_not_of(' ', begin);
        if (first < end)
            parts.push_back(signature.substr(first, end - first));
        begin = end + 1;
    }
    return parts;
}

// The parts that only one of the machines has.
std::string partsMissingIn(
    const std::vector<std::string>& other, const std::vector<std::string>& of)
{
    std::string text;
    for (const auto& part : of)
        if (std::find(other.begin(), other.end(), part) == other.end())
            text += (text.empty() ? "" : "; ") + part;
    return text;
}

std::string modelText(const ReportData& report, std::string (*field)(const protocol::ModelInfo&))
{
    return report.run.model ? field(*report.run.model) : "";
}

std::string threadsOf(const ReportData& report)
{
    if (report.run.model)
        return std::to_string(report.run.model->threads);
    const auto found = report.run.config.find("threads");
    return found != report.run.config.end() && found->is_number_integer() ? found->dump() : "";
}

std::vector<Difference> conditionsOf(const ReportData& a, const ReportData& b)
{
    std::vector<Difference> list;
    const auto& left = a.run;
    const auto& right = b.run;
    addDifference(list, "kind of run", std::string(toString(left.summary.kind)),
        std::string(toString(right.summary.kind)));
    addDifference(list, "subject", left.summary.subject, right.summary.subject);
    const auto leftParts = partsOf(left.device.signature);
    const auto rightParts = partsOf(right.device.signature);
    addDifference(list, "machine and software", partsMissingIn(rightParts, leftParts),
        partsMissingIn(leftParts, rightParts));
    addDifference(list, "device", left.device.id, right.device.id);
    addDifference(list, "threads", threadsOf(a), threadsOf(b));
    const auto both = [&](const char* name, std::string (*field)(const protocol::ModelInfo&)) {
        addDifference(list, name, modelText(a, field), modelText(b, field));
    };
    both("dtype", [](const protocol::ModelInfo& model) { return model.dtype; });
    both("inputs", [](const protocol::ModelInfo& model) {
        return fmt::format("{}", fmt::join(model.inputs, ", "));
    });
    both("model file (SHA-256)",
        [](const protocol::ModelInfo& model) { return model.sha256.substr(0, 12); });
    return list;
}

std::string reasonOf(const std::vector<Difference>& conditions)
{
    if (conditions.empty())
        return {};
    std::string names;
    for (std::size_t i = 0; i < conditions.size(); ++i)
        names += (i == 0 ? "" : i + 1 == conditions.size() ? " and " : ", ") + conditions[i].name;
    return fmt::format("The figures of these runs are not comparable: they differ in {}.", names);
}

// Of the configurations, by the keys of run.toml; nested ones as "model.seed".
void flatten(const Json& value, const std::string& name, std::map<std::string, std::string>& to)
{
    if (!value.is_object()) {
        to[name] = value.is_string() ? value.get<std::string>() : dumpLine(value);
        return;
    }
    for (const auto& [key, inner] : value.items())
        flatten(inner, name.empty() ? key : name + "." + key, to);
}

std::vector<Difference> settingsOf(const ReportData& a, const ReportData& b)
{
    std::map<std::string, std::string> left;
    std::map<std::string, std::string> right;
    flatten(a.run.config, "", left);
    flatten(b.run.config, "", right);
    std::set<std::string> names;
    for (const auto* side : {&left, &right})
        for (const auto& [name, value] : *side)
            names.insert(name);
    std::vector<Difference> list;
    const std::set<std::string> conditions {"threads", "model.threads", "device", "model.device",
        "model.dtype", store::kSpentSecondsKey}; // no setting at all
    for (const auto& name : names)
        if (!conditions.contains(name))
            addDifference(list, name, left[name], right[name]);
    addDifference(list, "AutoKernel", a.run.version, b.run.version);
    return list;
}

FigurePair figure(std::string name, const std::optional<store::SpeedupInterval>& a,
    const std::optional<store::SpeedupInterval>& b)
{
    FigurePair pair {std::move(name), a, b, std::nullopt};
    if (a && b && a->low > 0)
        pair.bOverA = quotient(*b, *a);
    return pair;
}

std::vector<FigurePair> figuresOf(const ReportData& a, const ReportData& b)
{
    std::vector<FigurePair> list;
    const auto add = [&](std::string name, const auto& left, const auto& right) {
        if (left || right)
            list.push_back(figure(std::move(name), left, right));
    };
    add("over eager", a.outcome.ours.overEager, b.outcome.ours.overEager);
    // Only the same rung is the same baseline.
    if (a.outcome.freeRung.name == b.outcome.freeRung.name && !a.outcome.freeRung.name.empty()
        && a.outcome.freeRung.name != plan::kEager)
        add("over " + a.outcome.freeRung.name, a.outcome.overFreeRung, b.outcome.overFreeRung);
    return list;
}

std::string durationOf(const ReportData& report)
{
    return report.run.experimentSeconds > 0 ? formatSeconds(report.run.experimentSeconds) : "";
}

std::vector<Difference> outcomesOf(const ReportData& a, const ReportData& b)
{
    std::vector<Difference> list;
    addDifference(list, "state", std::string(toString(a.run.summary.state)),
        std::string(toString(b.run.summary.state)));
    addDifference(list, "result", a.outcome.verified ? "verified" : "not verified",
        b.outcome.verified ? "verified" : "not verified");
    addDifference(list, "strongest free rung", a.outcome.freeRung.name, b.outcome.freeRung.name);
    addDifference(list, "experiments", formatCount(a.run.summary.experiments),
        formatCount(b.run.summary.experiments));
    const auto count = [](const ReportData& report, const std::string& verdict) {
        const auto found = report.run.verdictCounts.find(verdict);
        return formatCount(found == report.run.verdictCounts.end() ? 0 : found->second);
    };
    for (const auto kind : judge::kAllVerdictKinds) {
        const std::string verdict(judge::toString(kind));
        std::string name = verdict;
        std::replace(name.begin(), name.end(), '_', ' ');
        addDifference(list, name, count(a, verdict), count(b, verdict));
    }
    addDifference(list, "time in experiments", durationOf(a), durationOf(b));
    return list;
}

std::string inModel(const KernelReport& kernel)
{
    return !kernel.appliedInModel ? "" : *kernel.appliedInModel ? "applied" : "not applied";
}

const KeepReport* championOf(const KernelReport* kernel)
{
    return kernel != nullptr && kernel->champion ? &kernel->keeps[*kernel->champion] : nullptr;
}

KernelComparison compareKernel(
    const std::string& target, const KernelReport* a, const KernelReport* b)
{
    KernelComparison result;
    result.target = target;
    result.isInA = a != nullptr;
    result.isInB = b != nullptr;
    const auto* left = championOf(a);
    const auto* right = championOf(b);
    using Interval = std::optional<store::SpeedupInterval>;
    result.overEager = figure("over eager", left ? left->overEager() : Interval(),
        right ? right->overEager() : Interval());
    const auto add = [&](const char* name, auto field) {
        addDifference(
            result.differences, name, a ? field(*a) : std::string(), b ? field(*b) : std::string());
    };
    add("one call", [](const KernelReport& kernel) -> std::string {
        const auto* keep = championOf(&kernel);
        return keep && keep->row.experiment.candidateMicroseconds
            ? formatMicroseconds(*keep->row.experiment.candidateMicroseconds)
            : "";
    });
    add("share of the model's time", [](const KernelReport& kernel) -> std::string {
        return kernel.target.share < 1 ? formatPercent(kernel.target.share) : "";
    });
    add("experiments",
        [](const KernelReport& kernel) { return formatCount(kernel.target.experiments); });
    add("kept", [](const KernelReport& kernel) {
        return formatCount(static_cast<std::int64_t>(kernel.keeps.size()));
    });
    add("in the model", inModel);
    return result;
}

bool differs(const KernelComparison& kernel)
{
    const auto& [name, a, b, ratio] = kernel.overEager;
    const bool isSameFigure = a.has_value() == b.has_value()
        && (!a || (a->value == b->value && a->low == b->low && a->high == b->high));
    return !isSameFigure || !kernel.differences.empty() || kernel.isInA != kernel.isInB;
}

void compareKernels(const ReportData& a, const ReportData& b, RunComparison& result)
{
    std::map<std::string, std::pair<const KernelReport*, const KernelReport*>> pairs;
    for (const auto& kernel : a.kernels)
        pairs[kernel.target.target.key()].first = &kernel;
    for (const auto& kernel : b.kernels)
        pairs[kernel.target.target.key()].second = &kernel;
    for (const auto& [target, pair] : pairs) {
        auto compared = compareKernel(target, pair.first, pair.second);
        if (differs(compared))
            result.kernels.push_back(std::move(compared));
        else
            ++result.equalKernels;
    }
}

} // namespace

RunComparison compareRuns(const ReportData& a, const ReportData& b)
{
    RunComparison result;
    result.conditions = conditionsOf(a, b);
    result.notComparableBecause = reasonOf(result.conditions);
    result.settings = settingsOf(a, b);
    result.figures = figuresOf(a, b);
    result.outcomes = outcomesOf(a, b);
    compareKernels(a, b, result);
    return result;
}

std::string describeRatio(const store::SpeedupInterval& bOverA)
{
    const char* what = bOverA.low > 1 ? "faster" : bOverA.high < 1 ? "slower" : "same within noise";
    return fmt::format("{}: {}", formatInterval(bOverA), what);
}

} // namespace autokernel::report
