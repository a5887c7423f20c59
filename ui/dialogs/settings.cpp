// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settings.h"

#include <array>
#include <utility>

namespace autokernel::ui {
namespace {

constexpr int kVersion = 1; // of the keys below

QString keyOf(const char* name)
{
    return QString("settings-%1/%2").arg(kVersion).arg(name);
}

constexpr std::array kThemes {std::pair {ThemeChoice::System, "system"},
    std::pair {ThemeChoice::Light, "light"}, std::pair {ThemeChoice::Dark, "dark"}};

// A boolean that is neither true nor false is as good as none.
bool boolean(const QVariant& value, bool otherwise)
{
    const auto text = value.toString();
    return text == "true" ? true : text == "false" ? false : otherwise;
}

ExportChoices loadExports(const QSettings& stored)
{
    ExportChoices choices;
    const auto value = [&](const char* name) { return stored.value(keyOf(name)); };
    const auto take = [&](const char* name, QString& into) {
        if (const auto text = value(name).toString(); !text.isEmpty())
            into = text;
    };
    take("table_format", choices.tableFormat);
    take("chart_format", choices.chartFormat);
    take("chart_colors", choices.chartColors);
    take("report_format", choices.reportFormat);
    take("export_folder", choices.folder);
    if (const auto pixels = value("chart_pixels").toSize(); !pixels.isEmpty())
        choices.chartPixels = pixels;
    if (const int dots = value("chart_dots_per_inch").toInt(); dots > 0)
        choices.chartDotsPerInch = dots;
    return choices;
}

void saveExports(QSettings& stored, const ExportChoices& choices)
{
    const auto set
        = [&](const char* name, const QVariant& value) { stored.setValue(keyOf(name), value); };
    set("table_format", choices.tableFormat);
    set("chart_format", choices.chartFormat);
    set("chart_colors", choices.chartColors);
    set("report_format", choices.reportFormat);
    set("export_folder", choices.folder);
    set("chart_pixels", choices.chartPixels);
    set("chart_dots_per_inch", choices.chartDotsPerInch);
}

} // namespace

std::optional<ThemeChoice> themeNamed(const QString& name)
{
    for (const auto& [choice, known] : kThemes)
        if (name == known)
            return choice;
    return std::nullopt;
}

Settings loadSettings(const QSettings& stored)
{
    const auto value = [&](const char* name) { return stored.value(keyOf(name)); };
    Settings settings;
    settings.theme = themeNamed(value("theme").toString()).value_or(settings.theme);
    if (const auto budget = value("budget").toString(); !budget.isEmpty())
        settings.budget = budget;
    settings.asksBeforeClosing = boolean(value("asks_before_closing"), settings.asksBeforeClosing);
    settings.notifies = boolean(value("notifies"), settings.notifies);
    settings.hasLetterKeys = boolean(value("letter_keys"), settings.hasLetterKeys);
    settings.history = value("history").toString();
    settings.exports = loadExports(stored);
    return settings;
}

void saveSettings(QSettings& stored, const Settings& settings)
{
    const auto set
        = [&](const char* name, const QVariant& value) { stored.setValue(keyOf(name), value); };
    for (const auto& [choice, name] : kThemes)
        if (settings.theme == choice)
            set("theme", name);
    set("budget", settings.budget);
    set("asks_before_closing", settings.asksBeforeClosing);
    set("notifies", settings.notifies);
    set("letter_keys", settings.hasLetterKeys);
    set("history", settings.history);
    saveExports(stored, settings.exports);
}

} // namespace autokernel::ui
