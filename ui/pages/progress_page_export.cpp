// SPDX-License-Identifier: GPL-3.0-or-later
// The charts that the progress page offers for files and the clipboard.
#include "ui/pages/progress_page.h"

namespace autokernel::ui {

std::vector<ChartOffer> ProgressPage::charts() const
{
    std::vector<ChartOffer> offers;
    if (!m_shown)
        return offers;
    const auto report = reportOf(m_shown);
    const auto* kernel = chosenIn(*report);
    if (kernel != nullptr || hasProgress(*report)) {
        auto offer = kernel != nullptr ? progressOffer(report, m_chart->shown(),
                         static_cast<std::size_t>(kernel - report->kernels.data()))
                                       : progressOffer(report, m_chart->shown());
        if (kernel == nullptr)
            offer.name = m_choice->currentText();
        offer.shown = m_chart;
        offers.push_back(std::move(offer));
    }
    if (hasModelProgress(*report)) {
        auto offer = modelOffer(report, modelAxis());
        offer.shown = m_model;
        offers.insert(m_isModelFirst ? offers.begin() : offers.end(), std::move(offer));
    }
    return offers;
}

} // namespace autokernel::ui
