// SPDX-License-Identifier: GPL-3.0-or-later
// Short names of a run's kernels, the same in all charts. Pure, any thread.
#pragma once

#include "ui/theme/theme.h"

#include "report/report_data.h"

#include <QString>
#include <vector>

namespace autokernel::ui {

// Of keys as "matmul/linear fp32 K=768,M=128,N=3072" the variant, and of those with one variant the
// sizes, and the dtype, in which they differ.
std::vector<QString> shortNames(const std::vector<QString>& keys);

// How the charts call a kernel and in which colour they draw it.
struct KernelSign
{
    QString name;
    Paint paint = Paint::Kept;
};
// By ReportData::kernels.
std::vector<KernelSign> kernelSigns(const report::ReportData& report);

} // namespace autokernel::ui
