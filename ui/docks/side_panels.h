// SPDX-License-Identifier: GPL-3.0-or-later
// The window's three panels: the kernel queue at the left, the picked experiment at the right, the
// log below. Each shows the very thing that a page shows, and follows it. UI thread.
#pragma once

#include "ui/charts/kernel_names.h"
#include "ui/docks/details_panel.h"
#include "ui/docks/dock_area.h"
#include "ui/docks/kernels_panel.h"
#include "ui/pages/diff_page.h"
#include "ui/pages/experiments_page.h"
#include "ui/pages/log_page.h"
#include "ui/shell/action_registry.h"

namespace autokernel::ui {

class SidePanels final : public QObject
{
    Q_OBJECT

public:
    static constexpr const char* kKernels = "dock.kernels";
    static constexpr const char* kDetails = "dock.details";
    static constexpr const char* kLog = "dock.log";

    struct Parts // of the window, which owns them and this
    {
        DockArea& docks;
        DiffPage& diff;
        ExperimentsPage& experiments;
        LogPage& log;
    };
    SidePanels(const Theme& theme, Parts parts);

    void setTheme(const Theme& theme) { m_kernels->setTheme(theme); }

    // One action a panel, by the panel's name; and window.nextPanel.
    void addActions(ActionRegistry& actions);
    void present(const SnapshotPtr& snapshot);
    void showPicked(const store::ExperimentRow& row); // whose evidence the panel holds
    KernelsPanel& kernels() { return *m_kernels; }
    // While the page is shown, the panel that shows the same is not.
    void giveWay(const char* panel, Page& page);

private:
    void connectDetails();
    void connectLog();

    Parts m_parts;
    KernelsPanel* m_kernels;
    DetailsPanel* m_details;
    KernelNames m_names;
};

} // namespace autokernel::ui
