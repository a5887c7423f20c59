// SPDX-License-Identifier: Apache-2.0
#include "report/annotation_text.h"

#include "report/escape.h"
#include "report/format.h"
#include "report/json_values.h"

#include <fmt/format.h>

namespace autokernel::report {
namespace {

std::string htmlNote(const std::string& note)
{
    std::string html;
    for (const char c : escapeHtml(note))
        html += c == '\n' ? "<br>" : std::string(1, c);
    return html;
}

std::string markdownNote(std::string note)
{
    for (char& c : note)
        c = c == '\n' ? ' ' : c;
    return escapeMarkdown(note);
}

std::string joined(std::string text, const std::string& more)
{
    if (!text.empty() && !more.empty())
        text += ": ";
    return text + more;
}

} // namespace

std::string marksOf(const AnnotatedExperiment& experiment)
{
    std::string text = experiment.annotation.isPinned ? "pinned" : "";
    if (experiment.isBaseline)
        text += text.empty() ? "baseline" : ", baseline";
    if (const auto& tags = experiment.annotation.tags; !tags.empty())
        text += (text.empty() ? "tags: " : "; tags: ") + store::textOfTags(tags);
    return text;
}

std::string htmlRemark(const ReportData& report, std::int64_t number)
{
    const auto* said = findAnnotated(report, number);
    if (said == nullptr)
        return {};
    return fmt::format("<br><small>{}</small>",
        joined(escapeHtml(marksOf(*said)), htmlNote(said->annotation.note)));
}

std::string markdownRemark(const ReportData& report, std::int64_t number)
{
    const auto* said = findAnnotated(report, number);
    if (said == nullptr)
        return {};
    return fmt::format(
        " ({})", joined(escapeMarkdown(marksOf(*said)), markdownNote(said->annotation.note)));
}

std::string htmlAnnotations(const ReportData& report)
{
    std::string html;
    if (!report.annotation.note.empty())
        html += "<p>" + htmlNote(report.annotation.note) + "</p>\n";
    if (!report.annotation.tags.empty())
        html += "<p>Tags: " + escapeHtml(store::textOfTags(report.annotation.tags)) + "</p>\n";
    if (report.annotated.empty())
        return html;
    html += "<div class='scroll'><table><tr><th>experiment</th><th>kernel</th><th>verdict</th>"
            "<th class='n'>over the incumbent</th><th>marks</th><th>note</th></tr>\n";
    for (const auto& each : report.annotated)
        html += fmt::format("<tr><td>#{}</td><td>{}</td><td>{}</td><td class='n'>{}</td>"
                            "<td>{}</td><td>{}</td></tr>\n",
            each.row.number, escapeHtml(each.row.targetKey), judge::toString(each.row.verdict.kind),
            each.row.overIncumbent ? escapeHtml(formatInterval(*each.row.overIncumbent)) : "",
            escapeHtml(marksOf(each)), htmlNote(each.annotation.note));
    return html + "</table></div>\n";
}

std::string markdownAnnotations(const ReportData& report)
{
    std::string text;
    if (!report.annotation.note.empty())
        text += markdownNote(report.annotation.note) + "\n\n";
    if (!report.annotation.tags.empty())
        text += "Tags: " + escapeMarkdown(store::textOfTags(report.annotation.tags)) + "\n\n";
    if (!report.annotated.empty())
        text += "| experiment | kernel | verdict | over the incumbent | marks | note |\n"
                "|---|---|---|---|---|---|\n";
    for (const auto& each : report.annotated)
        text += fmt::format("| #{} | {} | {} | {} | {} | {} |\n", each.row.number,
            escapeMarkdown(each.row.targetKey), judge::toString(each.row.verdict.kind),
            each.row.overIncumbent ? formatInterval(*each.row.overIncumbent) : "",
            escapeMarkdown(marksOf(each)), markdownNote(each.annotation.note));
    return text.empty() ? text : "## Pinned experiments and notes\n\n" + text + "\n";
}

Json annotationJson(const store::Annotation& annotation)
{
    return {{"pinned", annotation.isPinned}, {"note", textOrNull(annotation.note)},
        {"tags", annotation.tags}};
}

Json annotationsJson(const ReportData& report)
{
    Json experiments = Json::array();
    for (const auto& each : report.annotated) {
        Json json = annotationJson(each.annotation);
        json["experiment"] = each.row.id.value;
        json["number"] = each.row.number;
        json["baseline"] = each.isBaseline;
        experiments.push_back(std::move(json));
    }
    return {{"run", annotationJson(report.annotation)}, {"experiments", std::move(experiments)}};
}

} // namespace autokernel::report
