// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/zoom.h"

namespace autokernel::ui {

QJsonArray toJson(const std::vector<QCPRange>& ranges)
{
    QJsonArray stored;
    for (const auto& range : ranges)
        stored.append(QJsonArray {range.lower, range.upper});
    return stored;
}

std::vector<QCPRange> rangesOf(const QJsonArray& stored)
{
    std::vector<QCPRange> ranges;
    for (const auto& each : stored) {
        const auto lower = each[0].toDouble();
        const auto upper = each[1].toDouble();
        if (!(lower < upper) || !QCPRange::validRange(lower, upper))
            return {};
        ranges.emplace_back(lower, upper);
    }
    return ranges;
}

} // namespace autokernel::ui
