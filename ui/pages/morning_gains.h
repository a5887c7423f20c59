// SPDX-License-Identifier: GPL-3.0-or-later
// What each kernel brought: those that are in the model first, the others apart. UI thread.
#pragma once

#include "ui/pages/morning_tables.h"
#include "ui/theme/theme.h"

namespace autokernel::ui {

class EffectDelegate;

class KernelGains final : public MorningTable
{
    Q_OBJECT

public:
    explicit KernelGains(const Theme& theme);
    void setTheme(const Theme& theme); // from the next present()
    void present(const report::ReportData& report);

private:
    void setKernel(int row, const QString& name, const report::ReportData& report,
        const report::KernelReport& kernel);
    void setHeading(int row, const QString& title);

    EffectDelegate* m_effects;
};

// What else there is to compute a kernel, at its fastest.
struct BestPeer
{
    QString name;
    std::optional<store::SpeedupInterval> ours = {}; // over it, side by side
    std::optional<double> quotient = {}; // ours over it, of two sessions
    QString toolTip = {};
};
// Of the kernel's ladder, else the vendor's kernel, where that was timed; nullopt: no peer.
std::optional<BestPeer> bestPeerOf(const report::KernelReport& kernel);

} // namespace autokernel::ui
