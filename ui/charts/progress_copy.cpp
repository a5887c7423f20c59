// SPDX-License-Identifier: GPL-3.0-or-later
// The progress chart as a value, and drawn from it anew for a file.
#include "ui/charts/progress_view.h"
#include "ui/charts/visible_part.h"

#include <algorithm>

namespace autokernel::ui {

ProgressView::Whole ProgressView::whole() const
{
    if (m_whole)
        return *m_whole;
    Whole whole;
    for (const auto& kernel : m_kernels) {
        for (const auto& mark : kernel.marks)
            ++whole.counts[mark.verdict];
        whole.marks += std::ssize(kernel.marks);
        whole.hasBest = whole.hasBest || !kernel.best.empty();
        const auto rungs = std::count_if(kernel.references.begin(), kernel.references.end(),
            [](const ReferenceLine& line) { return !line.isRoof; });
        whole.hasRungs = whole.hasRungs || rungs > 1; // the first is eager
    }
    return whole;
}

ProgressView::Shown ProgressView::shown() const
{
    Shown shown {{}, m_arrangement, m_slices, m_hidden, m_logarithmic, m_logarithmicX, {}, whole()};
    if (m_panels.empty())
        shown.kernels = m_kernels;
    else
        shown.kernels.resize(m_kernels.size());
    for (const auto& panel : m_panels) {
        const auto x = panel.rect->axis(QCPAxis::atBottom)->range();
        const auto y = panel.rect->axis(QCPAxis::atLeft)->range();
        for (const auto index : panel.kernels)
            shown.kernels[index]
                = visiblePart(m_kernels[index], {x.lower, x.upper, y.lower, y.upper});
        shown.axes.push_back(x);
        shown.axes.push_back(y);
    }
    return shown;
}

std::unique_ptr<ProgressView> ProgressView::drawn(
    const Shown& shown, const Theme& theme, const QSize& size)
{
    auto view = std::make_unique<ProgressView>(theme);
    view->resize(size);
    view->m_hidden = shown.hidden;
    view->m_logarithmic = shown.isLogarithmic;
    view->m_logarithmicX = shown.isLogarithmicX;
    view->m_whole = shown.whole;
    view->setData(shown.kernels, shown.arrangement, shown.slices);
    if (shown.axes.size() != 2 * view->m_panels.size())
        return view;
    view->m_follows = false;
    auto range = shown.axes.begin();
    for (const auto& panel : view->m_panels)
        for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
            panel.rect->axis(type)->setRange(*range++);
    return view;
}

} // namespace autokernel::ui
