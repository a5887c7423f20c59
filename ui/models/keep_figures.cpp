// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/keep_figures.h"

namespace autokernel::ui {

std::vector<KeepFigure> keepFigures(const report::KernelReport& kernel)
{
    std::vector<KeepFigure> figures;
    for (const auto& keep : kernel.keeps) {
        const auto& over = keep.overEager();
        figures.push_back({keep.row.experiment.id, over ? std::optional(over->value) : std::nullopt,
            keep.row.demotedBecause.empty()});
    }
    return figures;
}

std::vector<KeepFigure> keepFigures(const report::ReportData& report)
{
    std::vector<KeepFigure> all;
    for (const auto& kernel : report.kernels) {
        const auto figures = keepFigures(kernel);
        all.insert(all.end(), figures.begin(), figures.end());
    }
    return all;
}

} // namespace autokernel::ui
