// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settings.h"

#include <array>
#include <utility>

namespace autokernel::ui {
namespace {

constexpr std::array kThemes {std::pair {ThemeChoice::System, "system"},
    std::pair {ThemeChoice::Light, "light"}, std::pair {ThemeChoice::Dark, "dark"}};

// A boolean that is neither true nor false is as good as none.
bool boolean(const QVariant& value, bool otherwise)
{
    const auto text = value.toString();
    return text == "true" ? true : text == "false" ? false : otherwise;
}

} // namespace

Settings loadSettings(const QSettings& stored)
{
    Settings settings;
    const auto theme = stored.value("settings/theme").toString();
    for (const auto& [choice, name] : kThemes)
        if (theme == name)
            settings.theme = choice;
    if (const auto budget = stored.value("settings/budget").toString(); !budget.isEmpty())
        settings.budget = budget;
    settings.asksBeforeClosing
        = boolean(stored.value("settings/asks_before_closing"), settings.asksBeforeClosing);
    settings.notifies = boolean(stored.value("settings/notifies"), settings.notifies);
    settings.hasLetterKeys = boolean(stored.value("settings/letter_keys"), settings.hasLetterKeys);
    settings.history = stored.value("settings/history").toString();
    if (const auto format = stored.value("settings/table_format").toString(); !format.isEmpty())
        settings.tableFormat = format;
    return settings;
}

void saveSettings(QSettings& stored, const Settings& settings)
{
    for (const auto& [choice, name] : kThemes)
        if (settings.theme == choice)
            stored.setValue("settings/theme", name);
    stored.setValue("settings/budget", settings.budget);
    stored.setValue("settings/asks_before_closing", settings.asksBeforeClosing);
    stored.setValue("settings/notifies", settings.notifies);
    stored.setValue("settings/letter_keys", settings.hasLetterKeys);
    stored.setValue("settings/history", settings.history);
    stored.setValue("settings/table_format", settings.tableFormat);
}

} // namespace autokernel::ui
