// SPDX-License-Identifier: Apache-2.0
#include "report/ladder_chart.h"

#include "report/escape.h"
#include "report/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

std::string spread(const store::LadderRow& row, double longest)
{
    if (!(row.medianMicroseconds > 0) || !(longest > 0))
        return {};
    const auto x = [&](double us) { return 4 + 192 * std::clamp(us / longest, 0.0, 1.0); };
    const double low
        = std::isfinite(row.lowMicroseconds) ? row.lowMicroseconds : row.medianMicroseconds;
    const double high
        = std::isfinite(row.highMicroseconds) ? row.highMicroseconds : row.medianMicroseconds;
    const char* ours = row.record.isOurs ? "-ours" : "";
    return fmt::format("<svg viewBox='0 0 200 12' width='200' height='12' aria-hidden='true'>"
                       "<line x1='4' y1='6' x2='196' y2='6' class='grid'/>"
                       "<line x1='{:.1f}' y1='6' x2='{:.1f}' y2='6' class='range{}'/>"
                       "<circle cx='{:.1f}' cy='6' r='4' class='median{}'/></svg>",
        x(low), x(high), ours, x(row.medianMicroseconds), ours);
}

} // namespace

std::string ladderTable(const std::vector<store::LadderRow>& ladder)
{
    double longest = 0;
    const store::LadderRow* best = nullptr;
    for (const auto& row : ladder) {
        if (!(row.medianMicroseconds > 0))
            continue;
        longest = std::max({longest, row.medianMicroseconds, row.highMicroseconds});
        if (row.record.samples.correct
            && (best == nullptr || row.medianMicroseconds < best->medianMicroseconds))
            best = &row;
    }
    std::string html = "<div class='scroll'><table><tr><th>contender</th><th class='n'>median</th>"
                       "<th class='n'>95 % interval of the median</th><th>0 to "
                       "slowest</th><th>answer</th></tr>\n";
    for (const auto& row : ladder) {
        const auto& samples = row.record.samples;
        html += fmt::format("<tr{}><td>{}{}</td><td class='n'>{}</td><td "
                            "class='n'>{}</td><td>{}</td><td>{}</td></tr>\n",
            &row == best ? " class='best'" : "", escapeHtml(samples.name),
            row.record.isOurs ? " <span class='good'>ours</span>" : "",
            formatMicroseconds(row.medianMicroseconds) + witnessRemark(samples),
            formatSpread(row.lowMicroseconds, row.highMicroseconds, samples.nanoseconds.size()),
            spread(row, longest),
            !samples.error.empty()
                ? "<span class='warn'>could not run: " + escapeHtml(samples.error) + "</span>"
                : samples.correct ? "within its error budget"
                                  : "<span class='bad'>wrong</span>");
    }
    return html + "</table></div>\n";
}

} // namespace autokernel::report
