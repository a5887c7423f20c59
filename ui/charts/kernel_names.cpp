// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/kernel_names.h"

#include "ui/text.h"

#include "report/short_names.h"

namespace autokernel::ui {

std::vector<KernelSign> kernelSigns(const report::ReportData& report)
{
    std::vector<std::string> keys;
    for (const auto& kernel : report.kernels)
        keys.push_back(kernel.target.target.key());
    const auto names = report::shortNames(keys);
    std::vector<KernelSign> signs;
    for (std::size_t i = 0; i < names.size(); ++i)
        signs.push_back({text(names[i]), seriesPaint(i)});
    return signs;
}

KernelNames kernelNames(const report::ReportData& report)
{
    const auto signs = kernelSigns(report);
    KernelNames names;
    for (std::size_t i = 0; i < signs.size(); ++i)
        names.emplace(report.kernels[i].target.target.key(), signs[i].name);
    return names;
}

} // namespace autokernel::ui
