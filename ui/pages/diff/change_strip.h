// SPDX-License-Identifier: GPL-3.0-or-later
// What a candidate changed, in one strip above its source: tunables that differ, how much of the
// text does, and whose idea it was. UI thread.
#pragma once

#include "ui/bridge/experiment_view.h"
#include "ui/diff/diff_document.h"
#include "ui/pages/diff/tunable_changes.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QWidget>

namespace autokernel::ui {

class FlowLayout;

class ChangeStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit ChangeStrip(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme) { m_theme = &theme; } // from the next present()
    void present(const ExperimentView& view, const DiffDocument* document); // nullptr: not yet

private:
    void clear();
    void addText(const QString& words);
    void addChip(const TunableChange& change);

    const Theme* m_theme;
    FlowLayout* m_chips;
    QLabel* m_idea;
};

} // namespace autokernel::ui
