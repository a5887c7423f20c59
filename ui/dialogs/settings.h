// SPDX-License-Identifier: GPL-3.0-or-later
// What a user may choose for the whole program. A value; UI thread for reading and writing.
#pragma once

#include "ui/dialogs/export_choices.h"

#include <QSettings>
#include <QString>
#include <optional>

namespace autokernel::ui {

enum class ThemeChoice
{
    System,
    Light,
    Dark
};

struct Settings
{
    ThemeChoice theme = ThemeChoice::System;
    QString budget = "15m"; // of a new run: 8h, 15m or 07:00
    bool asksBeforeClosing = true; // while a run goes on
    bool notifies = true; // of a run that ended
    bool hasLetterKeys = true; // single letters act on charts, tables and diffs
    QString history; // file that is opened at the start; "": the last one
    ExportChoices exports = {}; // asked for by dialogs of their own

    bool operator==(const Settings&) const = default;
};

std::optional<ThemeChoice> themeNamed(const QString& name); // "system", "light" or "dark"

// Missing and damaged values are their defaults, and so is what another version wrote: each keeps
// its settings under a name of its own, as with sessions.
Settings loadSettings(const QSettings& stored);
void saveSettings(QSettings& stored, const Settings& settings);

} // namespace autokernel::ui
