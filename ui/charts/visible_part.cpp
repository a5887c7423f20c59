// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/visible_part.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::ui {
namespace {

bool isWithin(double value, double low, double high)
{
    return value >= low && value <= high;
}

} // namespace

std::vector<QPointF> visibleSteps(const std::vector<QPointF>& steps, const ChartWindow& window)
{
    std::vector<QPointF> visible;
    const auto add = [&](double x, double y) {
        visible.emplace_back(x,
            isWithin(y, window.yLow, window.yHigh) ? y : std::numeric_limits<double>::quiet_NaN());
    };
    const QPointF* before = nullptr; // the last one left of the window
    for (const auto& step : steps) {
        if (step.x() > window.xHigh)
            break;
        if (step.x() < window.xLow) {
            before = &step;
            continue;
        }
        if (visible.empty() && before != nullptr)
            add(window.xLow, before->y());
        add(step.x(), step.y());
    }
    // All in front of the window, or the next one behind it: what holds at its borders.
    if (visible.empty() && before != nullptr && !steps.empty() && steps.back().x() > window.xHigh)
        add(window.xLow, before->y());
    if (!visible.empty() && steps.back().x() > window.xHigh)
        visible.emplace_back(window.xHigh, visible.back().y());
    return visible;
}

KernelProgress visiblePart(const KernelProgress& progress, const ChartWindow& window)
{
    KernelProgress visible = progress;
    std::erase_if(visible.marks, [&](const ProgressMark& mark) {
        return !isWithin(xOf(mark, progress.axis), window.xLow, window.xHigh)
            || (mark.speedup > 0 && !isWithin(mark.speedup, window.yLow, window.yHigh));
    });
    for (auto& mark : visible.marks) {
        mark.low = std::max(mark.low, std::min(mark.speedup, window.yLow));
        mark.high = std::min(mark.high, std::max(mark.speedup, window.yHigh));
    }
    std::erase_if(visible.references, [&](const ReferenceLine& line) {
        return !isWithin(line.speedup, window.yLow, window.yHigh);
    });
    const double level = progress.best.empty() ? 1 : progress.best.back().y();
    const double spread = std::exp(progress.noiseFloor.value_or(0));
    if (level / spread < window.yLow || level * spread > window.yHigh)
        visible.noiseFloor.reset();
    if (!isWithin(level * std::exp(progress.minimumEffect.value_or(0)), window.yLow, window.yHigh))
        visible.minimumEffect.reset();
    visible.best = visibleSteps(progress.best, window);
    return visible;
}

} // namespace autokernel::ui
