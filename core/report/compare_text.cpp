// SPDX-License-Identifier: Apache-2.0
// Two runs side by side as text for a terminal and as JSON for scripts.
#include "report/compare_runs.h"
#include "report/format.h"
#include "report/json_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace autokernel::report {
namespace {

using Row = std::array<std::string, 4>; // name, a, b, remark

std::string shown(const std::optional<store::SpeedupInterval>& interval)
{
    return interval ? formatInterval(*interval) : "-";
}

std::string shown(const std::string& text)
{
    return text.empty() ? "-" : text;
}

Row lineOf(const Difference& difference)
{
    return {difference.name, shown(difference.a), shown(difference.b), ""};
}

Row lineOf(const FigurePair& pair, bool isComparable)
{
    return {pair.name, shown(pair.a), shown(pair.b),
        pair.bOverA && isComparable ? "b over a " + describeRatio(*pair.bOverA) : ""};
}

// Letters, not bytes: a "×" is two bytes wide.
std::size_t widthOf(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(),
        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string table(const std::string& title, const std::vector<Row>& lines)
{
    if (lines.empty())
        return {};
    std::array<std::size_t, 3> widths {};
    for (const auto& line : lines)
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], widthOf(line[i]));
    std::string text = "\n" + title + "\n";
    for (const auto& line : lines) {
        std::string row = "  ";
        for (std::size_t i = 0; i < widths.size(); ++i)
            row += line[i] + std::string(widths[i] - widthOf(line[i]) + 2, ' ');
        row += line[3];
        text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

template <typename T> std::vector<Row> linesOf(const std::vector<T>& items)
{
    std::vector<Row> lines;
    for (const auto& item : items)
        lines.push_back(lineOf(item));
    return lines;
}

std::string nameOf(const ReportData& report)
{
    return fmt::format("run {} of {}, {}", report.run.summary.id.value,
        shown(report.run.summary.subject), report.run.summary.startedAt.substr(0, 16));
}

std::string kernelText(const KernelComparison& kernel, bool isComparable)
{
    if (!kernel.isInA || !kernel.isInB)
        return fmt::format("\n{}: only in {}\n", kernel.target, kernel.isInA ? "a" : "b");
    std::vector<Row> lines;
    if (kernel.overEager.a || kernel.overEager.b)
        lines.push_back(lineOf(kernel.overEager, isComparable));
    for (const auto& difference : kernel.differences)
        lines.push_back(lineOf(difference));
    return table(kernel.target, lines);
}

Json jsonOf(const std::vector<Difference>& differences)
{
    Json list = Json::array();
    for (const auto& each : differences)
        list.push_back({{"name", each.name}, {"a", textOrNull(each.a)}, {"b", textOrNull(each.b)}});
    return list;
}

Json jsonOf(const FigurePair& pair)
{
    return {{"name", pair.name}, {"a", intervalOrNull(pair.a)}, {"b", intervalOrNull(pair.b)},
        {"b_over_a", intervalOrNull(pair.bOverA)}};
}

} // namespace

std::string comparisonText(const ReportData& a, const ReportData& b)
{
    const auto result = compareRuns(a, b);
    const bool isComparable = result.notComparableBecause.empty();
    std::string text = fmt::format("a: {}\nb: {}\n", nameOf(a), nameOf(b));
    if (!isComparable)
        text += "\n" + result.notComparableBecause + "\n";
    text += table("Conditions", linesOf(result.conditions));
    std::vector<Row> figures;
    for (const auto& pair : result.figures)
        figures.push_back(lineOf(pair, isComparable));
    text += table("End to end, each over its own baseline", figures);
    text += table("Outcome", linesOf(result.outcomes));
    text += table("Settings", linesOf(result.settings));
    for (const auto& kernel : result.kernels)
        text += kernelText(kernel, isComparable);
    if (result.equalKernels > 0)
        text += fmt::format("\n{} without any difference.\n",
            formatCounted(static_cast<std::int64_t>(result.equalKernels), "kernel"));
    return text;
}

Json comparisonJson(const ReportData& a, const ReportData& b)
{
    const auto result = compareRuns(a, b);
    Json kernels = Json::array();
    for (const auto& kernel : result.kernels)
        kernels.push_back({{"target", kernel.target}, {"in_a", kernel.isInA},
            {"in_b", kernel.isInB}, {"over_eager", jsonOf(kernel.overEager)},
            {"differences", jsonOf(kernel.differences)}});
    Json figures = Json::array();
    for (const auto& pair : result.figures)
        figures.push_back(jsonOf(pair));
    return {{"schema_version", kSchemaVersion}, {"a", runJson(a.run)}, {"b", runJson(b.run)},
        {"comparable", result.notComparableBecause.empty()},
        {"not_comparable_because", textOrNull(result.notComparableBecause)},
        {"conditions", jsonOf(result.conditions)}, {"settings", jsonOf(result.settings)},
        {"figures", std::move(figures)}, {"outcomes", jsonOf(result.outcomes)},
        {"kernels", std::move(kernels)}, {"equal_kernels", result.equalKernels}};
}

} // namespace autokernel::report
