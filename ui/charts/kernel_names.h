// SPDX-License-Identifier: GPL-3.0-or-later
// The names and colours of a run's kernels, the same in all charts. Pure, any thread.
#pragma once

#include "ui/theme/theme.h"

#include "report/report_data.h"

#include <QString>
#include <map>
#include <string>
#include <vector>

namespace autokernel::ui {

// How the charts call a kernel and in which colour they draw it.
struct KernelSign
{
    QString name;
    Paint paint = Paint::Kept;
};
// By ReportData::kernels.
std::vector<KernelSign> kernelSigns(const report::ReportData& report);
// By the kernel's key.
using KernelNames = std::map<std::string, QString>;
KernelNames kernelNames(const report::ReportData& report);
// A sentence of the engine, which calls kernels by their keys, or as packages do.
QString withNames(QString said, const KernelNames& names);

} // namespace autokernel::ui
