// SPDX-License-Identifier: GPL-3.0-or-later
// The charts that the progress page offers for files and the clipboard.
#include "ui/pages/progress_page.h"
#include "ui/text.h"

namespace autokernel::ui {

// A page that was not looked at since has its charts made from the snapshot.
std::unique_ptr<ProgressView> ProgressPage::drawn(const Theme& theme) const
{
    if (!m_whenSeen.isDue())
        return m_chart->detached(theme);
    auto view = std::make_unique<ProgressView>(theme);
    view->setHidden(hidden());
    view->setLogarithmic(m_logarithmic->isChecked());
    view->setLogarithmicX(m_logarithmicX->isChecked());
    view->setData(shownKernels(), arrangement(), shownSlices());
    return view;
}

std::vector<ChartOffer> ProgressPage::charts() const
{
    std::vector<ChartOffer> offers;
    if (!m_snapshot)
        return offers;
    const auto& report = m_snapshot->report;
    if (chosen() || hasProgress(report))
        offers.push_back(kernelOffer());
    if (hasModelProgress(report))
        offers.insert(m_isModelFirst ? offers.begin() : offers.end(), modelOffer());
    return offers;
}

// An offer may be taken up when the page shows a later snapshot: it holds its own.
ChartOffer ProgressPage::kernelOffer() const
{
    const auto& report = m_snapshot->report;
    const auto* kernel = chosen();
    if (kernel == nullptr)
        return {m_choice->currentText(), fileStem(report, "progress"),
            [this, snapshot = m_snapshot](
                const Theme& theme) { return drawingOf(drawn(theme), snapshot->report); }};
    const auto key = kernel->target.target.key();
    const auto index = static_cast<std::size_t>(kernel - report.kernels.data());
    return {text(key), fileStem(report, key + "-progress"),
        [this, snapshot = m_snapshot, index](const Theme& theme) {
            return drawingOf(drawn(theme), snapshot->report, snapshot->report.kernels[index]);
        }};
}

ChartOffer ProgressPage::modelOffer() const
{
    return {tr("Whole model"), fileStem(m_snapshot->report, "model"),
        [snapshot = m_snapshot, shownAxis = modelAxis()](const Theme& theme) {
            auto view = std::make_unique<ModelView>(theme);
            view->setData(modelProgressOf(snapshot->report, shownAxis));
            return drawingOf(std::move(view), snapshot->report);
        }};
}

} // namespace autokernel::ui
