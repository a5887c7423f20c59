// SPDX-License-Identifier: GPL-3.0-or-later
// How the progress page shares its legend and its kernel with the table of experiments.
#include "ui/pages/progress_page.h"

#include <QSignalBlocker>

namespace autokernel::ui {

void ProgressPage::follow(ShownExperiments& shown)
{
    for (auto& [verdict, row] : m_legend)
        connect(
            row.box, &QCheckBox::toggled, &shown, [this, &shown] { shown.setHidden(hidden()); });
    connect(&shown, &ShownExperiments::verdictsChanged, this, [this, &shown] {
        if (hidden() == shown.hidden())
            return;
        for (auto& [verdict, row] : m_legend) {
            const QSignalBlocker quiet(row.box);
            row.box->setChecked(!shown.hidden().contains(verdict));
        }
        m_whenSeen.ask();
    });
    connect(m_choice, &QComboBox::currentIndexChanged, &shown,
        [this, &shown] { shown.chooseKernel(chosen() ? kernel() : QString()); });
    connect(&shown, &ShownExperiments::kernelChosen, this, [this](const QString& key) {
        if (key.isEmpty()) // a table shows all kernels; a chart of one stays what it is
            return;
        if (m_choice->count() > 0)
            chooseKernel(key);
        else
            m_look["kernel"] = key;
    });
}

} // namespace autokernel::ui
