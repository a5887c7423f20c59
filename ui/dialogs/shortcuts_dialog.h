// SPDX-License-Identifier: GPL-3.0-or-later
// The list of shortcuts, read from the actions themselves. UI thread.
#pragma once

#include "ui/shell/action_registry.h"

#include <QDialog>

namespace autokernel::ui {

class ShortcutsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(const ActionRegistry& actions, QWidget* parent = nullptr);
};

} // namespace autokernel::ui
