// SPDX-License-Identifier: GPL-3.0-or-later
// What the run wrote into its log, with a filter by level. UI thread.
#pragma once

#include "ui/pages/page.h"

#include <QComboBox>
#include <QPlainTextEdit>

namespace autokernel::ui {

class LogPage final : public Page
{
    Q_OBJECT

public:
    explicit LogPage(QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme&) override { }

private:
    void fill();

    QComboBox* m_level;
    QPlainTextEdit* m_lines;
    SnapshotPtr m_snapshot;
};

} // namespace autokernel::ui
