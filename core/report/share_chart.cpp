// SPDX-License-Identifier: Apache-2.0
#include "report/share_chart.h"

#include "report/escape.h"
#include "report/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

std::string bar(double share, const char* style)
{
    return fmt::format("<svg viewBox='0 0 200 12' width='200' height='12' aria-hidden='true'>"
                       "<rect x='0' y='1' width='{:.1f}' height='10' rx='2' class='{}'/></svg>",
        200 * std::clamp(std::isfinite(share) ? share : 0.0, 0.0, 1.0), style);
}

} // namespace

double unaccountedShare(const ReportData& report)
{
    constexpr double kLeast = 0.005; // less is a matter of rounding
    if (!report.profile || !(report.profile->forwardMicroseconds > 0))
        return 0;
    double microseconds = report.profile->outsideOpsMicroseconds;
    for (const auto& op : report.profile->unmatched)
        microseconds += op.microsecondsPerForward;
    double left = 1 - microseconds / report.profile->forwardMicroseconds;
    for (const auto& kernel : report.kernels)
        left -= kernel.target.share;
    return left >= kLeast ? left : 0;
}

std::string shareBars(const ReportData& report)
{
    if (!report.profile || !(report.profile->forwardMicroseconds > 0))
        return {};
    const double forward = report.profile->forwardMicroseconds;
    std::string rows;
    const auto add = [&](const std::string& name, double share, const char* style,
                         const std::string& note) {
        rows += fmt::format("<tr><td>{}</td><td class='n'>{}</td><td>{}</td><td>{}</td></tr>\n",
            escapeHtml(name), formatPercent(share), bar(share, style), escapeHtml(note));
    };
    for (const auto& kernel : report.kernels) {
        std::string note = kernel.target.reason;
        if (kernel.champion && kernel.keeps[*kernel.champion].overEager())
            note = formatSpeedup(kernel.keeps[*kernel.champion].overEager()->value)
                + " over eager alone";
        add(kernel.target.target.key(), kernel.target.share, "bar", note);
    }
    double unmatched = 0;
    std::size_t shown = 0;
    for (const auto& op : report.profile->unmatched) {
        const double share = op.microsecondsPerForward / forward;
        if (shown++ < 5)
            add(op.op, share, "bar-rest", "no kernel type stands for it");
        else
            unmatched += share;
    }
    if (unmatched > 0)
        add(fmt::format("{} further ops", report.profile->unmatched.size() - 5), unmatched,
            "bar-rest", "");
    add("between the ops", report.profile->outsideOpsMicroseconds / forward, "bar-rest",
        "calls and allocation");
    if (const double left = unaccountedShare(report); left > 0)
        add(kUnaccounted, left, "bar-rest", kUnaccountedBecause);
    return "<div class='scroll'><table><tr><th>op</th><th class='n'>share of one "
           "forward</th><th></th><th></th></tr>\n"
        + rows + "</table></div>\n";
}

} // namespace autokernel::report
